use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use shuniu_entities::Key;

use super::store::StoreError;

/// Where uploads grow until they are complete: one file for each document. An upload goes on at
/// the replica, or the shared folder, where it began.
#[derive(Clone, Debug)]
pub struct Spool {
    folder: PathBuf,
}

/// The part of a document's content that has come in; nobody else writes it meanwhile.
#[derive(Debug)]
pub(super) struct Staged {
    pub(super) file: File,
    pub(super) path: PathBuf,
}

impl Spool {
    /// Keeps unfinished uploads in the folder, which is made when it is first needed.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, document: Key) -> PathBuf {
        let Key { jurisdiction, id } = document;
        self.folder.join(format!("{jurisdiction}-{id}.part"))
    }

    /// Takes hold of a document's upload; nothing when somebody else has it.
    pub(super) fn take(&self, document: Key) -> Result<Option<Staged>, StoreError> {
        let path = self.path(document);
        let made = std::fs::create_dir_all(&self.folder);
        made.map_err(StoreError::disk("making", &self.folder))?;
        let file = File::options()
            .read(true)
            .append(true)
            .create(true)
            .open(&path);
        let file = file.map_err(StoreError::disk("opening", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Staged { file, path })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(StoreError::disk("locking", &path)(error)),
        }
    }

    /// How many bytes of a document's content have come in.
    pub(super) fn received(&self, document: Key) -> Result<u64, StoreError> {
        let path = self.path(document);
        match std::fs::metadata(&path) {
            Ok(about) => Ok(about.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(StoreError::disk("looking at", &path)(error)),
        }
    }

    /// Removes uploads that nobody went on with since; tells how many.
    pub(super) fn sweep(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(StoreError::disk("listing", &self.folder)(error)),
        };
        let mut removed = 0;
        for entry in entries.flatten() {
            if !is_idle(&entry.path(), SystemTime::from(before)) {
                continue;
            }
            std::fs::remove_file(entry.path())
                .map_err(StoreError::disk("removing", &entry.path()))?;
            removed += 1;
        }
        Ok(removed)
    }
}

/// Whether an upload is old and nobody holds it.
fn is_idle(path: &Path, before: SystemTime) -> bool {
    let Ok(file) = File::open(path) else {
        return false;
    };
    let modified = file.metadata().and_then(|about| about.modified());
    modified.is_ok_and(|at| at < before) && file.try_lock().is_ok()
}

impl Staged {
    pub(super) fn len(&self) -> Result<u64, StoreError> {
        let about = self.file.metadata();
        let about = about.map_err(StoreError::disk("looking at", &self.path))?;
        Ok(about.len())
    }

    /// Begins anew.
    pub(super) fn empty(&self) -> Result<(), StoreError> {
        let done = self.file.set_len(0);
        done.map_err(StoreError::disk("emptying", &self.path))
    }

    /// Removes it, once its content is kept or refused.
    pub(super) fn discard(self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            // It is swept when it is old.
            tracing::warn!(path = %self.path.display(), %error, "a finished upload stays");
        }
    }
}
