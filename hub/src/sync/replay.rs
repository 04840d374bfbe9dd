use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_connectors::contract::{CanonicalRecord, RawRecord, Reason, RecordError, Stream};
use shuniu_entities::{Keyed, Scope, connector_instance, quarantine, source_record};
use shuniu_policy::pack::Bilingual;
use uuid::Uuid;

use super::aside;
use super::candidate::{self, Linked};
use super::forget::{self, forget};
use super::known::REFUSED;
use super::known_by::{self, KnownBy};
use super::mapped;
use super::marked::{self, Marked};
use super::matching::{Match, Unmatched, match_all};
use super::merge::{Incoming, Merged, merge};
use super::review::assign;
use super::turned::{self, Turned};
use super::{answered, name_change, proved};
use crate::access::{Caller, Permission};
use crate::command::{Command, Submission};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Tries a record that was set aside again, with the mapping as it is now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReplayQuarantine {
    /// What was set aside.
    quarantine: Uuid,
    source_record: Uuid,
    system: String,
    stream: String,
    external_id: String,
    asked_for: Option<Uuid>,
    mapping_version: String,
    record: CanonicalRecord,
    /// The other versions of the record that are kept.
    #[serde(skip)]
    versions: Vec<Uuid>,
    /// The project that its last version was merged into.
    #[serde(skip)]
    earlier: Option<Uuid>,
    /// By what it is known, should its project have been declared state-secret since.
    #[serde(skip)]
    known_by: KnownBy,
    /// When its system last changed it.
    #[serde(skip)]
    source_time: Option<DateTime<Utc>>,
    #[serde(skip)]
    connector: Uuid,
    /// What may be read of a record whose secrecy is marked.
    #[serde(skip)]
    marked: Option<Marked>,
}

/// What became of a record that was tried again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Replayed {
    /// It was merged.
    Merged {
        /// Into this project.
        project: Uuid,
    },
    /// It is understood now, and waits for a person to name its project.
    Unmatched,
    /// It is of a state-secret project (涉密): what it says was dropped.
    Refused,
    /// It still cannot be understood, or another source still has it on record otherwise.
    Still {
        /// Field at fault.
        path: String,
        /// What is wrong.
        reason: Reason,
        /// How to mend it.
        mend: Bilingual,
    },
}

impl Replayed {
    fn of(error: RecordError) -> Self {
        Self::Still {
            path: error.path,
            reason: error.reason,
            mend: *error.mend,
        }
    }
}

impl Hub {
    /// Tries a record that was set aside again, without asking the outside system.
    ///
    /// # Errors
    ///
    /// [`Fault`]; the record stays set aside then.
    pub async fn replay_quarantine(
        &self,
        caller: &Caller,
        jurisdiction: Uuid,
        key: Option<&str>,
        id: Uuid,
    ) -> Result<Replayed, Fault> {
        let scope = self
            .scope_in(caller, Permission::Reconcile, jurisdiction)
            .await?;
        let reader = self.reader();
        let at = |id| shuniu_entities::Key::new(jurisdiction, id);
        let row = quarantine::Entity::find_key(&scope, at(id))
            .one(&reader)
            .await?;
        let row = row.ok_or_else(|| Fault::not_found("quarantine entry", id))?;
        let raw = source_record::Entity::find_key(&scope, at(row.source_record_id));
        let raw = raw.one(&reader).await?;
        let raw = raw.ok_or_else(|| Fault::not_found("source record", row.source_record_id))?;
        if raw.outcome == REFUSED {
            // Nothing of it is left to be read.
            return Ok(Replayed::Refused);
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
        let instance = connector_instance::Entity::find_key(&scope, at(raw.connector_id));
        let instance = instance.one(&reader).await?;
        let instance = instance.ok_or_else(|| Fault::not_found("connector", raw.connector_id))?;
        let connector = self
            .mapping_of(jurisdiction, &instance.system)
            .ok_or_else(|| Fault::not_found("attached connector", &instance.system))?;
        // The mapping is pure; it is applied before the transaction begins.
        let stream_of = Stream::new(raw.stream.clone());
        let whole = RawRecord {
            external_id: raw.external_id.clone(),
            source_time: raw.source_time,
            body: raw.body,
        };
        let today = self.clock().today();
        let law = self.local_law(jurisdiction);
        let vocabulary = law.vocabulary();
        match mapped::map(connector.as_ref(), &stream_of, &whole, vocabulary, today) {
            Err(error) => {
                must_be_open(&row)?;
                Ok(Replayed::of(error))
            }
            Ok(record) if is_flagged && record.flags.iter().any(|one| one.path == row.path) => {
                must_be_open(&row)?;
                let flag = record.flags.into_iter().find(|one| one.path == row.path);
                flag.map(Replayed::of)
                    .ok_or_else(|| Fault::corrupt("flag", &row.path))
            }
            Ok(mut record) => {
                let is_receipt = stream_of == Stream::RECEIPTS;
                if is_receipt && let Some(project) = raw.project_id {
                    let receipt = (instance.system.as_str(), raw.external_id.as_str());
                    let asked = answered(&reader, &scope, project, receipt).await?;
                    if let Some(asked) = asked {
                        name_change(&mut record, &asked);
                    }
                }
                let names = [raw.external_id.clone()];
                let (connector_id, stream) = (raw.connector_id, raw.stream.as_str());
                let kept = source_record::Entity::versions(&scope, connector_id, stream, &names);
                let kept = kept.all(&reader).await?;
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
                    (raw.external_id, None)
                };
                let replay = ReplayQuarantine {
                    known_by,
                    connector: connector_id,
                    marked,
                    source_time: Some(raw.source_time),
                    versions: kept.iter().map(|row| row.id).collect(),
                    earlier,
                    quarantine: row.id,
                    source_record: raw.id,
                    system: instance.system,
                    stream: raw.stream,
                    external_id,
                    asked_for: raw.project_id.filter(|_| is_receipt),
                    mapping_version: connector.mapping_version().to_owned(),
                    record,
                };
                self.submit(
                    &Submission {
                        caller,
                        jurisdiction,
                        key,
                    },
                    &replay,
                )
                .await
            }
        }
    }
}

