use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Keyed, quarantine};
use uuid::Uuid;

use super::replay::must_be_open;
use crate::access::Permission;
use crate::command::Command;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Closes a record that was set aside and is to be done nothing about: it was wrong, and what is
/// right came in by another. What its system says of it next is news all the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DismissQuarantine {
    /// What was set aside.
    pub quarantine: Uuid,
    /// Why, for the ledger.
    pub reason: String,
}

/// It is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissed {
    /// What was set aside.
    pub quarantine: Uuid,
}

#[async_trait::async_trait]
impl Command for DismissQuarantine {
    const NAME: &'static str = "dismiss_quarantine";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = Dismissed;

    async fn run(&self, tx: &mut Tx) -> Result<Dismissed, Fault> {
        if self.reason.trim().is_empty() {
            let problem = "say why nothing is to be done about it";
            return Err(Fault::invalid("reason", problem));
        }
        let scope = tx.scope().clone();
        let row = quarantine::Entity::find_key(&scope, tx.key(self.quarantine))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("quarantine entry", self.quarantine))?;
        must_be_open(&row)?;
        quarantine::Entity::update(quarantine::ActiveModel {
            jurisdiction_id: Set(row.jurisdiction_id),
            id: Set(row.id),
            state: Set("dismissed".to_owned()),
            ..Default::default()
        })
        .exec(tx.db())
        .await?;
        let body = json!({"dismissed": row.source_record_id, "reason": self.reason});
        tx.record(Draft::general("quarantine", Some(row.id), body));
        Ok(Dismissed { quarantine: row.id })
    }
}
