use std::collections::{BTreeMap, BTreeSet};

use super::check::conditions;
use super::{Clock, Pack, Provision, Recurring, Shape, Trigger};
use crate::condition::{Condition, Pattern};
use crate::facts::Source;
use crate::vocabulary::Family;

/// Names with the articles that read them.
type Found<'a> = BTreeMap<(Family, &'a str), BTreeSet<&'a str>>;

impl Pack {
    /// The attributes, events, documents and reports that its provisions read, each with the
    /// articles that do: what a record must hold for the law to decide.
    #[must_use]
    pub fn reads(&self) -> BTreeMap<(Family, &str), BTreeSet<&str>> {
        let mut found = BTreeMap::new();
        for provision in &self.provisions {
            let mut reading = Reading {
                pack: self,
                article: &provision.article,
                found: &mut found,
                seen: BTreeSet::new(),
            };
            reading.provision(provision);
        }
        found
    }
}

struct Reading<'a, 'b> {
    pack: &'a Pack,
    article: &'a str,
    found: &'b mut Found<'a>,
    /// Named conditions and derived values that were looked into.
    seen: BTreeSet<&'a str>,
}

impl<'a> Reading<'a, '_> {
    fn provision(&mut self, provision: &'a Provision) {
        for condition in conditions(provision) {
            self.condition(condition);
        }
        let Some(duty) = &provision.duty else { return };
        for pattern in duty.records() {
            self.pattern(pattern);
        }
        match &duty.clock {
            Clock::Triggered { by, .. } => self.trigger(by),
            Clock::Recurring(Recurring { first, last, .. }) => {
                for anchor in first.iter().chain(last) {
                    self.trigger(&anchor.by);
                }
            }
            Clock::PlanYear(_) => {}
        }
        if let Shape::Duration(duration) = &duty.shape
            && let Some(pattern) = &duration.ends_with
        {
            self.pattern(pattern);
        }
    }

    fn trigger(&mut self, trigger: &'a Trigger) {
        match trigger {
            Trigger::One(pattern) => self.pattern(pattern),
            Trigger::FirstOf(patterns) | Trigger::LatestOf(patterns) => {
                patterns.iter().for_each(|pattern| self.pattern(pattern));
            }
            Trigger::Standing => {}
        }
    }

    fn pattern(&mut self, pattern: &'a Pattern) {
        let family = match pattern.source {
            Source::Event => Family::Event,
            Source::Document => Family::Document,
        };
        self.note(family, &pattern.kind);
        for (_, other) in &pattern.orders {
            self.pattern(other);
        }
    }

    fn condition(&mut self, condition: &'a Condition) {
        let mut parts = Vec::new();
        condition.walk(&mut |part| parts.push(part));
        for part in parts {
            match part {
                Condition::Known(name) | Condition::Fact { name, .. } => {
                    self.note(Family::Fact, name);
                }
                Condition::Record(pattern) => self.pattern(pattern),
                Condition::Report(kind) => self.note(Family::Report, kind),
                Condition::Panel { kind, .. } => self.note(Family::Event, kind),
                Condition::Named(name) if self.seen.insert(name) => {
                    if let Some(named) = self.pack.conditions.get(&**name) {
                        self.condition(named);
                    }
                }
                Condition::Derived { name, .. } if self.seen.insert(name) => {
                    let rules = self.pack.derived(name).into_iter();
                    for rule in rules.flat_map(|derived| &derived.rules) {
                        self.condition(&rule.when);
                    }
                }
                _ => {}
            }
        }
    }

    fn note(&mut self, family: Family, name: &'a str) {
        let articles = self.found.entry((family, name)).or_default();
        articles.insert(self.article);
    }
}
