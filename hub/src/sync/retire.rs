use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Tenant, connector_instance, sync_cursor};
use uuid::Uuid;

use crate::access::Permission;
use crate::assess::mark_all;
use crate::command::Command;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Says that an outside system is read no more in the jurisdiction, and that what it brought is
/// kept by people from now on: an absent filing is late again and not merely unread. The
/// system's row, its records and its cursors stay; attached again, it counts again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RetireConnector {
    /// Name of the system.
    pub system: String,
    /// Why.
    pub reason: String,
}

/// Whether a system is read no more here, by how far its streams were read: none of them brings
/// anything. One that has no streams yet is new.
#[must_use]
pub fn is_retired<'a>(streams: impl IntoIterator<Item = &'a sync_cursor::Model>) -> bool {
    let nothing = json!([]);
    let mut streams = streams.into_iter().peekable();
    streams.peek().is_some() && streams.all(|row| row.kinds.as_ref() == Some(&nothing))
}

/// A system was retired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    /// Its row.
    pub connector: Uuid,
}

#[async_trait::async_trait]
impl Command for RetireConnector {
    const NAME: &'static str = "retire_connector";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = Retired;

    async fn run(&self, tx: &mut Tx) -> Result<Retired, Fault> {
        use sync_cursor::Column;
        if self.reason.trim().is_empty() {
            return Err(Fault::invalid(
                "reason",
                "say why the system is read no more",
            ));
        }
        let row = connector_instance::Entity::find_in(tx.scope())
            .filter(connector_instance::Column::System.eq(self.system.as_str()))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("connector", &self.system))?;
        sync_cursor::Entity::update_many()
            .col_expr(Column::Kinds, Expr::value(json!([])))
            .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(Column::ConnectorId.eq(row.id))
            .exec(tx.db())
            .await?;
        let body = json!({"retired": self.system, "reason": self.reason});
        tx.record(Draft::general("connector_instance", Some(row.id), body));
        mark_all(tx).await?;
        Ok(Retired { connector: row.id })
    }
}
