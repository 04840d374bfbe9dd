use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shuniu_policy::{CreditCode, Fen, RegionCode};

use crate::Failure;

/// Something to hand over to an outside system, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushRequest {
    /// Names this hand-over for ever, on both sides; up to 64 letters, digits, `-` and `_`.
    pub idempotency_key: String,
    /// What is handed over.
    pub body: OutboundBody,
}

/// The kinds of hand-over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OutboundBody {
    /// Asks for a national investment project code.
    ProjectCodeApplication(ProjectCodeApplication),
}

/// What the approval platform wants to know before it issues a project code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectCodeApplication {
    /// The division that issues.
    pub region: RegionCode,
    /// The project's name.
    pub name: String,
    /// The project unit.
    pub unit_name: String,
    /// The project unit's credit code.
    pub unit_credit_code: CreditCode,
    /// The investment declared.
    pub investment: Fen,
}

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
    /// Hands over once. Nothing is retried that may have arrived.
    ///
    /// # Errors
    ///
    /// [`PushFailure`] tells what is certain.
    async fn push(&self, request: &PushRequest) -> Result<Receipt, PushFailure>;

    /// Asks what became of an earlier hand-over.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the question itself did not get through.
    async fn ask(&self, idempotency_key: &str) -> Result<Answer, Failure>;
}
