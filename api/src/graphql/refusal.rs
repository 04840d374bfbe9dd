use std::sync::Arc;

use async_graphql::Error;
use shuniu_hub::Fault;

use crate::fault::{Code, Fault as Shown};

/// Why a field could not be resolved, on its way to `errors[]`.
///
/// It has no `Display`, so that async-graphql cannot take its text as it is: what is no fault of
/// the caller is masked.
#[derive(Clone, Debug)]
pub struct Refusal(Arc<Fault>);

/// What a resolver answers.
pub(crate) type Answer<T> = Result<T, Refusal>;

impl Refusal {
    /// A wrong argument.
    pub(crate) fn input(field: impl Into<String>, problem: impl ToString) -> Self {
        Fault::invalid(field, problem).into()
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self(Arc::new(fault))
    }
}

impl From<Arc<Fault>> for Refusal {
    fn from(fault: Arc<Fault>) -> Self {
        Self(fault)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        shown(refusal).into()
    }
}

/// What the caller is told: its own data and nothing of ours.
fn shown(Refusal(fault): Refusal) -> Shown {
    let code = match fault.as_ref() {
        Fault::Forbidden { .. } => Code::Forbidden,
        Fault::NotFound { .. } => Code::NotFound,
        Fault::Invalid { .. } | Fault::Taken { .. } => Code::BadUserInput,
        Fault::Conflict { .. } => Code::Conflict,
        Fault::KeyReused(_) => Code::IdempotencyKeyReused,
        _ if fault.is_unavailable() => return Shown::unavailable(fault),
        _ => return Shown::internal(fault),
    };
    let told = Shown::new(code, fault.to_string());
    match fault.as_ref() {
        Fault::Invalid { field, .. } => told.detail("field", field.as_str()),
        Fault::Taken { what, .. } => told.detail("field", what.as_str()),
        Fault::Conflict {
            expected, actual, ..
        } => told.detail("expected", *expected).detail("actual", *actual),
        _ => told,
    }
}
