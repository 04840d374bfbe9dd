use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_entities::{Scope, Tenant, connector_instance, sync_cursor, sync_sweep};
use uuid::Uuid;

use crate::access::Permission;
use crate::command::Command;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::ledger::Draft;
use crate::sync::attach::Source;
use crate::transact::{Actor, Tx, Work, transact};

/// Why a stream is walked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepKind {
    /// All that the system has is compared with all that is here: what differs or is missing here
    /// is taken in, and what is missing there is withdrawn.
    Comparison,
    /// What was changed within a window is read again.
    Backfill {
        /// The first change that is read.
        since: DateTime<Utc>,
        /// The first change that is read no more.
        until: DateTime<Utc>,
    },
}

impl SweepKind {
    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Backfill { .. } => "backfill",
        }
    }

    /// The window that is read again.
    const fn window(self) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        match self {
            Self::Comparison => (None, None),
            Self::Backfill { since, until } => (Some(since), Some(until)),
        }
    }

    /// Whether a walk is what is asked for.
    #[must_use]
    pub fn is(self, row: &sync_sweep::Model) -> bool {
        row.kind == self.as_str() && (row.since, row.until) == self.window()
    }
}

/// Names a walk that is not at its end, with how it comes there.
fn named(row: &sync_sweep::Model, system: &str) -> String {
    let shown = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    match (row.state.as_str(), row.since, row.until) {
        ("held", ..) => "a comparison waits for a person to say whether what it did not see is \
                         gone: `settleComparison`"
            .to_owned(),
        (_, Some(since), Some(until)) => {
            let (since, until) = (shown(since), shown(until));
            format!(
                "what was changed from {since} until {until} is still being read again, {} records \
                 so far; a worker brings that to its end, and so does `shuniu sync {system} --since \
                 {since} --until {until}`: ask again then",
                row.received
            )
        }
        _ => format!(
            "a comparison is under way; a worker brings it to its end, and so does `shuniu sync \
             {system} --compare`"
        ),
    }
}

/// Has a stream walked through by the workers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StartSweep {
    /// Name of the system.
    pub system: String,
    /// The stream.
    pub stream: String,
    /// Why.
    pub kind: SweepKind,
}

/// A walk began, or was decided about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepChanged {
    /// Its row.
    pub sweep: Uuid,
}

/// The states of a walk that is not at its end.
pub(in crate::sync) const OPEN: [&str; 3] = ["running", "held", "withdrawing"];

#[async_trait::async_trait]
impl Command for StartSweep {
    const NAME: &'static str = "start_sweep";
    const PERMISSION: Permission = Permission::Reconcile;
    type Outcome = SweepChanged;

    async fn run(&self, tx: &mut Tx) -> Result<SweepChanged, Fault> {
        let system = connector_instance::Entity::find_in(tx.scope())
            .filter(connector_instance::Column::System.eq(self.system.as_str()))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("connector", &self.system))?;
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        sync_cursor::Entity::find_in(&scope)
            .filter(sync_cursor::Column::ConnectorId.eq(system.id))
            .filter(sync_cursor::Column::Stream.eq(self.stream.as_str()))
            .one(tx.db())
            .await?
            .ok_or_else(|| Fault::not_found("stream", &self.stream))?;
        let connector = tx.mapping_of(&self.system);
        if connector.is_some_and(|connector| !connector.enumerates()) {
            let problem = "hands in what changed, as files or in an exchange database: what does \
                not come is not gone; have it deliver everything again";
            return Err(Fault::invalid("system", problem));
        }
        if let SweepKind::Backfill { since, until } = self.kind
            && since >= until
        {
            return Err(Fault::invalid("until", "must come after `since`"));
        }
        let asked_by = tx.actor().subject.clone();
        match begin(tx, system.id, self, &asked_by).await? {
            Begun::Now(sweep) => Ok(SweepChanged { sweep }),
            Begun::Before(open) => {
                let problem = format!(
                    "is walked through already: {}; `syncSweeps` shows how far it is",
                    named(&open, &self.system)
                );
                Err(Fault::invalid("stream", problem))
            }
        }
    }
}

/// Whether a walk began.
enum Begun {
    Now(Uuid),
    /// One of the kind is under way.
    Before(Box<sync_sweep::Model>),
}

/// Begins a walk, unless one of the kind is under way over the stream.
async fn begin(
    tx: &mut Tx,
    connector: Uuid,
    ask: &StartSweep,
    asked_by: &str,
) -> Result<Begun, Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let open = of(&scope, connector, &ask.stream)
        .filter(sync_sweep::Column::Kind.eq(ask.kind.as_str()))
        .filter(sync_sweep::Column::State.is_in(OPEN))
        .one(tx.db())
        .await?;
    if let Some(open) = open {
        return Ok(Begun::Before(Box::new(open)));
    }
    let (since, until) = ask.kind.window();
    let id = Uuid::now_v7();
    let row = sync_sweep::ActiveModel {
        jurisdiction_id: Set(tx.jurisdiction()),
        id: Set(id),
        connector_id: Set(connector),
        stream: Set(ask.stream.clone()),
        kind: Set(ask.kind.as_str().to_owned()),
        state: Set("running".to_owned()),
        since: Set(since),
        until: Set(until),
        cursor: Set(None),
        asked_by: Set(asked_by.to_owned()),
        reason: Set(None),
        began_at: Set(tx.now()),
        ended_at: Set(None),
        pages: Set(0),
        received: Set(0),
        same: Set(0),
        differing: Set(0),
        missing_here: Set(0),
        missing_there: Set(None),
        held_here: Set(None),
        failure: Set(None),
        version: Set(1),
    };
    sync_sweep::Entity::insert(row)
        .exec_without_returning(tx.db())
        .await?;
    let body = json!({"started": ask.kind, "system": ask.system, "stream": ask.stream});
    tx.record(Draft::general("sync_sweep", Some(id), body));
    Ok(Begun::Now(id))
}

