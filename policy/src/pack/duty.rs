use super::{Bilingual, PlanYear, Recurring};
use crate::{
    calendar::Unit,
    condition::{Condition, Number, Pattern},
};

/// Something to be done or endured.
#[derive(Clone, Debug)]
pub(crate) struct Duty {
    pub(crate) clock: Clock,
    /// All of them perform it.
    pub(crate) performed_by: Vec<Performance>,
    pub(crate) shape: Shape,
    pub(crate) counts_earlier: bool,
    /// What the text says follows where it is not done in time.
    pub(crate) missed: Option<Bilingual>,
}

impl Duty {
    /// The reports that perform it, also as one of several ways.
    pub(crate) fn reports(&self) -> Vec<&str> {
        fn of(part: &Performance) -> Vec<&str> {
            match part {
                Performance::Report(kind) => vec![kind],
                Performance::Any(parts) => parts.iter().flat_map(of).collect(),
                Performance::Record(_) | Performance::Fact(_) => Vec::new(),
            }
        }
        self.performed_by.iter().flat_map(of).collect()
    }

    /// Whether a record or report performs it or a part of it; an attribute is as it is known,
    /// whenever it came to be so.
    pub(crate) fn is_done_on_file(&self) -> bool {
        fn is(part: &Performance) -> bool {
            match part {
                Performance::Record(_) | Performance::Report(_) => true,
                Performance::Fact(_) => false,
                Performance::Any(parts) => parts.iter().any(is),
            }
        }
        self.performed_by.iter().any(is)
    }
}

/// What starts the time.
#[derive(Clone, Debug)]
pub(crate) enum Clock {
    /// Something that happens; `each` says that every one has its own clock.
    Triggered {
        by: Trigger,
        each: bool,
    },
    Recurring(Recurring),
    PlanYear(PlanYear),
}

#[derive(Clone, Debug)]
pub(crate) enum Trigger {
    One(Pattern),
    /// The first of the list that has happened (R8).
    FirstOf(Vec<Pattern>),
    /// The latest of them, once all have happened (R12).
    LatestOf(Vec<Pattern>),
    /// From the first recorded event on.
    Standing,
}

/// What performs a duty.
#[derive(Clone, Debug)]
pub(crate) enum Performance {
    Record(Pattern),
    Report(String),
    /// A finding; it has no day.
    Fact(Condition),
    Any(Vec<Performance>),
}

/// Which days a duty has.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// No day (R4).
    Open,
    /// A last day, rolled (R6).
    Due {
        within: Length,
        extended_by: Option<Extension>,
    },
    /// A window for an act: the end is rolled (R7).
    Window { from: Length, until: Length },
    /// A state that lasts: nothing is rolled, the end cannot be cured (R7).
    Duration(Box<Duration>),
}

#[derive(Clone, Debug)]
pub(crate) struct Length {
    pub(crate) amount: Number,
    pub(crate) unit: Unit,
}

/// A letter in time moves the last day to the day it states (R22), at most so far as the text
/// allows.
#[derive(Clone, Debug)]
pub(crate) struct Extension {
    pub(crate) document: String,
    pub(crate) until: String,
    /// Counted from the last day, in the unit of the term.
    pub(crate) at_most: Option<Length>,
}

#[derive(Clone, Debug)]
pub(crate) struct Duration {
    pub(crate) unit: Unit,
    /// The first whose condition holds gives the limits.
    pub(crate) choices: Vec<Choice>,
    /// What ends a run, where that is not what performs the duty (R20).
    pub(crate) ends_with: Option<Pattern>,
    /// Earlier runs count towards the maximum (R20, 东至).
    pub(crate) adds_up: bool,
    /// `latest` is claimed only while this holds (R21).
    pub(crate) claim_latest_when: Option<Condition>,
    /// A run that ended before its minimum is a breach: what ended it leaves nothing to wait for.
    /// Otherwise it can begin anew (R20).
    pub(crate) short_breaches: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) when: Condition,
    pub(crate) min: Option<Number>,
    pub(crate) max: Option<Number>,
}

impl Duty {
    /// Whether it is a state that lasts.
    pub(crate) fn is_lasting(&self) -> bool {
        matches!(self.shape, Shape::Duration(_))
    }

    /// The events and documents that perform it, with all alternatives.
    pub(crate) fn records(&self) -> Vec<&Pattern> {
        fn inside<'a>(performance: &'a Performance, into: &mut Vec<&'a Pattern>) {
            match performance {
                Performance::Record(pattern) => into.push(pattern),
                Performance::Any(parts) => parts.iter().for_each(|p| inside(p, into)),
                Performance::Fact(_) | Performance::Report(_) => {}
            }
        }
        let mut found = Vec::new();
        self.performed_by.iter().for_each(|p| inside(p, &mut found));
        found
    }

    /// All conditions inside it.
    pub(crate) fn conditions(&self) -> Vec<&Condition> {
        fn inside<'a>(performance: &'a Performance, into: &mut Vec<&'a Condition>) {
            match performance {
                Performance::Fact(condition) => into.push(condition),
                Performance::Any(parts) => parts.iter().for_each(|p| inside(p, into)),
                Performance::Record(_) | Performance::Report(_) => {}
            }
        }
        let mut found = Vec::new();
        self.performed_by.iter().for_each(|p| inside(p, &mut found));
        if let Clock::PlanYear(PlanYear {
            next_while: Some(condition),
            ..
        }) = &self.clock
        {
            found.push(condition);
        }
        if let Shape::Duration(duration) = &self.shape {
            found.extend(duration.choices.iter().map(|choice| &choice.when));
            found.extend(&duration.claim_latest_when);
        }
        found
    }
}
