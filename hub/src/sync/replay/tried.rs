use shuniu_connectors::contract::{RawRecord, Reason, RecordError, Stream};
use shuniu_entities::{Keyed, Scope, connector_instance, quarantine, source_record};
use shuniu_policy::pack::Bilingual;
use uuid::Uuid;

use super::command::{ReplayQuarantine, Replayed, must_be_open};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::sync::known::REFUSED;
use crate::sync::known_by::KnownBy;
use crate::sync::landed::UNREADABLE;
use crate::sync::marked::Marked;
use crate::sync::outbox::{answered, name_change};
use crate::sync::{aside, mapped};

/// What is known of a record before anything is written.
pub(super) enum Tried {
    /// There is nothing to do.
    Told(Replayed),
    /// It is as wrong as before, or otherwise.
    Wrong(Box<(quarantine::Model, RecordError)>),
    /// It is understood.
    Understood(Box<ReplayQuarantine>),
}

impl Hub {
    /// Maps a record that was set aside as it would be mapped now; nothing is written.
    pub(super) async fn tried(
        &self,
        scope: &Scope,
        jurisdiction: Uuid,
        id: Uuid,
    ) -> Result<Tried, Fault> {
        let reader = self.reader();
        let at = |id| shuniu_entities::Key::new(jurisdiction, id);
        let row = quarantine::Entity::find_key(scope, at(id))
            .one(&reader)
            .await?;
        let row = row.ok_or_else(|| Fault::not_found("quarantine entry", id))?;
        let raw = source_record::Entity::find_key(scope, at(row.source_record_id));
        let raw = raw.one(&reader).await?;
        let raw = raw.ok_or_else(|| Fault::not_found("source record", row.source_record_id))?;
        if raw.outcome == REFUSED {
            // Nothing of it is left to be read.
            return Ok(Tried::Told(Replayed::Refused));
        }
        let is_flagged = row.state == aside::FLAGGED;
        if is_flagged && raw.outcome != "merged" {
            let problem = match raw.outcome.as_str() {
                "unmatched" => {
                    "its record waits for a person to name its project; that comes first"
                }
                _ => "its record is not on file any more",
            };
            return Err(Fault::invalid("quarantined", problem));
        }
        let instance = connector_instance::Entity::find_key(scope, at(raw.connector_id));
        let instance = instance.one(&reader).await?;
        let instance = instance.ok_or_else(|| Fault::not_found("connector", raw.connector_id))?;
        let connector = self
            .mapping_of(jurisdiction, &instance.system)
            .ok_or_else(|| Fault::not_found("attached connector", &instance.system))?;
        // The mapping is pure; it is applied before the transaction begins.
        let stream_of = Stream::new(raw.stream.clone());
        let mut whole = RawRecord {
            external_id: raw.external_id.clone(),
            source_time: raw.source_time,
            body: raw.body,
        };
        let renamed = whole.external_id.starts_with(UNREADABLE);
        if whole.body.is_empty() || (renamed && row.path.is_empty()) {
            // Its text was withheld, or its row was broken as it came: nothing of that is mended here.
            must_be_open(&row)?;
            return Ok(Tried::Told(Replayed::of(stored(row))));
        }
        if renamed {
            match connector.named(&stream_of, &whole.body) {
                Some(Ok(named)) => whole = named,
                Some(Err(error)) => {
                    must_be_open(&row)?;
                    let error = connector.placed(&stream_of, &whole.body, error);
                    return Ok(Tried::Wrong(Box::new((row, error))));
                }
                None => {
                    must_be_open(&row)?;
                    return Ok(Tried::Told(Replayed::of(stored(row))));
                }
            }
        }
        let today = self.clock().today();
        let law = self.local_law(jurisdiction);
        let vocabulary = law.vocabulary();
        let mut record =
            match mapped::map(connector.as_ref(), &stream_of, &whole, vocabulary, today) {
                Err(error) => {
                    must_be_open(&row)?;
                    return Ok(Tried::Wrong(Box::new((row, error))));
                }
                Ok(record) => record,
            };
        let left_out = |flag: &RecordError| is_flagged && flag.path == row.path;
        if let Some(at) = record.flags.iter().position(left_out) {
            must_be_open(&row)?;
            let flag = record.flags.swap_remove(at);
            return Ok(Tried::Wrong(Box::new((row, flag))));
        }
        let is_receipt = stream_of == Stream::RECEIPTS;
        if is_receipt && let Some(project) = raw.project_id {
            let receipt = (instance.system.as_str(), whole.external_id.as_str());
            let asked = answered(&reader, scope, project, receipt).await?;
            if let Some(asked) = asked {
                name_change(&mut record, &asked);
            }
        }
        let names = [whole.external_id.clone()];
        let (connector_id, stream) = (raw.connector_id, raw.stream.as_str());
        let kept = source_record::Entity::versions(scope, connector_id, stream, &names);
        let kept = kept.all(&reader).await?;
        let as_new = |one: &source_record::Model| one.source_time >= whole.source_time;
        if renamed && kept.iter().any(as_new) {
            let problem = "a version of its record that is as new came since; dismiss it";
            return Err(Fault::invalid("quarantined", problem));
        }
        // One that passed is where it is.
        let merged = |row: &&source_record::Model| {
            (is_flagged || row.id != raw.id) && row.outcome == "merged"
        };
        let earlier = kept.iter().rfind(merged).and_then(|row| row.project_id);
        let of = (instance.system.as_str(), raw.stream.as_str());
        let identity = connector.identity(&stream_of, &whole);
        let known_by = KnownBy::of(self.seal(), of, &identity, Some(&record));
        let (external_id, marked) = if record.classified {
            let marked = Marked::new(self.seal(), connector.as_ref(), &stream_of, &whole);
            // Not even its id is written with a command about a state-secret record.
            let nameless = marked.nameless().to_owned();
            (nameless, Some(marked))
        } else {
            (whole.external_id.clone(), None)
        };
        let versions = kept.iter().map(|row| row.id);
        let versions = versions.chain(renamed.then_some(raw.id)).collect();
        Ok(Tried::Understood(Box::new(ReplayQuarantine {
            known_by,
            connector: connector_id,
            marked,
            source_time: Some(whole.source_time),
            renamed,
            versions,
            earlier,
            quarantine: row.id,
            run: row.run_id,
            source_record: raw.id,
            system: instance.system,
            stream: raw.stream,
            external_id,
            asked_for: raw.project_id.filter(|_| is_receipt),
            mapping_version: connector.mapping_version().to_owned(),
            record,
        })))
    }
}

/// What an entry says, as what is wrong with its record.
fn stored(row: quarantine::Model) -> RecordError {
    let (zh, mend_zh) = (row.reason_zh, row.mend_zh);
    RecordError {
        path: row.path,
        reason: Reason {
            code: row.code.unwrap_or_default(),
            zh: zh.unwrap_or_else(|| row.reason.clone()),
            en: row.reason,
        },
        mend: Box::new(Bilingual {
            zh: mend_zh.unwrap_or_else(|| row.mend.clone()),
            en: row.mend,
        }),
        withhold: false,
    }
}
