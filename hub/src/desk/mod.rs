//! The desk: the files of the projects that a transaction works on.
//!
//! Files are opened in batches (a constant number of statements, whatever their number), changed
//! in memory, assessed from memory and put back with one statement per table.

mod change;
mod file;
mod open;
mod organization;
mod put_back;
mod rows;

pub(crate) use change::{Dated, Origin, RecordKind};
pub(crate) use file::{File, Standing};
pub(crate) use open::open;
pub(crate) use organization::{Party, organizations};
pub(crate) use put_back::put_back;
pub(crate) use rows::{Row, Rows};

use std::collections::BTreeMap;

use shuniu_entities::{organization, project_code};
use uuid::Uuid;

/// What lies open in a transaction.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub(crate) files: BTreeMap<Uuid, File>,
    pub(crate) organizations: Rows<organization::Model>,
    /// Codes to be entered in the register of all jurisdictions.
    pub(crate) codes: Vec<project_code::Model>,
}
