use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Serialize, de::DeserializeOwned};
use shuniu_entities::idempotency_key;
use uuid::Uuid;

use super::starred;
use crate::access::{Caller, Permission};
use crate::desk::File;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::transact::{Actor, GivenUp, Tx, Work, transact_within};

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
        let own = key.map_or_else(|| Uuid::now_v7().to_string(), ToOwned::to_owned);
        if own.is_empty() || own.len() > KEY_LIMIT {
            let problem = format!("an idempotency key has 1 to {KEY_LIMIT} bytes");
            return Err(Fault::invalid("idempotencyKey", problem));
        }
        let text = serde_json::to_string(command).map_err(|e| Fault::corrupt(C::NAME, e))?;
        if text.contains(['★', '☆']) {
            let whole = serde_json::to_value(command).map_err(|e| Fault::corrupt(C::NAME, e))?;
            starred::refuse(&whole)?;
        }
        let request_hash = self.seal().hash(format!("{}\n{text}", C::NAME).as_bytes());
        let actor = Actor {
            subject: caller.subject.clone(),
            role: caller.role.as_str(),
        };
        let work = Once {
            command,
            // Without a key of the caller's, one for this submission: if the answer to COMMIT is
            // lost, it finds its own.
            key: own,
            request_hash,
        };
        let done = transact_within(self, *jurisdiction, &actor, &scope, C::NAME, &work).await;
        let GivenUp {
            fault,
            perhaps_done,
        } = match done {
            Ok(outcome) => return Ok(outcome),
            Err(given_up) => given_up,
        };
        // What stands against it may be its own doing: under the caller's key by another
        // request that ran at the same time, or by a commit whose answer was lost.
        if key.is_some() || perhaps_done {
            let principal = &caller.subject;
            match work
                .answered(&self.reader(), *jurisdiction, principal)
                .await
            {
                Ok(None) | Err(Fault::Database(_)) => {}
                Ok(Some(outcome)) => return Ok(outcome),
                Err(other) => return Err(other),
            }
        }
        match fault {
            Fault::Refused(answer) => {
                serde_json::from_str(&answer).map_err(|e| Fault::corrupt("refusal", e))
            }
            fault => Err(fault),
        }
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
        let principal = &tx.actor().subject;
        let answered = self.answered(tx.db(), tx.jurisdiction(), principal);
        if let Some(answered) = answered.await? {
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
    /// What was answered under the key before.
    async fn answered(
        &self,
        db: &impl ConnectionTrait,
        jurisdiction: Uuid,
        principal: &str,
    ) -> Result<Option<C::Outcome>, Fault> {
        let row = idempotency_key::Entity::of(jurisdiction, principal, &self.key);
        let Some(row) = row.one(db).await? else {
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

/// Takes away the hashes of the requests whose answers name the row: little is so long that it is
/// not guessed from its hash, a telephone number or an amount least of all. Such a request is not
/// done again: its key counts as used for another.
pub(super) async fn forget_requests(tx: &Tx, row: Uuid) -> Result<(), Fault> {
    use idempotency_key::Column;
    idempotency_key::Entity::update_many()
        .col_expr(Column::RequestHash, Expr::value("-"))
        .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(Column::Response.contains(row.to_string()))
        .exec(tx.db())
        .await?;
    Ok(())
}
