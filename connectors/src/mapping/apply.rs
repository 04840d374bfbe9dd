use std::collections::BTreeMap;

use serde_json::Value;
use shuniu_policy::{CreditCode, ProjectCode, RegionCode};

use super::{
    convert::{AmountSource, Meaning},
    drift,
    file::{AttributeRule, ClassifiedRule, EventRule, FactRule, HeaderRule, Kind, MappingFile},
    load::Mapping,
    source::Source,
};
use crate::contract::{
    CanonicalRecord, DocumentRecord, EventRecord, FactValue, FieldDoubt, HeaderFact, RecordError,
    Stream,
};

/// The state word that makes an event of a step.
const DONE: &str = "done";

/// One record being read.
pub(super) struct Reading<'a> {
    pub(super) file: &'a MappingFile,
    pub(super) record: &'a Source<'a>,
    out: CanonicalRecord,
}

impl Mapping {
    /// Maps one raw record of a stream; pure.
    ///
    /// # Errors
    ///
    /// [`RecordError`] names the field, the reason and what to do.
    pub fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        let file = self.file();
        let Some(rule) = file.streams.get(stream.as_str()) else {
            return Err(RecordError::new(
                "",
                format!("the mapping has no stream {stream}"),
                format!("add [streams.{stream}] to the mapping"),
            ));
        };
        let value: Value = serde_json::from_str(body).map_err(|error| {
            RecordError::new(
                "",
                format!("the record is not JSON: {error}"),
                "have the source send valid JSON",
            )
        })?;
        let Value::Object(object) = &value else {
            return Err(RecordError::new(
                "",
                "the record is not a JSON object",
                "have the source send one object for each record",
            ));
        };
        let record = Source::root(&value);
        let mut reading = Reading {
            file,
            record: &record,
            out: CanonicalRecord::default(),
        };
        // The secrecy mark comes before everything: nothing else of such a record may be read.
        if let Some(mark) = &rule.classified
            && is_classified(mark, &record)?
        {
            reading.out.classified = true;
            reading.out.region = reading.region(&rule.header).unwrap_or_default();
            return Ok(reading.out);
        }
        reading.out.warnings = drift::look(rule, self.known_fields(stream), object)?;
        reading.header(&rule.header)?;
        for fact in &rule.facts {
            reading.fact(fact)?;
        }
        for event in &rule.events {
            reading.events(event)?;
        }
        for document in &rule.documents {
            if record.field(&document.present).value.is_some() {
                let on = match &document.on {
                    Some(path) => file.day(&record.field(path))?,
                    None => None,
                };
                let attributes = attributes(file, &document.attributes, &record, &document.kind)?;
                reading.out.documents.push(DocumentRecord {
                    kind: document.kind.clone(),
                    on,
                    attributes,
                });
            }
        }
        if let Some(tender) = &rule.tender {
            reading.out.tender = Some(tender.read(&mut reading)?);
        }
        if let Some(award) = &rule.award {
            reading.out.award = Some(award.read(&mut reading)?);
        }
        if let Some(contract) = &rule.contract {
            reading.out.contract = Some(contract.read(&mut reading)?);
        }
        if let Some(asset) = &rule.asset {
            reading.out.asset = asset.read(&mut reading)?;
        }
        Ok(reading.out)
    }
}

