use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use super::{Exception, FactError, Record, Report, Value};
use crate::{
    values::PeriodKind,
    vocabulary::{Definition, Family, Vocabulary},
};

/// All that is known of one project, checked against a vocabulary.
#[derive(Clone, Debug)]
pub struct Facts {
    vocabulary: Arc<Vocabulary>,
    attributes: BTreeMap<String, Value>,
    records: Vec<Record>,
    reports: Vec<Report>,
    exceptions: Vec<Exception>,
    complete_through: Option<NaiveDate>,
    complete_by_kind: BTreeMap<String, NaiveDate>,
    tracked_since: Option<NaiveDate>,
}

impl Facts {
    /// Nothing is known yet; the record counts as complete for every day asked about.
    #[must_use]
    pub fn new(vocabulary: Arc<Vocabulary>) -> Self {
        Self {
            vocabulary,
            attributes: BTreeMap::new(),
            records: Vec::new(),
            reports: Vec::new(),
            exceptions: Vec::new(),
            complete_through: None,
            complete_by_kind: BTreeMap::new(),
            tracked_since: None,
        }
    }

    /// Records a project attribute, replacing what was there. A word that stands twice in a list
    /// stands there once.
    ///
    /// # Errors
    ///
    /// [`FactError`] for an unknown name or value or a wrong type.
    pub fn set(&mut self, name: &str, value: Value) -> Result<(), FactError> {
        let of = self.definition(Family::Fact, name)?;
        check(of, &value)?;
        self.attributes.insert(name.to_owned(), value.each_once());
        Ok(())
    }

    /// Adds an event or document.
    ///
    /// # Errors
    ///
    /// [`FactError`] for an unknown kind, attribute or value, a wrong type, a missing attribute,
    /// or an event without a day.
    pub fn record(&mut self, record: Record) -> Result<(), FactError> {
        let family = record.source.family();
        let of = self.definition(family, &record.kind)?;
        for (name, value) in &record.attributes {
            let attribute = of.attribute(name).ok_or_else(|| {
                let known = of.attributes.iter().map(|a| a.name.as_str());
                FactError::unknown(&format!("attribute of {}", of.name), name, known)
            })?;
            check(attribute, value)?;
        }
        let missing = |a: &&Definition| a.required && !record.attributes.contains_key(&a.name);
        if let Some(attribute) = of.attributes.iter().find(missing) {
            return Err(FactError::Missing {
                kind: record.kind.clone(),
                attribute: attribute.name.clone(),
            });
        }
        if family == Family::Event && record.on.is_none() {
            return Err(FactError::Undated(record.kind));
        }
        let at = self
            .records
            .partition_point(|one| one.rank() <= record.rank());
        self.records.insert(at, record);
        Ok(())
    }

    /// Adds a recurring submission.
    ///
    /// # Errors
    ///
    /// [`FactError`] for an unknown kind or a period of another length.
    pub fn report(&mut self, report: Report) -> Result<(), FactError> {
        let of = self.definition(Family::Report, &report.kind)?;
        if of.period.is_some_and(|kind| kind != report.period.kind()) {
            let expected = match of.period {
                Some(PeriodKind::Month) => "month such as 2025-07",
                Some(PeriodKind::Quarter) => "quarter such as 2025-Q3",
                _ => "year such as 2026",
            };
            return Err(FactError::Period {
                kind: report.kind,
                expected,
                period: report.period.to_string(),
            });
        }
        let at = self
            .reports
            .partition_point(|one| one.rank() <= report.rank());
        self.reports.insert(at, report);
        Ok(())
    }

    /// Adds a recorded exception. Whether its provision exists and takes exceptions is judged
    /// at evaluation.
    pub fn except(&mut self, exception: Exception) {
        let at = self.exceptions.partition_point(|one| one <= &exception);
        self.exceptions.insert(at, exception);
    }

    /// States that the whole record is complete through a day only.
    pub fn complete_through(&mut self, day: NaiveDate) {
        self.complete_through = Some(day);
    }

