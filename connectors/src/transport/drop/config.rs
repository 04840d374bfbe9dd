use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Failure, import::Limits};

/// Settings of a folder that files are delivered to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DropConfig {
    /// The folder. Folders within it are not looked into.
    pub folder: PathBuf,
    /// Where files go that were taken in; `archive` within the folder when it is not set. It must
    /// be on the same file system.
    pub archive: Option<PathBuf>,
    /// What text files are written in.
    pub encoding: TextEncoding,
    /// How it is told that a file is there as a whole.
    pub ready: Ready,
    /// How long a file must not have changed, where no marker tells.
    pub stable_seconds: u32,
    /// What the name of a marker has behind that of its file.
    pub marker_suffix: String,
    /// Whether a checksum must lie beside each file (`NAME.sha256` or `NAME.sm3`).
    pub checksum: Proof,
    /// Whether the number of rows must be stated (`NAME.manifest.json`, or a last row `#rows`).
    pub row_count: Proof,
    /// Largest file.
    pub max_file_bytes: u64,
    /// The most that a workbook may unpack to.
    pub max_unpacked_bytes: u64,
    /// The most rows of a sheet, headings included.
    pub max_rows: u32,
    /// The most columns of a sheet.
    pub max_columns: u32,
    /// The longest text of a cell.
    pub max_cell_characters: usize,
}

/// What text files are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextEncoding {
    /// UTF-8 where it is that, UTF-16 by its mark, otherwise GB18030.
    Auto,
    /// UTF-8, with or without mark.
    Utf8,
    /// GB18030, and with it GBK and GB2312.
    Gb18030,
}

/// How it is told that a file is there as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ready {
    /// It has not changed for a while.
    Stable,
    /// A marker lies beside it, which is written last.
    Marker,
}

/// Whether something that proves a file must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It is verified where it is there.
    IfPresent,
    /// A file without it is refused.
    Required,
}

/// What must be set is empty; shows which keys there are.
impl Default for DropConfig {
    fn default() -> Self {
        Self {
            folder: PathBuf::new(),
            archive: None,
            encoding: TextEncoding::Auto,
            ready: Ready::Stable,
            stable_seconds: 60,
            marker_suffix: ".done".to_owned(),
            checksum: Proof::IfPresent,
            row_count: Proof::IfPresent,
            max_file_bytes: 64 << 20,
            max_unpacked_bytes: 400 << 20,
            max_rows: 200_000,
            max_columns: 300,
            max_cell_characters: 4_000,
        }
    }
}

impl DropConfig {
    /// A folder with defaults for everything else.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            ..Self::default()
        }
    }

    pub(super) fn archive(&self) -> PathBuf {
        let archive = self.archive.clone();
        archive.unwrap_or_else(|| self.folder.join("archive"))
    }

    pub(super) fn limits(&self) -> Limits {
        Limits {
            file_bytes: usize::try_from(self.max_file_bytes).unwrap_or(usize::MAX),
            unpacked_bytes: self.max_unpacked_bytes,
            rows: self.max_rows,
            columns: self.max_columns,
            cell_characters: self.max_cell_characters,
        }
    }

    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.folder.as_os_str().is_empty() {
            return Err(Failure::config(
                "`drop.folder` is not set: name the folder that files are delivered to",
            ));
        }
        if self.archive() == self.folder {
            return Err(Failure::config(
                "`drop.archive` is `drop.folder` itself: name another folder",
            ));
        }
        let suffix = &self.marker_suffix;
        if !suffix.starts_with('.') || suffix.contains(['/', '\\']) || suffix.len() < 2 {
            return Err(Failure::config(format!(
                "`drop.marker_suffix` is {suffix:?}: it must begin with a point, as in \".done\""
            )));
        }
        Ok(())
    }
}
