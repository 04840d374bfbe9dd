use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Scope, Tenant, connector_instance};
use uuid::Uuid;

use super::attach::Source;
use super::report::{Stop, SyncError};
use crate::access::Permission;
use crate::command::Command;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::ledger::Draft;
use crate::transact::Tx;

/// Since when, by whom and why a system is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Who paused it.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl Pause {
    /// Whether a system is paused.
    ///
    /// # Errors
    ///
    /// [`Fault`] when what is stored cannot be read.
    pub fn of(row: &connector_instance::Model) -> Result<Option<Self>, Fault> {
        let read = |json: &serde_json::Value| serde_json::from_value(json.clone());
        let pause = row.pause.as_ref().filter(|json| !json.is_null()).map(read);
        pause
            .transpose()
            .map_err(|error| Fault::corrupt("pause of a connector", error))
    }
}

/// Leaves an outside system of the jurisdiction alone: it is neither read nor handed anything. A run
/// that is under way stops after its page. What it brought counts as before; how far the record is
/// complete stays where it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PauseConnector {
    /// Name of the system.
    pub system: String,
    /// Why.
    pub reason: String,
}

/// Reads an outside system again that was paused: what was missed is made up for by one run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResumeConnector {
    /// Name of the system.
    pub system: String,
    /// Why.
    pub reason: String,
}

/// A system was paused, or goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseChanged {
    /// Its row.
    pub connector: Uuid,
}

#[async_trait::async_trait]
impl Command for PauseConnector {
    const NAME: &'static str = "pause_connector";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = PauseChanged;

    async fn run(&self, tx: &mut Tx) -> Result<PauseChanged, Fault> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            let problem = "say why the system is left alone";
            return Err(Fault::invalid("reason", problem));
        }
        let row = find(tx, &self.system).await?;
        if let Some(Pause { by, reason, .. }) = Pause::of(&row)? {
            let problem = format!("is paused already, by {by}: {reason}");
            return Err(Fault::invalid("system", problem));
        }
        let pause = Pause {
            at: tx.now(),
            by: tx.actor().subject.clone(),
            reason: reason.to_owned(),
        };
        change(tx, &row, Some(&pause)).await?;
        let body = json!({"paused": self.system, "reason": reason});
        tx.record(Draft::general("connector_instance", Some(row.id), body));
        Ok(PauseChanged { connector: row.id })
    }
}

#[async_trait::async_trait]
impl Command for ResumeConnector {
    const NAME: &'static str = "resume_connector";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = PauseChanged;

    async fn run(&self, tx: &mut Tx) -> Result<PauseChanged, Fault> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            let problem = "say why the system is read again";
            return Err(Fault::invalid("reason", problem));
        }
        let row = find(tx, &self.system).await?;
        if Pause::of(&row)?.is_none() {
            return Err(Fault::invalid("system", "is not paused"));
        }
        change(tx, &row, None).await?;
        let body = json!({"resumed": self.system, "reason": reason});
        tx.record(Draft::general("connector_instance", Some(row.id), body));
        Ok(PauseChanged { connector: row.id })
    }
}

async fn find(tx: &Tx, system: &str) -> Result<connector_instance::Model, Fault> {
    connector_instance::Entity::find_in(tx.scope())
        .filter(connector_instance::Column::System.eq(system))
        .one(tx.db())
        .await?
        .ok_or_else(|| Fault::not_found("connector", system))
}

async fn change(
    tx: &Tx,
    row: &connector_instance::Model,
    pause: Option<&Pause>,
) -> Result<(), Fault> {
    connector_instance::Entity::update(connector_instance::ActiveModel {
        jurisdiction_id: Set(row.jurisdiction_id),
        id: Set(row.id),
        pause: Set(pause.map(|pause| json!(pause))),
        version: Set(row.version + 1),
        ..Default::default()
    })
    .exec(tx.db())
    .await?;
    Ok(())
}

impl Hub {
    /// What keeps a system from being called now.
    pub(super) async fn stopped(&self, source: &Source) -> Result<Option<Stop>, Fault> {
        let scope = Scope::jurisdictions(vec![source.jurisdiction]);
        let row = connector_instance::Entity::find_in(&scope)
            .filter(connector_instance::Column::Id.eq(source.id))
            .one(&self.reader())
            .await?;
        if let Some(row) = row
            && let Some(Pause { by, reason, .. }) = Pause::of(&row)?
        {
            return Ok(Some(Stop::Paused { by, reason }));
        }
        Ok(self.closed(source))
    }

    /// The systems that must not be called now.
    pub(super) async fn left_alone(&self, scope: &Scope) -> Result<Vec<Source>, Fault> {
        let paused = connector_instance::Entity::find_in(scope)
            .filter(connector_instance::Column::Pause.is_not_null())
            .all(&self.reader())
            .await?;
        let mut sources = self.sources();
        sources.retain(|source| {
            paused.iter().any(|row| row.id == source.id) || self.closed(source).is_some()
        });
        Ok(sources)
    }

    /// Refuses a system that must not be called now.
    pub(super) async fn must_be_open(&self, source: &Source) -> Result<(), SyncError> {
        match self.stopped(source).await? {
            None => Ok(()),
            Some(stop) => {
                let system = source.connector.system().as_str().to_owned();
                Err(SyncError::NotNow { system, stop })
            }
        }
    }

    /// Whether the hours of a system are over.
    pub(super) fn closed(&self, source: &Source) -> Option<Stop> {
        let now = self.clock().now();
        let law = self.local_law(source.jurisdiction);
        let days = law.calendar();
        let until = source.schedule.opens(now, days);
        (until > now).then_some(Stop::Closed { until })
    }
}
