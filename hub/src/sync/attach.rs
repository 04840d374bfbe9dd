use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::DateTime;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value as Json, json};
use shuniu_connectors::contract::{Connector, Stream, System};
use shuniu_entities::{Scope, Tenant, connector_instance, sync_cursor};
use uuid::Uuid;

use super::allowance::Budgets;
use super::flood::FloodSettings;
use super::schedule::Schedule;
use super::sweep::ComparisonSettings;
use crate::assess;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact};

/// An outside system as one jurisdiction uses it.
#[derive(Clone)]
pub struct Source {
    /// The jurisdiction whose records it brings.
    pub jurisdiction: Uuid,
    /// Its row.
    pub id: Uuid,
    /// How it is reached.
    pub connector: Arc<dyn Connector>,
    /// When it is read.
    pub schedule: Arc<Schedule>,
    /// When all that it holds is compared with what is here.
    pub comparison: Arc<ComparisonSettings>,
    /// Whether its records are linked to the projects that they are like, where they bear no code.
    pub links_by_likeness: bool,
    /// How much of it may be set aside before no more is kept; nothing where people hand in what it
    /// holds.
    pub flood: Option<FloodSettings>,
}

impl Source {
    /// Whether the system lists what it received from us; nothing where it takes nothing.
    #[must_use]
    pub fn lists_hand_overs(&self) -> Option<bool> {
        Some(self.connector.outbound()?.lists())
    }
}

/// When a system is read, when all that it holds is compared with what is here, and how its records
/// are matched.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// When it is read.
    pub schedule: Schedule,
    /// When it is compared.
    pub comparison: ComparisonSettings,
    /// Whether records without a code are linked to the one project that they are surely like; if
    /// not, a person is asked about each.
    pub links_by_likeness: bool,
    /// How much of what it sends may be set aside before no more of it is kept.
    pub flood: FloodSettings,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Source({} in {})",
            self.connector.system(),
            self.jurisdiction
        )
    }
}

/// The attached systems, by jurisdiction and name.
pub(crate) type Sources = BTreeMap<(Uuid, String), Source>;

impl Hub {
    /// Attaches an outside system to a jurisdiction, with the health it had, and writes down what
    /// each of its streams brings: from then on every process holds the record of that complete
    /// only as far as the stream was read, until [`RetireConnector`](super::RetireConnector).
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn attach(
        &self,
        jurisdiction: Uuid,
        connector: Arc<dyn Connector>,
    ) -> Result<Source, Fault> {
        self.attach_by(jurisdiction, connector, Reading::default())
            .await
    }

    /// The same, to be read and compared as told.
    ///
    /// # Errors
    ///
    /// As [`Hub::attach`].
    pub async fn attach_by(
        &self,
        jurisdiction: Uuid,
        connector: Arc<dyn Connector>,
        Reading {
            schedule,
            comparison,
            links_by_likeness,
            flood,
        }: Reading,
    ) -> Result<Source, Fault> {
        let system = connector.system();
        let work = EnsureInstance::of(connector.as_ref(), Uuid::now_v7());
        let actor = Actor::worker("setup");
        let row = transact(self, jurisdiction, &actor, "attach_connector", &work).await?;
        // One that cannot work at all says why itself.
        let usable = connector.unusable().is_none();
        if usable && let Ok(state) = serde_json::from_value(row.health["breaker"].clone()) {
            connector.breaker().restore(state);
        }
        if let Some(budget) = connector.budget() {
            budget.share(Arc::new(Budgets(self.database().clone())));
        }
        let source = Source {
            jurisdiction,
            id: row.id,
            connector,
            schedule: Arc::new(schedule),
            comparison: Arc::new(comparison),
            links_by_likeness,
            flood: Some(flood),
        };
        self.remember_source(system.as_str(), source.clone());
        if let Some(failure) = source.connector.unusable() {
            self.note_health(&source, Some(&failure.to_string()))
                .await?;
        }
        Ok(source)
    }

    /// Attaches an outside system for a rehearsal, in which its records are matched as told: nothing
    /// is written.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn attach_for_rehearsal(
        &self,
        jurisdiction: Uuid,
        connector: Arc<dyn Connector>,
        links_by_likeness: bool,
    ) -> Result<Source, Fault> {
        let system = connector.system();
        let source = Source {
            links_by_likeness,
            ..self.source_for_rehearsal(jurisdiction, connector).await?
        };
        self.remember_source(system.as_str(), source.clone());
        Ok(source)
    }

    /// The same for a system that is not among the attached ones.
    pub(crate) async fn source_for_rehearsal(
        &self,
        jurisdiction: Uuid,
        connector: Arc<dyn Connector>,
    ) -> Result<Source, Fault> {
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let row = connector_instance::Entity::find_in(&scope)
            .filter(connector_instance::Column::System.eq(connector.system().as_str()))
            .one(&self.reader())
            .await?;
        Ok(Source {
            jurisdiction,
            id: row.map_or_else(Uuid::now_v7, |row| row.id),
            connector,
            schedule: Arc::default(),
            comparison: Arc::default(),
            links_by_likeness: false,
            flood: None,
        })
    }

    /// Keeps what is known of a system's health, for everybody to see.
    pub(crate) async fn note_health(
        &self,
        source: &Source,
        failure: Option<&str>,
    ) -> Result<(), Fault> {
        self.heed_floods(source).await?;
        let breaker = serde_json::to_value(source.connector.breaker().state());
        let breaker = breaker.map_err(|error| Fault::corrupt("breaker state", error))?;
        let work = NoteHealth {
            id: source.id,
            breaker,
            failure: failure.map(ToOwned::to_owned),
        };
        let actor = Actor::worker("sync");
        transact(self, source.jurisdiction, &actor, "note_health", &work).await
    }
}

