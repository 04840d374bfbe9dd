use serde_json::json;
use shuniu_connectors::contract::{Reason, RecordError};
use shuniu_entities::{Keyed, Scope, quarantine};
use shuniu_policy::pack::Bilingual;
use uuid::Uuid;

use super::command::{ReplayQuarantine, Replayed};
use super::tried::Tried;
use crate::access::{Caller, Permission};
use crate::command::{Command, Submission};
use crate::desk;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::ledger::Draft;
use crate::sync::aside;
use crate::transact::{Actor, Tx, Work, transact_within};

impl Hub {
    /// Tries a record that was set aside again, without asking the outside system. One that is still
    /// wrong stays set aside, with what is wrong with it now.
    ///
    /// # Errors
    ///
    /// [`Fault`]; the record stays set aside then.
    pub async fn replay_quarantine(
        &self,
        caller: &Caller,
        jurisdiction: Uuid,
        key: Option<&str>,
        id: Uuid,
    ) -> Result<Replayed, Fault> {
        let scope = self
            .scope_in(caller, Permission::Reconcile, jurisdiction)
            .await?;
        let (entry, error) = match self.tried(&scope, jurisdiction, id).await? {
            Tried::Told(told) => return Ok(told),
            Tried::Wrong(wrong) => (wrong.0.id, wrong.1),
            Tried::Understood(replay) => {
                let submission = Submission {
                    caller,
                    jurisdiction,
                    key,
                };
                match self.submit(&submission, replay.as_ref()).await? {
                    Replayed::Still { path, reason, mend } => {
                        (replay.quarantine, error_of(path, reason, mend))
                    }
                    done => return Ok(done),
                }
            }
        };
        let still = Still { entry, error };
        let actor = Actor {
            subject: caller.subject.clone(),
            role: caller.role.as_str(),
        };
        transact_within(self, jurisdiction, &actor, &scope, Still::NAME, &still)
            .await
            .map_err(|given_up| given_up.fault)?;
        Ok(Replayed::of(still.error))
    }

    /// What a replay would do, without a trace.
    pub(super) async fn rehearse_replay(
        &self,
        (caller, scope): (&Caller, &Scope),
        jurisdiction: Uuid,
        id: Uuid,
    ) -> Result<Replayed, Fault> {
        let replay = match self.tried(scope, jurisdiction, id).await? {
            Tried::Told(told) => return Ok(told),
            Tried::Wrong(wrong) => return Ok(Replayed::of(wrong.1)),
            Tried::Understood(replay) => replay,
        };
        let actor = Actor {
            subject: caller.subject.clone(),
            role: caller.role.as_str(),
        };
        let name = ReplayQuarantine::NAME;
        let rehearsal = Rehearsal(&replay);
        let done = transact_within(self, jurisdiction, &actor, scope, name, &rehearsal).await;
        match done.map_err(|given_up| given_up.fault) {
            Err(Fault::Refused(told)) => {
                serde_json::from_str(&told).map_err(|error| Fault::corrupt("rehearsal", error))
            }
            Err(fault) => Err(fault),
            Ok(never) => match never {},
        }
    }
}

/// What was told of a record, as what is wrong with it.
fn error_of(path: String, reason: Reason, mend: Bilingual) -> RecordError {
    RecordError {
        path,
        reason,
        mend: Box::new(mend),
        withhold: false,
    }
}

/// A replay that is rolled back.
struct Rehearsal<'a>(&'a ReplayQuarantine);

#[async_trait::async_trait]
impl Work for Rehearsal<'_> {
    type Output = std::convert::Infallible;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Output, Fault> {
        let told = self.0.run(tx).await?;
        let told = serde_json::to_string(&told);
        Err(Fault::Refused(
            told.map_err(|error| Fault::corrupt("rehearsal", error))?,
        ))
    }
}

/// A record that was tried again stays set aside, with what is wrong with it now. Of one that passed
/// without something the entry says what that was, as long as it is.
struct Still {
    entry: Uuid,
    error: RecordError,
}

impl Still {
    const NAME: &'static str = "replay_quarantine";
}

#[async_trait::async_trait]
impl Work for Still {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
        let row = quarantine::Entity::find_key(&scope, tx.key(self.entry))
            .one(tx.db())
            .await?;
        let stands = |row: &quarantine::Model| match row.state.as_str() {
            "open" => true,
            state => state == aside::FLAGGED && row.path == self.error.path,
        };
        let Some(row) = row.filter(stands) else {
            return Ok(());
        };
        if let Some(anew) = aside::said_anew(&row, &self.error) {
            let body = json!({
                "still_aside": row.source_record_id,
                "was": row.code,
                "code": anew.code,
            });
            desk::write::<quarantine::Entity>(tx.db(), vec![anew]).await?;
            tx.record(Draft::general("quarantine", Some(row.id), body));
        }
        Ok(())
    }
}
