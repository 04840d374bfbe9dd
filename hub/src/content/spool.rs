use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use shuniu_entities::Key;

use super::announced::Announced;
use super::store::StoreError;

/// Where uploads grow until they are complete: for each document a file with what has come in
/// (`.part`), and beside it what was announced (`.json`). An upload goes on at the replica, or the
/// shared folder, where it began.
#[derive(Clone, Debug)]
pub struct Spool {
    folder: PathBuf,
}

/// The part of a document's content that has come in; nobody else writes it meanwhile.
#[derive(Debug)]
pub(super) struct Staged {
    pub(super) file: File,
    pub(super) path: PathBuf,
    /// Absent where nothing has come in. Bytes of which nobody knows what they are of are nothing.
    pub(super) announced: Option<Announced>,
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
        if !locked(&file, &path)? || !is_still(&file, &path) {
            return Ok(None);
        }
        let announced = announced(&path)?;
        Ok(Some(Staged {
            file,
            path,
            announced,
        }))
    }

    /// How many bytes of a document's content have come in.
    pub(super) fn received(&self, document: Key) -> Result<u64, StoreError> {
        let path = self.path(document);
        match std::fs::metadata(&path) {
            Ok(about) if announced(&path)?.is_some() => Ok(about.len()),
            Ok(_) => Ok(0),
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
        let before = SystemTime::from(before);
        let mut removed = 0;
        for entry in entries.flatten() {
            let path = entry.path();
            let part = path.extension().is_some_and(|ending| ending == "part");
            // What lies beside an upload goes with it, however old it is.
            if !part && path.with_extension("part").exists() {
                continue;
            }
            // Held until it is gone: nobody goes on with what is being removed.
            let Some(_held) = idle(&path, before) else {
                continue;
            };
            if part {
                remove(&beside(&path))?;
            }
            remove(&path)?;
            removed += u64::from(part);
        }
        Ok(removed)
    }
}

impl Staged {
    pub(super) fn len(&self) -> Result<u64, StoreError> {
        let about = self.file.metadata();
        let about = about.map_err(StoreError::disk("looking at", &self.path))?;
        Ok(about.len())
    }

    /// Begins anew, with a file of its own: the store may have a link to the one that was here.
    /// The new file is there before what is announced of it, so that this is never said of bytes
    /// that came before.
    pub(super) fn anew(self, announced: Announced) -> Result<Self, StoreError> {
        let fresh = self.path.with_extension("new");
        let failed = |doing| StoreError::disk(doing, &fresh);
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&fresh)
            .and_then(|_| File::options().read(true).append(true).open(&fresh));
        let file = file.map_err(failed("making"))?;
        file.lock().map_err(failed("locking"))?;
        std::fs::rename(&fresh, &self.path).map_err(failed("renaming"))?;
        sync_folder(&self.path)?;
        let staged = Self {
            file,
            path: self.path,
            announced: None,
        };
        staged.announce(announced)
    }

    /// Keeps what is announced of the upload, before more of it comes in.
    pub(super) fn announce(mut self, announced: Announced) -> Result<Self, StoreError> {
        if self.announced.as_ref() == Some(&announced) {
            return Ok(self);
        }
        let path = beside(&self.path);
        let fresh = self.path.with_extension("json-new");
        let written = serde_json::to_vec(&announced)
            .map_err(Into::into)
            .and_then(|json| {
                let mut file = File::create(&fresh)?;
                file.write_all(&json)?;
                file.sync_all()?;
                std::fs::rename(&fresh, &path)
            });
        written.map_err(StoreError::disk("writing", &path))?;
        sync_folder(&path)?;
        self.announced = Some(announced);
        Ok(self)
    }

    /// Forgets what came behind so many bytes.
    pub(super) fn cut(&self, length: u64) -> Result<(), StoreError> {
        if self.len()? <= length {
            return Ok(());
        }
        let done = self.file.set_len(length);
        let done = done.and_then(|()| self.file.sync_all());
        done.map_err(StoreError::disk("cutting", &self.path))
    }

    /// Removes it, once its content is kept or refused.
    pub(super) fn discard(self) {
        // The bytes last: as long as they are there, nobody else begins here.
        let removed = remove(&beside(&self.path)).and_then(|()| remove(&self.path));
        if let Err(error) = removed {
            // It is swept when it is old.
            tracing::warn!(path = %self.path.display(), %error, "a finished upload stays");
        }
    }
}

