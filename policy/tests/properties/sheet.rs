//! Fact sheets as no applicant would write them: everything at once, out of order, with amounts
//! and days at the ends of what can be written.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Days, NaiveDate};
use shuniu_policy::{
    Facts, Fen, Pack, Period, PeriodKind, Value,
    facts::{Exception, Record, Report, Source},
    vocabulary::{Definition, Family, ValueType},
};

use crate::chance::Chance;

/// All that is told of a project, and the day on which it is judged.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) today: NaiveDate,
    pub(crate) attributes: BTreeMap<String, Value>,
    pub(crate) records: Vec<Record>,
    pub(crate) reports: Vec<Report>,
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) complete_through: Option<NaiveDate>,
    pub(crate) complete_by_kind: BTreeMap<String, NaiveDate>,
    pub(crate) tracked_since: Option<NaiveDate>,
}

impl Sheet {
    pub(crate) fn facts(&self, pack: &Pack) -> Facts {
        let mut facts = Facts::new(Arc::clone(pack.vocabulary()));
        for (name, value) in &self.attributes {
            facts.set(name, value.clone()).unwrap();
        }
        for record in &self.records {
            facts.record(record.clone()).unwrap();
        }
        for report in &self.reports {
            facts.report(report.clone()).unwrap();
        }
        for exception in &self.exceptions {
            facts.except(exception.clone());
        }
        if let Some(day) = self.complete_through {
            facts.complete_through(day);
        }
        for (kind, day) in &self.complete_by_kind {
            facts.kind_complete_through(kind, *day).unwrap();
        }
        if let Some(day) = self.tracked_since {
            facts.tracked_since(day);
        }
        facts
    }

    /// Leaves out what lies ahead of the day of evaluation.
    pub(crate) fn without_what_lies_ahead(mut self) -> Self {
        let today = self.today;
        let by_now = |on: NaiveDate| on <= today;
        self.records.retain(|record| record.on.is_none_or(by_now));
        self.reports.retain(|report| by_now(report.on));
        self.exceptions.retain(|exception| by_now(exception.on));
        self
    }

    /// The file counts as complete, and the project as followed from its beginning.
    pub(crate) fn complete(mut self) -> Self {
        self.complete_through = None;
        self.complete_by_kind.clear();
        self.tracked_since = None;
        self
    }

    /// Every sheet that tells one thing less.
    pub(crate) fn with_one_thing_less(&self) -> Vec<Self> {
        let mut found = Vec::new();
        let mut less = |take: &dyn Fn(&mut Self)| {
            let mut other = self.clone();
            take(&mut other);
            found.push(other);
        };
        for index in 0..self.records.len() {
            less(&|sheet| {
                sheet.records.remove(index);
            });
        }
        for index in 0..self.reports.len() {
            less(&|sheet| {
                sheet.reports.remove(index);
            });
        }
        for index in 0..self.exceptions.len() {
            less(&|sheet| {
                sheet.exceptions.remove(index);
            });
        }
        for name in self.attributes.keys() {
            less(&|sheet| {
                sheet.attributes.remove(name);
            });
        }
        for kind in self.complete_by_kind.keys() {
            less(&|sheet| {
                sheet.complete_by_kind.remove(kind);
            });
        }
        if self.complete_through.is_some() {
            less(&|sheet| sheet.complete_through = None);
        }
        if self.tracked_since.is_some() {
            less(&|sheet| sheet.tracked_since = None);
        }
        found
    }
}

/// What a pack reads, from which its sheets are drawn.
pub(crate) struct Drawer<'a> {
    pack: &'a Pack,
    events: Vec<&'a Definition>,
    documents: Vec<&'a Definition>,
    /// Every number that its files print: where something may change.
    numbers: Vec<i64>,
}

