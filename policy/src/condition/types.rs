use serde::{Deserialize, Serialize};

use super::{Compare, Number, Pattern, Test};
use crate::vocabulary::Name;

/// A condition of a pack.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    Always,
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// A named condition of the pack.
    Named(Name),
    /// The attribute is recorded; never unknown.
    Known(Name),
    Fact {
        name: Name,
        test: Test,
    },
    Derived {
        name: Name,
        test: Test,
    },
    /// An event or document that fits.
    Record(Box<Pattern>),
    /// A report of the kind, for whatever period.
    Report(String),
    /// The latest panel is large enough, odd, external.
    Panel {
        kind: Name,
        at_least: Number,
        odd: bool,
        external: Option<bool>,
    },
    /// The number of changes decided or implemented (R25).
    Changes(Compare, Number),
    /// An exception is recorded for the 原则上 provision (R5); never unknown.
    Exception(String),
    /// The state of a duty: of this provision, or of another.
    Duty {
        state: DutyState,
        of: Option<String>,
    },
}

/// What can be asked of a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyState {
    /// Its time has started.
    Triggered,
    /// It is done.
    Fulfilled,
    /// Its last day has passed, and it is not done.
    Overdue,
    /// Its limit was exceeded, which nothing can cure.
    Breached,
    /// What has to last has reached its minimum.
    LongEnough,
    /// What has to last went on after its minimum.
    PastEarliest,
}

impl DutyState {
    pub(crate) const WORDS: [(&'static str, Self); 6] = [
        ("triggered", Self::Triggered),
        ("fulfilled", Self::Fulfilled),
        ("overdue", Self::Overdue),
        ("breached", Self::Breached),
        ("long_enough", Self::LongEnough),
        ("past_earliest", Self::PastEarliest),
    ];
}

impl Condition {
    /// Calls `visit` with this condition and every one inside it.
    pub(crate) fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.walk(visit)),
            Self::Not(part) => part.walk(visit),
            _ => {}
        }
    }
}
