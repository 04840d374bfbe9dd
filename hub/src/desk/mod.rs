//! The desk: the files of the projects that a transaction works on.
//!
//! Files are opened in batches (a constant number of statements, whatever their number), changed
//! in memory, assessed from memory and put back with a statement or two per table: rows that
//! are new, and rows that changed.

mod arrive;
mod carry;
mod change;
mod days;
mod discrepancy;
mod fact;
mod file;
mod follow;
mod followed;
mod gone;
mod kept;
mod leave;
mod natural;
mod open;
mod party;
mod put_back;
mod register;
mod resolve;
mod rows;
mod same;
mod take_over;
mod unit;
mod unsaid;
mod unstarted;
mod weigh;

pub(crate) use carry::Departure;
pub use change::RecordKind;
pub(crate) use change::{
    Dated, Entry, IMPORT, Origin, PERSON, WHOLE, add, correct, renew, source_of, void,
};
pub(crate) use days::Spelt;
pub use discrepancy::Dispute;
pub(crate) use discrepancy::{facts_of, ids, values};
pub(crate) use fact::slot_of;
pub(crate) use file::{File, Standing};
pub(crate) use follow::{Fates, follow_corrections, lead};
pub(crate) use kept::{Attached, CatalogEntry, Duty, Evidenced, Payment, Quota, Resource};
pub(crate) use leave::{Left, Still};
pub(crate) use open::{look_into, open, open_whoever_acts};
pub(crate) use party::{Party, known, on_desk, organizations, recall};
pub(crate) use put_back::{make_room, put_away, put_back, write};
pub(crate) use register::{bearers, register, unregister};
pub(crate) use rows::{Row, Rows};
pub(crate) use same::{OnRecord, Telling, called, must_be_new, on_record};
pub(crate) use take_over::{Speaker, Times, WENT_ALONG, let_count, take_back, take_over};
pub(crate) use unit::follow_units;
pub(crate) use unsaid::LeftBehind;
pub(crate) use unstarted::{forget_sets, name_set, own_id};

use std::collections::BTreeMap;
use std::collections::btree_map;

use shuniu_entities::{organization, project, project_code};
use uuid::Uuid;

use crate::likened::Rekeyed;
use crate::name::Renamed;

/// The attribute that marks a state-secret project (涉密).
pub(crate) const CLASSIFIED: &str = "classified";

/// The project that another upgrades, expands or maintains, as a relation says it.
pub(crate) const PREDECESSOR: &str = "predecessor";
/// The same from the other side.
pub(crate) const SUCCESSOR: &str = "successor";
/// A project that another is linked with.
pub(crate) const LINKED: &str = "linked";

/// What lies open in a transaction.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub(crate) files: BTreeMap<Uuid, File>,
    pub(crate) organizations: Rows<organization::Model>,
    /// Codes to be entered in the register of all jurisdictions.
    pub(crate) codes: Vec<project_code::Model>,
    /// What projects that were put away are found by, as far as it is another than before.
    pub(crate) renamed: Renamed,
    pub(crate) rekeyed: Rekeyed,
}

impl Desk {
    /// Puts a file on the desk that holds nothing but the project itself.
    pub(crate) fn begin_anew(&mut self, project: project::Model) -> &mut File {
        let id = project.id;
        match self.files.entry(id) {
            btree_map::Entry::Occupied(mut held) => {
                held.insert(File::new(Row::new(project)));
                held.into_mut()
            }
            btree_map::Entry::Vacant(free) => free.insert(File::new(Row::new(project))),
        }
    }
}
