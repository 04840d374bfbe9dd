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
    values: Vec<Option<(&'a Value, Held)>>,
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
        for (name, value) in facts.attributes() {
            if let Some(place) = vocabulary.place(Family::Fact, name) {
                values[place] = Some((value, Held::of(value, &definitions[place])));
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
            let held: &mut Range<usize> = &mut kinds[*kind];
            if held.end == 0 {
                held.start = at;
            }
            held.end = at + 1;
        }
        Self {
            values,
            records: placed.into_iter().map(|(_, record)| record).collect(),
            kinds,
            events,
            conditions: pack.conditions.values().collect(),
            derived,
        }
    }

    /// A project attribute; `None` is unknown.
    pub(super) fn value(&self, fact: &Name) -> Option<&'a Value> {
        self.held(fact).map(|(value, _)| *value)
    }

    /// The same, with how comparisons see it.
    pub(super) fn held(&self, fact: &Name) -> Option<&(&'a Value, Held)> {
        self.values.get(fact.place())?.as_ref()
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
