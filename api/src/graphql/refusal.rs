use std::sync::Arc;

use async_graphql::Error;
use shuniu_hub::Fault;

use crate::fault::{Code, Fault as Shown};

/// Why a field could not be resolved, on its way to `errors[]`.
///
/// It has no `Display`, so that async-graphql cannot take its text as it is: what is no fault of
/// the caller is masked.
#[derive(Clone, Debug)]
pub struct Refusal(Why);

#[derive(Clone, Debug)]
enum Why {
    Hub(Arc<Fault>),
    /// More was asked for than an answer may hold.
    Limit {
        field: &'static str,
        told: String,
    },
}

/// What a resolver answers.
pub(crate) type Answer<T> = Result<T, Refusal>;

impl Refusal {
    /// A wrong argument.
    pub(crate) fn input(field: impl Into<String>, problem: impl ToString) -> Self {
        Fault::invalid(field, problem).into()
    }

    /// More than an answer may hold; says which limit, by its key.
    pub(crate) fn limit(field: &'static str, told: impl std::fmt::Display) -> Self {
        let told = format!("{field}: {told}");
        Self(Why::Limit { field, told })
    }

    /// Whether the caller's role does not grant it.
    pub(crate) fn is_forbidden(&self) -> bool {
        matches!(&self.0, Why::Hub(fault) if matches!(**fault, Fault::Forbidden { .. }))
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Arc::new(fault).into()
    }
}

impl From<Arc<Fault>> for Refusal {
    fn from(fault: Arc<Fault>) -> Self {
        Self(Why::Hub(fault))
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        refusal.shown().into()
    }
}

impl Refusal {
    /// What the caller is told: its own data and nothing of ours.
    pub(crate) fn shown(self) -> Shown {
        shown(self)
    }
}

fn shown(Refusal(why): Refusal) -> Shown {
    let fault = match why {
        Why::Hub(fault) => fault,
        Why::Limit { field, told } => {
            return Shown::new(Code::LimitExceeded, told).detail("field", field);
        }
    };
    let code = match fault.as_ref() {
        Fault::Forbidden { .. } => Code::Forbidden,
        Fault::NotFound { .. } => Code::NotFound,
        Fault::Invalid { .. } | Fault::Taken { .. } => Code::BadUserInput,
        Fault::Limit { .. } => Code::LimitExceeded,
        Fault::Conflict { .. } => Code::Conflict,
        Fault::KeyReused(_) => Code::IdempotencyKeyReused,
        Fault::Store(_) => return Shown::store_unavailable(fault),
        _ if fault.is_unavailable() => return Shown::unavailable(fault),
        _ => return Shown::internal(fault),
    };
    let told = Shown::new(code, fault.to_string());
    match fault.as_ref() {
        Fault::Invalid { field, .. } => told.detail("field", field.as_str()),
        Fault::Limit { field, .. } => told.detail("field", *field),
        Fault::Taken { what, .. } => told.detail("field", what.as_str()),
        Fault::Conflict {
            expected, actual, ..
        } => told.detail("expected", *expected).detail("actual", *actual),
        _ => told,
    }
}
