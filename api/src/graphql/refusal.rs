use std::sync::Arc;

use async_graphql::{Error, ErrorExtensionValues};
use shuniu_hub::Fault;

/// Why a field could not be resolved, on its way to `errors[]`.
///
/// It has no `Display`, so that async-graphql cannot turn any error into one and show its text:
/// whatever is not a fault of the caller is masked here.
#[derive(Clone, Debug)]
pub struct Refusal(Arc<Fault>);

/// What a resolver answers.
pub(crate) type Answer<T> = Result<T, Refusal>;

impl Refusal {
    /// A wrong argument.
    pub(crate) fn input(field: impl Into<String>, problem: impl ToString) -> Self {
        Fault::invalid(field, problem).into()
    }

    /// The stable code of the failure.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.0.as_ref() {
            Fault::Forbidden { .. } => "FORBIDDEN",
            Fault::NotFound { .. } => "NOT_FOUND",
            Fault::Invalid { .. } | Fault::Taken { .. } => "BAD_USER_INPUT",
            Fault::Conflict { .. } => "CONFLICT",
            Fault::KeyReused(_) => "IDEMPOTENCY_KEY_REUSED",
            _ => "INTERNAL",
        }
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
        let code = refusal.code();
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", code);
        let message = match refusal.0.as_ref() {
            fault if code == "INTERNAL" => {
                tracing::error!(%fault, cause = ?std::error::Error::source(fault), "a resolver failed");
                "internal error".to_owned()
            }
            Fault::Invalid { field, problem } => {
                extensions.set("field", field.as_str());
                format!("{field}: {problem}")
            }
            Fault::Taken { what, value } => {
                extensions.set("field", what.as_str());
                format!("{what} {value:?} already belongs to another record")
            }
            Fault::Conflict {
                expected, actual, ..
            } => {
                extensions.set("expected", *expected);
                extensions.set("actual", *actual);
                format!(
                    "version {expected} was expected, {actual} is current; load it again and repeat"
                )
            }
            fault => fault.to_string(),
        };
        Self {
            message,
            source: Some(refusal.0),
            extensions: Some(extensions),
        }
    }
}
