use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Value;
use crate::{values::Period, vocabulary::Family};

/// Whether a record is an event or a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Something that happened on a day.
    Event,
    /// Something on file.
    Document,
}

impl Source {
    /// The family of names its kinds are from.
    #[must_use]
    pub fn family(self) -> Family {
        match self {
            Self::Event => Family::Event,
            Self::Document => Family::Document,
        }
    }
}

/// An event or a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Event or document.
    pub source: Source,
    /// The kind, a name of the vocabulary.
    pub kind: String,
    /// The day it happened or was submitted; only a document may lack it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// Its further attributes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
    /// The contract, lot, asset or request it belongs to; absent for the project itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// A stable id of the caller, used to name an occurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The ids of records that it follows from, where that is known: of a contract those of the
    /// purchase that it came of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follows: Vec<String>,
}

impl Record {
    /// An event on a day, without further attributes.
    #[must_use]
    pub fn event(kind: &str, on: NaiveDate) -> Self {
        Self::new(Source::Event, kind, Some(on))
    }

    /// A document on file, submitted on a day if that is known.
    #[must_use]
    pub fn document(kind: &str, on: Option<NaiveDate>) -> Self {
        Self::new(Source::Document, kind, on)
    }

    fn new(source: Source, kind: &str, on: Option<NaiveDate>) -> Self {
        Self {
            source,
            kind: kind.to_owned(),
            on,
            attributes: BTreeMap::new(),
            subject: None,
            id: None,
            follows: Vec::new(),
        }
    }

    /// The same record with one more attribute.
    #[must_use]
    pub fn with(mut self, attribute: &str, value: Value) -> Self {
        self.attributes.insert(attribute.to_owned(), value);
        self
    }

    /// The same record, belonging to a contract, lot, asset or request.
    #[must_use]
    pub fn of_subject(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }

    /// The same record, following from others by their ids.
    #[must_use]
    pub fn following(mut self, others: Vec<String>) -> Self {
        self.follows = others;
        self
    }

    /// Whether it names a record as the one it belongs to or follows from.
    #[must_use]
    pub fn names(&self, id: &str) -> bool {
        self.subject.as_deref() == Some(id) || self.follows.iter().any(|other| other == id)
    }

    /// By what records are put in order: the day, then the id, of which the later was recorded
    /// later, then what else they say.
    pub(super) fn rank(&self) -> impl Ord + '_ {
        let said = (&self.attributes, &self.subject, &self.follows);
        (self.on, &self.id, self.source, &self.kind, said)
    }

    /// The same record with the caller's id.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }
}

/// A recurring submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The kind, a name of the vocabulary.
    pub kind: String,
    /// The period it is for.
    pub period: Period,
    /// The day it was submitted.
    pub on: NaiveDate,
}

impl Report {
    /// By what reports are put in order.
    pub(super) fn rank(&self) -> impl Ord + '_ {
        (self.on, self.period, &self.kind)
    }
}

/// A recorded exception to an 原则上 provision (R5).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exception {
    /// The day of approval.
    pub on: NaiveDate,
    /// The provision it excepts from.
    pub provision: String,
    /// Who approved it.
    pub approved_by: String,
    /// Why.
    pub reason: String,
}
