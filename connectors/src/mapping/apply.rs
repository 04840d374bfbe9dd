use serde_json::Value;
use shuniu_policy::{CreditCode, ProjectCode, RegionCode};

use super::{
    convert::AmountSource,
    drift,
    file::{ClassifiedRule, FactRule, HeaderRule, Kind, MappingFile},
    load::Mapping,
    source::Source,
};
use crate::contract::{
    CanonicalRecord, FactValue, FieldDoubt, HeaderFact, Misfit, RecordError, Stream,
};

/// One record being read.
pub(super) struct Reading<'a> {
    pub(super) file: &'a MappingFile,
    pub(super) record: &'a Source<'a>,
    pub(super) out: CanonicalRecord,
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
            let stream = stream.as_str().to_owned();
            return Err(RecordError::new("", &Misfit::UnknownStream(stream)));
        };
        let value: Value = serde_json::from_str(body)
            .map_err(|error| RecordError::new("", &Misfit::NotJson(error.to_string())))?;
        let Value::Object(object) = &value else {
            return Err(RecordError::new("", &Misfit::NotAnObject));
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
            reading.documents(document)?;
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
        if let Some(review) = &rule.review {
            reading.out.review = review.read(&reading)?;
        }
        if let Some(allocation) = &rule.allocation {
            reading.out.allocation = Some(allocation.read(&reading)?);
        }
        if let Some(catalog) = &rule.catalog {
            reading.out.catalog = catalog.read(&reading)?;
        }
        if let Some(asset) = &rule.asset {
            reading.out.asset = asset.read(&mut reading)?;
        }
        reading.out.flags = record.flags();
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
            .map_err(|error| field.refuse(&Misfit::RegionCode(error, text.clone())))?;
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
        let code =
            ProjectCode::parse(&text).map_err(|error| field.refuse(&Misfit::ProjectCode(error)))?;
        self.doubt(path, code.doubts());
        Ok(Some(code))
    }

    /// Reads a credit code, keeping its doubts.
    pub(super) fn credit_code(&mut self, path: &str) -> Result<Option<CreditCode>, RecordError> {
        let field = self.record.field(path);
        let Some(text) = field.text()? else {
            return Ok(None);
        };
        let code =
            CreditCode::parse(&text).map_err(|error| field.refuse(&Misfit::CreditCode(error)))?;
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
}

fn is_classified(mark: &ClassifiedRule, record: &Source<'_>) -> Result<bool, RecordError> {
    let field = record.field(&mark.path);
    let text = field.required_text().map_err(RecordError::withheld)?;
    if mark.classified.contains(&text) {
        Ok(true)
    } else if mark.open.contains(&text) {
        Ok(false)
    } else {
        Err(field.refuse(&Misfit::SecrecyMark(text)).withheld())
    }
}
