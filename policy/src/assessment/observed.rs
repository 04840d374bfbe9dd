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
    /// it came before what is not recorded.
    pub(super) fn unseen_other<'p>(
        &self,
        pattern: &'p Pattern,
        record: &Record,
        whose: Whose<'_>,
    ) -> Option<&'p str> {
        let day = record.on.unwrap_or(self.today);
        let mut unseen = pattern.orders.iter().filter(|(order, other)| {
            let through = match order {
                // What happened on the same day changes nothing.
                Order::NotAfter => day.pred_opt().unwrap_or(day),
                _ => day,
            };
            let seen = self.silent_before.is_none() && self.is_read_through(&other.kind, through);
            order.holds_without_other() && !seen && self.latest_day(other, whose).is_none()
        });
        unseen.next().map(|(_, other)| &*other.kind)
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

    fn is_read_through(&self, kind: &str, day: NaiveDate) -> bool {
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
