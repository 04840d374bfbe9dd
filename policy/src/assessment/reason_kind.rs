//! What kind of thing a reason tells.

use super::{Reason, relevant::PROMPTLY};
use crate::calendar::Unit;

impl Reason {
    /// Whether it is how a last day was counted in working days.
    #[must_use]
    pub fn counts_workdays(&self) -> bool {
        match self {
            Self::Counted { term, .. } | Self::NoCalendar { term, .. } => {
                term.unit == Unit::Workdays
            }
            _ => false,
        }
    }

    /// Whether it tells of what may have been without having been seen.
    pub(super) const fn is_unseen(&self) -> bool {
        matches!(
            self,
            Self::UnknownFact { .. } | Self::Unobserved { .. } | Self::Untracked { .. }
        )
    }

    /// Whether it says of a record that it is not there, or not in time.
    pub(super) const fn is_absence(&self) -> bool {
        matches!(
            self,
            Self::Absent { .. } | Self::ReportAbsent { .. } | Self::TooEarly { .. }
        )
    }

    /// Whether it tells why something is not late yet, or what follows where it is not done.
    pub(super) fn is_of_what_is_open(&self) -> bool {
        match self {
            Self::NoTime { .. } | Self::Missed { .. } | Self::Untracked { kind: None, .. } => true,
            Self::Ruling(ruled) => ruled.id == PROMPTLY,
            _ => false,
        }
    }
}
