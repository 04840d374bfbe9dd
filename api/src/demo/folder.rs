use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where a demo keeps everything.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

/// What a folder was filled with; a later start goes on with the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Filling {
    /// Seed of the world.
    pub(super) seed: u64,
    /// Day through which its projects came.
    pub(super) today: NaiveDate,
    /// How many projects.
    pub(super) projects: usize,
}

impl Folder {
    pub(super) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The folder itself, as it was given.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Makes it if it is new and keeps every other demo out while the result lives.
    pub(super) fn enter(&self) -> Result<File> {
        let shown = self.0.display();
        fs::create_dir_all(&self.0).with_context(|| format!("making the folder {shown}"))?;
        let path = self.0.join("lock");
        let lock = File::create(&path).with_context(|| format!("writing {}", path.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => {
                bail!("another demo runs in {shown}; end it, or choose another folder with --data")
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("locking {}", path.display()))
            }
        }
    }

    /// What it was filled with before, or `fresh`, which is noted; true when it is new.
    pub(super) fn filling(&self, fresh: Filling) -> Result<(Filling, bool)> {
        let path = self.0.join("demo.json");
        let shown = path.display().to_string();
        match fs::read(&path) {
            Ok(bytes) => {
                let known = serde_json::from_slice(&bytes).with_context(|| {
                    format!("{shown} is not a demo's; choose another folder with --data")
                })?;
                Ok((known, false))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if self.database().exists() {
                    bail!(
                        "{} holds a database but no demo; choose another folder with --data",
                        self.0.display()
                    );
                }
                let text = serde_json::to_string_pretty(&fresh)?;
                fs::write(&path, text + "\n").with_context(|| format!("writing {shown}"))?;
                Ok((fresh, true))
            }
            Err(error) => Err(error).with_context(|| format!("reading {shown}")),
        }
    }

    pub(super) fn database(&self) -> PathBuf {
        self.0.join("hub.sqlite")
    }

    pub(super) fn documents(&self) -> PathBuf {
        self.0.join("documents")
    }

    pub(super) fn ledger_key(&self) -> PathBuf {
        self.0.join("ledger.key")
    }

    pub(super) fn development_key(&self) -> PathBuf {
        self.0.join("development-key.json")
    }

    /// A secret of the hub at an outside system.
    pub(super) fn secret(&self, name: &str) -> PathBuf {
        self.0.join("secrets").join(name)
    }

    pub(super) fn settings(&self) -> PathBuf {
        self.0.join("shuniu.toml")
    }

    pub(super) fn tokens(&self) -> PathBuf {
        self.0.join("tokens.json")
    }

    /// An `Authorization` line for curl.
    pub(super) fn header(&self, name: &str) -> PathBuf {
        self.0.join("as").join(name)
    }

    /// Where a calendar of duties is subscribed to.
    pub(super) fn calendar(&self) -> PathBuf {
        self.0.join("calendar")
    }

    /// A ledger that people hand in.
    pub(super) fn ledger(&self, name: &str) -> PathBuf {
        self.0.join("ledgers").join(name)
    }

    /// A sandbox's own file.
    pub(super) fn sandbox(&self, name: &str) -> PathBuf {
        self.0.join("sandboxes").join(format!("{name}.json"))
    }
}

/// Writes a file that only its owner may read; an older one is replaced whole.
pub(super) fn write_secret(path: &Path, text: &str) -> Result<()> {
    let write = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut file = options.open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().with_context(|| format!("writing {}", path.display()))
}
