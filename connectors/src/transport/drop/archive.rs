use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::folder::cannot;
use crate::Failure;

/// How many hex digits of a digest stand in front of the name of an archived file.
const PREFIX: usize = 16;
/// The most files of one content and name.
const MOST: usize = 1_000;

/// Where files go that were taken in.
#[derive(Debug)]
pub(super) struct Archive {
    folder: PathBuf,
}

impl Archive {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Whether a file of this content was taken in before.
    pub(super) fn holds(&self, what: &str, digest: &str) -> Result<bool, Failure> {
        let failed = |error: &io::Error| cannot(what, "read", &self.folder, error);
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(failed(&error)),
        };
        let prefix = format!("{}-", &digest[..PREFIX]);
        for entry in entries {
            let entry = entry.map_err(|error| failed(&error))?;
            let name = entry.file_name();
            let is_like = name.to_str().is_some_and(|name| name.starts_with(&prefix));
            if is_like && digest_of(&entry.path()).ok().as_deref() == Some(digest) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Moves a file here, if it still has this content, with what lies beside it. A file that is
    /// here already stays as it is.
    pub(super) fn put(
        &self,
        what: &str,
        folder: &Path,
        name: &str,
        digest: &str,
        beside: &[String],
    ) -> Result<bool, Failure> {
        let from = folder.join(name);
        let is_plain = fs::symlink_metadata(&from).is_ok_and(|metadata| metadata.is_file());
        if !is_plain || digest_of(&from).ok().as_deref() != Some(digest) {
            return Ok(false);
        }
        fs::create_dir_all(&self.folder)
            .map_err(|error| cannot(what, "make", &self.folder, &error))?;
        let prefix = &digest[..PREFIX];
        self.place(what, &from, prefix, name)?;
        for name in beside {
            let from = folder.join(name);
            if fs::symlink_metadata(&from).is_ok_and(|metadata| metadata.is_file()) {
                self.place(what, &from, prefix, name)?;
            }
        }
        Ok(true)
    }

    fn place(&self, what: &str, from: &Path, prefix: &str, name: &str) -> Result<(), Failure> {
        for copy in 1..=MOST {
            let to = match copy {
                1 => self.folder.join(format!("{prefix}-{name}")),
                _ => self.folder.join(format!("{prefix}-{copy}-{name}")),
            };
            match rename_new(from, &to) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(cannot(what, "move to the archive", from, &error)),
            }
        }
        Err(Failure::config(format!(
            "{what}: the archive {} holds {name} {MOST} times; clear it",
            self.folder.display()
        )))
    }
}

/// Renames to a name that nobody has. A rename alone would write over what is there.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Err(error),
        // Some file systems know no second name of a file; nobody else writes to the archive.
        Err(_) => match fs::symlink_metadata(to) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(from, to),
        },
    }
}

/// SHA-256 of a file, 64 hex digits.
fn digest_of(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut fs::File::open(path)?, &mut HashWriter(&mut hash))?;
    Ok(hex::encode(hash.finalize()))
}

struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
