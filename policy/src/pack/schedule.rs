use super::Trigger;
use crate::{condition::Condition, values::PeriodKind};

/// One obligation for every period between two events.
#[derive(Clone, Debug)]
pub(crate) struct Recurring {
    pub(crate) every: PeriodKind,
    /// Without it: the current period and those reported for.
    pub(crate) first: Option<Anchor>,
    pub(crate) last: Option<Anchor>,
    pub(crate) due: Option<DueDay>,
    /// A period somebody reported for exists anyway.
    pub(crate) reported: bool,
}

/// Which period an event points at.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    pub(crate) by: Trigger,
    /// By the due day (R10) and not simply the period that contains the event.
    pub(crate) by_due_day: bool,
}

/// The due day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DueDay {
    /// The last calendar day.
    End,
    /// A day of the month.
    DayOfMonth(u32),
}

/// One obligation for every plan year, with its days in the year before (R11).
#[derive(Clone, Debug)]
pub(crate) struct PlanYear {
    /// The first day of the window, if there is one.
    pub(crate) opens: Option<PlanDay>,
    pub(crate) closes: PlanDay,
    /// Whether next year's instance is owed; absent: always.
    pub(crate) next_while: Option<Condition>,
}

/// A month and day of any year; 29 February is not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlanDay {
    pub(crate) month: u32,
    pub(crate) day: u32,
}
