use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Attachments, Cursor, HandOverKind, PushRequest, ReceivedPage, System};
use crate::Failure;

/// The other side has it.
///
/// A receipt is a record like any other: kept raw, read by the mapping as stream
/// [`Stream::RECEIPTS`](super::Stream::RECEIPTS), and merged into the project it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The receipt number the other side gave.
    pub number: String,
    /// When the other side took it in.
    pub received_at: DateTime<Utc>,
    /// Whether the other side has decided; until then it is asked again.
    pub decided: bool,
    /// The JSON text of the receipt as it came.
    pub body: String,
}

/// How a push ended without a receipt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushFailure {
    /// The other side read it and said no; sending the same again changes nothing.
    #[error("the other side rejected it: {reason}")]
    Rejected {
        /// Its words.
        reason: String,
    },
    /// It may have arrived. It must be asked for, never sent again while this is so.
    #[error("whether it arrived is unknown ({0}); ask for it before anything is sent again")]
    Unknown(Failure),
    /// It certainly did not arrive.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl PushFailure {
    /// The system has no use for what is handed over.
    #[must_use]
    pub fn not_taken(system: &System, request: &PushRequest) -> Self {
        let kind = request.body.kind().as_str();
        Self::Rejected {
            reason: format!("{system} takes no {kind}"),
        }
    }
}

/// What the other side says about a hand-over it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It arrived.
    Known(Receipt),
    /// It arrived and was turned down.
    Rejected {
        /// Its words.
        reason: String,
    },
    /// It never arrived; it may be sent again under the same key.
    NeverReceived,
    /// The other side cannot say; a person decides.
    CannotTell,
}

/// The part of a connector that hands things over.
#[async_trait]
pub trait Outbound: Send + Sync {
    /// The kinds of hand-over that the system takes.
    fn takes(&self) -> &[HandOverKind];

    /// Hands over once. Nothing is retried that may have arrived. The text of attachments is read
    /// from `attachments` when its turn comes.
    ///
    /// # Errors
    ///
    /// [`PushFailure`] tells what is certain; [`PushFailure::Rejected`] for a kind that the
    /// system does not take.
    async fn push(
        &self,
        request: &PushRequest,
        attachments: &dyn Attachments,
    ) -> Result<Receipt, PushFailure>;

    /// Asks what became of an earlier hand-over.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the question itself did not get through.
    async fn ask(&self, idempotency_key: &str) -> Result<Answer, Failure>;

    /// Whether the system lists what it has received from us, so that all of it can be compared with
    /// what was handed over. One that does not can only be asked, key by key.
    fn lists(&self) -> bool {
        false
    }

    /// One page of what the system has received from us, from a place on, by time of receipt and key.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] where it does not list; [`Failure::Remote`] for a page that is unsorted or
    /// repeats its place: what is behind it would seem to be missing.
    async fn received(&self, _from: &Cursor) -> Result<ReceivedPage, Failure> {
        Err(Failure::config(
            "the system does not list what it has received",
        ))
    }
}
