use serde::{Deserialize, Serialize};

/// How much of a file is read. What is more is refused before it is unpacked or held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The largest file, in bytes.
    pub file_bytes: usize,
    /// The most that a workbook may unpack to, in bytes.
    pub unpacked_bytes: u64,
    /// The most rows of a sheet, headings included.
    pub rows: u32,
    /// The most columns of a sheet.
    pub columns: u32,
    /// The longest text of a cell, in characters.
    pub cell_characters: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 20 << 20,
            unpacked_bytes: 200 << 20,
            rows: 20_000,
            columns: 300,
            cell_characters: 2_000,
        }
    }
}
