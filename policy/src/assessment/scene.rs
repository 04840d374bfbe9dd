use std::cell::Cell;

use chrono::{Datelike, NaiveDate};

use crate::{
    calendar::WorkingDays,
    condition::Pattern,
    facts::{Facts, Record, Report, Source},
    pack::{Pack, Provision, Subject},
};

/// One pack, one project, one day.
pub(super) struct Scene<'a> {
    pub(super) pack: &'a Pack,
    pub(super) facts: &'a Facts,
    pub(super) calendar: &'a WorkingDays,
    pub(super) today: NaiveDate,
    /// That nothing is recorded from before this day tells nothing.
    pub(super) silent_before: Option<NaiveDate>,
    next_change: Cell<Option<NaiveDate>>,
}

/// Which records a clock looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose<'a> {
    /// All of the project.
    Any,
    /// Those of one contract, lot, asset or request; `None` is the project itself.
    Of(Option<&'a str>),
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        pack: &'a Pack,
        calendar: &'a WorkingDays,
        facts: &'a Facts,
        today: NaiveDate,
    ) -> Self {
        Self {
            pack,
            facts,
            calendar,
            today,
            silent_before: None,
            next_change: Cell::new(None),
        }
    }

    /// The same project, where what is not recorded may have happened before a day.
    pub(super) fn silent_before(&self, day: NaiveDate) -> Self {
        Self {
            silent_before: Some(day),
            ..Self::new(self.pack, self.calendar, self.facts, self.today)
        }
    }

    /// Whether a provision of the pack is in force on a day.
    pub(super) fn binds(&self, provision: &Provision, day: NaiveDate) -> bool {
        self.pack.in_force_on(day) && provision.in_force_on(day)
    }

    /// The records of a kind that count today, by day; undated documents come first.
    pub(super) fn records(&self, source: Source, kind: &str, whose: Whose<'_>) -> Vec<&'a Record> {
        let counts = |record: &&Record| {
            record.source == source
                && record.kind == kind
                && record.on.is_none_or(|day| day <= self.today)
                && match whose {
                    Whose::Any => true,
                    Whose::Of(key) => record.subject.is_none() || record.subject.as_deref() == key,
                }
        };
        let mut found: Vec<&Record> = self.facts.records().iter().filter(counts).collect();
        found.sort_by_key(|record| record.on);
        found
    }

    /// The reports of a kind that count today.
    pub(super) fn reports(&self, kind: &str) -> impl Iterator<Item = &'a Report> {
        let reports = self.facts.reports().iter();
        let kind = kind.to_owned();
        let today = self.today;
        reports.filter(move |report| report.kind == kind && report.on <= today)
    }

    /// Remembers a day on which something new comes into being.
    pub(super) fn changes_on(&self, day: NaiveDate) {
        if day > self.today && self.next_change.get().is_none_or(|known| day < known) {
            self.next_change.set(Some(day));
        }
    }

    pub(super) fn changes_after(&self, day: NaiveDate) {
        self.changes_on(day.succ_opt().unwrap_or(day));
    }

    pub(super) fn changes_next_year(&self) {
        if let Some(day) = NaiveDate::from_ymd_opt(self.today.year() + 1, 1, 1) {
            self.changes_on(day);
        }
    }

    pub(super) fn next_change(&self) -> Option<NaiveDate> {
        self.next_change.get()
    }

    /// The keys under which a provision runs its clocks: one for a project, else each that the
    /// records name.
    pub(super) fn keys(&self, subject: Subject, kinds: &[&Pattern]) -> Vec<Whose<'a>> {
        if !subject.is_keyed() {
            return vec![Whose::Any];
        }
        let mut keys: Vec<Option<&'a str>> = kinds
            .iter()
            .flat_map(|p| self.records(p.source, &p.kind, Whose::Any))
            .map(|record| record.subject.as_deref())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() {
            keys.push(None);
        }
        keys.into_iter().map(Whose::Of).collect()
    }
}