impl<'a> Drawer<'a> {
    pub(crate) fn of(pack: &'a Pack) -> Self {
        let vocabulary = pack.vocabulary();
        let read = pack.reads();
        let kinds = |family| {
            let names = read.keys().filter(move |(of, _)| *of == family);
            names.filter_map(move |(_, name)| vocabulary.get(family, name))
        };
        let printed = pack
            .sources()
            .filter(|(path, _)| std::path::Path::new(path).extension() == Some("yaml".as_ref()));
        let words = printed.flat_map(|(_, text)| text.split(|c: char| !c.is_ascii_digit()));
        let mut numbers: Vec<i64> = words.filter_map(|word| word.parse().ok()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Self {
            pack,
            events: kinds(Family::Event).collect(),
            documents: kinds(Family::Document).collect(),
            numbers,
        }
    }

    pub(crate) fn sheet(&self, chance: &mut Chance) -> Sheet {
        let begins = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let span = Days::new(chance.next() % 1300);
        let today = match chance.below(40) {
            0 => NaiveDate::from_ymd_opt(1, 1, 1).unwrap(),
            1 => NaiveDate::from_ymd_opt(9999, 12, 31).unwrap(),
            _ => begins.checked_add_days(span).unwrap(),
        };
        let vocabulary = self.pack.vocabulary();
        let mut attributes = BTreeMap::new();
        let known = chance.below(5);
        for of in vocabulary.all(Family::Fact) {
            if chance.below(4) < known {
                attributes.insert(of.name.clone(), self.value(of, chance));
            }
        }
        let mut records = Vec::new();
        for number in 0..chance.below(30) {
            records.push(self.record(number, today, chance));
        }
        let kinds = vocabulary.all(Family::Report);
        let reports = (0..chance.below(5)).map(|_| {
            let of = chance.pick(kinds).unwrap();
            Report {
                kind: of.name.clone(),
                period: Period::containing(
                    of.period.unwrap_or(PeriodKind::Year),
                    day(today, chance),
                ),
                on: day(today, chance),
            }
        });
        let reports = reports.collect();
        let exceptions = (0..chance.below(4)).map(|_| Exception {
            provision: chance.pick(&self.pack.provisions).unwrap().id.clone(),
            approved_by: "县人民政府".to_owned(),
            on: day(today, chance),
            reason: ["急需", "上级专项任务"][chance.below(2)].to_owned(),
        });
        let exceptions = exceptions.collect();
        let mut complete_by_kind = BTreeMap::new();
        for _ in 0..chance.below(4).saturating_sub(1) {
            let of = chance.pick(&self.documents).unwrap();
            complete_by_kind.insert(of.name.clone(), day(today, chance));
        }
        Sheet {
            today,
            attributes,
            records,
            reports,
            exceptions,
            complete_through: chance.one_in(4).then(|| day(today, chance)),
            complete_by_kind,
            tracked_since: chance.one_in(6).then(|| day(today, chance)),
        }
    }

    fn record(&self, number: usize, today: NaiveDate, chance: &mut Chance) -> Record {
        let vocabulary = self.pack.vocabulary();
        let source = [Source::Event, Source::Document][chance.below(2)];
        let (read, all) = match source {
            Source::Event => (&self.events, vocabulary.all(Family::Event)),
            Source::Document => (&self.documents, vocabulary.all(Family::Document)),
        };
        let of = match chance.pick(read) {
            Some(of) if !chance.one_in(10) => *of,
            _ => chance.pick(all).unwrap(),
        };
        let mut record = match source {
            Source::Event => Record::event(&of.name, day(today, chance)),
            Source::Document => {
                let dated = !chance.one_in(5);
                Record::document(&of.name, dated.then(|| day(today, chance)))
            }
        };
        for attribute in &of.attributes {
            if attribute.required || chance.one_in(2) {
                record = record.with(&attribute.name, self.value(attribute, chance));
            }
        }
        if chance.one_in(4) {
            record = record.of_subject(["甲", "乙"][chance.below(2)]);
        }
        if chance.one_in(3) {
            record = record.with_id(&format!("r{number}"));
        }
        if chance.one_in(6) {
            record = record.following(vec![format!("r{}", chance.below(30))]);
        }
        record
    }

    fn value(&self, of: &Definition, chance: &mut Chance) -> Value {
        let near = chance.pick(&self.numbers).copied().unwrap_or_default();
        let step = [-1, 0, 0, 1][chance.below(4)];
        let extreme = [i64::MIN, i64::MAX, 0, -1][chance.below(4)];
        let far = chance.one_in(12);
        match of.value_type.unwrap() {
            ValueType::Money if far => Value::Money(Fen::new(extreme)),
            ValueType::Money => Value::Money(Fen::new(near.saturating_mul(100) + step)),
            ValueType::Int if far => Value::Int(extreme),
            ValueType::Int => Value::Int(near.saturating_add(step)),
            ValueType::Bool => Value::Bool(chance.one_in(2)),
            ValueType::One => Value::One(chance.pick(&of.values).unwrap().name.clone()),
            ValueType::List => {
                let whole = chance.one_in(3);
                let words = of.values.iter().filter(|_| whole || chance.one_in(3));
                Value::List(words.map(|word| word.name.clone()).collect())
            }
            ValueType::Date => Value::Date(day(NaiveDate::default(), chance)),
        }
    }
}

/// Mostly within the two years before a day, often the same as others, rarely ahead or in another
/// age.
fn day(today: NaiveDate, chance: &mut Chance) -> NaiveDate {
    let ages = [(1, 1, 1), (9999, 12, 31), (2024, 2, 29), (1979, 12, 31)];
    let back = match chance.below(30) {
        0 => {
            let (year, month, day) = ages[chance.below(4)];
            return NaiveDate::from_ymd_opt(year, month, day).unwrap();
        }
        1 => {
            let ahead = Days::new(chance.next() % 400);
            return today.checked_add_days(ahead).unwrap_or(today);
        }
        2..=12 => chance.next() % 60,
        13..=16 => chance.next() % 6 * 30,
        _ => chance.next() % 800,
    };
    today.checked_sub_days(Days::new(back)).unwrap_or(today)
}
