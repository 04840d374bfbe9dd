use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, Metadata},
    io::{self, Read, Seek},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use chrono::{DateTime, Duration, Utc};

use super::config::{DropConfig, Ready};
use crate::{Failure, contract::Stream, transport::layout::Layout};

/// The most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 10_000;
/// The longest name of a file, in bytes: it stands in cursors and in the archive.
const LONGEST_NAME: usize = 180;
/// How many bytes of a file are looked at at once.
const CHUNK: usize = 64 << 10;

/// What tells that a file is still the one it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) bytes: u64,
    modified: SystemTime,
    /// Device and number of the file, so that a link put in its place is noticed.
    inode: (u64, u64),
}

/// What lies in the folder.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Files of the stream, by name.
    pub(super) files: BTreeMap<String, Standing>,
    /// Everything else by name: checksums, manifests, markers, files of other streams.
    pub(super) others: BTreeSet<String>,
}

/// How a file stands before it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It can be read.
    Ready(Stamp),
    /// It is not there as a whole yet.
    Waiting(String),
    /// It is never read.
    Refused(String),
}

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// It changed meanwhile.
    Changed,
    /// It is gone, or may not be read.
    Failed(Failure),
    /// It is not fit to be taken in, for this reason.
    Refused(String),
}

impl From<Failure> for Unread {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> io::Result<Self> {
        Ok(Self {
            bytes: metadata.len(),
            modified: metadata.modified()?,
            inode: inode(metadata),
        })
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

/// Looks at the folder for the files of a stream.
pub(super) fn list(
    what: &str,
    config: &DropConfig,
    layout: &Layout,
    stream: &Stream,
    now: DateTime<Utc>,
) -> Result<Listing, Failure> {
    let folder = &config.folder;
    let entries = fs::read_dir(folder).map_err(|error| cannot(what, "read", folder, &error))?;
    let mut listing = Listing::default();
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| cannot(what, "read", folder, &error))?;
        // A name that is no text fits no pattern.
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        names.push(name);
        if names.len() > MOST_ENTRIES {
            return Err(Failure::config(format!(
                "{what}: {} holds more than {MOST_ENTRIES} entries; clear it of what no stream \
                 takes",
                folder.display()
            )));
        }
    }
    for name in names {
        if layout.extent(stream, &name).is_none() {
            listing.others.insert(name);
            continue;
        }
        if let Some(standing) = standing(config, &name, now) {
            listing.files.insert(name, standing);
        }
    }
    if config.ready == Ready::Marker {
        for (name, standing) in &mut listing.files {
            let marker = format!("{name}{}", config.marker_suffix);
            if matches!(standing, Standing::Ready(_)) && !listing.others.contains(&marker) {
                *standing = Standing::Waiting(format!("{marker} is not there yet"));
            }
        }
    }
    Ok(listing)
}

/// How a file stands; nothing of one that went away meanwhile.
pub(super) fn standing(config: &DropConfig, name: &str, now: DateTime<Utc>) -> Option<Standing> {
    let path = config.folder.join(name);
    let metadata = fs::symlink_metadata(&path).ok()?;
    if metadata.is_symlink() || !metadata.is_file() {
        let refused = "it is no plain file; links are not followed".to_owned();
        return Some(Standing::Refused(refused));
    }
    if name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
        let refused = format!("its name has control characters or more than {LONGEST_NAME} bytes");
        return Some(Standing::Refused(refused));
    }
    let stamp = match Stamp::of(&metadata) {
        Ok(stamp) => stamp,
        Err(error) => return Some(Standing::Refused(error.to_string())),
    };
    if stamp.bytes > config.max_file_bytes {
        return Some(Standing::Refused(format!(
            "it has {} bytes, more than max_file_bytes {}; deliver it in parts or raise the limit",
            stamp.bytes, config.max_file_bytes
        )));
    }
    let modified: DateTime<Utc> = stamp.modified.into();
    let stable = Duration::seconds(config.stable_seconds.into());
    if config.ready == Ready::Stable && now - modified < stable {
        return Some(Standing::Waiting(format!(
            "it changed at {}, less than stable_seconds {} ago",
            modified.format("%Y-%m-%d %H:%M:%S UTC"),
            config.stable_seconds
        )));
    }
    Some(Standing::Ready(stamp))
}

