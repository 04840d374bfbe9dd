//! The error type of resolvers.

use std::{error::Error, fmt, sync::Arc};

use async_graphql::Value;

use super::Code;

/// A failure a resolver reports on purpose.
///
/// It reaches the caller as written, so its message holds nothing but the caller's own data.
/// `?` turns it into an `async_graphql::Error` that keeps it as the source, by which the mapper
/// tells it from errors that must be masked.
#[derive(Clone, Debug)]
pub struct Fault {
    code: Code,
    message: String,
    details: Vec<(&'static str, Value)>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Fault {
    /// Makes a fault with a code and a message for the caller.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            details: Vec::new(),
            cause: None,
        }
    }

    /// Makes a fault of ours: the cause is logged with the request id and never shown.
    pub fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self {
            cause: Some(Arc::new(cause)),
            ..Self::new(Code::Internal, "internal error")
        }
    }

    /// Makes the fault of a database that does not answer: the cause is logged and never shown.
    pub fn unavailable(cause: impl Error + Send + Sync + 'static) -> Self {
        let message = "the database does not answer; try again later";
        Self {
            cause: Some(Arc::new(cause)),
            ..Self::new(Code::Unavailable, message)
        }
    }

    /// Makes the fault of a document store that does not answer: the cause is logged and never
    /// shown.
    pub fn store_unavailable(cause: impl Error + Send + Sync + 'static) -> Self {
        let message = "the document store does not answer; try again later";
        Self {
            cause: Some(Arc::new(cause)),
            ..Self::new(Code::Unavailable, message)
        }
    }

    /// Adds a field to `extensions`, beside `code`.
    #[must_use]
    pub fn detail(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    /// Returns the code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// Returns the fields that go into `extensions`.
    #[must_use]
    pub fn details(&self) -> &[(&'static str, Value)] {
        &self.details
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause
            .as_deref()
            .map(|cause| cause as &(dyn Error + 'static))
    }
}
