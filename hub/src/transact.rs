//! The one way to write: a piece of work that can run again, in one transaction.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use shuniu_entities::{Key, Scope};
use shuniu_policy::RegionCode;
use uuid::Uuid;

use crate::assess;
use crate::db::{Verdict, Writer, judge};
use crate::desk::{self, Desk, File, Origin, PERSON};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::law::LocalLaw;
use crate::ledger::{self, Draft};
use crate::sync::{self, Source};

/// How often a transaction that lost against another is run again.
const ATTEMPTS: u32 = 10;

/// Who acts, for the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Subject of the token, or name of the worker.
    pub subject: String,
    /// Name of the role, or `worker`.
    pub role: &'static str,
}

impl Actor {
    /// A worker of the hub itself.
    #[must_use]
    pub fn worker(name: &str) -> Self {
        Self {
            subject: name.to_owned(),
            role: "worker",
        }
    }
}

/// Something to be done in one transaction. It may run more than once, so it keeps nothing
/// between runs, and it waits for nothing but the database.
#[async_trait::async_trait]
pub(crate) trait Work: Send + Sync {
    type Output: Send;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Fault>;
}

/// An open transaction with what it will write down.
#[derive(Debug)]
pub struct Tx {
    db: Writer,
    jurisdiction: Uuid,
    region: RegionCode,
    actor: Actor,
    command: &'static str,
    now: DateTime<Utc>,
    today: NaiveDate,
    scope: Scope,
    law: Arc<LocalLaw>,
    sources: Arc<[Source]>,
    desk: Desk,
    drafts: Vec<Draft>,
    touched: BTreeSet<Uuid>,
}

impl Tx {
    /// The connection inside the transaction.
    pub(crate) fn db(&self) -> &Writer {
        &self.db
    }

    pub(crate) fn jurisdiction(&self) -> Uuid {
        self.jurisdiction
    }

    pub(crate) fn region(&self) -> RegionCode {
        self.region
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    pub(crate) fn command(&self) -> &'static str {
        self.command
    }

    /// The instant of the attempt; bound as a value, never asked of the database.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.today
    }

    /// What of the jurisdiction the one who acts may see.
    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    pub(crate) fn law(&self) -> &Arc<LocalLaw> {
        &self.law
    }

    /// The attached outside systems of all jurisdictions.
    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.desk
    }

    pub(crate) fn desk_mut(&mut self) -> &mut Desk {
        &mut self.desk
    }

    /// Where something recorded in this transaction by a person comes from.
    pub(crate) fn origin(&self) -> Origin {
        Origin {
            source: PERSON.to_owned(),
            source_record: None,
            recorded_by: self.actor.subject.clone(),
            recorded_at: self.now,
        }
    }

    /// Opens a project's file.
    pub(crate) async fn file(&mut self, id: Uuid) -> Result<&mut File, Fault> {
        desk::open(self, &[id]).await?;
        self.desk
            .files
            .get_mut(&id)
            .ok_or_else(|| Fault::not_found("project", id))
    }

    pub(crate) fn key(&self, id: Uuid) -> Key {
        Key::new(self.jurisdiction, id)
    }

    /// Has the change written to the ledger when the work is done.
    pub(crate) fn record(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }

    /// Has the project's duties and gates computed anew when the work is done.
    pub(crate) fn touch(&mut self, project: Uuid) {
        self.touched.insert(project);
    }
}

/// Runs the work until it is committed, refused or given up.
pub(crate) async fn transact<W: Work + ?Sized>(
    hub: &Hub,
    jurisdiction: Uuid,
    actor: &Actor,
    command: &'static str,
    work: &W,
) -> Result<W::Output, Fault> {
    let scope = Scope::jurisdictions(vec![jurisdiction]);
    transact_within(hub, jurisdiction, actor, &scope, command, work).await
}

/// The same, seeing only what the scope sees.
pub(crate) async fn transact_within<W: Work + ?Sized>(
    hub: &Hub,
    jurisdiction: Uuid,
    actor: &Actor,
    scope: &Scope,
    command: &'static str,
    work: &W,
) -> Result<W::Output, Fault> {
    let mut attempt = 1;
    loop {
        let error = match run_once(hub, jurisdiction, actor, scope, command, work).await {
            Ok(output) => {
                hub.announce(jurisdiction);
                return Ok(output);
            }
            Err(error) => error,
        };
        let again = match &error {
            Fault::Database(cause) => match judge(cause) {
                // A commit whose answer was lost may have happened; the work asks for its own
                // traces (idempotency key, hash, fence) when it runs again.
                Verdict::Again | Verdict::Disconnected => true,
                // Somebody answered the same key, or made the same row, in the meantime.
                Verdict::Taken(_) => attempt < 3,
                Verdict::Final => false,
            },
            _ => false,
        };
        if !again || attempt >= ATTEMPTS {
            return Err(error);
        }
        tracing::debug!(command, attempt, %error, "transaction runs again");
        tokio::time::sleep(pause(attempt)).await;
        attempt += 1;
    }
}

/// Doubles from five milliseconds, with full jitter, so that two that collided part.
fn pause(attempt: u32) -> Duration {
    let ceiling = 5u64 << attempt.min(7);
    Duration::from_millis(rand::random_range(1..=ceiling))
}

async fn run_once<W: Work + ?Sized>(
    hub: &Hub,
    jurisdiction: Uuid,
    actor: &Actor,
    scope: &Scope,
    command: &'static str,
    work: &W,
) -> Result<W::Output, Fault> {
    let mut tx = Tx {
        db: hub.database().begin().await?,
        jurisdiction,
        region: hub.region_of(jurisdiction),
        actor: actor.clone(),
        command,
        now: hub.clock().now(),
        today: hub.clock().today(),
        scope: scope.clone(),
        law: hub.local_law(jurisdiction),
        sources: hub.sources().into(),
        desk: Desk::default(),
        drafts: Vec::new(),
        touched: BTreeSet::new(),
    };
    match finish(hub, &mut tx, work).await {
        Ok(output) => {
            tx.db.commit().await?;
            Ok(output)
        }
        Err(error) => {
            // The connection may be gone, and with it the transaction: the first error counts.
            if let Err(rollback) = tx.db.rollback().await {
                tracing::debug!(%rollback, "rolling back failed");
            }
            Err(error)
        }
    }
}

async fn finish<W: Work + ?Sized>(hub: &Hub, tx: &mut Tx, work: &W) -> Result<W::Output, Fault> {
    let output = work.run(tx).await?;
    sync::rejoin(tx).await?;
    let touched: Vec<Uuid> = std::mem::take(&mut tx.touched).into_iter().collect();
    assess::reassess(tx, &touched).await?;
    desk::put_back(tx).await?;
    // The counter lock comes last: see `ledger::append`.
    let drafts = std::mem::take(&mut tx.drafts);
    ledger::append(tx, hub.seal(), drafts).await?;
    Ok(output)
}
