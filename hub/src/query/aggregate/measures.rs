use std::collections::BTreeMap;

use shuniu_policy::Fen;

use crate::fault::Fault;
use crate::query::status::Status;

/// Which amount is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AmountOf {
    /// A project's budget.
    Budget,
    /// A project's investment.
    Investment,
    /// A contract's amount.
    Contract,
    /// What was paid.
    Paid,
    /// What was asked for and is not paid.
    Requested,
}

/// A sum, and how many it is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many amounts are known.
    pub known: u64,
    /// Their sum.
    pub total: Fen,
}

/// How many duties were performed in time. A duty that is still pending, or never late, is none
/// of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeliness {
    /// Performed, not after the last day.
    pub in_time: u64,
    /// Performed after it, overdue, or breached.
    pub late: u64,
    /// A missing fact or an unobserved stretch hides the answer.
    pub unknown: u64,
}

impl Timeliness {
    /// How many of a thousand known ones were in time, rounded half up; none where none is known.
    #[must_use]
    pub fn permille(self) -> Option<u64> {
        let known = self.in_time + self.late;
        let doubled = (self.in_time * 2000 + known).checked_div(known)?;
        Some(doubled / 2)
    }
}

/// What was counted of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// How many there are.
    pub count: u64,
    /// The sums, of what is added up.
    pub amounts: BTreeMap<AmountOf, Amount>,
    /// How many duties stand so.
    pub statuses: BTreeMap<Status, u64>,
    /// How many of the fulfilled have no last day.
    pub(super) never_late: u64,
}

impl Measures {
    /// The sum, of nothing where it was not added up.
    #[must_use]
    pub fn amount(&self, of: AmountOf) -> Amount {
        self.amounts.get(&of).copied().unwrap_or_default()
    }

    /// How many duties stand so.
    #[must_use]
    pub fn standing(&self, status: Status) -> u64 {
        self.statuses.get(&status).copied().unwrap_or_default()
    }

    /// How many duties were performed in time.
    #[must_use]
    pub fn timeliness(&self) -> Timeliness {
        let late = [Status::FulfilledLate, Status::Overdue, Status::Breached];
        Timeliness {
            in_time: self.standing(Status::Fulfilled) - self.never_late,
            late: late.into_iter().map(|status| self.standing(status)).sum(),
            unknown: self.standing(Status::Undetermined),
        }
    }

    /// Adds what was counted of another group.
    pub(super) fn add(&mut self, other: &Self) -> Result<(), Fault> {
        self.count += other.count;
        self.never_late += other.never_late;
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        for (of, amount) in &other.amounts {
            let sum = self.amounts.entry(*of).or_default();
            sum.known += amount.known;
            let total = sum.total.checked_add(amount.total);
            sum.total = total.ok_or_else(|| Fault::corrupt("amounts", "their sum has no end"))?;
        }
        Ok(())
    }
}
