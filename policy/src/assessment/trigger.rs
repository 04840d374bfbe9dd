use chrono::NaiveDate;

use super::{
    Reason,
    scene::{Scene, Whose},
};
use crate::{
    condition::Pattern,
    facts::{Record, Source},
    pack::Trigger,
};

/// A day on which a clock started.
pub(super) struct Started {
    pub(super) on: NaiveDate,
    /// Names it among several clocks: the record's id, or its day.
    pub(super) key: String,
    pub(super) because: Vec<Reason>,
}

impl Started {
    fn by(record: &Record) -> Option<Self> {
        let on = record.on?;
        Some(Self {
            on,
            key: record.id.clone().unwrap_or_else(|| on.to_string()),
            because: vec![Reason::Record(Box::new(record.clone()))],
        })
    }
}

impl Scene<'_> {
    /// Every start of a clock, by day. Documents without a day start nothing.
    pub(super) fn starts(&self, trigger: &Trigger, whose: Whose<'_>) -> Vec<Started> {
        match trigger {
            Trigger::One(pattern) => self.starts_of(pattern, whose),
            Trigger::FirstOf(patterns) => {
                let mut all = patterns.iter().map(|p| self.starts_of(p, whose));
                all.find(|starts| !starts.is_empty()).unwrap_or_default()
            }
            Trigger::LatestOf(patterns) => {
                let latest = patterns.iter().map(|p| self.starts_of(p, whose).pop());
                let Some(latest) = latest.collect::<Option<Vec<Started>>>() else {
                    return Vec::new();
                };
                let mut because = Vec::new();
                let mut last: Option<Started> = None;
                for started in latest {
                    because.extend(started.because.iter().cloned());
                    if last.as_ref().is_none_or(|l| l.on <= started.on) {
                        last = Some(started);
                    }
                }
                last.into_iter()
                    .map(|started| Started {
                        because: because.clone(),
                        ..started
                    })
                    .collect()
            }
            Trigger::Standing => vec![self.standing()],
        }
    }

    fn starts_of(&self, pattern: &Pattern, whose: Whose<'_>) -> Vec<Started> {
        let fitting = self.fitting(pattern, whose);
        let own = fitting.into_iter().filter(|record| match whose {
            Whose::Any => true,
            Whose::Of(key) => record.subject.as_deref() == key,
        });
        own.filter_map(Started::by).collect()
    }

    /// From the first recorded event on, but not before an old project's attested day.
    fn standing(&self) -> Started {
        let events = self
            .facts
            .records()
            .iter()
            .filter(|r| r.source == Source::Event);
        let first = events
            .filter_map(|r| r.on)
            .min()
            .filter(|day| *day <= self.today);
        let on = first.unwrap_or(self.today);
        Started {
            on: self
                .facts
                .attested_on()
                .map_or(on, |attested| attested.max(on)),
            key: String::new(),
            because: Vec::new(),
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
