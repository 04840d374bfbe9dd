//! Payments, budget quotas, catalogue entries and allocations: rows of a file with terms of their own.

use chrono::NaiveDate;
use serde::Serialize;
use shuniu_entities::{allocation, budget_quota, catalog_entry, payment};
use uuid::Uuid;

use super::change::entry;

/// What a payment says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Payment {
    pub(crate) contract: Option<Uuid>,
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

entry!(
    allocation,
    "allocation",
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
    "payment",
    Payment,
    |row| Payment {
        contract: row.contract_id,
        payee: row.payee_id,
        kind: row.kind.clone(),
        amount_fen: row.amount_fen,
        requested_on: row.requested_on,
        paid_on: row.paid_on,
        evidence: row.evidence_id,
    },
    |said| {
        contract_id: said.contract,
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
    "budget_quota",
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
    "catalog_entry",
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
