use std::collections::{BTreeSet, HashMap};

use anyhow::{Context as _, Result, anyhow};
use cel::objects::Key;
use cel::{Context, Program, Value};
use chrono::Datelike;
use shuniu_hub::policy::cases::Case;
use shuniu_hub::policy::facts::{self, Record, Source};
use shuniu_hub::policy::vocabulary::{Family, Vocabulary};
use shuniu_hub::policy::{Truth, measure::Asked};

use super::{ours::Ours, race::Side};

/// The conditions as programs of the `cel` crate, and each fact sheet as the variables that some
/// of them name. Both are made before anything is timed.
pub(super) struct Cel {
    programs: Vec<Program>,
    sheets: Vec<Context<'static, 'static>>,
}

impl Cel {
    pub(super) fn of(ours: &Ours<'_>) -> Result<Self> {
        let programs = ours.conditions.list.iter().map(program);
        let programs: Vec<Program> = programs.collect::<Result<_>>()?;
        let references = programs.iter().map(Program::references);
        let named: BTreeSet<String> = references
            .flat_map(|one| {
                one.variables()
                    .into_iter()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect();
        let vocabulary = ours.sheets.pack.vocabulary();
        let sheets = ours.sheets.cases.iter();
        Ok(Self {
            sheets: sheets.map(|case| sheet(case, vocabulary, &named)).collect(),
            programs,
        })
    }
}

impl Side for Cel {
    fn judge(&self, sheet: usize, found: &mut Vec<Truth>) {
        found.clear();
        let facts = &self.sheets[sheet];
        let judged = self
            .programs
            .iter()
            .map(|program| match program.execute(facts) {
                Ok(Value::Bool(holds)) => holds.into(),
                _ => Truth::Unknown,
            });
        found.extend(judged);
    }
}

fn program(asked: &Asked<'_>) -> Result<Program> {
    let text = asked.in_cel();
    let text = text.with_context(|| format!("`{}` cannot be said in cel", asked.place))?;
    Program::compile(&text).map_err(|error| anyhow!("compiling `{}`, {text}: {error}", asked.place))
}

/// What is known by the day of the case, as [`Asked::in_cel`] names it.
fn sheet(
    case: &Case,
    vocabulary: &Vocabulary,
    named: &BTreeSet<String>,
) -> Context<'static, 'static> {
    let mut context = Context::default();
    let mut add = |name: String, value: Value| {
        if named.contains(&name) {
            context.add_variable_from_value(name, value);
        }
    };
    let (facts, today) = (&case.facts, case.today);
    for name in vocabulary.names(Family::Fact) {
        let got = facts.get(name);
        add(format!("known_{name}"), got.is_some().into());
        if let Some(got) = got {
            add(name.to_owned(), value(got));
        }
    }
    let kinds = [
        (Family::Event, Source::Event, "event"),
        (Family::Document, Source::Document, "document"),
    ];
    for (family, source, word) in kinds {
        for kind in vocabulary.names(family) {
            let counts = |record: &&Record| {
                record.source == source
                    && record.kind == kind
                    && record.on.is_none_or(|day| day <= today)
            };
            let mut records: Vec<&Record> = facts.records().iter().filter(counts).collect();
            records.sort_by_key(|record| record.on);
            let records: Vec<Value> = records.into_iter().map(record).collect();
            add(format!("{word}_{kind}"), records.into());
        }
    }
    for kind in vocabulary.names(Family::Report) {
        let reports = facts.reports().iter();
        let there = reports.filter(|report| report.kind == kind && report.on <= today);
        let periods: Vec<String> = there.map(|report| report.period.to_string()).collect();
        add(format!("report_{kind}"), periods.into());
    }
    for kind in [Family::Event, Family::Document, Family::Report]
        .into_iter()
        .flat_map(|f| vocabulary.names(f))
    {
        let through = facts.observed_through(kind);
        if through.is_none_or(|through| today <= through) {
            add(format!("seen_{kind}"), true.into());
        }
    }
    let exceptions = facts
        .exceptions()
        .iter()
        .filter(|exception| exception.on <= today);
    let exceptions: Vec<String> = exceptions.map(|e| e.provision.clone()).collect();
    add("exceptions".to_owned(), exceptions.into());
    context
}

fn record(record: &Record) -> Value {
    let attributes = record.attributes.iter();
    let attributes = attributes.map(|(name, got)| (Key::from(name.as_str()), value(got)));
    attributes.collect::<HashMap<Key, Value>>().into()
}

fn value(value: &facts::Value) -> Value {
    match value {
        facts::Value::Money(amount) => amount.get().into(),
        facts::Value::Int(number) => (*number).into(),
        facts::Value::Bool(truth) => (*truth).into(),
        facts::Value::One(word) => word.as_str().into(),
        facts::Value::List(words) => words.clone().into(),
        facts::Value::Date(day) => i64::from(day.num_days_from_ce()).into(),
    }
}
