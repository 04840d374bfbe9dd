use sea_orm::DbErr;
use shuniu_entities::Key;

use crate::access::Permission;
use crate::content::StoreError;
use crate::db::{Verdict, judge};
use crate::seal::SealError;

/// Why a command or a question was not carried out. Nothing of it remains.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The caller may not do this, or not there.
    #[error("{permission:?} is not granted to role {role} in the jurisdiction asked for")]
    Forbidden {
        /// What was needed.
        permission: Permission,
        /// The caller's role.
        role: &'static str,
    },
    /// There is no such thing, or the caller may not see it.
    #[error("no {what} {name:?} within the caller's jurisdictions")]
    NotFound {
        /// Kind of thing.
        what: &'static str,
        /// How it was named.
        name: String,
    },
    /// A value is wrong.
    #[error("{field}: {problem}")]
    Invalid {
        /// Which input, as a path.
        field: String,
        /// What is wrong and how to mend it.
        problem: String,
    },
    /// More than a deployment allows.
    #[error("{field}: {told}")]
    Limit {
        /// Which input, as a path.
        field: &'static str,
        /// What is allowed, and the key of the limit.
        told: String,
    },
    /// Somebody else changed it in the meantime.
    #[error("version {expected} was expected but {actual} is current; load it again and repeat")]
    Conflict {
        /// The thing.
        key: Option<Key>,
        /// What the caller had seen.
        expected: i64,
        /// What is current.
        actual: i64,
    },
    /// The idempotency key was used for something else.
    #[error("idempotency key {0:?} was already used for another command; use a new key")]
    KeyReused(String),
    /// A unique value belongs to another row.
    #[error("{what} {value:?} already belongs to another record")]
    Taken {
        /// Kind of value.
        what: String,
        /// The value.
        value: String,
    },
    /// The hold on a job went to another worker.
    #[error("the hold on {0} went to another worker; nothing of this page was kept")]
    LeaseLost(String),
    /// Law that cannot be applied as configured.
    #[error("applying the law: {0}")]
    Policy(String),
    /// A command refused for a reason that is part of its answer; holds the answer as JSON.
    /// [`Hub::submit`](crate::Hub::submit) gives it back as an outcome.
    #[error("refused")]
    Refused(String),
    /// Stored data that cannot be read.
    #[error("stored {what} cannot be read: {problem}")]
    Corrupt {
        /// What was read.
        what: String,
        /// Why not.
        problem: String,
    },
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The document store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl Fault {
    /// A wrong input.
    pub fn invalid(field: impl Into<String>, problem: impl ToString) -> Self {
        Self::Invalid {
            field: field.into(),
            problem: problem.to_string(),
        }
    }

    /// Whether the database did not answer, or was too busy: trying again later may help.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        let Self::Database(error) = self else {
            return false;
        };
        matches!(
            judge(error),
            Verdict::Again | Verdict::Exhausted | Verdict::Disconnected
        )
    }

    /// Something that is not there or not visible.
    pub fn not_found(what: &'static str, name: impl ToString) -> Self {
        Self::NotFound {
            what,
            name: name.to_string(),
        }
    }

    /// Stored data that cannot be read.
    pub fn corrupt(what: impl Into<String>, problem: impl ToString) -> Self {
        Self::Corrupt {
            what: what.into(),
            problem: problem.to_string(),
        }
    }
}
