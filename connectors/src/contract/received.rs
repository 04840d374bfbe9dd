use chrono::{DateTime, Utc};

use super::{Answer, Cursor};

/// One thing that a system has received from us, as its list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The key under which it was handed over.
    pub key: String,
    /// The receipt number the other side gave; of what was turned down too.
    pub number: String,
    /// What it is, in the system's words.
    pub kind: String,
    /// When the other side took it in.
    pub received_at: DateTime<Utc>,
    /// What a question by its key is answered: [`Answer::Known`] or [`Answer::Rejected`].
    pub answer: Answer,
}

/// What follows a page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceivedEnd {
    /// More, from this place on.
    More(Cursor),
    /// Nothing: the list is complete.
    Complete {
        /// The other side's time when it said so; what it received later may be missing.
        through: Option<DateTime<Utc>>,
    },
    /// It does not say. Such a list proves of nothing that it is missing.
    Unsaid,
}

/// One page of what a system has received from us, in ascending (time of receipt, key) order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedPage {
    /// What it has received.
    pub listed: Vec<Listed>,
    /// What follows.
    pub end: ReceivedEnd,
}
