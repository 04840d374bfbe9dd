use chrono::{DateTime, SubsecRound as _, Utc};
use shuniu_connectors::contract::{
    CanonicalRecord, Identity, RawRecord, RecordError, Stream, System, UnreadableRecord,
    without_contacts,
};

use super::arrived::Of;
use super::attach::Source;
use super::forget;
use super::known_by::KnownBy;
use super::mapped;
use super::marked::Marked;
use super::null;
use crate::desk::Party;
use crate::hub::Hub;

/// What stands in front of by what a record is known of which not even the identity could be read.
pub(super) const UNREADABLE: &str = "unreadable:";

/// A record of a page with what the mapping makes of it.
pub(super) struct Landed {
    pub(super) external_id: String,
    pub(super) source_time: DateTime<Utc>,
    pub(super) hash: String,
    pub(super) body: String,
    /// By what it is known again should its project have been declared state-secret.
    pub(super) known_by: KnownBy,
    pub(super) mapped: Result<CanonicalRecord, RecordError>,
    /// The unit that it names; of one that was not understood too.
    pub(super) unit: Option<Party>,
    /// What may be read of a record whose secrecy is marked.
    pub(super) marked: Option<Marked>,
}

impl Landed {
    /// Maps a record that has arrived, of whose text the hash is known.
    pub(super) fn mapped(of: Of<'_>, raw: &RawRecord, hash: &str) -> Self {
        let Of {
            hub,
            source,
            stream,
        } = of;
        let today = hub.clock().today();
        let law = hub.local_law(source.jurisdiction);
        let connector = source.connector.as_ref();
        let mapped = mapped::map(connector, stream, raw, law.vocabulary(), today);
        if mapped.as_ref().is_ok_and(|record| record.classified) {
            return Self::classified(hub, source, stream, raw, mapped);
        }
        let system = source.connector.system();
        let of = (system.as_str(), stream.as_str());
        let identity = source.connector.identity(stream, raw);
        let known_by = KnownBy::of(hub.seal(), of, &identity, mapped.as_ref().ok());
        let unit = unit(&identity, mapped.as_ref().ok());
        let withheld = mapped.as_ref().is_err_and(|error| error.withhold);
        let hash = if withheld {
            // What is not kept must not be guessed from its hash either.
            hub.seal().mac(raw.body.as_bytes())
        } else {
            hash.to_owned()
        };
        // A row of a ledger goes by a hash of its text.
        let external_id = if withheld && system == System::IMPORT {
            forget::nameless(hub.seal(), &raw.external_id)
        } else {
            null::shown(raw.external_id.clone())
        };
        Self {
            known_by,
            unit,
            external_id,
            source_time: raw.source_time,
            hash,
            body: null::shown(raw.body.clone()),
            mapped,
            marked: None,
        }
    }

    /// Of a state-secret project only that it exists is kept, so that it is not reported again:
    /// neither its id nor its text, nor a hash that could be guessed from them. What names its
    /// project stays in memory, so that one that the hub knows can be told.
    fn classified(
        hub: &Hub,
        source: &Source,
        stream: &Stream,
        raw: &RawRecord,
        mapped: Result<CanonicalRecord, RecordError>,
    ) -> Self {
        let marked = Marked::new(hub.seal(), source.connector.as_ref(), stream, raw);
        Self {
            external_id: marked.nameless().to_owned(),
            source_time: raw.source_time,
            hash: "-".to_owned(),
            body: String::new(),
            known_by: marked.known_by(hub.seal()),
            mapped,
            unit: None,
            marked: Some(marked),
        }
    }

    /// One of which not even the identity could be read: its text must do for it, unless that may
    /// not be kept. Nobody is told of a mark on such a one, since it could never be taken back.
    pub(super) fn unreadable(of: Of<'_>, record: UnreadableRecord) -> Self {
        let Of {
            hub,
            source,
            stream,
        } = of;
        let body = without_contacts(&record.body).into_owned();
        let of_marked = CanonicalRecord::of_marked(&body).map(Ok);
        let mapped = match of_marked.unwrap_or_else(|| source.connector.map(stream, &body)) {
            Ok(mapped) if mapped.classified => Ok(mapped),
            Err(error) if error.withhold => Err(error),
            _ => Err(record.error),
        };
        let secret = match &mapped {
            Ok(_) => true,
            Err(error) => error.withhold,
        };
        let hash = if secret {
            hub.seal().mac(body.as_bytes())
        } else {
            hub.seal().hash(body.as_bytes())
        };
        let external_id = format!("{UNREADABLE}{hash}");
        let raw = RawRecord {
            external_id: external_id.clone(),
            source_time: DateTime::UNIX_EPOCH,
            body,
        };
        let system = source.connector.system();
        let of = (system.as_str(), stream.as_str());
        let identity = source.connector.identity(stream, &raw);
        Self {
            external_id,
            source_time: raw.source_time,
            hash,
            known_by: KnownBy::of(hub.seal(), of, &identity, None),
            unit: unit(&identity, None),
            body: null::shown(raw.body),
            mapped,
            marked: None,
        }
    }
}

fn unit(identity: &Identity, record: Option<&CanonicalRecord>) -> Option<Party> {
    let named = record.map(|record| &record.project);
    let name = named.and_then(|named| named.unit_name.clone());
    let name = name.or_else(|| identity.named.as_ref().map(|(_, unit)| unit.clone()))?;
    let credit_code = named.and_then(|named| named.unit_credit_code.clone());
    Some(Party { name, credit_code })
}

/// When a record was changed in its system, to the microsecond, as both databases keep it: told more
/// finely, a record that is read again would never be the one that is kept. A time that is not
/// reached yet would have the record outlive every later word on it: then it counts as changed when
/// it came in.
pub(super) fn changed_at(hub: &Hub, source: &Source, raw: &RawRecord) -> DateTime<Utc> {
    let now = hub.clock().now();
    if raw.source_time > now {
        let (system, id) = (source.connector.system(), &raw.external_id);
        tracing::warn!(%system, id, time = %raw.source_time, "a record bears a time in the future");
    }
    raw.source_time.trunc_subsecs(6).min(now)
}