/// Makes the row of a system that nothing is read from on its own, such as ledgers handed in: it
/// is not among the attached systems.
pub(crate) async fn ensure_instance(
    hub: &Hub,
    jurisdiction: Uuid,
    connector: Arc<dyn Connector>,
) -> Result<Source, Fault> {
    let work = EnsureInstance::of(connector.as_ref(), Uuid::now_v7());
    let actor = Actor::worker("setup");
    let row = transact(hub, jurisdiction, &actor, "attach_connector", &work).await?;
    Ok(Source {
        jurisdiction,
        id: row.id,
        connector,
        schedule: Arc::default(),
        comparison: Arc::default(),
        links_by_likeness: false,
        flood: None,
    })
}

/// Makes the row of a system under `id` if there is none yet.
pub(super) struct EnsureInstance {
    system: System,
    id: Uuid,
    /// The kinds of events and documents that each stream brings.
    streams: Vec<(Stream, BTreeSet<String>)>,
}

impl EnsureInstance {
    pub(super) fn of(connector: &dyn Connector, id: Uuid) -> Self {
        let kinds = |stream: &Stream| {
            let names = connector.names(stream);
            let kinds = names.events.into_iter().chain(names.documents);
            (stream.clone(), kinds.collect::<BTreeSet<String>>())
        };
        Self {
            system: connector.system(),
            id,
            streams: connector.streams().iter().map(kinds).collect(),
        }
    }
}

#[async_trait::async_trait]
impl Work for EnsureInstance {
    type Output = connector_instance::Model;

    async fn run(&self, tx: &mut Tx) -> Result<connector_instance::Model, Fault> {
        let row = connector_instance::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            id: Set(self.id),
            system: Set(self.system.as_str().to_owned()),
            health: Set(json!({})),
            checked_at: Set(None),
            pause: Set(None),
            version: Set(1),
        };
        use connector_instance::Column::{JurisdictionId, System};
        let keep = OnConflict::columns([JurisdictionId, System])
            .do_nothing()
            .to_owned();
        connector_instance::Entity::insert(row)
            .on_conflict(keep)
            .exec_without_returning(tx.db())
            .await?;
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let instance = connector_instance::Entity::find_in(&scope)
            .filter(System.eq(self.system.as_str()))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("connector", &self.system))?;
        self.tell_streams(tx, instance.id).await?;
        Ok(instance)
    }
}

impl EnsureInstance {
    /// Writes down what each stream brings; one that the system no longer has brings nothing.
    async fn tell_streams(&self, tx: &Tx, connector: Uuid) -> Result<(), Fault> {
        use sync_cursor::{Column, Entity};
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let known = Entity::find_in(&scope)
            .filter(Column::ConnectorId.eq(connector))
            .all(tx.db())
            .await?;
        let known: BTreeMap<String, Option<Json>> = known
            .into_iter()
            .map(|row| (row.stream, row.kinds))
            .collect();
        let mut told: BTreeMap<String, Json> = known
            .keys()
            .map(|stream| (stream.clone(), json!([])))
            .collect();
        let brings = self.streams.iter();
        told.extend(brings.map(|(stream, kinds)| (stream.as_str().to_owned(), json!(kinds))));
        let changed = known
            .iter()
            .any(|(stream, kinds)| kinds.as_ref() != told.get(stream));
        let row = |(stream, kinds)| sync_cursor::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            connector_id: Set(connector),
            stream: Set(stream),
            cursor: Set(None),
            observed_through: Set(None),
            holder: Set("-".to_owned()),
            fence: Set(0),
            lease_until: Set(DateTime::UNIX_EPOCH),
            kinds: Set(Some(kinds)),
            begun_at: Set(None),
            retry_at: Set(None),
            failures: Set(None),
            flood: Set(None),
            run_id: Set(None),
        };
        let columns = [Column::JurisdictionId, Column::ConnectorId, Column::Stream];
        let tell = OnConflict::columns(columns)
            .update_column(Column::Kinds)
            .to_owned();
        Entity::insert_many(told.into_iter().map(row))
            .on_conflict(tell)
            .exec_without_returning(tx.db())
            .await?;
        // What was assessed before a new system came stands until something happens there.
        if changed {
            assess::mark_all(tx).await?;
        }
        Ok(())
    }
}

struct NoteHealth {
    id: Uuid,
    breaker: serde_json::Value,
    failure: Option<String>,
}

#[async_trait::async_trait]
impl Work for NoteHealth {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let row = connector_instance::Entity::find_in(&scope)
            .filter(connector_instance::Column::Id.eq(self.id))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("connector", self.id))?;
        let now = tx.now();
        let mut health = row.health.clone();
        health["breaker"] = self.breaker.clone();
        match &self.failure {
            Some(failure) => health["last_failure"] = json!({"at": now, "message": failure}),
            None => health["last_success_at"] = json!(now),
        }
        connector_instance::Entity::update(connector_instance::ActiveModel {
            jurisdiction_id: Set(row.jurisdiction_id),
            id: Set(row.id),
            health: Set(health),
            checked_at: Set(Some(now)),
            version: Set(row.version + 1),
            ..Default::default()
        })
        .exec(tx.db())
        .await?;
        Ok(())
    }
}
