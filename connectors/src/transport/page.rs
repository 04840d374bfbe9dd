use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};
use shuniu_policy::pack::Bilingual;

use crate::contract::{Misfit, RawRecord, RecordError, RowMisfit, Stream, UnreadableRecord};

/// A row of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// The sheet; empty for a text file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    /// The number of the row as shown, from 1.
    pub row: u32,
}

/// A row of a file or table.
#[derive(Debug)]
pub(crate) struct Placed {
    /// Where it stands, for whoever has to mend it.
    pub(crate) place: Bilingual,
    /// The same by its number, for a row of a file.
    pub(crate) spot: Option<Spot>,
    pub(crate) record: Result<RawRecord, UnreadableRecord>,
}

impl Placed {
    /// Believes the row no more, as one that stands elsewhere says something else.
    pub(super) fn conflicts_with(&mut self, other: Bilingual) {
        if let Ok(record) = &self.record {
            let misfit = Misfit::Row(RowMisfit::Conflicts { other });
            self.record = Err(UnreadableRecord {
                body: record.body.clone(),
                error: RecordError::new("", &misfit).standing_at(&self.place),
            });
        }
    }
}

/// Rows that say something else than another one with the same id and time: neither is believed.
#[derive(Debug, Default)]
pub(super) struct Conflicts {
    first: BTreeMap<(String, DateTime<Utc>), First>,
    /// Where the other one stands, by the number of a row.
    others: BTreeMap<usize, Bilingual>,
}

/// The first row of an id and time.
#[derive(Debug)]
struct First {
    at: usize,
    body: [u8; 32],
    place: Bilingual,
}

impl Conflicts {
    /// Takes note of a row, which is the `at`th of all.
    pub(super) fn note(&mut self, at: usize, row: &Placed) {
        let Ok(record) = &row.record else { return };
        let said = (record.external_id.clone(), record.source_time);
        let body = key(&record.body);
        match self.first.get(&said) {
            Some(first) if first.body == body => {}
            Some(first) => {
                self.others.insert(at, first.place.clone());
                let later = || row.place.clone();
                self.others.entry(first.at).or_insert_with(later);
            }
            None => {
                let place = row.place.clone();
                self.first.insert(said, First { at, body, place });
            }
        }
    }

    /// Where the other one of each such row stands, by the number of the row.
    pub(super) fn into_others(self) -> BTreeMap<usize, Bilingual> {
        self.others
    }
}

/// Of two rows with one id and time that say different things neither is believed.
pub(super) fn disbelieve<'r>(rows: impl Iterator<Item = &'r mut Placed>) {
    let mut rows: Vec<&mut Placed> = rows.collect();
    let mut conflicts = Conflicts::default();
    for (at, row) in rows.iter().enumerate() {
        conflicts.note(at, row);
    }
    for (at, other) in conflicts.into_others() {
        rows[at].conflicts_with(other);
    }
}

/// Records in ascending (time, id) order, each version once.
pub(super) fn sorted(mut records: Vec<RawRecord>) -> Vec<RawRecord> {
    records.sort_by(|a, b| {
        (a.source_time, &a.external_id, &a.body).cmp(&(b.source_time, &b.external_id, &b.body))
    });
    records.dedup();
    records
}

/// Where the records of the last page of each stream stood, so that what the mapping says of one is
/// said with its row. A record that is mapped again later is mapped without.
#[derive(Debug, Default)]
pub(super) struct Places(Mutex<BTreeMap<String, BTreeMap<[u8; 32], Bilingual>>>);

impl Places {
    /// Takes the place of what was remembered of the stream.
    pub(super) fn remember(
        &self,
        stream: &Stream,
        places: impl Iterator<Item = (String, Bilingual)>,
    ) {
        let places = places.map(|(body, place)| (key(&body), place)).collect();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(stream.as_str().to_owned(), places);
    }

    /// The same error, with the place of the record where it is remembered.
    pub(super) fn tell(&self, stream: &Stream, body: &str, error: RecordError) -> RecordError {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.get(stream.as_str());
        match place.and_then(|places| places.get(&key(body))) {
            Some(place) => error.standing_at(place),
            None => error,
        }
    }
}

fn key(body: &str) -> [u8; 32] {
    Sha256::digest(body.as_bytes()).into()
}
