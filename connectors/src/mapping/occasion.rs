use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    apply::Reading,
    convert::Meaning,
    file::{AttributeRule, DocumentRule, EventRule, Kind, MappingFile},
    source::Source,
};
use crate::contract::{DocumentRecord, EventRecord, RecordError};

/// The state word that makes an event of a step, or a proof of a paper.
const DONE: &str = "done";

impl<'a> Reading<'a> {
    pub(super) fn events(&mut self, rule: &EventRule) -> Result<(), RecordError> {
        for place in &self.places(rule.each.as_deref())? {
            if let Some(event) = self.event(rule, place)? {
                self.out.events.push(event);
            }
        }
        Ok(())
    }

    pub(super) fn documents(&mut self, rule: &DocumentRule) -> Result<(), RecordError> {
        for place in &self.places(rule.each.as_deref())? {
            if let Some(document) = self.document(rule, place)? {
                self.out.documents.push(document);
            }
        }
        Ok(())
    }

    /// The record itself, or the elements of one of its lists.
    fn places(&self, each: Option<&str>) -> Result<Vec<Source<'a>>, RecordError> {
        match each {
            Some(list) => self.record.elements(list),
            None => Ok(vec![self.record.clone()]),
        }
    }

    fn event(
        &self,
        rule: &EventRule,
        place: &Source<'_>,
    ) -> Result<Option<EventRecord>, RecordError> {
        let state = (rule.state_path.as_deref(), rule.state_codes.as_deref());
        if !self.is_done(state, place)? {
            return Ok(None);
        }
        let coded = (rule.kind_path.as_deref(), rule.kind_codes.as_deref());
        let Some(kind) = self.kind(rule.kind.as_deref(), coded, place)? else {
            return Ok(None);
        };
        let day = place.field(&rule.on);
        // A step that is done happened on some day; only a record's own event may be absent.
        let required = rule.required || rule.each.is_some();
        let Some(on) = self.file.day(&day)? else {
            return if required {
                Err(day.missing())
            } else {
                Ok(None)
            };
        };
        Ok(Some(EventRecord {
            attributes: attributes(self.file, &rule.attributes, place, &kind)?,
            kind,
            on,
            occurrence_key: self.occurrence(rule, place)?,
        }))
    }

    /// What tells an event apart, as `TH-2025-00017/3` where records number their own.
    fn occurrence(
        &self,
        rule: &EventRule,
        place: &Source<'_>,
    ) -> Result<Option<String>, RecordError> {
        let own = occurrence(rule.occurrence.as_deref(), place)?;
        let whole = occurrence(rule.occurrence_within.as_deref(), self.record)?;
        Ok(match (whole, own) {
            (Some(whole), Some(own)) => Some(format!("{whole}/{own}")),
            (whole, own) => own.or(whole),
        })
    }

    fn document(
        &self,
        rule: &DocumentRule,
        place: &Source<'_>,
    ) -> Result<Option<DocumentRecord>, RecordError> {
        let state = (rule.state_path.as_deref(), rule.state_codes.as_deref());
        if place.field(&rule.present).value.is_none() || !self.is_done(state, place)? {
            return Ok(None);
        }
        let coded = (rule.kind_path.as_deref(), rule.kind_codes.as_deref());
        let Some(kind) = self.kind(rule.kind.as_deref(), coded, place)? else {
            return Ok(None);
        };
        let on = match &rule.on {
            Some(path) => self.file.day(&place.field(path))?,
            None => None,
        };
        Ok(Some(DocumentRecord {
            attributes: attributes(self.file, &rule.attributes, place, &kind)?,
            kind,
            on,
            occurrence_key: occurrence(rule.occurrence.as_deref(), place)?,
        }))
    }

    pub(super) fn is_done(
        &self,
        (path, codes): (Option<&str>, Option<&str>),
        place: &Source<'_>,
    ) -> Result<bool, RecordError> {
        let Some(path) = path else { return Ok(true) };
        let field = place.field(path);
        let text = field.required_text()?;
        let meaning = self.file.meaning(&field, codes, &text)?;
        Ok(matches!(meaning, Meaning::Word(word) if word == DONE))
    }

    fn kind(
        &self,
        fixed: Option<&str>,
        (path, codes): (Option<&str>, Option<&str>),
        place: &Source<'_>,
    ) -> Result<Option<String>, RecordError> {
        let (None, Some(path)) = (fixed, path) else {
            return Ok(fixed.map(str::to_owned));
        };
        let field = place.field(path);
        let text = field.required_text()?;
        Ok(match self.file.meaning(&field, codes, &text)? {
            Meaning::Word(word) => Some(word),
            Meaning::Nothing => None,
        })
    }
}

fn occurrence(path: Option<&str>, place: &Source<'_>) -> Result<Option<String>, RecordError> {
    match path {
        Some(path) => place.field(path).text(),
        None => Ok(None),
    }
}

fn attributes(
    file: &MappingFile,
    rules: &BTreeMap<String, AttributeRule>,
    place: &Source<'_>,
    kind: &str,
) -> Result<BTreeMap<String, Value>, RecordError> {
    let mut found = BTreeMap::new();
    for (name, rule) in rules {
        if !rule.only_for.is_empty() && !rule.only_for.iter().any(|only| only == kind) {
            continue;
        }
        let value = match (&rule.value, &rule.path) {
            (Some(fixed), _) => Some(Value::String(fixed.clone())),
            (None, Some(path)) => {
                let field = place.field(path);
                if rule.required && field.value.is_none() {
                    return Err(field.missing());
                }
                let read = rule.kind.unwrap_or(Kind::Text);
                file.convert(&field, read, rule.codes.as_deref())?
                    .map(|converted| converted.value)
            }
            (None, None) => None,
        };
        if let Some(value) = value {
            found.insert(name.clone(), value);
        }
    }
    Ok(found)
}
