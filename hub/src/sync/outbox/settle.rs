use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Keyed, outbox};
use uuid::Uuid;

use super::compared::{close_of, stands};
use super::withdraw::{WITHDRAWN, put_by_hand};
use crate::access::Permission;
use crate::command::Command;
use crate::fault::Fault;
use crate::transact::Tx;

/// What a person found out about a hand-over whose fate the other side could not tell, or decided
/// about one that has not gone out.
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
    /// It has not gone out, and is not to go out.
    Withdrawn,
}

/// Settles a hand-over that is `unknown` or that stands otherwise at the other side, or withdraws one
/// that is `prepared`.
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
        // What is prepared has certainly not arrived, and only what perhaps arrived has a fate.
        let needed = match self.fate {
            Fate::Withdrawn => "prepared",
            _ => "unknown",
        };
        // A comparison found that the other side has it otherwise: then a person says how it is.
        let differs = needed == "unknown" && row.state != "prepared";
        let differs = differs && stands(tx, row.id).await?;
        if row.state != needed && !differs {
            let problem = format!(
                "it is {}; what is unknown is settled by hand, what is prepared can be withdrawn",
                row.state
            );
            return Err(Fault::invalid("handOver", problem));
        }
        let by = tx.actor().subject.clone();
        let answer = json!({"reason": self.reason, "by": by});
        let (state, answer) = match &self.fate {
            Fate::NeverReceived => ("prepared", answer),
            Fate::Received { number } => (
                "accepted",
                json!({"receipt": number, "reason": self.reason, "by": by}),
            ),
            Fate::Rejected => ("rejected", answer),
            Fate::Withdrawn => (WITHDRAWN, answer),
        };
        put_by_hand(tx, &row, state, &answer).await?;
        close_of(tx, row.id).await?;
        Ok(HandOverSettled {
            hand_over: row.id,
            project: row.project_id,
        })
    }
}
