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
    fn conflicts_with(&mut self, other: Bilingual) {
        if let Ok(record) = &self.record {
            let misfit = Misfit::Row(RowMisfit::Conflicts { other });
            self.record = Err(UnreadableRecord {
                body: record.body.clone(),
                error: RecordError::new("", &misfit).standing_at(&self.place),
            });
        }
    }
}

/// Of two rows with one id and time that say different things neither is believed.
pub(super) fn disbelieve<'r>(rows: impl Iterator<Item = &'r mut Placed>) {
    let mut rows: Vec<&mut Placed> = rows.collect();
    let mut first: BTreeMap<(String, DateTime<Utc>), usize> = BTreeMap::new();
    let mut conflicts = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Ok(record) = &row.record else { continue };
        let key = (record.external_id.clone(), record.source_time);
        let earlier = *first.entry(key).or_insert(at);
        let other = rows[earlier].record.as_ref();
        if other.is_ok_and(|other| other.body != record.body) {
            conflicts.push((earlier, at));
        }
    }
    for (earlier, later) in conflicts {
        let places = (rows[earlier].place.clone(), rows[later].place.clone());
        rows[earlier].conflicts_with(places.1);
        rows[later].conflicts_with(places.0);
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
