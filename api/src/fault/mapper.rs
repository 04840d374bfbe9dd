//! From async-graphql's errors to ours.

use std::error::Error;

use async_graphql::{ErrorExtensionValues, ServerError};

use super::{Code, Fault};

/// The longest message that leaves the server, in bytes.
const MESSAGE_BYTES: usize = 400;

/// The text in place of an error that is not the caller's business.
const MASKED: &str = "internal error; quote the request id when reporting it";

/// How much of the errors an answer may carry.
#[derive(Clone, Copy, Debug)]
pub struct ErrorPolicy {
    /// The largest number of errors.
    pub count: usize,
    /// The largest size of all errors together as JSON, in bytes.
    pub bytes: usize,
}

/// Where the errors come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Before execution: they concern the caller's document.
    Document,
    /// From resolvers.
    Execution,
}

/// Errors ready to be sent.
#[derive(Debug)]
pub struct Mapped {
    /// The errors kept, in order.
    pub errors: Vec<ServerError>,
    /// How many were left out by the policy.
    pub omitted: usize,
    /// The code of each error, kept or not.
    pub codes: Vec<Code>,
}

/// Gives every error a code, masks what is not the caller's, logs faults of ours with the request
/// id, and cuts the list to the policy.
#[must_use]
pub fn map(
    errors: Vec<ServerError>,
    stage: Stage,
    request_id: &str,
    policy: ErrorPolicy,
) -> Mapped {
    let mut kept = Vec::new();
    let mut codes = Vec::with_capacity(errors.len());
    let mut bytes = 0_usize;
    let mut omitted = 0;
    for error in errors {
        let (error, code) = one(error, stage, request_id);
        codes.push(code);
        let size = serde_json::to_vec(&error).map_or(policy.bytes, |json| json.len());
        bytes = bytes.saturating_add(size);
        // The first error always goes out: its size is bounded by the message and path limits.
        if kept.is_empty() || (kept.len() < policy.count && bytes <= policy.bytes) {
            kept.push(error);
        } else {
            omitted += 1;
        }
    }
    Mapped {
        errors: kept,
        omitted,
        codes,
    }
}

fn one(mut error: ServerError, stage: Stage, request_id: &str) -> (ServerError, Code) {
    let mut extensions = ErrorExtensionValues::default();
    let fault = error.source::<Fault>().cloned();
    let code = match (&fault, stage) {
        (Some(fault), _) => fault.code(),
        (None, Stage::Document) => Code::ValidationFailed,
        (None, Stage::Execution) if is_coercion(&error) => Code::BadUserInput,
        (None, Stage::Execution) => Code::Internal,
    };
    if let Some(fault) = &fault {
        for (name, value) in fault.details() {
            extensions.set(name, value.clone());
        }
    }
    if code == Code::Internal {
        log(&error, fault.as_ref(), request_id);
        error.message = MASKED.to_owned();
        extensions.set("requestId", request_id);
    }
    if code == Code::Unavailable {
        let cause = fault.as_ref().and_then(Error::source);
        let cause = cause.map(innermost);
        tracing::warn!(request_id, path = ?error.path, cause, "the database does not answer");
    }
    extensions.set("code", code.as_str());
    truncate(&mut error.message);
    error.extensions = Some(extensions);
    error.source = None;
    (error, code)
}

/// Tells whether async-graphql itself refused an argument. Such errors carry no source; those a
/// resolver passes on with `?` do.
fn is_coercion(error: &ServerError) -> bool {
    const STARTS: [&str; 3] = [
        "Failed to parse \"",
        "Expected input type \"",
        "Invalid value for",
    ];
    error.source.is_none() && STARTS.iter().any(|start| error.message.starts_with(start))
}

fn log(error: &ServerError, fault: Option<&Fault>, request_id: &str) {
    let cause = fault.and_then(Error::source).map(ToString::to_string);
    tracing::error!(
        request_id,
        path = ?error.path,
        message = %error.message,
        cause,
        "a resolver failed"
    );
}

/// What lies at the bottom of an error.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

fn truncate(message: &mut String) {
    if message.len() <= MESSAGE_BYTES {
        return;
    }
    let mut end = MESSAGE_BYTES;
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    message.truncate(end);
    message.push('…');
}

#[cfg(test)]
mod tests {
    use async_graphql::Error as GraphqlError;

    use super::*;

    const POLICY: ErrorPolicy = ErrorPolicy {
        count: 50,
        bytes: 16 * 1024,
    };

    fn server(error: GraphqlError) -> ServerError {
        error.into_server_error(async_graphql::Pos { line: 1, column: 1 })
    }

    fn code(error: &ServerError) -> String {
        let extensions = error
            .extensions
            .as_ref()
            .expect("mapped errors have extensions");
        extensions
            .get("code")
            .expect("mapped errors have a code")
            .to_string()
    }

    #[test]
    fn a_fault_keeps_its_text_and_details_and_anything_else_is_masked() {
        let fault = Fault::new(Code::Conflict, "version is 4, not 3").detail("version", 4);
        let leak = std::io::Error::other("password=hunter2");
        let mapped = map(
            vec![server(fault.into()), server(leak.into())],
            Stage::Execution,
            "request-1",
            POLICY,
        );
        assert_eq!(mapped.errors[0].message, "version is 4, not 3");
        assert_eq!(code(&mapped.errors[0]), "\"CONFLICT\"");
        assert_eq!(code(&mapped.errors[1]), "\"INTERNAL\"");
        let json = serde_json::to_string(&mapped.errors).unwrap();
        assert!(!json.contains("hunter2"), "{json}");
        assert!(json.contains("request-1"), "{json}");
    }

    #[test]
    fn the_cause_of_an_internal_fault_is_not_shown() {
        let fault = Fault::internal(std::io::Error::other("disk /var/secret is full"));
        let mapped = map(vec![server(fault.into())], Stage::Execution, "r", POLICY);
        assert_eq!(mapped.errors[0].message, MASKED);
    }

    #[test]
    fn a_database_that_is_down_is_unavailable_and_its_cause_is_not_shown() {
        let fault = Fault::unavailable(std::io::Error::other("10.0.0.8: connection refused"));
        let mapped = map(vec![server(fault.into())], Stage::Execution, "r", POLICY);
        assert_eq!(mapped.codes, [Code::Unavailable]);
        assert!(!mapped.errors[0].message.contains("10.0.0.8"));
        assert!(mapped.errors[0].message.contains("try again later"));
    }

    #[test]
    fn errors_are_cut_by_number_and_by_size_without_splitting_a_character() {
        let many = (0..5_000).map(|_| ServerError::new("x", None)).collect();
        let mapped = map(many, Stage::Document, "r", POLICY);
        assert_eq!((mapped.errors.len(), mapped.omitted), (50, 4_950));
        let wide = (0..50)
            .map(|_| ServerError::new("长".repeat(100_000), None))
            .collect();
        let mapped = map(wide, Stage::Document, "r", POLICY);
        assert!(serde_json::to_vec(&mapped.errors).unwrap().len() <= POLICY.bytes);
        assert!(mapped.omitted > 0);
    }
}
