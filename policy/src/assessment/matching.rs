use chrono::{Datelike, NaiveDate};

use super::{
    Reason,
    judgement::Judgement,
    scene::{Scene, Whose},
};
use crate::{
    condition::{Pattern, YearTest},
    facts::{Record, Value},
};

impl<'a> Scene<'a> {
    /// The records that fit a pattern, by day. With parts, all or none: together they hold them.
    pub(super) fn fitting<'s>(
        &'s self,
        pattern: &'s Pattern,
        whose: Whose<'s>,
    ) -> impl DoubleEndedIterator<Item = &'a Record> + use<'a, 's> {
        let found = self.fitting_singly(pattern, whose);
        let parts = &pattern.parts;
        let whole = parts.is_empty() || missing_parts(found.clone(), parts).next().is_none();
        found.filter(move |_| whole)
    }

    /// The records that fit a pattern, its parts aside.
    pub(super) fn fitting_singly<'s>(
        &'s self,
        pattern: &'s Pattern,
        whose: Whose<'s>,
    ) -> impl DoubleEndedIterator<Item = &'a Record> + Clone + use<'a, 's> {
        let others = pattern.orders.iter();
        let days: Vec<Option<NaiveDate>> = others
            .map(|(_, other)| self.latest_day(other, whose))
            .collect();
        let year = self.year_begins(pattern).map(|day| day.year());
        if year.is_some() {
            self.changes_next_year();
        }
        let all = self.records(pattern.source, &pattern.kind, whose);
        let only = if pattern.latest {
            all.clone().next_back()
        } else {
            None
        };
        all.filter(move |record| {
            only.is_none_or(|latest| std::ptr::eq(latest, *record))
                && pattern.wants(&record.attributes)
                && self.counts_fit(pattern, record)
                && in_order(pattern, &days, record.on)
                && year.is_none_or(|year| record.on.is_some_and(|on| on.year() == year))
        })
    }

    fn counts_fit(&self, pattern: &Pattern, record: &Record) -> bool {
        pattern.compared.iter().all(|(name, compare, number)| {
            matches!(record.attributes.get(name), Some(Value::Int(got))
                if compare.holds(got, &self.pack.number(number)))
        })
    }

    /// The first day of the year that a pattern asks for.
    pub(super) fn year_begins(&self, pattern: &Pattern) -> Option<NaiveDate> {
        let year = match pattern.year? {
            YearTest::Previous => self.today.year() - 1,
            YearTest::Current => self.today.year(),
        };
        NaiveDate::from_ymd_opt(year, 1, 1)
    }

    pub(super) fn latest_day(&self, pattern: &Pattern, whose: Whose<'_>) -> Option<NaiveDate> {
        let fitting = self.fitting(pattern, whose);
        fitting.filter_map(|record| record.on).max()
    }

    /// Whether a record fits; not there and not observed is unknown.
    #[inline(never)]
    pub(super) fn is_there<J: Judgement>(&self, pattern: &Pattern, whose: Whose<'_>) -> J {
        let mut unseen = None;
        // Most of what is asked for is not there at all.
        let kind = self.sheet.records(pattern.source, pattern.kind.place());
        if !kind.is_empty() || pattern.looks_at_days() {
            for record in self.fitting(pattern, whose).rev() {
                let Some(other) = self.unseen_other(pattern, record, whose) else {
                    return J::of(true, || {
                        Reason::Record(Box::new(asked_of(record, &pattern.parts)))
                    });
                };
                unseen.get_or_insert(other);
            }
        }
        match unseen {
            Some(other) => J::unknown(other, || self.unobserved(other)),
            None if self.is_absence_observed(pattern, whose) => J::of(false, || {
                absent(pattern, self.fitting_singly(pattern, whose))
            }),
            None => J::unknown(&pattern.kind, || self.unobserved(&pattern.kind)),
        }
    }
}

/// Whether a day stands to those of the other patterns as a pattern asks.
fn in_order(pattern: &Pattern, others: &[Option<NaiveDate>], day: Option<NaiveDate>) -> bool {
    let mut pairs = pattern.orders.iter().zip(others);
    pairs.all(|((order, _), other)| match other {
        None => order.holds_without_other(),
        Some(other) => day.is_some_and(|day| order.holds(day, *other)),
    })
}

/// Why a pattern is not met, given the records that fit it singly.
pub(super) fn absent<'r>(
    pattern: &Pattern,
    there: impl Iterator<Item = &'r Record> + Clone,
) -> Reason {
    let parts: Vec<String> = missing_parts(there.clone(), &pattern.parts)
        .cloned()
        .collect();
    let latest = there.max_by_key(|record| record.on);
    Reason::Absent {
        source: pattern.source,
        kind: pattern.kind.to_string(),
        attributes: pattern.attributes.clone(),
        found: latest
            .filter(|_| !parts.is_empty())
            .map(|record| Box::new(asked_of(record, &pattern.parts))),
        parts,
        unseen: false,
    }
}

/// A record with those of its parts that were asked for: it may hold many more.
pub(super) fn asked_of(record: &Record, parts: &[String]) -> Record {
    let mut asked = record.clone();
    let held = asked.attributes.get_mut("parts");
    if let Some(Value::List(held)) = held {
        held.retain(|part| parts.contains(part));
    }
    asked
}

/// The parts that the documents do not hold even together.
pub(super) fn missing_parts<'p, 'r>(
    records: impl Iterator<Item = &'r Record> + Clone,
    parts: &'p [String],
) -> impl Iterator<Item = &'p String> {
    let held = move |part: &str| records.clone().any(|record| holds_part(record, part));
    parts.iter().filter(move |part| !held(part))
}

fn holds_part(record: &Record, part: &str) -> bool {
    match record.attributes.get("parts") {
        Some(Value::List(words)) => words.iter().any(|word| word == part),
        _ => false,
    }
}
