//! The stable codes.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal),* $(,)?) => {
        /// What went wrong, as `extensions.code`. Codes are part of the published contract: they
        /// are added, never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant),* }

        impl Code {
            /// Every code, for documentation and metrics.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the code as it is written in answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }
    };
}

codes! {
    /// The request is not a GraphQL request: bad JSON, wrong parameters, a batch.
    BadRequest = "BAD_REQUEST",
    /// The document has a syntax error.
    ParseFailed = "GRAPHQL_PARSE_FAILED",
    /// The document does not fit the schema.
    ValidationFailed = "GRAPHQL_VALIDATION_FAILED",
    /// A variable or argument has a value that its type does not allow.
    BadUserInput = "BAD_USER_INPUT",
    /// A limit on documents, pages, operations or sockets was passed.
    LimitExceeded = "LIMIT_EXCEEDED",
    /// The caller goes too fast; wait as `retryAfterSeconds` says.
    RateLimited = "RATE_LIMITED",
    /// No token, or one that does not hold.
    Unauthenticated = "UNAUTHENTICATED",
    /// The caller's role or jurisdictions do not allow it.
    Forbidden = "FORBIDDEN",
    /// The thing asked for does not exist within the caller's scope.
    NotFound = "NOT_FOUND",
    /// Somebody else changed it first, or the state does not allow the change.
    Conflict = "CONFLICT",
    /// The idempotency key was used for another command.
    IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED",
    /// The HTTP method cannot carry this operation.
    MethodNotAllowed = "METHOD_NOT_ALLOWED",
    /// None of the accepted media types can be produced.
    NotAcceptable = "NOT_ACCEPTABLE",
    /// The body is not `application/json`.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
    /// The body is larger than allowed.
    PayloadTooLarge = "PAYLOAD_TOO_LARGE",
    /// The body did not arrive, or the operation did not end, in time.
    DeadlineExceeded = "DEADLINE_EXCEEDED",
    /// The server is busy, draining or without its database; try again later.
    Unavailable = "UNAVAILABLE",
    /// A fault of ours; quote the request id.
    Internal = "INTERNAL",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
