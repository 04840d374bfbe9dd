use std::io::{ErrorKind, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt as _, stream};
use tokio::fs;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use uuid::Uuid;

use super::store::{Chunks, ContentName, ContentStore, Kept, StoreError, on_thread};

/// How much is read at once.
const CHUNK: usize = 64 * 1024;

/// Contents as files of a folder: `JURISDICTION/ab/abcdef…`. Replicas that share the folder share
/// the contents.
#[derive(Clone, Debug)]
pub struct DiskStore {
    folder: PathBuf,
}

impl DiskStore {
    /// Keeps contents below the folder, which is made when it is first needed.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, name: &ContentName) -> PathBuf {
        let group = name.hash.get(..2).unwrap_or("-");
        self.of(name.jurisdiction).join(group).join(&name.hash)
    }

    fn of(&self, jurisdiction: Uuid) -> PathBuf {
        self.folder.join(jurisdiction.to_string())
    }
}

#[async_trait::async_trait]
impl ContentStore for DiskStore {
    async fn keep(&self, name: &ContentName, staged: &Path) -> Result<(), StoreError> {
        let (path, staged) = (self.path(name), staged.to_owned());
        on_thread("keep the content", move || keep(&path, &staged)).await
    }

    async fn holds(&self, name: &ContentName) -> Result<bool, StoreError> {
        let path = self.path(name);
        let found = fs::try_exists(&path).await;
        found.map_err(StoreError::disk("looking for", &path))
    }

    async fn open(&self, name: &ContentName, range: Range<u64>) -> Result<Chunks, StoreError> {
        let path = self.path(name);
        let mut file = match fs::File::open(&path).await {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(StoreError::Missing(name.hash.clone()));
            }
            Err(error) => return Err(StoreError::disk("opening", &path)(error)),
        };
        // Shorter than its row says: told before anything is promised.
        let about = file.metadata().await;
        let about = about.map_err(StoreError::disk("reading", &path))?;
        if about.len() < range.end {
            return Err(StoreError::Missing(name.hash.clone()));
        }
        let start = file.seek(SeekFrom::Start(range.start)).await;
        start.map_err(StoreError::disk("reading", &path))?;
        let left = range.end.saturating_sub(range.start);
        let rest = file.take(left);
        let from = (rest, path, name.hash.clone());
        let chunks = stream::try_unfold(from, |(mut rest, path, hash)| async move {
            let mut chunk = BytesMut::with_capacity(CHUNK);
            let read = rest.read_buf(&mut chunk).await;
            let read = read.map_err(StoreError::disk("reading", &path))?;
            if read == 0 {
                return match rest.limit() {
                    0 => Ok(None),
                    _ => Err(StoreError::Missing(hash)),
                };
            }
            Ok(Some((Bytes::from(chunk), (rest, path, hash))))
        });
        Ok(chunks.boxed())
    }

    async fn kept_before(
        &self,
        jurisdiction: Uuid,
        before: DateTime<Utc>,
        after: Option<&str>,
    ) -> Result<Kept, StoreError> {
        let (folder, after) = (self.of(jurisdiction), after.map(str::to_owned));
        let old = move || old_files(&folder, SystemTime::from(before), after.as_deref());
        on_thread("list what it keeps", old).await
    }

    async fn remove(&self, name: &ContentName, before: DateTime<Utc>) -> Result<bool, StoreError> {
        let path = self.path(name);
        let about = fs::metadata(&path).await;
        let modified = about.and_then(|about| about.modified());
        if !modified.is_ok_and(|at| at < SystemTime::from(before)) {
            return Ok(false);
        }
        match fs::remove_file(&path).await {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(StoreError::disk("removing", &path)(error)),
        }
    }

    async fn answers(&self) -> Result<(), StoreError> {
        match fs::metadata(&self.folder).await {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(StoreError::disk("looking at", &self.folder)(error))
            }
            _ => Ok(()),
        }
    }

    async fn try_out(&self) -> Result<(), StoreError> {
        // The folder is made when it is first needed.
        self.answers().await
    }
}

/// The name appears with the whole file behind it and on the disk, or not at all.
fn keep(path: &Path, staged: &Path) -> Result<(), StoreError> {
    use std::fs::{File, create_dir_all, hard_link};
    let failed = |doing, at: &Path| StoreError::disk(doing, at);
    let folder = path.parent().unwrap_or(path);
    create_dir_all(folder).map_err(failed("making", folder))?;
    match hard_link(staged, path) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        // Another file system, or one without links.
        Err(_) => copy(path, staged)?,
    }
    let file = File::options().append(true).open(path);
    let file = file.map_err(failed("opening", path))?;
    // Whatever is swept by age is young again.
    let touched = file.set_modified(SystemTime::now());
    touched.map_err(failed("marking", path))?;
    file.sync_all().map_err(failed("writing", path))?;
    let folder_on_disk = File::open(folder).and_then(|folder| folder.sync_all());
    folder_on_disk.map_err(failed("writing", folder))
}

fn copy(path: &Path, staged: &Path) -> Result<(), StoreError> {
    let partial = path.with_extension(Uuid::now_v7().to_string());
    let done = std::fs::copy(staged, &partial)
        .and_then(|_| std::fs::File::open(&partial)?.sync_all())
        .and_then(|()| std::fs::rename(&partial, path));
    done.map_err(|error| {
        if let Err(left) = std::fs::remove_file(&partial) {
            tracing::debug!(%left, path = %partial.display(), "a partial copy stays");
        }
        StoreError::disk("writing", path)(error)
    })
}

/// A page is a folder of hashes that begin alike.
fn old_files(folder: &Path, before: SystemTime, after: Option<&str>) -> Result<Kept, StoreError> {
    let list = |folder: &Path| match std::fs::read_dir(folder) {
        Ok(entries) => {
            let mut entries: Vec<_> = entries.flatten().collect();
            entries.sort_by_key(std::fs::DirEntry::file_name);
            Ok(entries)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(StoreError::disk("listing", folder)(error)),
    };
    let groups = list(folder)?;
    let later = |group: &&std::fs::DirEntry| {
        after.is_none_or(|after| group.file_name().to_string_lossy().as_ref() > after)
    };
    let Some(group) = groups.iter().find(later) else {
        return Ok(Kept::default());
    };
    let mut hashes = Vec::new();
    for entry in list(&group.path())? {
        let modified = entry.metadata().and_then(|about| about.modified());
        if modified.is_ok_and(|at| at < before) {
            hashes.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    let next = Some(group.file_name().to_string_lossy().into_owned());
    Ok(Kept { hashes, next })
}
