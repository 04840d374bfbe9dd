//! What may be said of what is not recorded.

use chrono::NaiveDate;

use super::{
    Obligation, Reason,
    judge::Context,
    judgement::Judgement,
    scene::{Scene, Whose},
    verdict::Verdict,
};
use crate::{
    condition::{Order, Pattern, Truth},
    facts::Record,
    pack::{FindingRule, Provision},
};

/// What may have become of a duty without having been seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unseen {
    /// The kind of record by which a clock may have started.
    pub(super) start: Option<String>,
    /// Such a clock may have run out.
    pub(super) late: bool,
    /// The kind of record by which the last run may have ended before its minimum.
    pub(super) end: Option<String>,
    /// The same by the day of its minimum.
    pub(super) end_by_earliest: Option<String>,
}

impl Scene<'_> {
    /// Whether what is not recorded of a kind has not happened, as of today.
    pub(super) fn is_observed(&self, kind: &str) -> bool {
        self.silent_before.is_none() && self.is_read_through(kind, self.today)
    }

    /// The same of what a pattern asks for. One that asks for what is later than another says
    /// nothing of the time before.
    pub(super) fn is_absence_observed(&self, pattern: &Pattern, whose: Whose<'_>) -> bool {
        let seen = self.silent_before.is_none_or(|since| {
            let first = self.first_day(pattern, whose);
            first.is_some_and(|first| since <= first)
        });
        seen && self.is_read_through(&pattern.kind, self.today)
    }

    /// What a record fits only because nothing is known of it, where it may have happened: that
    /// it came before what is not recorded, that it came after the latest of what is, or that it
    /// is the latest itself.
    pub(super) fn unseen_other<'p>(
        &self,
        pattern: &'p Pattern,
        record: &Record,
        whose: Whose<'_>,
    ) -> Option<&'p str> {
        let is_read = |kind: &str| self.is_read_through(kind, self.today);
        if pattern.latest && !is_read(&pattern.kind) {
            return Some(&pattern.kind);
        }
        let day = record.on.unwrap_or(self.today);
        let mut unseen = pattern.orders.iter().filter(|(order, other)| {
            if !order.holds_without_other() {
                return !is_read(&other.kind);
            }
            let through = match order {
                // What happened on the same day changes nothing.
                Order::NotAfter => day.pred_opt().unwrap_or(day),
                _ => day,
            };
            let seen = self.silent_before.is_none() && self.is_read_through(&other.kind, through);
            !seen && self.latest_day(other, whose).is_none()
        });
        let (order, other) = unseen.next()?;
        if order.holds_without_other() {
            // It is decided once the other has been read that far.
            self.changes_after(self.today);
        }
        Some(&other.kind)
    }

    pub(super) fn unobserved(&self, kind: &str) -> Reason {
        match self.silent_before {
            Some(since) if self.is_read_through(kind, self.today) => Reason::Untracked {
                since,
                kind: Some(kind.to_owned()),
            },
            _ => Reason::Unobserved {
                kind: kind.to_owned(),
                through: self.facts.observed_through(kind),
            },
        }
    }

    /// Whether a finding rests on nothing that an old project's file may have left out: as with
    /// its duties, what came to be before its attested day is found by what is recorded alone.
    /// `applies` and `when` hold by the whole of the file.
    pub(super) fn is_found(
        &self,
        (provision, rule): (&Provision, &FindingRule),
        (applies, when): (&Verdict, &Verdict),
        own: &[Obligation],
    ) -> bool {
        let Some(since) = self.facts.attested_on() else {
            return true;
        };
        let came_to_be = latest_day(&when.reasons).or_else(|| latest_day(&applies.reasons));
        if came_to_be.is_some_and(|day| since <= day) {
            return true;
        }
        let recorded = self.silent_before(since);
        let context = Context {
            whose: Whose::Any,
            own,
        };
        let parts: [Truth; 2] = [
            recorded.applies(provision),
            recorded.judge(&rule.when, context),
        ];
        Truth::all(parts) == Truth::True
    }

    /// Whether a kind of record was read as far as a day.
    pub(super) fn is_read_through(&self, kind: &str, day: NaiveDate) -> bool {
        let through = self.facts.observed_through(kind);
        through.is_none_or(|through| day <= through)
    }

    /// The first day on which a record may fit a pattern; none: any day.
    fn first_day(&self, pattern: &Pattern, whose: Whose<'_>) -> Option<NaiveDate> {
        let later = pattern.orders.iter().filter_map(|(order, other)| {
            let bounds = matches!(order, Order::After | Order::NotBefore);
            bounds.then(|| self.latest_day(other, whose)).flatten()
        });
        later.chain(self.year_begins(pattern)).max()
    }
}

/// The day on which the last of what is recorded happened.
fn latest_day(reasons: &[Reason]) -> Option<NaiveDate> {
    let days = reasons.iter().filter_map(|reason| match reason {
        Reason::Record(record) => record.on,
        Reason::Report { on, .. } => Some(*on),
        _ => None,
    });
    days.max()
}
