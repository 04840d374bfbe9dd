//! Records on their way into the files of projects.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shuniu_connectors::contract::{CanonicalRecord, RecordError};
use shuniu_entities::source_record;
use uuid::Uuid;

use super::again::Name;
use super::noted::Noted;
use crate::desk::{IMPORT, Party};

/// A mapped record on its way to its project.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sync) struct Incoming {
    pub(in crate::sync) source_record: Uuid,
    pub(in crate::sync) system: String,
    pub(in crate::sync) stream: String,
    pub(in crate::sync) external_id: String,
    /// When its system last changed it; absent in what waited for a person before that was kept.
    #[serde(default)]
    pub(in crate::sync) source_time: Option<DateTime<Utc>>,
    /// The project that an earlier version of the record was merged into.
    pub(in crate::sync) earlier: Option<Uuid>,
    /// The earlier versions of the record that are kept.
    #[serde(default)]
    pub(in crate::sync) versions: Vec<Uuid>,
    /// The project that the hub asked about, where the record answers a question of its own.
    #[serde(default)]
    pub(in crate::sync) asked_for: Option<Uuid>,
    pub(in crate::sync) mapping_version: String,
    pub(in crate::sync) record: CanonicalRecord,
}

impl Incoming {
    /// A record that says nothing any more, of which these versions are kept, oldest first.
    pub(in crate::sync) fn silent(
        (system, stream): (&str, &str),
        versions: &[source_record::Model],
        changed: DateTime<Utc>,
    ) -> Option<Self> {
        let last = versions.last()?;
        Some(Self {
            source_record: last.id,
            system: system.to_owned(),
            stream: stream.to_owned(),
            external_id: last.external_id.clone(),
            source_time: Some(changed),
            earlier: versions.iter().rev().find_map(|row| row.project_id),
            versions: versions.iter().map(|row| row.id).collect(),
            asked_for: None,
            mapping_version: String::new(),
            record: CanonicalRecord::default(),
        })
    }

    pub(super) fn supplier(&self) -> Option<Party> {
        let award = self.record.award.as_ref();
        let contract = self.record.contract.as_ref();
        if let Some(payment) = &self.record.payment {
            return payment.payee_name.as_ref().map(|name| Party {
                name: name.clone(),
                credit_code: payment.payee_credit_code.clone(),
            });
        }
        award
            .map(|award| (&award.supplier_name, &award.supplier_credit_code))
            .or(contract.map(|contract| (&contract.supplier_name, &contract.supplier_credit_code)))
            .map(|(name, code)| Party {
                name: name.clone(),
                credit_code: code.clone(),
            })
    }

    /// The project that the record's system had it in before, where that is another. A person's
    /// ledgers number their rows alike, so that a row of them moves nowhere.
    pub(super) fn left(&self, project: Uuid) -> Option<Uuid> {
        let before = self.earlier.filter(|before| *before != project);
        before.filter(|_| self.system != IMPORT && self.asked_for.is_none())
    }

    /// By what it is known again, within the jurisdiction.
    pub(super) fn name(&self) -> Name {
        (
            self.system.clone(),
            self.stream.clone(),
            self.external_id.clone(),
        )
    }

    /// The unit that the record names.
    pub(in crate::sync) fn unit(&self) -> Option<Party> {
        let named = &self.record.project;
        let name = named.unit_name.clone()?;
        Some(Party {
            name,
            credit_code: named.unit_credit_code.clone(),
        })
    }
}

/// Everybody whom the records name.
pub(in crate::sync) fn parties<'a>(records: impl IntoIterator<Item = &'a Incoming>) -> Vec<Party> {
    let named = |one: &'a Incoming| [one.unit(), one.supplier()].into_iter().flatten();
    records.into_iter().flat_map(named).collect()
}

/// What became of a record in its project's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sync) enum Merged {
    /// It went into the file, with what is to be said of it.
    Done(Vec<Noted>),
    /// Another source has the same on record: nothing was added.
    Known,
    /// Another source has it on record otherwise: nothing of it was merged.
    Differs(RecordError),
}