/// Where what is announced of an upload lies.
fn beside(part: &Path) -> PathBuf {
    part.with_extension("json")
}

/// What was announced; nothing where there is none that can be read.
fn announced(part: &Path) -> Result<Option<Announced>, StoreError> {
    let path = beside(part);
    match std::fs::read(&path) {
        Ok(json) => Ok(serde_json::from_slice(&json).ok()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::disk("reading", &path)(error)),
    }
}

fn locked(file: &File, path: &Path) -> Result<bool, StoreError> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(StoreError::disk("locking", path)(error)),
    }
}

/// Whether the name is still that of the file: whoever held it before may have removed or
/// replaced it since it was opened.
fn is_still(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let named = std::fs::metadata(path).map(|about| (about.dev(), about.ino()));
        let held = file.metadata().map(|about| (about.dev(), about.ino()));
        matches!((named, held), (Ok(named), Ok(held)) if named == held)
    }
    #[cfg(not(unix))]
    {
        // Nobody removes what is open.
        let _ = file;
        path.exists()
    }
}

/// A file that is old and that nobody holds.
fn idle(path: &Path, before: SystemTime) -> Option<File> {
    let file = File::open(path).ok()?;
    let modified = file.metadata().and_then(|about| about.modified());
    let idle =
        modified.is_ok_and(|at| at < before) && file.try_lock().is_ok() && is_still(&file, path);
    idle.then_some(file)
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(StoreError::disk("removing", path)(error))
        }
        _ => Ok(()),
    }
}

fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(path);
    let done = File::open(folder).and_then(|folder| folder.sync_all());
    done.map_err(StoreError::disk("writing", folder))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;

    fn announced(total: u64) -> Announced {
        Announced {
            total: Some(total),
            file_name: "a.pdf".to_owned(),
            sha256: None,
        }
    }

    fn make_old(path: &Path) {
        let file = File::options().append(true).open(path).unwrap();
        let old = SystemTime::now() - std::time::Duration::from_secs(7_200);
        file.set_modified(old).unwrap();
    }

    #[test]
    fn an_upload_is_held_by_one_however_often_it_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::at(folder.path().to_owned());
        let document = Key::new(Uuid::now_v7(), Uuid::now_v7());
        let first = spool.take(document).unwrap().unwrap();
        let was = first.file.try_clone().unwrap();
        let staged = first.anew(announced(9)).unwrap();
        assert!(!is_still(&was, &staged.path));
        assert!(spool.take(document).unwrap().is_none());
        (&staged.file).write_all(b"%PDF-").unwrap();
        drop(staged);
        let staged = spool.take(document).unwrap().unwrap();
        assert_eq!(
            (staged.len().unwrap(), &staged.announced),
            (5, &Some(announced(9)))
        );
        staged.discard();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_was_announced_is_swept_with_its_upload_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::at(folder.path().to_owned());
        let document = Key::new(Uuid::now_v7(), Uuid::now_v7());
        let hour_ago = DateTime::<Utc>::from(SystemTime::now()) - TimeDelta::hours(1);
        let staged = spool.take(document).unwrap().unwrap();
        let staged = staged.anew(announced(9)).unwrap();
        (&staged.file).write_all(b"%PDF-").unwrap();
        let path = staged.path.clone();
        make_old(&beside(&path));
        assert_eq!(spool.sweep(hour_ago).unwrap(), 0);
        make_old(&path);
        assert_eq!(spool.sweep(hour_ago).unwrap(), 0, "somebody holds it");
        drop(staged);
        assert_eq!(spool.received(document).unwrap(), 5);
        assert_eq!(spool.sweep(hour_ago).unwrap(), 1);
        // What a crash left of an upload goes too.
        std::fs::write(beside(&path), b"{}").unwrap();
        make_old(&beside(&path));
        assert_eq!(spool.sweep(hour_ago).unwrap(), 0);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
