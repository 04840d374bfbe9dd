use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Keyed, match_candidate, source_record};
use uuid::Uuid;

use super::merge::{Incoming, Merged, merge, take_back};
use crate::access::Permission;
use crate::command::Command;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Settles which project a listed record belongs to, or that it belongs to none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SettleMatch {
    /// The entry of the review list.
    pub candidate: Uuid,
    /// The version the caller saw.
    pub expected_version: Option<i64>,
    /// The project; nothing dismisses the record.
    pub project: Option<Uuid>,
    /// Why, for the ledger.
    pub reason: String,
}

/// How an entry of the review list was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The entry.
    pub candidate: Uuid,
    /// The project the record was merged into.
    pub project: Option<Uuid>,
}

#[async_trait::async_trait]
impl Command for SettleMatch {
    const NAME: &'static str = "settle_match";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = Settled;

    async fn run(&self, tx: &mut Tx) -> Result<Settled, Fault> {
        let scope = tx.scope().clone();
        let row = match_candidate::Entity::find_key(&scope, tx.key(self.candidate))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("review entry", self.candidate))?;
        if let Some(expected) = self.expected_version
            && expected != row.version
        {
            return Err(Fault::Conflict {
                key: Some(row.key()),
                expected,
                actual: row.version,
            });
        }
        if row.state != "open" {
            return Err(Fault::invalid(
                "candidate",
                format!("it was already {}", row.state),
            ));
        }
        if let Some(project) = self.project {
            // Opening proves that it is there and visible.
            tx.file(project).await?;
            let incoming: Incoming = serde_json::from_value(row.summary.clone())
                .map_err(|error| Fault::corrupt("review entry", error))?;
            let merged = merge(tx, vec![(project, incoming)]).await?;
            if let Some(Merged::Differs(error)) = merged.into_iter().next() {
                let problem = format!("{}; {}", error.reason.en, error.mend.en);
                return Err(Fault::invalid("project", problem));
            }
            assign(tx, row.source_record_id, "merged", Some(project)).await?;
        } else {
            let dismissed: Incoming = serde_json::from_value(row.summary.clone())
                .map_err(|error| Fault::corrupt("review entry", error))?;
            take_back(tx, dismissed).await?;
        }
        let state = if self.project.is_some() {
            "matched"
        } else {
            "dismissed"
        };
        match_candidate::Entity::update(match_candidate::ActiveModel {
            jurisdiction_id: Set(row.jurisdiction_id),
            id: Set(row.id),
            state: Set(state.to_owned()),
            project_id: Set(self.project),
            settled_by: Set(Some(tx.actor().subject.clone())),
            version: Set(row.version + 1),
            ..Default::default()
        })
        .exec(tx.db())
        .await?;
        let body =
            json!({"state": state, "source_record": row.source_record_id, "reason": self.reason});
        let draft = match self.project {
            Some(project) => Draft::of_project("match_candidate", row.id, project, body),
            None => Draft::general("match_candidate", Some(row.id), body),
        };
        tx.record(draft);
        Ok(Settled {
            candidate: row.id,
            project: self.project,
        })
    }
}

/// Writes what became of a record, once a person or a second try decided it.
pub(super) async fn assign(
    tx: &Tx,
    source_record: Uuid,
    outcome: &str,
    project: Option<Uuid>,
) -> Result<(), Fault> {
    source_record::Entity::update(source_record::ActiveModel {
        jurisdiction_id: Set(tx.jurisdiction()),
        id: Set(source_record),
        outcome: Set(outcome.to_owned()),
        project_id: Set(project),
        ..Default::default()
    })
    .exec(tx.db())
    .await?;
    Ok(())
}
