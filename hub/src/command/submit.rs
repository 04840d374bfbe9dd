use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Serialize, de::DeserializeOwned};
use shuniu_entities::{Scope, idempotency_key};
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::desk::File;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, Tx, Work, transact_within};

/// Longest idempotency key.
const KEY_LIMIT: usize = 200;

/// Something a caller asks for. It may be run more than once before it is committed.
#[async_trait::async_trait]
pub trait Command: Serialize + Send + Sync {
    /// Name in the ledger.
    const NAME: &'static str;
    /// What must be granted.
    const PERMISSION: Permission;
    /// What is answered; kept with the idempotency key, so that asking again answers the same.
    type Outcome: Serialize + DeserializeOwned + Send;

    /// Does it.
    async fn run(&self, tx: &mut Tx) -> Result<Self::Outcome, Fault>;

    /// Whether the outcome is a refusal: then nothing is kept, not even the idempotency key,
    /// and the same key may be used once the reason is gone.
    fn refuses(_outcome: &Self::Outcome) -> bool {
        false
    }
}

/// A command with who asks, where, and under which key.
#[derive(Clone, Debug)]
pub struct Submission<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// The jurisdiction concerned.
    pub jurisdiction: Uuid,
    /// The caller's idempotency key, if it gave one.
    pub key: Option<&'a str>,
}

impl Hub {
    /// Carries a command out, once: the same key again gives the same answer.
    ///
    /// # Errors
    ///
    /// [`Fault`]; nothing of the command remains then.
    pub async fn submit<C: Command>(
        &self,
        submission: &Submission<'_>,
        command: &C,
    ) -> Result<C::Outcome, Fault> {
        let Submission {
            caller,
            jurisdiction,
            key,
        } = submission;
        let scope = self.scope_in(caller, C::PERMISSION, *jurisdiction).await?;
        let key = match key {
            Some(key) if key.is_empty() || key.len() > KEY_LIMIT => {
                let problem = format!("an idempotency key has 1 to {KEY_LIMIT} bytes");
                return Err(Fault::invalid("idempotencyKey", problem));
            }
            Some(key) => (*key).to_owned(),
            // One for this attempt: if the answer to COMMIT is lost, the next run finds it.
            None => Uuid::now_v7().to_string(),
        };
        let text = serde_json::to_string(command).map_err(|e| Fault::corrupt(C::NAME, e))?;
        let request_hash = self.seal().hash(format!("{}\n{text}", C::NAME).as_bytes());
        let actor = Actor {
            subject: caller.subject.clone(),
            role: caller.role.as_str(),
        };
        let work = Once {
            command,
            key,
            request_hash,
        };
        let mut outcome = self
            .run_once_only(*jurisdiction, &actor, &scope, &work)
            .await;
        if let Err(Fault::Conflict { .. } | Fault::Taken { .. } | Fault::Refused(_)) = &outcome {
            // What stands against it may be its own doing, committed under the same key while
            // it ran; then the next run finds the answer.
            outcome = self
                .run_once_only(*jurisdiction, &actor, &scope, &work)
                .await;
        }
        match outcome {
            Err(Fault::Refused(answer)) => {
                serde_json::from_str(&answer).map_err(|e| Fault::corrupt("refusal", e))
            }
            other => other,
        }
    }

    async fn run_once_only<C: Command>(
        &self,
        jurisdiction: Uuid,
        actor: &Actor,
        scope: &Scope,
        work: &Once<'_, C>,
    ) -> Result<C::Outcome, Fault> {
        transact_within(self, jurisdiction, actor, scope, C::NAME, work).await
    }
}

struct Once<'a, C> {
    command: &'a C,
    key: String,
    request_hash: String,
}

#[async_trait::async_trait]
impl<C: Command> Work for Once<'_, C> {
    type Output = C::Outcome;

    async fn run(&self, tx: &mut Tx) -> Result<C::Outcome, Fault> {
        if let Some(answered) = self.answered(tx).await? {
            return Ok(answered);
        }
        let outcome = self.command.run(tx).await?;
        let response = serde_json::to_string(&outcome).map_err(|e| Fault::corrupt(C::NAME, e))?;
        if C::refuses(&outcome) {
            return Err(Fault::Refused(response));
        }
        let row = idempotency_key::ActiveModel {
            jurisdiction_id: Set(tx.jurisdiction()),
            principal: Set(tx.actor().subject.clone()),
            key: Set(self.key.clone()),
            request_hash: Set(self.request_hash.clone()),
            response: Set(response),
            created_at: Set(tx.now()),
        };
        idempotency_key::Entity::insert(row)
            .exec_without_returning(tx.db())
            .await?;
        Ok(outcome)
    }
}

impl<C: Command> Once<'_, C> {
    async fn answered(&self, tx: &Tx) -> Result<Option<C::Outcome>, Fault> {
        let principal = &tx.actor().subject;
        let row = idempotency_key::Entity::of(tx.jurisdiction(), principal, &self.key);
        let Some(row) = row.one(tx.db()).await? else {
            return Ok(None);
        };
        if row.request_hash != self.request_hash {
            return Err(Fault::KeyReused(self.key.clone()));
        }
        let outcome = serde_json::from_str(&row.response);
        outcome
            .map(Some)
            .map_err(|error| Fault::corrupt("idempotency key", error))
    }
}

/// Refuses when somebody changed the project since the caller looked.
pub(crate) fn project_version(file: &File, expected: Option<i64>) -> Result<(), Fault> {
    let actual = file.project.get().version;
    match expected {
        Some(expected) if expected != actual => Err(Fault::Conflict {
            key: Some(file.key()),
            expected,
            actual,
        }),
        _ => Ok(()),
    }
}
