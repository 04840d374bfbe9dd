//! One request on its way through the pipeline.

use std::{fmt, sync::Arc};

use async_graphql::{Request, parser::types::OperationType};
use uuid::Uuid;

use super::Params;
use crate::auth::Principal;

/// The name of a request in logs and answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// Makes a new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(Uuid::now_v7().to_string().into())
    }

    /// Takes over the caller's, when it is 8 to 64 letters, digits, dots, dashes or underscores.
    #[must_use]
    pub fn accept(text: &str) -> Option<Self> {
        let sane = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        ((8..=64).contains(&text.len()) && text.bytes().all(sane)).then(|| Self(text.into()))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The way a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// `GET /graphql`.
    Get,
    /// `POST /graphql`.
    Post,
    /// An event stream over `GET`.
    EventsGet,
    /// An event stream over `POST`.
    EventsPost,
    /// A socket.
    Socket,
}

impl Transport {
    /// Tells whether mutations may come this way.
    #[must_use]
    pub const fn carries_mutations(self) -> bool {
        !matches!(self, Self::Get | Self::EventsGet)
    }

    /// Tells whether more than one response can go this way.
    #[must_use]
    pub const fn streams(self) -> bool {
        !matches!(self, Self::Get | Self::Post)
    }
}

/// A request as a transport hands it over.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is asked.
    pub params: Params,
    /// By whom.
    pub principal: Arc<Principal>,
    /// Under which name.
    pub request_id: RequestId,
    /// Which way.
    pub transport: Transport,
}

/// A request the guard let through.
pub struct Prepared {
    /// The request with its parsed document.
    pub(super) request: Request,
    /// Whether validating it could hold up an async worker.
    pub(super) big: bool,
    /// What the operation does.
    pub kind: OperationType,
    /// Its name in logs.
    pub request_id: RequestId,
}
