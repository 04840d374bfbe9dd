use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Scope, Tenant, connector_instance, hand_over_comparison, outbox};
use uuid::Uuid;

use crate::access::Permission;
use crate::command::Command;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::ledger::Draft;
use crate::sync::attach::Source;
use crate::transact::{Actor, Tx, Work, transact};

/// Why a system cannot be compared.
pub const NOT_LISTED: &str = "does not list what it has received from us: it can only be asked, \
    hand-over by hand-over; where it has such a list, set `paths.received`";

/// Has what was handed over to a system compared with what it lists as received, by the workers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StartHandOverComparison {
    /// Name of the system.
    pub system: String,
    /// How many days back it is compared.
    pub days: u16,
}

/// A comparison began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverComparisonStarted {
    /// Its row.
    pub comparison: Uuid,
}

#[async_trait::async_trait]
impl Command for StartHandOverComparison {
    const NAME: &'static str = "start_hand_over_comparison";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = HandOverComparisonStarted;

    async fn run(&self, tx: &mut Tx) -> Result<HandOverComparisonStarted, Fault> {
        let row = connector_instance::Entity::find_in(tx.scope())
            .filter(connector_instance::Column::System.eq(self.system.as_str()))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("connector", &self.system))?;
        let connector = tx.mapping_of(&self.system);
        if let Some(connector) = connector {
            let outbound = connector.outbound().ok_or_else(|| {
                Fault::invalid("system", "takes no hand-overs; there is nothing to compare")
            })?;
            if !outbound.lists() {
                return Err(Fault::invalid("system", NOT_LISTED));
            }
        }
        let begin = Begin {
            connector: row.id,
            system: &self.system,
            asked_by: &tx.actor().subject.clone(),
            days: self.days.max(1),
        };
        let comparison = begin.run(tx).await?.ok_or_else(|| {
            let problem = "is compared already; `handOverComparisons` shows how far it is";
            Fault::invalid("system", problem)
        })?;
        Ok(HandOverComparisonStarted { comparison })
    }
}

/// Begins a comparison, unless one is under way.
struct Begin<'a> {
    connector: Uuid,
    system: &'a str,
    asked_by: &'a str,
    days: u16,
}

#[async_trait::async_trait]
impl Work for Begin<'_> {
    type Output = Option<Uuid>;

    async fn run(&self, tx: &mut Tx) -> Result<Option<Uuid>, Fault> {
        use hand_over_comparison::{ActiveModel, Column, Entity};
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let open = Entity::find_in(&scope)
            .filter(Column::ConnectorId.eq(self.connector))
            .filter(Column::State.eq("running"))
            .one(tx.db())
            .await?;
        if open.is_some() {
            return Ok(None);
        }
        let id = Uuid::now_v7();
        let row = ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(id),
            connector_id: Set(self.connector),
            state: Set("running".to_owned()),
            since: Set(self.since(tx, &scope).await?),
            cursor: Set(None),
            asked_by: Set(self.asked_by.to_owned()),
            began_at: Set(tx.now()),
            ended_at: Set(None),
            through: Set(None),
            pages: Set(0),
            listed: Set(0),
            same: Set(0),
            settled: Set(0),
            under_way: Set(0),
            differing: Set(0),
            not_here: Set(0),
            missing_there: Set(None),
            failure: Set(None),
            holder: Set("-".to_owned()),
            fence: Set(0),
            lease_until: Set(DateTime::UNIX_EPOCH),
        };
        Entity::insert(row).exec_without_returning(tx.db()).await?;
        let body = json!({"started": self.asked_by, "system": self.system});
        tx.record(Draft::general("hand_over_comparison", Some(id), body));
        Ok(Some(id))
    }
}

impl Begin<'_> {
    /// Some days back, and as far as what is open reaches.
    async fn since(&self, tx: &Tx, scope: &Scope) -> Result<DateTime<Utc>, Fault> {
        let oldest = outbox::Entity::find_in(scope)
            .filter(outbox::Column::System.eq(self.system))
            .filter(outbox::Column::State.is_in(["sent", "unknown"]))
            .order_by_asc(outbox::Column::Id)
            .one(tx.db())
            .await?;
        let since = tx.now() - TimeDelta::days(self.days.into());
        Ok(oldest.map_or(since, |row| row.created_at.min(since)))
    }
}

impl Hub {
    /// Begins the comparison of what was handed over to a system, if it is due by its settings, and
    /// gives those that are to be gone on with.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn hand_over_comparisons(
        &self,
        source: &Source,
    ) -> Result<Vec<hand_over_comparison::Model>, Fault> {
        use hand_over_comparison::{Column, Entity};
        if self.hand_overs_are_due(source).await? {
            let system = source.connector.system();
            let begin = Begin {
                connector: source.id,
                system: system.as_str(),
                asked_by: "schedule",
                days: source.comparison.hand_overs_days,
            };
            let actor = Actor::worker("outbox");
            let name = "start_hand_over_comparison";
            transact(self, source.jurisdiction, &actor, name, &begin).await?;
        }
        let scope = Scope::jurisdictions(vec![source.jurisdiction]);
        Ok(Entity::find_in(&scope)
            .filter(Column::ConnectorId.eq(source.id))
            .filter(Column::State.eq("running"))
            .all(&self.reader())
            .await?)
    }

    /// The newest comparison of what was handed over to a system.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn newest_hand_over_comparison(
        &self,
        source: &Source,
    ) -> Result<Option<hand_over_comparison::Model>, Fault> {
        use hand_over_comparison::{Column, Entity};
        let scope = Scope::jurisdictions(vec![source.jurisdiction]);
        Ok(Entity::find_in(&scope)
            .filter(Column::ConnectorId.eq(source.id))
            .order_by_desc(Column::BeganAt)
            .order_by_desc(Column::Id)
            .one(&self.reader())
            .await?)
    }

    async fn hand_overs_are_due(&self, source: &Source) -> Result<bool, Fault> {
        if source.lists_hand_overs() != Some(true) {
            return Ok(false);
        }
        let last = self.newest_hand_over_comparison(source).await?;
        let after = match last {
            Some(row) if row.state == "running" => return Ok(false),
            Some(row) => row.began_at,
            // Before anything was handed over there is nothing to compare.
            None => {
                let scope = Scope::jurisdictions(vec![source.jurisdiction]);
                let first = outbox::Entity::find_in(&scope)
                    .filter(outbox::Column::System.eq(source.connector.system().as_str()))
                    .order_by_asc(outbox::Column::Id)
                    .one(&self.reader())
                    .await?;
                match first {
                    Some(row) => row.created_at,
                    None => return Ok(false),
                }
            }
        };
        let offset = source.schedule.offset();
        let next = source.comparison.next_of_hand_overs(after, offset);
        Ok(next.is_some_and(|next| next <= self.clock().now()))
    }
}
