//! How a delivery ended, and what answers prove.

use serde_json::{Value as Json, json};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Answer, Receipt};

/// How a delivery ended, before it is written down.
pub(super) enum Ending {
    /// Taken in and decided.
    Accepted(Receipt),
    /// Taken in; the decision is still to come.
    Waiting(Receipt),
    Rejected(String),
    Again(Why),
    Unknown(Why),
    CannotTell,
}

/// Why a delivery is to be tried or asked for again.
pub(super) struct Why {
    pub(super) reason: String,
    /// Whether the system gave no answer: what else is due to it waits for the next round.
    pub(super) silent: bool,
}

impl Why {
    pub(super) fn known(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            silent: false,
        }
    }

    pub(super) fn of(failure: &Failure) -> Self {
        Self {
            reason: failure.to_string(),
            silent: matches!(failure, Failure::Transient { .. }),
        }
    }
}

impl Ending {
    pub(super) fn is_silent(&self) -> bool {
        matches!(self, Self::Again(why) | Self::Unknown(why) if why.silent)
    }
}

/// What an answer to a question by key proves.
pub(super) fn answered(answer: Answer) -> Ending {
    match answer {
        Answer::Known(receipt) => received(receipt),
        Answer::Rejected { reason } => Ending::Rejected(reason),
        Answer::NeverReceived => Ending::Again(Why::known("it never arrived")),
        Answer::CannotTell => Ending::CannotTell,
    }
}

pub(super) fn received(receipt: Receipt) -> Ending {
    if receipt.decided {
        Ending::Accepted(receipt)
    } else {
        Ending::Waiting(receipt)
    }
}

/// What is kept beside the delivery; the receipt itself is a source record.
pub(super) fn told(receipt: &Receipt) -> Json {
    json!({"receipt": receipt.number, "received_at": receipt.received_at})
}
