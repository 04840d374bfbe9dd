use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use shuniu_connectors::contract::{
    CanonicalRecord, RawRecord, RecordError, Stream, UnreadableRecord, without_contacts,
};

use super::attach::Source;
use super::{forget, shut};
use crate::hub::Hub;

/// A record of a page with what the mapping makes of it.
pub(super) struct Landed {
    pub(super) external_id: String,
    pub(super) source_time: DateTime<Utc>,
    pub(super) hash: String,
    pub(super) body: String,
    /// By what it is known again should its project have been declared state-secret.
    pub(super) known_by: BTreeSet<String>,
    pub(super) mapped: Result<CanonicalRecord, RecordError>,
}

impl Landed {
    pub(super) fn mapped(hub: &Hub, source: &Source, stream: &Stream, raw: RawRecord) -> Self {
        let raw = RawRecord {
            body: without_contacts(&raw.body).into_owned(),
            ..raw
        };
        let mapped = source.connector.map(stream, &raw.body);
        if mapped.as_ref().is_ok_and(|record| record.classified) {
            return Self::classified(hub, &raw, mapped);
        }
        let system = source.connector.system();
        let known_by = shut::known_by(
            hub.seal(),
            system.as_str(),
            stream.as_str(),
            &raw.external_id,
            mapped.as_ref().ok(),
        );
        Self {
            known_by,
            external_id: raw.external_id,
            source_time: raw.source_time,
            hash: hub.seal().hash(raw.body.as_bytes()),
            body: raw.body,
            mapped,
        }
    }

    /// Of a state-secret project only that it exists is kept, so that it is not reported again:
    /// neither its id nor its text, nor a hash that could be guessed from them.
    fn classified(
        hub: &Hub,
        raw: &RawRecord,
        mapped: Result<CanonicalRecord, RecordError>,
    ) -> Self {
        Self {
            external_id: forget::nameless(hub.seal(), &raw.external_id),
            source_time: raw.source_time,
            hash: "-".to_owned(),
            body: String::new(),
            known_by: BTreeSet::new(),
            mapped,
        }
    }

    /// One of which not even the identity could be read: its text must do for it.
    pub(super) fn unreadable(hub: &Hub, record: UnreadableRecord) -> Self {
        let body = without_contacts(&record.body).into_owned();
        let hash = hub.seal().hash(body.as_bytes());
        Self {
            external_id: format!("unreadable:{hash}"),
            source_time: DateTime::UNIX_EPOCH,
            hash,
            body,
            known_by: BTreeSet::new(),
            mapped: Err(record.error),
        }
    }
}