#[async_trait::async_trait]
impl Command for ReplayQuarantine {
    const NAME: &'static str = "replay_quarantine";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = Replayed;

    fn refuses(outcome: &Replayed) -> bool {
        matches!(outcome, Replayed::Still { .. })
    }

    async fn run(&self, tx: &mut Tx) -> Result<Replayed, Fault> {
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let row = quarantine::Entity::find_key(&scope, tx.key(self.quarantine))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("quarantine entry", self.quarantine))?;
        must_be_open(&row)?;
        if self.record.classified {
            forget(tx, self.source_record, &self.external_id).await?;
            if let Some(marked) = &self.marked {
                marked::note(tx, self.connector, &[marked]).await?;
            }
            return Ok(Replayed::Refused);
        }
        if known_by::which(tx, std::iter::once(&self.known_by)).await? == [true] {
            // Its project was declared state-secret after the record was set aside.
            let name = forget::nameless(tx.seal(), &self.external_id);
            forget(tx, self.source_record, &name).await?;
            if let Some(changed) = self.source_time.filter(|_| self.asked_for.is_none()) {
                let stream = (self.connector, self.system.as_str(), self.stream.as_str());
                let turned = Turned::from([(self.external_id.as_str(), changed)]);
                Box::pin(turned::drop_earlier(tx, stream, &turned)).await?;
            }
            return Ok(Replayed::Refused);
        }
        let incoming = Incoming {
            source_record: self.source_record,
            system: self.system.clone(),
            stream: self.stream.clone(),
            external_id: self.external_id.clone(),
            source_time: self.source_time,
            earlier: self.earlier,
            versions: self.versions.clone(),
            asked_for: self.asked_for,
            mapping_version: self.mapping_version.clone(),
            record: self.record.clone(),
        };
        let found = Box::pin(match_all(tx, std::slice::from_ref(&incoming))).await?;
        let found = found.into_iter().next();
        let (project, linked) = match found {
            Some(Match::Project(project)) => (Ok(project), None),
            Some(Match::Alike(offered)) => (Ok(offered.project), Some(offered)),
            Some(Match::None(reason)) => (Err((reason, None)), None),
            Some(Match::Review(reason, offered)) => (Err((reason, Some(offered))), None),
            None => return Err(Fault::corrupt("matching", "no answer for a record")),
        };
        let outcome = match project {
            Ok(project) => {
                let merged = Box::pin(merge(tx, vec![(project, incoming.clone())])).await?;
                if let Some(Merged::Differs(error)) = merged.into_iter().next() {
                    return Ok(Replayed::of(error));
                }
                let linked = linked.map(|offered| Linked { incoming, offered });
                Box::pin(candidate::linked(tx, linked.into_iter().collect())).await?;
                assign(tx, self.source_record, "merged", Some(project)).await?;
                if self.stream == Stream::RECEIPTS.as_str() {
                    let receipt = (self.system.as_str(), self.external_id.as_str());
                    proved(tx, project, receipt).await?;
                }
                Replayed::Merged { project }
            }
            Err((reason, offered)) => {
                let unmatched = Unmatched {
                    incoming,
                    reason,
                    offered,
                };
                Box::pin(candidate::list(tx, vec![unmatched])).await?;
                assign(tx, self.source_record, "unmatched", None).await?;
                Replayed::Unmatched
            }
        };
        aside::replayed(tx, self.source_record, &self.record.flags).await?;
        let body = json!({"replayed": self.source_record, "outcome": outcome});
        tx.record(Draft::general("quarantine", Some(row.id), body));
        Ok(outcome)
    }
}

/// Refuses what was replayed, dismissed or took another's place already.
pub(super) fn must_be_open(row: &quarantine::Model) -> Result<(), Fault> {
    match row.state.as_str() {
        "open" | aside::FLAGGED => Ok(()),
        state => Err(Fault::invalid(
            "quarantined",
            format!("it was already {state}"),
        )),
    }
}
