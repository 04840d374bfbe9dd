use std::str::FromStr;

use crate::strict::nearest;

/// What is wrong with a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file ends in the middle, and its marker is not there yet.
    HalfWritten,
    /// The text is written in GB18030.
    Gb18030,
    /// The manifest, or the row of the batch, states one row more than there are.
    WrongCount,
    /// The same content comes again under another name, or the same rows in another batch.
    Duplicated,
    /// A column is missing that the layout expects.
    DroppedColumn,
    /// A column is called otherwise.
    RenamedColumn,
    /// The checksum is that of another content.
    WrongChecksum,
}

/// No fault has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no fault {0:?}{1}; there are {all}", all = Fault::names())]
pub struct UnknownFault(String, String);

impl Fault {
    const ALL: [(&'static str, Self); 7] = [
        ("half_written", Self::HalfWritten),
        ("gb18030", Self::Gb18030),
        ("wrong_count", Self::WrongCount),
        ("duplicated", Self::Duplicated),
        ("dropped_column", Self::DroppedColumn),
        ("renamed_column", Self::RenamedColumn),
        ("wrong_checksum", Self::WrongChecksum),
    ];

    /// The names of all, for messages.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(|(name, _)| name).join(", ")
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let found = Self::ALL.iter().find(|(name, _)| *name == text);
        found.map(|(_, fault)| *fault).ok_or_else(|| {
            let near = nearest(text, Self::ALL.iter().map(|(name, _)| *name));
            let near = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
            UnknownFault(text.to_owned(), near)
        })
    }
}
