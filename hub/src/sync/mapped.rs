//! A record mapped, and what its text alone tells before anything else of it is looked at.

use chrono::NaiveDate;
use shuniu_connectors::contract::{
    CanonicalRecord, Connector, RawRecord, RecordError, RecordPart, Stream, bears_star,
};
use shuniu_entities::source_record;
use shuniu_policy::Vocabulary;

use super::null;
use crate::texts;

/// A record as it came, from what is kept of it.
pub(super) fn kept(row: &source_record::Model) -> RawRecord {
    RawRecord {
        external_id: row.external_id.clone(),
        source_time: row.source_time,
        body: row.body.clone(),
    }
}

/// Maps a record. One whose text bears the mark of a state secret is one, whether or not its system
/// has a field for that; one with a text that cannot be kept, or that says what cannot be, is set aside.
pub(super) fn map(
    connector: &dyn Connector,
    stream: &Stream,
    raw: &RawRecord,
    vocabulary: &Vocabulary,
    today: NaiveDate,
) -> Result<CanonicalRecord, RecordError> {
    if is_starred(&raw.body) {
        return Ok(CanonicalRecord {
            classified: true,
            ..CanonicalRecord::default()
        });
    }
    let record = connector.map(stream, &raw.body)?;
    // Nothing is kept of what is state-secret.
    if record.classified {
        return Ok(record);
    }
    let path_of = |part: RecordPart<'_>| connector.mapping().path_of(stream, part);
    let possible = match null::refused(raw, &record) {
        Some(error) => Err(error),
        None => record.must_be_possible(vocabulary, today, path_of),
    };
    match possible {
        Ok(()) => Ok(record),
        Err(error) => Err(connector.placed(stream, &raw.body, error)),
    }
}

/// Whether a text of the record bears the mark of a state secret.
pub(super) fn is_starred(body: &str) -> bool {
    // Nearly none has a star, written as such or as its escape.
    let stars = ["★", "☆", "\\u2605", "\\u2606"];
    stars.iter().any(|star| body.contains(star))
        && match serde_json::from_str(body) {
            Ok(value) => texts::find(&value, &bears_star).is_some(),
            Err(_) => bears_star(body),
        }
}
