use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::{
    Reason,
    scene::{Scene, Whose},
    verdict::Verdict,
};
use crate::{
    condition::{Pattern, YearTest},
    facts::{Record, Value},
};

impl<'a> Scene<'a> {
    /// The records that fit a pattern, by day. With parts, all or none: together they hold them.
    pub(super) fn fitting(&self, pattern: &Pattern, whose: Whose<'_>) -> Vec<&'a Record> {
        let found = self.fitting_singly(pattern, whose);
        let whole = missing_parts(&found, &pattern.parts).is_empty();
        if whole { found } else { Vec::new() }
    }

    /// The records that fit a pattern, its parts aside.
    pub(super) fn fitting_singly(&self, pattern: &Pattern, whose: Whose<'_>) -> Vec<&'a Record> {
        let mut found = self.records(pattern.source, &pattern.kind, whose);
        if pattern.latest {
            found.drain(..found.len().saturating_sub(1));
        }
        found.retain(|record| {
            let attributes = &record.attributes;
            pattern.wants(attributes)
                && pattern.compared.iter().all(|(name, compare, number)| {
                    matches!(attributes.get(name), Some(Value::Int(got))
                        if compare.holds(got, &self.pack.number(number)))
                })
        });
        for (order, other) in &pattern.orders {
            match self.latest_day(other, whose) {
                None if order.holds_without_other() => {}
                None => found.clear(),
                Some(day) => found.retain(|r| r.on.is_some_and(|on| order.holds(on, day))),
            }
        }
        if let Some(begins) = self.year_begins(pattern) {
            self.changes_next_year();
            found.retain(|record| record.on.is_some_and(|on| on.year() == begins.year()));
        }
        found
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
        fitting.iter().filter_map(|record| record.on).max()
    }

    /// Whether a record fits; not there and not observed is unknown.
    pub(super) fn is_there(&self, pattern: &Pattern, whose: Whose<'_>) -> Verdict {
        let fitting = self.fitting(pattern, whose);
        let certain = |record: &&&Record| self.unseen_other(pattern, record, whose).is_none();
        if let Some(record) = fitting.iter().rfind(certain) {
            return Verdict::of(true, Reason::Record(Box::new((*record).clone())));
        }
        let unseen = fitting.last();
        let unseen = unseen.and_then(|record| self.unseen_other(pattern, record, whose));
        match unseen {
            Some(other) => {
                // It is decided once the other has been read that far.
                self.changes_after(self.today);
                Verdict::unknown(other, self.unobserved(other))
            }
            None if self.is_absence_observed(pattern, whose) => {
                let there = self.fitting_singly(pattern, whose);
                Verdict::of(false, absent(pattern, &there))
            }
            None => Verdict::unknown(&pattern.kind, self.unobserved(&pattern.kind)),
        }
    }
}

/// Why a pattern is not met, given the records that fit it singly.
pub(super) fn absent(pattern: &Pattern, there: &[&Record]) -> Reason {
    Reason::Absent {
        source: pattern.source,
        kind: pattern.kind.clone(),
        attributes: pattern.attributes.clone(),
        parts: missing_parts(there, &pattern.parts),
    }
}

/// The parts that the documents do not hold even together.
pub(super) fn missing_parts(records: &[&Record], parts: &[String]) -> Vec<String> {
    let held: BTreeSet<&str> = records
        .iter()
        .filter_map(|record| match record.attributes.get("parts") {
            Some(Value::List(words)) => Some(words.iter().map(String::as_str)),
            _ => None,
        })
        .flatten()
        .collect();
    let missing = parts.iter().filter(|part| !held.contains(part.as_str()));
    missing.cloned().collect()
}
