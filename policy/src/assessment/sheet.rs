use std::ops::Range;

use chrono::NaiveDate;

use crate::{
    condition::{Condition, Held},
    facts::{Facts, Record, Source, Value},
    pack::{Derived, Pack},
    vocabulary::{Family, Name},
};

/// What is known of a project by a day, and what its pack says, laid out by the places of the
/// pack's names.
pub(super) struct Sheet<'a> {
    values: Vec<Option<&'a Value>>,
    /// The same as comparisons see it, and the words of its lists.
    held: Vec<Option<Held>>,
    words: Vec<i64>,
    /// Events, then documents; by kind, then by day, those without one first.
    records: Vec<&'a Record>,
    /// Where the records of each kind stand.
    kinds: Vec<Range<usize>>,
    /// The documents come after so many kinds of events.
    events: usize,
    conditions: Vec<&'a Condition>,
    derived: Vec<Option<&'a Derived>>,
}

impl<'a> Sheet<'a> {
    pub(super) fn of(pack: &'a Pack, facts: &'a Facts, today: NaiveDate) -> Self {
        let vocabulary = pack.vocabulary();
        let definitions = vocabulary.all(Family::Fact);
        let mut values = vec![None; definitions.len()];
        let mut held = vec![None; definitions.len()];
        let mut words = Vec::new();
        for (name, value) in facts.attributes() {
            if let Some(place) = vocabulary.place(Family::Fact, name) {
                values[place] = Some(value);
                held[place] = Some(Held::of(value, &definitions[place], &mut words));
            }
        }
        let mut derived = vec![None; vocabulary.all(Family::Derived).len()];
        for rules in &pack.derived {
            derived[rules.name.place()] = Some(rules);
        }
        let events = vocabulary.all(Family::Event).len();
        let documents = vocabulary.all(Family::Document).len();
        let by_today = |record: &&Record| record.on.is_none_or(|day| day <= today);
        let mut placed: Vec<(usize, &Record)> = facts
            .records()
            .iter()
            .filter(by_today)
            .filter_map(|record| {
                let place = vocabulary.place(record.source.family(), &record.kind)?;
                Some((kind(record.source, place, events), record))
            })
            .collect();
        placed.sort_by_key(|(kind, record)| (*kind, record.on));
        let mut kinds = vec![0..0; events + documents];
        for (at, (kind, _)) in placed.iter().enumerate() {
            let range: &mut Range<usize> = &mut kinds[*kind];
            if range.end == 0 {
                range.start = at;
            }
            range.end = at + 1;
        }
        Self {
            values,
            held,
            words,
            records: placed.into_iter().map(|(_, record)| record).collect(),
            kinds,
            events,
            conditions: pack.conditions.values().collect(),
            derived,
        }
    }

    /// A project attribute; `None` is unknown.
    pub(super) fn value(&self, fact: &Name) -> Option<&'a Value> {
        self.values.get(fact.place()).copied().flatten()
    }

    /// The same as comparisons see it, with [`Sheet::words`].
    pub(super) fn held(&self, fact: &Name) -> Option<Held> {
        self.held.get(fact.place()).copied().flatten()
    }

    /// The list that the words of lists stand in.
    pub(super) fn words(&self) -> &[i64] {
        &self.words
    }

    /// The records of a kind, by day; undated documents come first.
    pub(super) fn records(&self, source: Source, kind_of: usize) -> &[&'a Record] {
        let held = self.kinds.get(kind(source, kind_of, self.events)).cloned();
        held.map_or(&[], |held| &self.records[held])
    }

    /// A named condition of the pack.
    pub(super) fn condition(&self, name: &Name) -> Option<&'a Condition> {
        self.conditions.get(name.place()).copied()
    }

    /// The rules of a derived value; `None` where the pack has none.
    pub(super) fn derived(&self, name: &Name) -> Option<&'a Derived> {
        self.derived.get(name.place()).copied().flatten()
    }
}

fn kind(source: Source, place: usize, events: usize) -> usize {
    match source {
        Source::Event => place,
        Source::Document => events + place,
    }
}
