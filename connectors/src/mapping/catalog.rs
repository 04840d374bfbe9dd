use serde::Deserialize;

use super::{apply::Reading, convert::Meaning, trade::optional};
use crate::contract::{CatalogRecord, RecordError};

/// The words for how a data resource is shared.
pub(super) const SHARING: [&str; 3] = ["unconditional", "conditional", "not_shared"];
/// The words for how often it is brought up to date.
pub(super) const CYCLES: [&str; 7] = [
    "realtime",
    "daily",
    "weekly",
    "monthly",
    "quarterly",
    "yearly",
    "irregular",
];

/// Where the parts of a catalogue entry stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogRule {
    /// Its code in the catalogue; required in the record.
    pub code: String,
    /// Its name; required in the record.
    pub name: String,
    /// The information system that holds it.
    pub system_name: Option<String>,
    /// How it is shared; required in the record.
    pub sharing: String,
    /// The code list of that: `unconditional`, `conditional`, `not_shared`.
    pub sharing_codes: String,
    /// How often it is brought up to date.
    pub update_cycle: Option<String>,
    /// The code list of that: `realtime`, `daily`, `weekly`, `monthly`, `quarterly`, `yearly`,
    /// `irregular`.
    pub update_cycle_codes: Option<String>,
    /// The day on which it was entered in the catalogue.
    pub registered_on: Option<String>,
    /// Where a state stands that decides whether it is an entry.
    pub state_path: Option<String>,
    /// The code list of states; only states that read `done` make an entry.
    pub state_codes: Option<String>,
}

impl CatalogRule {
    pub(super) fn read(&self, reading: &Reading<'_>) -> Result<Option<CatalogRecord>, RecordError> {
        let (file, record) = (reading.file, reading.record);
        let state = (self.state_path.as_deref(), self.state_codes.as_deref());
        if !reading.is_done(state, record)? {
            return Ok(None);
        }
        let update_cycle = match &self.update_cycle {
            Some(path) => {
                let (field, codes) = (record.field(path), self.update_cycle_codes.as_deref());
                match field.text()? {
                    Some(text) => match file.meaning(&field, codes, &text)? {
                        Meaning::Word(word) => Some(word),
                        Meaning::Nothing => None,
                    },
                    None => None,
                }
            }
            None => None,
        };
        let registered_on = match &self.registered_on {
            Some(path) => file.day(&record.field(path))?,
            None => None,
        };
        Ok(Some(CatalogRecord {
            code: record.field(&self.code).required_text()?,
            name: record.field(&self.name).required_text()?,
            system_name: optional(record, self.system_name.as_deref())?,
            sharing: reading.word(&self.sharing, &self.sharing_codes)?,
            update_cycle,
            registered_on,
        }))
    }
}
