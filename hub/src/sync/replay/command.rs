use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_connectors::contract::{CanonicalRecord, Reason, RecordError, Stream};
use shuniu_entities::{Keyed, Scope, quarantine, source_record};
use shuniu_policy::pack::Bilingual;
use uuid::Uuid;

use crate::access::Permission;
use crate::command::Command;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::sync::aside;
use crate::sync::candidate::{self, Linked};
use crate::sync::forget::{self, forget};
use crate::sync::known_by::{self, KnownBy};
use crate::sync::marked::{self, Marked};
use crate::sync::matching::{Match, Unmatched, match_all};
use crate::sync::merge::{Incoming, Merged, merge};
use crate::sync::outbox::proved;
use crate::sync::review::assign;
use crate::sync::turned::{self, Turned};
use crate::transact::Tx;

/// Tries a record that was set aside again, with the mapping as it is now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReplayQuarantine {
    /// What was set aside.
    pub(super) quarantine: Uuid,
    pub(super) source_record: Uuid,
    pub(super) system: String,
    pub(super) stream: String,
    pub(super) external_id: String,
    pub(super) asked_for: Option<Uuid>,
    pub(super) mapping_version: String,
    pub(super) record: CanonicalRecord,
    /// The other versions of the record that are kept.
    #[serde(skip)]
    pub(super) versions: Vec<Uuid>,
    /// The project that its last version was merged into.
    #[serde(skip)]
    pub(super) earlier: Option<Uuid>,
    /// By what it is known, should its project have been declared state-secret since.
    #[serde(skip)]
    pub(super) known_by: KnownBy,
    /// When its system last changed it.
    #[serde(skip)]
    pub(super) source_time: Option<DateTime<Utc>>,
    #[serde(skip)]
    pub(super) connector: Uuid,
    /// Whether its own id and time could not be read before.
    #[serde(skip)]
    pub(super) renamed: bool,
    /// The run that set it aside.
    #[serde(skip)]
    pub(super) run: Option<Uuid>,
    /// What may be read of a record whose secrecy is marked.
    #[serde(skip)]
    pub(super) marked: Option<Marked>,
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
    pub(super) fn of(error: RecordError) -> Self {
        Self::Still {
            path: error.path,
            reason: error.reason,
            mend: *error.mend,
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
        if self.renamed {
            self.name(tx).await?;
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
        let whence = aside::Whence {
            system: &self.system,
            stream: &self.stream,
            run: self.run,
        };
        aside::replayed(tx, whence, self.source_record, &self.record.flags).await?;
        let body = json!({"replayed": self.source_record, "outcome": outcome});
        tx.record(Draft::general("quarantine", Some(row.id), body));
        Ok(outcome)
    }
}

impl ReplayQuarantine {
    /// Has the kept record bear its own id and time, which can be read now.
    async fn name(&self, tx: &Tx) -> Result<(), Fault> {
        let Some(time) = self.source_time else {
            return Ok(());
        };
        source_record::Entity::update(source_record::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(self.source_record),
            external_id: Set(self.external_id.clone()),
            source_time: Set(time),
            ..Default::default()
        })
        .exec(tx.db())
        .await?;
        Ok(())
    }
}

/// Refuses what was replayed, dismissed or took another's place already.
pub(in crate::sync) fn must_be_open(row: &quarantine::Model) -> Result<(), Fault> {
    match row.state.as_str() {
        "open" | aside::FLAGGED => Ok(()),
        state => Err(Fault::invalid(
            "quarantined",
            format!("it was already {state}"),
        )),
    }
}