    /// States how far the record is complete for one kind of event, document or report; it
    /// overrides the general day.
    ///
    /// # Errors
    ///
    /// [`FactError::Unknown`] for a kind of none of the three.
    pub fn kind_complete_through(&mut self, kind: &str, day: NaiveDate) -> Result<(), FactError> {
        let families = [Family::Event, Family::Document, Family::Report];
        if !families
            .iter()
            .any(|f| self.vocabulary.get(*f, kind).is_some())
        {
            let known = families.iter().flat_map(|f| self.vocabulary.names(*f));
            return Err(FactError::unknown("event, document or report", kind, known));
        }
        self.complete_by_kind.insert(kind.to_owned(), day);
        Ok(())
    }

    /// States the attested day from which on an old project is followed; it owes nothing before.
    pub fn tracked_since(&mut self, day: NaiveDate) {
        self.tracked_since = Some(day);
    }

    /// The same, as if the event or document of that id had never been recorded.
    #[must_use]
    pub fn without_record(&self, id: &str) -> Self {
        let mut facts = self.clone();
        facts
            .records
            .retain(|record| record.id.as_deref() != Some(id));
        facts
    }

    /// A project attribute; `None` is unknown.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.attributes.get(name)
    }

    /// All recorded attributes.
    #[must_use]
    pub fn attributes(&self) -> &BTreeMap<String, Value> {
        &self.attributes
    }

    /// All events and documents, by day, those without one first; of one day, by the caller's id.
    /// The order in which they were added says nothing.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// All reports, by day.
    #[must_use]
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// All exceptions, by day.
    #[must_use]
    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// The day through which a kind is complete; `None` when there is no limit.
    #[must_use]
    pub fn observed_through(&self, kind: &str) -> Option<NaiveDate> {
        let own = self.complete_by_kind.get(kind).copied();
        own.or(self.complete_through)
    }

    /// The attested day of an old project.
    #[must_use]
    pub fn attested_on(&self) -> Option<NaiveDate> {
        self.tracked_since
    }

    fn definition(&self, family: Family, name: &str) -> Result<&Definition, FactError> {
        self.vocabulary
            .get(family, name)
            .ok_or_else(|| FactError::unknown(family.as_str(), name, self.vocabulary.names(family)))
    }
}

fn check(of: &Definition, value: &Value) -> Result<(), FactError> {
    let got = value.value_type();
    match of.value_type {
        Some(expected) if expected != got => Err(FactError::Type {
            name: of.name.clone(),
            expected,
            got,
        }),
        _ => match value.stranger(of) {
            None => Ok(()),
            Some(word) => {
                let known = of.values.iter().map(|v| v.name.as_str());
                Err(FactError::unknown(
                    &format!("value of {}", of.name),
                    word,
                    known,
                ))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Fen, Period};

    fn facts() -> Facts {
        Facts::new(Arc::new(Vocabulary::shared().clone()))
    }

    #[test]
    fn a_name_nobody_knows_is_refused_with_the_nearest() {
        let error = facts()
            .set("budget_yaun", Value::Money(Fen::ZERO))
            .unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("nearest known name is `budget_yuan`"),
            "{error}"
        );
        let error = facts().set("budget_yuan", Value::Int(1)).unwrap_err();
        assert_eq!(error.to_string(), "`budget_yuan` is of type money, not int");
        let error = facts()
            .set("project_type", Value::One("built".into()))
            .unwrap_err();
        assert!(error.to_string().contains("`build`"), "{error}");
    }

    #[test]
    fn an_event_needs_its_attributes_and_a_report_its_kind_of_period() {
        let day = "2025-05-08".parse().unwrap();
        let panel = Record::event("expert_panel_formed", day);
        assert!(matches!(
            facts().record(panel.clone()),
            Err(FactError::Missing { .. })
        ));
        assert_eq!(
            facts().record(panel.with("panel_size", Value::Int(5))),
            Ok(())
        );
        let report = Report {
            kind: "quarterly_progress_report".into(),
            period: Period::Month(2025, 7),
            on: day,
        };
        assert!(facts().report(report).is_err());
    }
}
