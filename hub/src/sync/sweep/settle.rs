use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Keyed, sync_seen, sync_sweep};
use uuid::Uuid;

use super::SweepChanged;
use crate::access::Permission;
use crate::command::Command;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::sync::null;
use crate::transact::{Tx, Work};

/// What becomes of a walk that is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is at its end.
    Finished,
    /// What is gone is to be withdrawn.
    Withdrawing,
    /// So much is gone that a person has to say whether it is.
    Held,
    /// A person said that nothing is gone.
    Dismissed,
}

impl Outcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Withdrawing => "withdrawing",
            Self::Held => "held",
            Self::Dismissed => "dismissed",
        }
    }

    /// Whether nothing follows any more.
    const fn is_last(self) -> bool {
        matches!(self, Self::Finished | Self::Dismissed)
    }
}

/// Has the state of a walk on record; at its end what it has seen is forgotten.
pub(super) async fn end(
    tx: &mut Tx,
    sweep: Uuid,
    outcome: Outcome,
    compared: Option<(i64, i64)>,
) -> Result<(), Fault> {
    use sync_sweep::Column;
    let mut change = Query::update();
    change
        .table(sync_sweep::Entity)
        .value(Column::State, outcome.as_str())
        .value(Column::Failure, None::<String>)
        .value(Column::Version, Expr::col(Column::Version).add(1));
    if let Some((here, gone)) = compared {
        change
            .value(Column::HeldHere, here)
            .value(Column::MissingThere, gone);
    }
    if outcome.is_last() {
        change.value(Column::EndedAt, tx.now());
    }
    change
        .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
        .and_where(Expr::col(Column::Id).eq(sweep));
    tx.db().execute(&change).await?;
    if outcome.is_last() {
        sync_seen::Entity::delete_many()
            .filter(sync_seen::Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(sync_seen::Column::SweepId.eq(sweep))
            .exec(tx.db())
            .await?;
    }
    let mut body = json!({"state": outcome.as_str()});
    if let Some((here, gone)) = compared {
        body["here"] = here.into();
        body["missing_there"] = gone.into();
    }
    tx.record(Draft::general("sync_sweep", Some(sweep), body));
    Ok(())
}

/// Says of a comparison that was held whether what it did not see is gone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SettleComparison {
    /// The comparison.
    pub sweep: Uuid,
    /// Version of it that the person saw.
    pub expected_version: Option<i64>,
    /// Whether it is: then what it brought is withdrawn. Otherwise all of it stands.
    pub gone: bool,
    /// Why, for the ledger.
    pub reason: String,
}

#[async_trait::async_trait]
impl Command for SettleComparison {
    const NAME: &'static str = "settle_comparison";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = SweepChanged;

    async fn run(&self, tx: &mut Tx) -> Result<SweepChanged, Fault> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Fault::invalid("reason", "say how it is known"));
        }
        let scope = tx.scope().clone();
        let row = sync_sweep::Entity::find_key(&scope, tx.key(self.sweep))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("comparison", self.sweep))?;
        if let Some(expected) = self.expected_version
            && expected != row.version
        {
            return Err(Fault::Conflict {
                key: Some(row.key()),
                expected,
                actual: row.version,
            });
        }
        if row.state != "held" {
            let problem = format!("is {} and waits for nobody", row.state);
            return Err(Fault::invalid("comparison", problem));
        }
        let outcome = if self.gone {
            Outcome::Withdrawing
        } else {
            Outcome::Dismissed
        };
        let said = Query::update()
            .table(sync_sweep::Entity)
            .value(sync_sweep::Column::Reason, reason)
            .and_where(Expr::col(sync_sweep::Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(sync_sweep::Column::Id).eq(row.id))
            .to_owned();
        tx.db().execute(&said).await?;
        end(tx, row.id, outcome, None).await?;
        let body = json!({"gone": self.gone, "reason": reason});
        tx.record(Draft::general("sync_sweep", Some(row.id), body));
        Ok(SweepChanged { sweep: row.id })
    }
}

/// Notes why a walk did not go on; it is tried again.
pub(super) struct Failed {
    pub(super) sweep: Uuid,
    pub(super) told: String,
}

#[async_trait::async_trait]
impl Work for Failed {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        use sync_sweep::Column;
        let note = Query::update()
            .table(sync_sweep::Entity)
            .value(Column::Failure, null::shown(self.told.clone()))
            .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(Column::Id).eq(self.sweep))
            .to_owned();
        tx.db().execute(&note).await?;
        Ok(())
    }
}
