//! A record mapped, and what its text alone tells before anything else of it is looked at.

use chrono::NaiveDate;
use shuniu_connectors::contract::{
    CanonicalRecord, Connector, RawRecord, RecordError, RecordPart, Stream,
};
use shuniu_entities::source_record;
use shuniu_policy::Vocabulary;

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
    if let Some(secret) = CanonicalRecord::of_marked(&raw.body) {
        return Ok(secret);
    }
    let record = connector.map(stream, &raw.body)?;
    let path_of = |part: RecordPart<'_>| connector.mapping().path_of(stream, part);
    match record.must_be_sound(raw, vocabulary, today, path_of) {
        Ok(()) => Ok(record),
        Err(error) => Err(connector.placed(stream, &raw.body, error)),
    }
}
