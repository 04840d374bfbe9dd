//! The one way to write: a piece of work that can run again, in one transaction.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::LockType;
use sea_orm::{DbErr, QuerySelect};
use serde_json::json;
use shuniu_connectors::contract::Connector;
use shuniu_entities::{Key, Scope, jurisdiction};
use shuniu_policy::RegionCode;
use uuid::Uuid;

use crate::assess;
use crate::calendar::CalendarLimits;
use crate::db::{Verdict, Writer, judge};
use crate::desk::{self, Desk, File, Origin, PERSON};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::institution;
use crate::law::LocalLaw;
use crate::ledger::{self, Draft};
use crate::seal::Seal;
use crate::sync;

/// The role of the hub itself.
pub(crate) const WORKER: &str = "worker";

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
            role: WORKER,
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
    seal: Arc<dyn Seal>,
    law: Arc<LocalLaw>,
    hub: Hub,
    desk: Desk,
    drafts: Vec<Draft>,
    /// Projects of whose changes the ledger is not to say what they were.
    hushed: BTreeSet<Uuid>,
    touched: BTreeSet<Uuid>,
    /// Institutions that owe something else than before, perhaps.
    pub(crate) institutions: BTreeSet<Uuid>,
    /// Whether it is a page of a round, after which the institutions are seen to.
    round: bool,
    /// Whether nobody else in the jurisdiction looks codes up or brings any meanwhile.
    alone_with_codes: bool,
    /// Whether sets of duties that no project names any more tell what is to be forgotten.
    forgets_sets: bool,
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

    /// The places that the name of the jurisdiction tells of.
    pub(crate) fn places(&self) -> Vec<String> {
        self.hub.places_of(self.jurisdiction)
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

    pub(crate) fn seal(&self) -> &dyn Seal {
        self.seal.as_ref()
    }

    /// The same for what works beside the transaction.
    pub(crate) fn shared_seal(&self) -> Arc<dyn Seal> {
        Arc::clone(&self.seal)
    }

    pub(crate) fn law(&self) -> &Arc<LocalLaw> {
        &self.law
    }

    /// What a calendar may be at most.
    pub(crate) fn calendar_limits(&self) -> CalendarLimits {
        self.hub.calendar_limits()
    }

    /// What maps the raw records of a system; mapping waits for nothing.
    pub(crate) fn mapping_of(&self, system: &str) -> Option<Arc<dyn Connector>> {
        self.hub.mapping_of(self.jurisdiction, system)
    }

    /// Whether records of a system are linked to the projects that they are like.
    pub(crate) fn links_by_likeness(&self, system: &str) -> bool {
        let source = self.hub.source(self.jurisdiction, system);
        source.is_some_and(|source| source.links_by_likeness)
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

    /// Opens a project's file for a command. That of a classified project opens to none: the hub
    /// takes in nothing of it.
    pub(crate) async fn file(&mut self, id: Uuid) -> Result<&mut File, Fault> {
        desk::open(self, &[id]).await?;
        let file = self.desk.files.get_mut(&id);
        let file = file.ok_or_else(|| Fault::not_found("project", id))?;
        if file.project.get().classified {
            let problem = "is classified (涉密): the hub keeps that it exists, and takes in and gives out nothing else of it";
            return Err(Fault::invalid("project", problem));
        }
        Ok(file)
    }

    pub(crate) fn key(&self, id: Uuid) -> Key {
        Key::new(self.jurisdiction, id)
    }

    /// Has whoever looks up codes, and whoever brings them, come one after the other in the
    /// jurisdiction: of two at once, neither would see what the other has not committed yet, and a
    /// record would wait for a project that is there. It holds until the transaction ends.
    pub(crate) async fn alone_with_codes(&mut self) -> Result<(), Fault> {
        if self.alone_with_codes {
            return Ok(());
        }
        // Rows that refer to the jurisdiction may still be written.
        jurisdiction::Entity::of_id(self.jurisdiction)
            .select_only()
            .column(jurisdiction::Column::Id)
            .lock(LockType::NoKeyUpdate)
            .into_tuple::<Uuid>()
            .one(&self.db)
            .await?;
        self.alone_with_codes = true;
        Ok(())
    }

    /// Has what was said of projects forgotten in sets of duties that nobody owes any more, when the
    /// projects name those that they owe now.
    pub(crate) fn forget_sets(&mut self) {
        self.forgets_sets = true;
    }

    /// Has the change written to the ledger when the work is done.
    pub(crate) fn record(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }

    /// How many changes are to be written so far.
    pub(crate) fn recorded(&self) -> usize {
        self.drafts.len()
    }

    /// Has the ledger say of the changes from the given one on that they took place, and not what
    /// they were; and so of what follows from them for the project.
    pub(crate) fn hush(&mut self, from: usize, project: Uuid) {
        self.hushed.insert(project);
        self.withhold(from);
    }

    fn withhold(&mut self, from: usize) {
        for draft in self.drafts.iter_mut().skip(from) {
            if draft.project_id.is_some_and(|of| self.hushed.contains(&of)) {
                draft.body = json!({"withdrawn": true});
            }
        }
    }

    /// Leaves the institutions to the end of the round that the transaction is a page of.
    pub(crate) fn is_page_of_round(&mut self) {
        self.round = true;
    }

    /// Has the duties of an institution put together anew when the work is done.
    pub(crate) fn touch_institution(&mut self, institution: Uuid) {
        self.institutions.insert(institution);
    }

    /// Has the project's duties and gates computed anew when the work is done.
    pub(crate) fn touch(&mut self, project: Uuid) {
        self.touched.insert(project);
    }
}

/// A piece of work that was given up.
pub(crate) struct GivenUp {
    pub(crate) fault: Fault,
    /// Whether the answer to a COMMIT was lost on the way: the work may have been done.
    pub(crate) perhaps_done: bool,
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
    let done = transact_within(hub, jurisdiction, actor, &scope, command, work).await;
    done.map_err(|given_up| given_up.fault)
}

/// The same, seeing only what the scope sees.
pub(crate) async fn transact_within<W: Work + ?Sized>(
    hub: &Hub,
    jurisdiction: Uuid,
    actor: &Actor,
    scope: &Scope,
    command: &'static str,
    work: &W,
) -> Result<W::Output, GivenUp> {
    let (mut patience, mut perhaps_done) = (hub.database().patience(), false);
    loop {
        let tried = match open(hub, jurisdiction, actor, scope, command).await {
            Ok(tx) => run_once(hub, tx, work).await,
            Err(error) => Err(Failed::Before(error.into())),
        };
        let fault = match tried {
            Ok(output) => {
                hub.announce(jurisdiction);
                return Ok(output);
            }
            Err(Failed::Before(fault)) => fault,
            Err(Failed::Commit(error)) => {
                // The work asks for its own traces (idempotency key, hash, fence) when it runs
                // again.
                perhaps_done |= judge(&error) == Verdict::Disconnected;
                error.into()
            }
        };
        let verdict = match &fault {
            Fault::Database(cause) => judge(cause),
            _ => Verdict::Final,
        };
        let again = match &verdict {
            Verdict::Again | Verdict::Disconnected | Verdict::Exhausted => true,
            // Somebody answered the same key, or made the same row, in the meantime.
            Verdict::Taken(_) => patience.attempt() < 3,
            Verdict::Final => false,
        };
        if !again || !patience.again(verdict == Verdict::Disconnected).await {
            return Err(GivenUp {
                fault,
                perhaps_done,
            });
        }
        tracing::debug!(command, error = %fault, "transaction runs again");
    }
}

/// On which side of the COMMIT an attempt failed.
enum Failed {
    /// Nothing of it remains.
    Before(Fault),
    /// The COMMIT was sent.
    Commit(DbErr),
}

async fn open(
    hub: &Hub,
    jurisdiction: Uuid,
    actor: &Actor,
    scope: &Scope,
    command: &'static str,
) -> Result<Tx, DbErr> {
    Ok(Tx {
        db: hub.database().begin().await?,
        jurisdiction,
        region: hub.region_of(jurisdiction),
        actor: actor.clone(),
        command,
        now: hub.clock().now(),
        today: hub.clock().today(),
        scope: scope.clone(),
        seal: hub.shared_seal(),
        law: hub.local_law(jurisdiction),
        hub: hub.clone(),
        desk: Desk::default(),
        drafts: Vec::new(),
        hushed: BTreeSet::new(),
        touched: BTreeSet::new(),
        institutions: BTreeSet::new(),
        round: false,
        alone_with_codes: false,
        forgets_sets: false,
    })
}

async fn run_once<W: Work + ?Sized>(hub: &Hub, mut tx: Tx, work: &W) -> Result<W::Output, Failed> {
    match finish(hub, &mut tx, work).await {
        Ok(output) => {
            tx.db.commit().await.map_err(Failed::Commit)?;
            Ok(output)
        }
        Err(fault) => {
            // The connection may be gone, and with it the transaction: the first error counts.
            if let Err(rollback) = tx.db.rollback().await {
                tracing::debug!(%rollback, "rolling back failed");
            }
            Err(Failed::Before(fault))
        }
    }
}

async fn finish<W: Work + ?Sized>(hub: &Hub, tx: &mut Tx, work: &W) -> Result<W::Output, Fault> {
    let output = work.run(tx).await?;
    sync::rejoin(tx).await?;
    let touched: Vec<Uuid> = std::mem::take(&mut tx.touched).into_iter().collect();
    let from = tx.recorded();
    assess::reassess(tx, &touched).await?;
    tx.withhold(from);
    desk::put_back(tx).await?;
    if tx.forgets_sets {
        desk::forget_sets(tx).await?;
    }
    let round = tx.round;
    institution::settle(tx, round).await?;
    // The counter lock comes last: see `ledger::append`.
    let drafts = std::mem::take(&mut tx.drafts);
    ledger::append(tx, hub.seal(), drafts).await?;
    Ok(output)
}
