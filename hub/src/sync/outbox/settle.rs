use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Keyed, outbox};
use uuid::Uuid;

use crate::access::Permission;
use crate::command::Command;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// What a person found out about a hand-over whose fate the other side could not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fate")]
pub enum Fate {
    /// It never arrived; it is sent again.
    NeverReceived,
    /// The other side has it, under this receipt number. What it proves is recorded apart.
    Received {
        /// The receipt number.
        number: String,
    },
    /// The other side turned it down.
    Rejected,
}

/// Settles a hand-over that is `unknown`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SettleHandOver {
    /// The hand-over.
    pub hand_over: Uuid,
    /// What became of it.
    pub fate: Fate,
    /// How that is known, for the ledger.
    pub reason: String,
}

/// It is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverSettled {
    /// The hand-over.
    pub hand_over: Uuid,
    /// The project it belongs to.
    pub project: Uuid,
}

#[async_trait::async_trait]
impl Command for SettleHandOver {
    const NAME: &'static str = "settle_hand_over";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = HandOverSettled;

    async fn run(&self, tx: &mut Tx) -> Result<HandOverSettled, Fault> {
        let scope = tx.scope().clone();
        let row = outbox::Entity::find_key(&scope, tx.key(self.hand_over))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("hand-over", self.hand_over))?;
        if row.state != "unknown" {
            let problem = format!(
                "it is {}; only what is unknown is settled by hand",
                row.state
            );
            return Err(Fault::invalid("handOver", problem));
        }
        let by = tx.actor().subject.clone();
        let (state, answer) = match &self.fate {
            Fate::NeverReceived => ("prepared", json!({"reason": self.reason, "by": by})),
            Fate::Received { number } => (
                "accepted",
                json!({"receipt": number, "reason": self.reason, "by": by}),
            ),
            Fate::Rejected => ("rejected", json!({"reason": self.reason, "by": by})),
        };
        // A worker that holds it loses its hold: the fence moves on.
        outbox::Entity::update(outbox::ActiveModel {
            jurisdiction_id: Set(row.jurisdiction_id),
            id: Set(row.id),
            state: Set(state.to_owned()),
            answer: Set(Some(answer.clone())),
            next_attempt_at: Set(tx.now()),
            fence: Set(row.fence + 1),
            version: Set(row.version + 1),
            ..Default::default()
        })
        .exec(tx.db())
        .await?;
        let body = json!({"kind": row.kind, "was": row.state, "is": state, "answer": answer});
        tx.record(Draft::of_project("outbox", row.id, row.project_id, body));
        Ok(HandOverSettled {
            hand_over: row.id,
            project: row.project_id,
        })
    }
}