/// A file that is read as it stood when its stamp was taken, or not at all.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    file: Arc<File>,
    path: PathBuf,
    stamp: Stamp,
}

impl Opened {
    /// Opens a file that stands as the stamp says.
    pub(super) fn open(what: &str, path: PathBuf, stamp: Stamp) -> Result<Self, Unread> {
        let file = File::open(&path).map_err(|error| failed(what, &path, &error))?;
        let opened = Self {
            file: Arc::new(file),
            path,
            stamp,
        };
        // Of what was opened: a link may have taken the place of the file.
        opened.stands(what)?;
        Ok(opened)
    }

    /// Whether it still is as it was when it was opened. What was read before is good only then.
    pub(super) fn stands(&self, what: &str) -> Result<(), Unread> {
        let metadata = self.file.metadata();
        let stamp = metadata.and_then(|metadata| Stamp::of(&metadata));
        match stamp {
            Ok(stamp) if stamp == self.stamp => Ok(()),
            Ok(_) => Err(Unread::Changed),
            Err(error) => Err(self.failed(what, &error)),
        }
    }

    /// It, from its beginning. Whoever asks takes the place of who read it before.
    pub(super) fn rewound(&self, what: &str) -> Result<Arc<File>, Unread> {
        let rewound = (&*self.file).rewind();
        rewound.map_err(|error| self.failed(what, &error))?;
        Ok(Arc::clone(&self.file))
    }

    /// Shows all of its bytes, one after another.
    pub(super) fn scan(&self, what: &str, mut show: impl FnMut(&[u8])) -> Result<(), Unread> {
        let mut left = self.rewound(what)?.take(self.stamp.bytes + 1);
        let mut chunk = vec![0; CHUNK];
        let mut bytes = 0;
        loop {
            match left.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => {
                    bytes += count as u64;
                    show(&chunk[..count]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failed(what, &error)),
            }
        }
        if bytes != self.stamp.bytes {
            return Err(Unread::Changed);
        }
        self.stands(what)
    }

    /// All of it.
    pub(super) fn bytes(&self, what: &str) -> Result<Vec<u8>, Unread> {
        let mut bytes = Vec::new();
        self.scan(what, |chunk| bytes.extend_from_slice(chunk))?;
        Ok(bytes)
    }

    /// It could not be read on.
    pub(super) fn failed(&self, what: &str, error: &io::Error) -> Unread {
        failed(what, &self.path, error)
    }
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Unread {
    Unread::Failed(cannot(what, "read", path, error))
}

/// Reads a small file that lies beside another one; nothing where there is none.
pub(super) fn beside(
    what: &str,
    folder: &Path,
    name: &str,
    most: u64,
) -> Result<Option<Result<Vec<u8>, String>>, Failure> {
    let path = folder.join(name);
    let metadata = match fs::symlink_metadata(&path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(what, "read", &path, &error)),
    };
    if !metadata.is_file() || metadata.len() > most {
        let wrong = format!("{name} is no plain file of at most {most} bytes");
        return Ok(Some(Err(wrong)));
    }
    let stamp = Stamp::of(&metadata).map_err(|error| cannot(what, "read", &path, &error))?;
    match Opened::open(what, path, stamp).and_then(|opened| opened.bytes(what)) {
        Ok(bytes) => Ok(Some(Ok(bytes))),
        Err(Unread::Changed) => Ok(Some(Err(format!("{name} changed while it was read")))),
        Err(Unread::Refused(why)) => Ok(Some(Err(why))),
        Err(Unread::Failed(failure)) => Err(failure),
    }
}

/// Classes a failure of the file system: what is set wrongly, and what may pass.
pub(super) fn cannot(what: &str, act: &str, path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Failure::config(format!(
            "{what}: {path} is not there; make it, or set `drop.folder` to where files are delivered"
        )),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Failure::config(format!(
                "{what}: cannot {act} {path}: {error}; give the hub's user the right to read and \
                 move files there"
            ))
        }
        io::ErrorKind::CrossesDevices => Failure::config(format!(
            "{what}: cannot {act} {path}: it is on another file system than the folder; set \
             `drop.archive` to a folder on the same one"
        )),
        _ => Failure::transient(format!("{what}: cannot {act} {path}: {error}")),
    }
}

/// The path of a file in the folder.
pub(super) fn within(config: &DropConfig, name: &str) -> PathBuf {
    config.folder.join(name)
}
