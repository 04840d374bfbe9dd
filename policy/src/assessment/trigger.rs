use chrono::NaiveDate;

use super::{
    Reason, Since,
    matching::{absent, asked_of},
    scene::{Scene, Whose},
};
use crate::{
    condition::Pattern,
    facts::{Record, Source},
    pack::Trigger,
};

/// A day on which a clock started.
pub(super) struct Started<'a> {
    pub(super) on: NaiveDate,
    /// What started it; several where all of them must have happened, none where it just stands.
    by: Vec<&'a Record>,
    /// The one of them that is of the day.
    of_day: Option<&'a Record>,
    /// The parts that they had to hold.
    parts: Vec<String>,
    /// Where it just stands, since when.
    since: Option<Since>,
}

impl<'a> Started<'a> {
    fn by(record: &'a Record, parts: &[String]) -> Option<Self> {
        Some(Self {
            on: record.on?,
            by: vec![record],
            of_day: Some(record),
            parts: parts.to_vec(),
            since: None,
        })
    }

    /// Names it among several clocks: the record's id, or its day.
    pub(super) fn key(&self) -> String {
        let record = self.of_day;
        record.map_or_else(String::new, |record| {
            record.id.clone().unwrap_or_else(|| self.on.to_string())
        })
    }

    pub(super) fn because(&self) -> impl Iterator<Item = Reason> {
        let records = self.by.iter();
        let records = records.map(|record| Reason::Record(Box::new(asked_of(record, &self.parts))));
        let standing = self
            .since
            .map(|since| Reason::Standing { on: self.on, since });
        records.chain(standing)
    }
}

impl<'a> Scene<'a> {
    /// Every start of a clock, by day. Documents without a day start nothing.
    pub(super) fn starts(&self, trigger: &Trigger, whose: Whose<'_>) -> Vec<Started<'a>> {
        match trigger {
            Trigger::One(pattern) => self.starts_of(pattern, whose),
            Trigger::FirstOf(patterns) => {
                let mut all = patterns.iter().map(|p| self.starts_of(p, whose));
                all.find(|starts| !starts.is_empty()).unwrap_or_default()
            }
            Trigger::LatestOf(patterns) => {
                let latest = patterns.iter().map(|p| self.starts_of(p, whose).pop());
                let Some(latest) = latest.collect::<Option<Vec<Started<'a>>>>() else {
                    return Vec::new();
                };
                let by = latest.iter().flat_map(|started| &started.by).copied();
                let by: Vec<&Record> = by.collect();
                let parts = latest.iter().flat_map(|started| &started.parts).cloned();
                let parts: Vec<String> = parts.collect();
                let last = latest.into_iter().max_by_key(|started| started.on);
                last.map(|last| Started { by, parts, ..last })
                    .into_iter()
                    .collect()
            }
            Trigger::Standing => vec![self.standing()],
        }
    }

    /// What may have started a clock without having been seen.
    pub(super) fn unseen_start<'t>(
        &self,
        trigger: &'t Trigger,
        whose: Whose<'_>,
    ) -> Option<&'t Pattern> {
        let unread = |pattern: &&Pattern| !self.is_read_through(&pattern.kind, self.today);
        let happened = |pattern: &Pattern| !self.starts_of(pattern, whose).is_empty();
        match trigger {
            Trigger::One(pattern) => Some(pattern).filter(unread),
            Trigger::FirstOf(patterns) => {
                let first = patterns.iter().position(|pattern| unread(&pattern))?;
                // Behind one that has happened it would not count.
                let behind = patterns[..first].iter().any(happened);
                (!behind).then(|| &patterns[first])
            }
            Trigger::LatestOf(patterns) => patterns.iter().find(unread),
            Trigger::Standing => None,
        }
    }

    /// Of several things that all must have happened, which have and which have not.
    pub(super) fn why_not_started(&self, trigger: &Trigger, whose: Whose<'_>) -> Vec<Reason> {
        let Trigger::LatestOf(patterns) = trigger else {
            return Vec::new();
        };
        let one = |pattern: &Pattern| match self.starts_of(pattern, whose).pop() {
            Some(started) => started.because().collect(),
            None => vec![absent(pattern, self.fitting_singly(pattern, whose))],
        };
        patterns.iter().flat_map(one).collect()
    }

    fn starts_of(&self, pattern: &Pattern, whose: Whose<'_>) -> Vec<Started<'a>> {
        let fitting = self.fitting(pattern, whose);
        let own = fitting.filter(|record| match whose {
            Whose::Any => true,
            Whose::Of(key) => record.subject.as_deref() == key,
        });
        own.filter_map(|record| Started::by(record, &pattern.parts))
            .collect()
    }

    /// From the first recorded event on, but not before the attested day; with no event, from that
    /// day.
    pub(super) fn standing(&self) -> Started<'a> {
        let events = self
            .facts
            .records()
            .iter()
            .filter(|r| r.source == Source::Event);
        let first = events
            .filter_map(|r| r.on)
            .min()
            .filter(|day| *day <= self.today);
        let attested = self.facts.attested_on();
        let since = match (first, attested) {
            (None, None) => Since::Nothing,
            (first, attested) if first < attested => Since::Attested,
            _ => Since::FirstRecord,
        };
        Started {
            on: first.max(attested).unwrap_or(self.today),
            by: Vec::new(),
            of_day: None,
            parts: Vec::new(),
            since: Some(since),
        }
    }
}

/// The event and document patterns of a trigger.
pub(super) fn patterns(trigger: &Trigger) -> Vec<&Pattern> {
    match trigger {
        Trigger::One(pattern) => vec![pattern],
        Trigger::FirstOf(patterns) | Trigger::LatestOf(patterns) => patterns.iter().collect(),
        Trigger::Standing => Vec::new(),
    }
}
