//! Payments, budget quotas, catalogue entries, allocations and attachments: rows of a file with terms
//! of their own.

use chrono::NaiveDate;
use serde::Serialize;
use shuniu_entities::{allocation, attachment, budget_quota, catalog_entry, obligation, payment};
use uuid::Uuid;

use super::change::entry;

/// What a payment says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Payment {
    pub(crate) number: Option<String>,
    pub(crate) contract: Option<Uuid>,
    /// Number of the contract as a record told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contract_number: Option<String>,
    pub(crate) payee: Option<Uuid>,
    pub(crate) kind: String,
    pub(crate) amount_fen: i64,
    pub(crate) requested_on: Option<NaiveDate>,
    pub(crate) paid_on: Option<NaiveDate>,
    pub(crate) evidence: Option<Uuid>,
}

/// What a budget quota says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Quota {
    pub(crate) document_number: String,
    pub(crate) year: i32,
    pub(crate) amount_fen: i64,
    pub(crate) funding_source: Option<String>,
    pub(crate) issued_on: NaiveDate,
}

/// What a catalogue entry says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CatalogEntry {
    pub(crate) code: Option<String>,
    pub(crate) name: String,
    pub(crate) system_name: Option<String>,
    pub(crate) sharing: String,
    pub(crate) update_cycle: Option<String>,
    pub(crate) registered_on: Option<NaiveDate>,
}

/// What an allocation says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Resource {
    pub(crate) number: String,
    pub(crate) kind: String,
    pub(crate) specification: String,
    pub(crate) quantity: Option<i32>,
    pub(crate) allocated_on: NaiveDate,
    pub(crate) released_on: Option<NaiveDate>,
}

/// A document, and the event or the duty that it evidences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Attached {
    pub(crate) document: Uuid,
    #[serde(flatten)]
    pub(crate) to: Evidenced,
}

/// What a document evidences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Evidenced {
    Event(Uuid),
    Duty(Duty),
}

/// A duty as the law names it, whatever row it has at present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Duty {
    pub(crate) provision: String,
    pub(crate) subject: String,
    pub(crate) occurrence: String,
    pub(crate) period: String,
}

impl Duty {
    pub(crate) fn of(row: &obligation::Model) -> Self {
        Self {
            provision: row.provision.clone(),
            subject: row.subject.clone(),
            occurrence: row.occurrence.clone(),
            period: row.period.clone(),
        }
    }
}

impl Evidenced {
    fn event(&self) -> Option<Uuid> {
        match self {
            Self::Event(id) => Some(*id),
            Self::Duty(_) => None,
        }
    }

    fn duty(&self, part: impl Fn(&Duty) -> &String) -> Option<String> {
        match self {
            Self::Event(_) => None,
            Self::Duty(duty) => Some(part(duty).clone()),
        }
    }
}

entry!(
    allocation,
    ("allocation", "allocation"),
    Resource,
    |row| Resource {
        number: row.number.clone(),
        kind: row.kind.clone(),
        specification: row.specification.clone(),
        quantity: row.quantity,
        allocated_on: row.allocated_on,
        released_on: row.released_on,
    },
    |said| {
        number: said.number,
        kind: said.kind,
        specification: said.specification,
        quantity: said.quantity,
        allocated_on: said.allocated_on,
        released_on: said.released_on,
    }
);
entry!(
    payment,
    ("payment", "payment"),
    Payment,
    |row| Payment {
        number: row.number.clone(),
        contract: row.contract_id,
        contract_number: row.contract_number.clone(),
        payee: row.payee_id,
        kind: row.kind.clone(),
        amount_fen: row.amount_fen,
        requested_on: row.requested_on,
        paid_on: row.paid_on,
        evidence: row.evidence_id,
    },
    |said| {
        number: said.number,
        contract_id: said.contract,
        contract_number: said.contract_number,
        payee_id: said.payee,
        kind: said.kind,
        amount_fen: said.amount_fen,
        requested_on: said.requested_on,
        paid_on: said.paid_on,
        evidence_id: said.evidence,
    }
);
entry!(
    budget_quota,
    ("budget_quota", "budgetQuota"),
    Quota,
    |row| Quota {
        document_number: row.document_number.clone(),
        year: row.year,
        amount_fen: row.amount_fen,
        funding_source: row.funding_source.clone(),
        issued_on: row.issued_on,
    },
    |said| {
        document_number: said.document_number,
        year: said.year,
        amount_fen: said.amount_fen,
        funding_source: said.funding_source,
        issued_on: said.issued_on,
    }
);
entry!(
    catalog_entry,
    ("catalog_entry", "catalogEntry"),
    CatalogEntry,
    |row| CatalogEntry {
        code: row.code.clone(),
        name: row.name.clone(),
        system_name: row.system_name.clone(),
        sharing: row.sharing.clone(),
        update_cycle: row.update_cycle.clone(),
        registered_on: row.registered_on,
    },
    |said| {
        code: said.code,
        name: said.name,
        system_name: said.system_name,
        sharing: said.sharing,
        update_cycle: said.update_cycle,
        registered_on: said.registered_on,
    }
);
entry!(
    attachment,
    ("attachment", "attachment"),
    Attached,
    |row| Attached {
        document: row.document_id,
        to: match row.event_id {
            Some(id) => Evidenced::Event(id),
            None => {
                let part = |part: &Option<String>| part.clone().unwrap_or_default();
                Evidenced::Duty(Duty {
                    provision: part(&row.provision),
                    subject: part(&row.subject),
                    occurrence: part(&row.occurrence),
                    period: part(&row.period),
                })
            }
        },
    },
    |said| {
        document_id: said.document,
        event_id: said.to.event(),
        provision: said.to.duty(|duty| &duty.provision),
        subject: said.to.duty(|duty| &duty.subject),
        occurrence: said.to.duty(|duty| &duty.occurrence),
        period: said.to.duty(|duty| &duty.period),
    }
);
