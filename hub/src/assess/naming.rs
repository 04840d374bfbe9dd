//! What contracts, lots and assets are called, however those who speak of them spell it.

use std::collections::BTreeMap;

use crate::desk::{File, WHOLE};
use crate::field::plain;

/// One spelling for each: that of the file, else that of whoever spoke of it first.
pub(super) struct Naming(BTreeMap<String, String>);

impl Naming {
    pub(super) fn of(file: &File) -> Self {
        let contracts = file.contracts.iter().map(|row| &row.number);
        let tenders = file.tenders.iter().map(|row| &row.code);
        let mut events: Vec<_> = file.events.iter().collect();
        events.sort_by_key(|row| row.id);
        let mut documents: Vec<_> = file.documents.iter().collect();
        documents.sort_by_key(|row| row.id);
        let events = events.into_iter().map(|row| &row.occurrence);
        let documents = documents.into_iter().map(|row| &row.occurrence);
        let mut spelt = BTreeMap::new();
        for name in contracts.chain(tenders).chain(events).chain(documents) {
            if name != WHOLE {
                spelt.entry(plain(name)).or_insert_with(|| name.clone());
            }
        }
        Self(spelt)
    }

    /// The one spelling of a name.
    pub(super) fn spelt<'n>(&'n self, name: &'n str) -> &'n str {
        self.0.get(&plain(name)).map_or(name, String::as_str)
    }
}