impl Reading<'_> {
    fn region(&self, rule: &HeaderRule) -> Result<Option<RegionCode>, RecordError> {
        let Some(path) = &rule.region else {
            return Ok(None);
        };
        let field = self.record.field(path);
        let Some(text) = field.text()? else {
            return Ok(None);
        };
        let region = RegionCode::parse(&text)
            .map_err(|error| field.refuse(error.to_string(), "have the source correct the code"))?;
        Ok(Some(region))
    }

    fn header(&mut self, rule: &HeaderRule) -> Result<(), RecordError> {
        let record = self.record;
        for name in &rule.required {
            if let Some(path) = rule.path_of(name) {
                let field = record.field(path);
                if field.value.is_none() {
                    return Err(field.missing());
                }
            }
        }
        let text = |path: &Option<String>| match path {
            Some(path) => record.field(path).text(),
            None => Ok(None),
        };
        self.out.region = self.region(rule)?;
        self.out.project.name = text(&rule.name)?;
        self.out.project.unit_name = text(&rule.unit_name)?;
        self.out.project.unified_trade_code = text(&rule.unified_trade_code)?;
        if let Some(path) = &rule.project_code {
            self.out.project.project_code = self.project_code(path)?;
        }
        if let Some(path) = &rule.unit_credit_code {
            self.out.project.unit_credit_code = self.credit_code(path)?;
        }
        for name in &rule.facts {
            let project = &self.out.project;
            let value = match name.as_str() {
                HeaderFact::NAME => project.name.clone(),
                HeaderFact::UNIT_NAME => project.unit_name.clone(),
                HeaderFact::PROJECT_CODE => project.project_code.as_ref().map(ToString::to_string),
                _ => project.unit_credit_code.as_ref().map(ToString::to_string),
            };
            if let (Some(value), Some(path)) = (value, rule.path_of(name)) {
                self.out.facts.push(FactValue {
                    name: name.clone(),
                    value: Value::String(value),
                    path: path.to_owned(),
                    raw: None,
                });
            }
        }
        Ok(())
    }

    fn project_code(&mut self, path: &str) -> Result<Option<ProjectCode>, RecordError> {
        let field = self.record.field(path);
        let Some(text) = field.text()? else {
            return Ok(None);
        };
        let code = ProjectCode::parse(&text)
            .map_err(|error| field.refuse(error.to_string(), "have the source correct the code"))?;
        self.doubt(path, code.doubts());
        Ok(Some(code))
    }

    /// Reads a credit code, keeping its doubts.
    pub(super) fn credit_code(&mut self, path: &str) -> Result<Option<CreditCode>, RecordError> {
        let field = self.record.field(path);
        let Some(text) = field.text()? else {
            return Ok(None);
        };
        let code = CreditCode::parse(&text)
            .map_err(|error| field.refuse(error.to_string(), "have the source correct the code"))?;
        self.doubt(path, code.doubts());
        Ok(Some(code))
    }

    fn doubt(&mut self, path: &str, doubts: Vec<shuniu_policy::Doubt>) {
        self.out
            .doubts
            .extend(doubts.into_iter().map(|doubt| FieldDoubt {
                path: path.to_owned(),
                doubt,
            }));
    }

    fn fact(&mut self, rule: &FactRule) -> Result<(), RecordError> {
        let field = self.record.field(&rule.path);
        if field.value.is_none() {
            return if rule.required {
                Err(field.missing())
            } else {
                Ok(())
            };
        }
        let path = field.path.clone();
        let (value, raw) = if rule.kind == Kind::Money {
            let amount = self.file.amount(&AmountSource {
                field,
                unit: rule.unit,
                unit_field: rule
                    .unit_path
                    .as_deref()
                    .map(|path| self.record.field(path)),
                unit_codes: rule.codes.as_deref(),
            })?;
            let Some(amount) = amount else { return Ok(()) };
            let raw = format!("{} {}", amount.raw, amount.unit.as_chinese());
            (Value::String(amount.fen.to_string()), Some(raw))
        } else {
            match self
                .file
                .convert(&field, rule.kind, rule.codes.as_deref())?
            {
                Some(converted) => (converted.value, converted.raw),
                None => return Ok(()),
            }
        };
        self.out.facts.push(FactValue {
            name: rule.name.clone(),
            value,
            path,
            raw,
        });
        Ok(())
    }

    fn events(&mut self, rule: &EventRule) -> Result<(), RecordError> {
        let places = match &rule.each {
            Some(list) => self.record.elements(list)?,
            None => vec![self.record.clone()],
        };
        for place in &places {
            if let Some(event) = self.event(rule, place)? {
                self.out.events.push(event);
            }
        }
        Ok(())
    }

    fn event(
        &self,
        rule: &EventRule,
        place: &Source<'_>,
    ) -> Result<Option<EventRecord>, RecordError> {
        if let Some(path) = &rule.state_path {
            let field = place.field(path);
            let text = field.required_text()?;
            match self
                .file
                .meaning(&field, rule.state_codes.as_deref(), &text)?
            {
                Meaning::Word(word) if word == DONE => {}
                Meaning::Word(_) | Meaning::Nothing => return Ok(None),
            }
        }
        let kind = match (&rule.kind, &rule.kind_path) {
            (None, Some(path)) => {
                let field = place.field(path);
                let text = field.required_text()?;
                match self
                    .file
                    .meaning(&field, rule.kind_codes.as_deref(), &text)?
                {
                    Meaning::Word(word) => word,
                    Meaning::Nothing => return Ok(None),
                }
            }
            (kind, _) => kind.clone().unwrap_or_default(),
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
        let occurrence_key = match &rule.occurrence {
            Some(path) => place.field(path).text()?,
            None => None,
        };
        Ok(Some(EventRecord {
            attributes: attributes(self.file, &rule.attributes, place, &kind)?,
            kind,
            on,
            occurrence_key,
        }))
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

fn is_classified(mark: &ClassifiedRule, record: &Source<'_>) -> Result<bool, RecordError> {
    let field = record.field(&mark.path);
    let text = field.required_text().map_err(RecordError::withheld)?;
    if mark.classified.contains(&text) {
        Ok(true)
    } else if mark.open.contains(&text) {
        Ok(false)
    } else {
        Err(field
            .refuse(
                format!("secrecy mark {text:?} is neither in classified nor in open"),
                "add it to the mapping's classified section; until then such records are not kept",
            )
            .withheld())
    }
}
