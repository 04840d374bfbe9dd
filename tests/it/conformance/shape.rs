use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use shuniu_connectors::contract::{CanonicalRecord, RecordError, Stream, System};
use shuniu_connectors::mapping::{Mapping, StreamRule};
use shuniu_connectors::preview::shipped;
use shuniu_connectors::seed::World;

use super::subject::Records;

/// Most records of a stream that a world has.
const MOST: usize = 5;

/// How a system's records look, by the mapping that ships with it.
pub(super) struct Shape {
    mapping: Mapping,
}

/// What a platform does to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoil {
    /// It is not there any more.
    Missing,
    /// It is of another type.
    Retyped,
    /// It holds a code that no list knows.
    NewCode,
}

impl Shape {
    pub(super) fn of(system: &System) -> Self {
        let text = shipped(system.as_str()).unwrap().mapping;
        let mapping = Mapping::parse("the shipped mapping", text, system).unwrap();
        Self { mapping }
    }

    /// What the system has of a world: records that can be named and understood, in their order, and
    /// of each stream not too many.
    pub(super) fn some(&self, world: &World, system: &System) -> Records {
        let mut some = self.sound(world, system);
        some.values_mut().for_each(|records| records.truncate(MOST));
        some
    }

    /// All of them.
    pub(super) fn sound(&self, world: &World, system: &System) -> Records {
        let mut sound = world.of_system(system);
        for (name, records) in &mut sound {
            let stream = Stream::new(name.clone());
            let mut ids = BTreeSet::new();
            records.retain(|one| {
                let whole = self.map(&stream, one).is_ok_and(|record| {
                    !record.classified && record.region.is_some() && record.flags.is_empty()
                });
                whole
                    && !self.id(&stream, one).trim().is_empty()
                    && self.read_time(&stream, one).is_some()
                    && ids.insert(self.id(&stream, one))
            });
            records.sort_by_key(|one| (self.time(&stream, one), self.id(&stream, one)));
        }
        sound
    }

    pub(super) fn map(&self, stream: &Stream, one: &Value) -> Result<CanonicalRecord, RecordError> {
        self.mapping.map(stream, &one.to_string())
    }

    /// Whether the mapping has such a stream.
    pub(super) fn knows(&self, stream: &Stream) -> bool {
        self.mapping.stream(stream).is_some()
    }

    fn rule(&self, stream: &Stream) -> &StreamRule {
        self.mapping.stream(stream).unwrap()
    }

    /// What names the record.
    pub(super) fn id(&self, stream: &Stream, one: &Value) -> String {
        text(one, &self.rule(stream).external_id)
    }

    fn read_time(&self, stream: &Stream, one: &Value) -> Option<DateTime<Utc>> {
        let rule = self.rule(stream);
        let text = text(one, &rule.source_time);
        if rule.source_time_format == "rfc3339" {
            let read = DateTime::parse_from_rfc3339(&text).ok()?;
            return Some(read.with_timezone(&Utc));
        }
        let local = NaiveDateTime::parse_from_str(&text, &rule.source_time_format).ok()?;
        Some(local.and_utc() - TimeDelta::hours(8))
    }

    /// When it was changed.
    pub(super) fn time(&self, stream: &Stream, one: &Value) -> DateTime<Utc> {
        self.read_time(stream, one).unwrap()
    }

    /// The same record, changed at another time.
    pub(super) fn at(&self, stream: &Stream, one: &Value, at: DateTime<Utc>) -> Value {
        let rule = self.rule(stream);
        let written = match rule.source_time_format.as_str() {
            "rfc3339" => at.to_rfc3339(),
            format => (at + TimeDelta::hours(8)).format(format).to_string(),
        };
        put(one, &rule.source_time, json!(written))
    }

    /// The same record under another name.
    pub(super) fn named(&self, stream: &Stream, one: &Value, id: &str) -> Value {
        put(one, &self.rule(stream).external_id, json!(id))
    }

    /// So many records of a stream, each a second after the one before, by names of their own.
    pub(super) fn series(
        &self,
        stream: &Stream,
        of: &[Value],
        (count, first): (usize, DateTime<Utc>),
    ) -> Vec<Value> {
        let each = (0..count).zip(of.iter().cycle());
        let each = each.map(|(number, one)| {
            let named = self.named(stream, one, &format!("KIT-{number:04}"));
            let seconds = i64::try_from(number).unwrap();
            self.at(stream, &named, first + TimeDelta::seconds(seconds))
        });
        each.collect()
    }

    /// The record with one field spoilt so that it cannot be understood, or is flagged, and the field;
    /// nothing where no field of it can be spoilt so.
    pub(super) fn spoilt(
        &self,
        stream: &Stream,
        one: &Value,
        how: Spoil,
    ) -> Option<(Value, String)> {
        let rule = self.rule(stream);
        let texts = one
            .as_object()?
            .iter()
            .filter(|(_, value)| value.is_string());
        let fields = texts.map(|(key, _)| format!("/{key}"));
        let free = fields.filter(|path| *path != rule.external_id && *path != rule.source_time);
        let mut spoilt = free.map(|path| match how {
            Spoil::Missing => (without(one, &path), path),
            Spoil::Retyped => (put(one, &path, json!("并非如此")), path),
            Spoil::NewCode => (put(one, &path, json!("新增代码")), path),
        });
        spoilt.find(|(record, path)| match (how, self.map(stream, record)) {
            (Spoil::NewCode, Ok(read)) => read.flags.iter().any(|flag| flag.path == *path),
            (_, Ok(_)) => false,
            (_, Err(error)) => error.path == *path && !error.withhold && is(how, &error),
        })
    }

    /// The record changed later in something that it says.
    pub(super) fn changed(&self, stream: &Stream, one: &Value) -> Value {
        let later = self.at(stream, one, self.time(stream, one) + TimeDelta::seconds(1));
        let rule = self.rule(stream);
        let said = self.map(stream, &later).unwrap();
        let fields = one.as_object().unwrap().iter();
        let mut other = fields.filter_map(|(key, value)| {
            let (path, text) = (format!("/{key}"), value.as_str()?);
            if text.is_empty() || path == rule.external_id || path == rule.source_time {
                return None;
            }
            let record = put(&later, &path, json!(format!("{text}（调整）")));
            let read = self.map(stream, &record).ok()?;
            let fine = read != said && !read.classified && read.flags.is_empty();
            // Of another unit, or of no known project, it would be another record.
            (fine && read.project == said.project).then_some(record)
        });
        other.next().unwrap_or(later)
    }
}

/// Whether the error is what comes of spoiling a field so.
fn is(how: Spoil, error: &RecordError) -> bool {
    let code = error.reason.code.as_str();
    match how {
        Spoil::Missing => code == "missing",
        Spoil::Retyped => ["wrong_type", "amount", "day", "region_code"].contains(&code),
        Spoil::NewCode => code == "unknown_code",
    }
}

fn text(one: &Value, path: &str) -> String {
    let value = one.pointer(path).and_then(Value::as_str);
    value.unwrap_or_default().to_owned()
}

fn put(one: &Value, path: &str, value: Value) -> Value {
    let mut one = one.clone();
    *one.pointer_mut(path).unwrap() = value;
    one
}

fn without(one: &Value, path: &str) -> Value {
    let mut one = one.clone();
    let object = one.as_object_mut().unwrap();
    object.remove(path.trim_start_matches('/'));
    one
}
