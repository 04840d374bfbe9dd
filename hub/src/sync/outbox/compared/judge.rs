//! What of a list stands otherwise than here; pure.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use shuniu_connectors::contract::{Answer, Listed};
use shuniu_entities::outbox;

use super::super::deliver::NEVER;

/// In what the two sides differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Differs {
    pub(super) kind: &'static str,
    pub(super) here: String,
    pub(super) there: Option<String>,
}

/// What a listed hand-over is to the row of its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Same,
    /// A worker is at it, or the decision is still to come.
    UnderWay,
    /// What is listed says what became of it.
    Settles,
    Differs(Differs),
}

/// The state that the other side has it in.
pub(super) const fn state_there(answer: &Answer) -> &'static str {
    match answer {
        Answer::Known(receipt) if receipt.decided => "accepted",
        Answer::Known(_) => "sent",
        Answer::Rejected { .. } => "rejected",
        Answer::NeverReceived | Answer::CannotTell => "unknown",
    }
}

fn number(row: &outbox::Model) -> Option<&str> {
    row.answer
        .as_ref()
        .and_then(|said| said["receipt"].as_str())
}

/// Holds what is listed against the row.
pub(super) fn judge(row: &outbox::Model, listed: &Listed, now: DateTime<Utc>) -> Verdict {
    let there = state_there(&listed.answer);
    let differs = |kind, here: &str, there: &str| {
        Verdict::Differs(Differs {
            kind,
            here: here.to_owned(),
            there: Some(there.to_owned()),
        })
    };
    match row.state.as_str() {
        "prepared" | "sent" | "unknown" if row.lease_until >= now => Verdict::UnderWay,
        "sent" if there == "sent" => match number(row) {
            Some(ours) if ours != listed.number => differs("number", ours, &listed.number),
            Some(_) => Verdict::UnderWay,
            None => Verdict::Settles,
        },
        "prepared" | "sent" | "unknown" => Verdict::Settles,
        here if here != there => differs("state", here, there),
        "accepted" => match number(row) {
            Some(ours) if ours != listed.number => differs("number", ours, &listed.number),
            _ => Verdict::Same,
        },
        _ => Verdict::Same,
    }
}

/// What a hand-over is that a complete list does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absence {
    /// It need not be there.
    Fits,
    /// It may have come after the list was made.
    TooFresh,
    /// It never arrived.
    NeverArrived,
    /// It was there, or nobody can tell; a person has to look.
    Missing,
}

/// Judges what is missing from a list that was complete through `through` and asked for since
/// `began`.
pub(super) fn absent(
    row: &outbox::Model,
    began: DateTime<Utc>,
    settled_before: Option<DateTime<Utc>>,
) -> Absence {
    match row.state.as_str() {
        // What is decided was decided on at this moment.
        "accepted" if row.next_attempt_at >= began => Absence::TooFresh,
        "accepted" => Absence::Missing,
        "sent" | "unknown" if row.lease_until >= began => Absence::TooFresh,
        "sent" | "unknown" => {
            let before = row.sent_at.zip(settled_before);
            let proves = before.is_some_and(|(sent, before)| sent <= before);
            // Where the other side could not tell it may have forgotten it in the list, too.
            let cannot_tell = row.next_attempt_at >= row.created_at + NEVER;
            let said = row
                .answer
                .as_ref()
                .map_or(&Json::Null, |said| &said["receipt"]);
            match (proves, cannot_tell || !said.is_null()) {
                (false, _) => Absence::TooFresh,
                (true, true) => Absence::Missing,
                (true, false) => Absence::NeverArrived,
            }
        }
        _ => Absence::Fits,
    }
}