fn of(scope: &Scope, connector: Uuid, stream: &str) -> sea_orm::Select<sync_sweep::Entity> {
    sync_sweep::Entity::find_in(scope)
        .filter(sync_sweep::Column::ConnectorId.eq(connector))
        .filter(sync_sweep::Column::Stream.eq(stream))
}

/// A comparison that is due by the settings of its system.
struct Scheduled<'a> {
    connector: Uuid,
    ask: &'a StartSweep,
}

#[async_trait::async_trait]
impl Work for Scheduled<'_> {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        begin(tx, self.connector, self.ask, "schedule")
            .await
            .map(drop)
    }
}

impl Hub {
    /// Begins the comparisons of a system that are due by its settings, and gives the walks over its
    /// streams that are to be gone on with, the oldest first.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn sweeps(&self, source: &Source) -> Result<Vec<sync_sweep::Model>, Fault> {
        let scope = Scope::jurisdictions(vec![source.jurisdiction]);
        for stream in source.connector.streams() {
            if self
                .comparison_is_due(&scope, source, stream.as_str())
                .await?
            {
                let ask = StartSweep {
                    system: source.connector.system().as_str().to_owned(),
                    stream: stream.as_str().to_owned(),
                    kind: SweepKind::Comparison,
                };
                let work = Scheduled {
                    connector: source.id,
                    ask: &ask,
                };
                let actor = Actor::worker("sync");
                transact(self, source.jurisdiction, &actor, "start_sweep", &work).await?;
            }
        }
        Ok(sync_sweep::Entity::find_in(&scope)
            .filter(sync_sweep::Column::ConnectorId.eq(source.id))
            .filter(sync_sweep::Column::State.is_in(["running", "withdrawing"]))
            .order_by_asc(sync_sweep::Column::Id)
            .all(&self.reader())
            .await?)
    }

    /// The newest walk of a kind over a stream.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn newest_sweep(
        &self,
        source: &Source,
        stream: &str,
        kind: SweepKind,
    ) -> Result<Option<sync_sweep::Model>, Fault> {
        let scope = Scope::jurisdictions(vec![source.jurisdiction]);
        Ok(of(&scope, source.id, stream)
            .filter(sync_sweep::Column::Kind.eq(kind.as_str()))
            .order_by_desc(sync_sweep::Column::BeganAt)
            .order_by_desc(sync_sweep::Column::Id)
            .one(&self.reader())
            .await?)
    }

    /// What of a system stands in the way of a walk: for each stream with one of the kind that is not
    /// at its end, and is another than the one asked for, its name and what is to be done.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the database fails.
    pub async fn other_sweeps(
        &self,
        source: &Source,
        kind: SweepKind,
    ) -> Result<Vec<(String, String)>, Fault> {
        let scope = Scope::jurisdictions(vec![source.jurisdiction]);
        let open = sync_sweep::Entity::find_in(&scope)
            .filter(sync_sweep::Column::ConnectorId.eq(source.id))
            .filter(sync_sweep::Column::Kind.eq(kind.as_str()))
            .filter(sync_sweep::Column::State.is_in(OPEN))
            .order_by_asc(sync_sweep::Column::Id)
            .all(&self.reader())
            .await?;
        let system = source.connector.system();
        let other = open.into_iter().filter(|row| !kind.is(row));
        Ok(other
            .map(|row| {
                let told = named(&row, system.as_str());
                (row.stream, told)
            })
            .collect())
    }

    async fn comparison_is_due(
        &self,
        scope: &Scope,
        source: &Source,
        stream: &str,
    ) -> Result<bool, Fault> {
        if source.comparison.cron.is_none() || !source.connector.enumerates() {
            return Ok(false);
        }
        let last = of(scope, source.id, stream)
            .filter(sync_sweep::Column::Kind.eq("comparison"))
            .order_by_desc(sync_sweep::Column::BeganAt)
            .one(&self.reader())
            .await?;
        if last
            .as_ref()
            .is_some_and(|row| OPEN.contains(&row.state.as_str()))
        {
            return Ok(false);
        }
        // Before its first reading there is nothing to compare.
        let first = sync_cursor::Entity::find_in(scope)
            .filter(sync_cursor::Column::ConnectorId.eq(source.id))
            .filter(sync_cursor::Column::Stream.eq(stream))
            .one(&self.reader())
            .await?;
        let first = first.filter(|row| row.observed_through.is_some());
        let Some(first) = first.and_then(|row| row.begun_at) else {
            return Ok(false);
        };
        let after = last.map_or(first, |row| row.began_at);
        let next = source.comparison.next(after, source.schedule.offset());
        Ok(next.is_some_and(|next| next <= self.clock().now()))
    }
}
