use std::collections::BTreeMap;

use serde::Deserialize;

/// A layout file as written: how the records of a system lie in files and in staging tables.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LayoutFile {
    /// The version of this file format; `1`.
    pub(super) format: u32,
    /// The version of this layout.
    pub(super) version: String,
    /// The system it is for.
    pub(super) system: String,
    /// What the system is called, for comments of tables.
    pub(super) title: String,
    /// The table of batches.
    pub(super) batches: String,
    /// The table that hand-overs are laid in, for a system that takes any.
    pub(super) outbox: Option<String>,
    /// The table of the papers that go with them.
    pub(super) papers: Option<String>,
    /// Its streams.
    pub(super) streams: BTreeMap<String, StreamLayout>,
}

/// How the records of one stream lie.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StreamLayout {
    /// What the records are called.
    pub(crate) title: String,
    /// The staging table.
    pub(crate) table: String,
    /// Names, without extension, of files that hold every record there is; `*` stands for anything.
    #[serde(default)]
    pub(crate) full: Vec<String>,
    /// Names of files that hold what changed.
    #[serde(default)]
    pub(crate) increments: Vec<String>,
    /// The columns, in the order of the table and of files that the sandbox writes.
    pub(crate) columns: Vec<Column>,
}

/// One column: where its text stands in the record, in the table and in files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    /// The field of the record (JSON pointer).
    pub(crate) path: String,
    /// The column of the staging table.
    pub(crate) column: String,
    /// The heading in files, which is also the comment of the column.
    pub(crate) heading: String,
    /// Whether a file or table may do without it. A file without a column that the layout expects
    /// is refused: what a newer version of a record leaves out counts as withdrawn.
    #[serde(default)]
    pub(crate) optional: bool,
    /// The parts of each element, for a list: one element a line, `|` between its parts.
    #[serde(default)]
    pub(crate) each: Vec<String>,
}
