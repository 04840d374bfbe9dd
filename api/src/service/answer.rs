//! What goes back.

use std::time::Duration;

use async_graphql::{ErrorExtensionValues, Pos, Response, ServerError, Value};
use serde::{Serialize, Serializer, ser::SerializeMap};

use super::RequestId;
use crate::{
    fault::{Code, ErrorPolicy, Stage, map},
    guard::Refusal,
};

/// How an answer came out; the transport chooses its status from this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Data, no errors.
    Complete,
    /// Executed, with errors.
    Partial,
    /// Not executed.
    Failed(Failure),
}

/// Why nothing was executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request is no GraphQL request.
    Malformed,
    /// The document has a syntax error.
    Parse,
    /// The document does not fit the schema, its variables, or a limit.
    Document,
    /// No good token.
    Unauthenticated,
    /// A token that does not allow it.
    Forbidden,
    /// The caller goes too fast; how many seconds to wait.
    Throttled(u32),
    /// A mutation over GET, or another method than GET and POST.
    Method,
    /// Somebody else was first, or the state does not allow it.
    Conflict,
    /// A range that is not there.
    Range,
    /// No media type that suits.
    NotAcceptable,
    /// A body of another type.
    MediaType,
    /// A body too large.
    TooLarge,
    /// A body too slow.
    BodyTimeout,
    /// An operation too slow.
    Deadline,
    /// Too many sockets or streams, or shutting down.
    Unavailable,
    /// A panic.
    Crash,
    /// Nothing lives at this address.
    NotFound,
}

/// One GraphQL response, ready to be serialised: errors first, `data` only if something was
/// executed.
#[derive(Debug)]
pub struct Answer {
    /// How it came out.
    pub outcome: Outcome,
    /// The errors, mapped.
    pub errors: Vec<ServerError>,
    /// The codes of all errors, also of those left out.
    pub codes: Vec<Code>,
    data: Option<Box<Value>>,
    extensions: Vec<(String, Value)>,
}

impl Answer {
    /// Makes an answer for something that was not executed.
    #[must_use]
    pub fn failed(
        failure: Failure,
        code: Code,
        message: impl Into<String>,
        position: Option<Pos>,
    ) -> Self {
        let mut error = ServerError::new(message, position);
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", code.as_str());
        error.extensions = Some(extensions);
        Self {
            outcome: Outcome::Failed(failure),
            errors: vec![error],
            codes: vec![code],
            data: None,
            extensions: Vec::new(),
        }
    }

    /// Makes the answer for a fault of ours, with the request id to quote.
    #[must_use]
    pub fn crashed(request_id: &RequestId) -> Self {
        let message = "internal error; quote the request id when reporting it";
        let answer = Self::failed(Failure::Crash, Code::Internal, message, None);
        answer.quoting(request_id.as_str())
    }

    /// The same, with the request id to quote when it is reported.
    #[must_use]
    pub fn quoting(mut self, request_id: &str) -> Self {
        for error in &mut self.errors {
            if let Some(extensions) = &mut error.extensions {
                extensions.set("requestId", request_id);
            }
        }
        self
    }

    /// Makes the answer for a caller who goes too fast.
    #[must_use]
    pub fn throttled(wait: Duration) -> Self {
        let seconds = u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX);
        let message = format!(
            "the allowance of this token's subject is used up; go on in {seconds} s, and ask for \
             more in one operation"
        );
        let failure = Failure::Throttled(seconds);
        let mut answer = Self::failed(failure, Code::RateLimited, message, None);
        for error in &mut answer.errors {
            if let Some(extensions) = &mut error.extensions {
                extensions.set("retryAfterSeconds", seconds);
            }
        }
        answer
    }

    /// Makes the answer for a document the guard refused.
    #[must_use]
    pub fn refused(refusal: &Refusal) -> Self {
        let failure = match refusal {
            Refusal::Syntax { .. } => Failure::Parse,
            _ => Failure::Document,
        };
        Self::failed(
            failure,
            refusal.code(),
            refusal.message(),
            refusal.position(),
        )
    }

    /// Maps what the schema returned.
    ///
    /// async-graphql marks neither a request error nor an execution that ended in null; but errors
    /// of resolvers have a path and errors of validation have none.
    #[must_use]
    pub fn from_response(response: Response, request_id: &RequestId, policy: ErrorPolicy) -> Self {
        let before = response.data == Value::Null
            && !response.errors.is_empty()
            && response.errors.iter().all(|error| error.path.is_empty());
        let stage = if before {
            Stage::Document
        } else {
            Stage::Execution
        };
        let mapped = map(response.errors, stage, request_id.as_str(), policy);
        let mut extensions: Vec<_> = response.extensions.into_iter().collect();
        if mapped.omitted > 0 {
            extensions.push(("omittedErrors".to_owned(), Value::from(mapped.omitted)));
        }
        let down = response.data == Value::Null
            && !mapped.codes.is_empty()
            && mapped.codes.iter().all(|code| *code == Code::Unavailable);
        let outcome = match (before, mapped.codes.is_empty()) {
            (true, _) => Outcome::Failed(Failure::Document),
            // Nothing was answered because the database does not: whoever retries may.
            _ if down => Outcome::Failed(Failure::Unavailable),
            (false, true) => Outcome::Complete,
            (false, false) => Outcome::Partial,
        };
        let data = (!before).then(|| Box::new(response.data));
        Self {
            outcome,
            errors: mapped.errors,
            codes: mapped.codes,
            data,
            extensions,
        }
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.errors.is_empty() {
            map.serialize_entry("errors", &self.errors)?;
        }
        if let Some(data) = &self.data {
            map.serialize_entry("data", data)?;
        }
        if !self.extensions.is_empty() {
            let extensions: std::collections::BTreeMap<_, _> = self
                .extensions
                .iter()
                .map(|(name, value)| (name, value))
                .collect();
            map.serialize_entry("extensions", &extensions)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Name, PathSegment, indexmap::IndexMap};

    use super::*;
    use crate::fault::Fault;

    fn outcome(data: Value, fault: Fault) -> Outcome {
        let mut error = async_graphql::Error::from(fault).into_server_error(Pos::default());
        error.path = vec![PathSegment::Field("projects".to_owned())];
        let mut response = Response::new(data);
        response.errors = vec![error];
        let policy = ErrorPolicy {
            count: 9,
            bytes: 999,
        };
        Answer::from_response(response, &RequestId::generate(), policy).outcome
    }

    #[test]
    fn what_the_database_left_wholly_unanswered_is_unavailable() {
        let down = || Fault::unavailable(std::io::Error::other("refused"));
        let failed = Outcome::Failed(Failure::Unavailable);
        assert_eq!(outcome(Value::Null, down()), failed);
        let some = Value::Object(IndexMap::from([(Name::new("me"), Value::from(1))]));
        assert_eq!(outcome(some, down()), Outcome::Partial);
        let ours = Fault::internal(std::io::Error::other("x"));
        assert_eq!(outcome(Value::Null, ours), Outcome::Partial);
    }
}
