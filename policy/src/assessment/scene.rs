use std::{cell::Cell, rc::Rc};

use chrono::{Datelike, NaiveDate};

use super::sheet::Sheet;
use crate::{
    calendar::WorkingDays,
    condition::{Pattern, Truth},
    facts::{Facts, Record, Report, Source},
    pack::{Pack, Provision, Subject},
    vocabulary::Name,
};

/// One pack, one project, one day.
pub(crate) struct Scene<'a> {
    pub(super) pack: &'a Pack,
    pub(super) facts: &'a Facts,
    pub(super) calendar: &'a WorkingDays,
    pub(super) today: NaiveDate,
    /// That nothing is recorded from before this day tells nothing.
    pub(super) silent_before: Option<NaiveDate>,
    pub(super) sheet: Rc<Sheet<'a>>,
    /// The truth of each named condition that was asked for of the project itself.
    pub(super) named: Vec<Cell<Option<Truth>>>,
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

impl Whose<'_> {
    fn looks_at(self, record: &Record) -> bool {
        match self {
            Self::Any => true,
            Self::Of(key) => record.subject.is_none() || record.subject.as_deref() == key,
        }
    }
}

impl<'a> Scene<'a> {
    pub(crate) fn new(
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
            sheet: Rc::new(Sheet::of(pack, facts, today)),
            named: vec![Cell::new(None); pack.conditions.len()],
            next_change: Cell::new(None),
        }
    }

    /// Forgets what was judged.
    pub(crate) fn forget(&self) {
        self.named.iter().for_each(|known| known.set(None));
    }

    /// The same project, where what is not recorded may have happened before a day.
    pub(super) fn silent_before(&self, day: NaiveDate) -> Self {
        Self {
            silent_before: Some(day),
            sheet: Rc::clone(&self.sheet),
            named: vec![Cell::new(None); self.named.len()],
            next_change: Cell::new(None),
            ..*self
        }
    }

    /// Whether a provision of the pack is in force on a day.
    pub(super) fn binds(&self, provision: &Provision, day: NaiveDate) -> bool {
        self.pack.in_force_on(day) && provision.in_force_on(day)
    }

    /// The records of a kind that count today, by day; undated documents come first.
    pub(super) fn records<'s>(
        &'s self,
        source: Source,
        kind: &Name,
        whose: Whose<'s>,
    ) -> impl DoubleEndedIterator<Item = &'a Record> + Clone + use<'a, 's> {
        let all = self.sheet.records(source, kind.place()).iter().copied();
        all.filter(move |record| whose.looks_at(record))
    }

    /// The same of a kind that a word names.
    pub(super) fn records_called<'s>(
        &'s self,
        source: Source,
        kind: &str,
        whose: Whose<'s>,
    ) -> impl DoubleEndedIterator<Item = &'a Record> + use<'a, 's> {
        let name = self.pack.vocabulary().name(source.family(), kind);
        name.into_iter()
            .flat_map(move |name| self.records(source, &name, whose))
    }

    /// The reports of a kind that count today.
    pub(super) fn reports(&self, kind: &str) -> impl DoubleEndedIterator<Item = &'a Report> {
        let reports = self.facts.reports().iter();
        let today = self.today;
        reports.filter(move |report| report.kind == *kind && report.on <= today)
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
