use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shuniu_policy::{CreditCode, Doubt, Period, ProjectCode, RegionCode};

use super::{
    AllocationRecord, AssetRecord, AwardRecord, CatalogRecord, ContractRecord, OwnedAsset,
    PaymentRecord, QuotaRecord, RecordError, ReviewRecord, TenderRecord,
};

/// One record of an outside system in the hub's own words.
///
/// A classified project (涉密) comes with `classified` set and everything but the region left
/// out; its raw body must not be kept either.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CanonicalRecord {
    /// The division the record says it belongs to; absent where the system does not say.
    pub region: Option<RegionCode>,
    /// Whether the source marks the project as a state secret.
    pub classified: bool,
    /// What the record offers for finding its project.
    pub project: ProjectRef,
    /// Attributes in policy vocabulary, and project header fields (see [`HeaderFact`]).
    pub facts: Vec<FactValue>,
    /// Dated events in policy vocabulary.
    pub events: Vec<EventRecord>,
    /// The day since which what the source holds of the project leaves nothing out, if it vouches
    /// for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracked_since: Option<NaiveDate>,
    /// Evidence in policy vocabulary.
    pub documents: Vec<DocumentRecord>,
    /// The tender, when the record is a tender notice.
    pub tender: Option<TenderRecord>,
    /// The award, when the record is an award notice.
    pub award: Option<AwardRecord>,
    /// The contract, when the record is a contract notice.
    pub contract: Option<ContractRecord>,
    /// Recurring submissions in policy vocabulary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<ReportRecord>,
    /// The review, when the record is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewRecord>,
    /// The resource given, when the record says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocation: Option<AllocationRecord>,
    /// The catalogue entry, when the record is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog: Option<CatalogRecord>,
    /// The asset, when the record is of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetRecord>,
    /// The payment, when the record is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentRecord>,
    /// The budget quota, when the record is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaRecord>,
    /// The asset as its owner has it, when the record is of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned: Option<OwnedAsset>,
    /// Well-formed values that a person should look at.
    pub doubts: Vec<FieldDoubt>,
    /// Codes that their lists do not know and that were left out: where, which list, and what to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<RecordError>,
    /// What the mapping left out or replaced, and why.
    pub warnings: Vec<Warning>,
}

/// What a record offers for finding the project it belongs to. Any part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRef {
    /// The national investment project code: the only part that matches by itself.
    pub project_code: Option<ProjectCode>,
    /// The project's name as this system writes it.
    pub name: Option<String>,
    /// The project unit's name (建设单位, 采购人).
    pub unit_name: Option<String>,
    /// The project unit's unified social credit code.
    pub unit_credit_code: Option<CreditCode>,
    /// The unified trade code (统一交易标识码), which ties award and contract to their tender.
    pub unified_trade_code: Option<String>,
}

/// Names of the project header fields among [`CanonicalRecord::facts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderFact;

impl HeaderFact {
    /// The project's name, text.
    pub const NAME: &'static str = "name";
    /// The national investment project code, text.
    pub const PROJECT_CODE: &'static str = "project_code";
    /// The project unit's name, text.
    pub const UNIT_NAME: &'static str = "unit_name";
    /// The project unit's unified social credit code, text.
    pub const UNIT_CREDIT_CODE: &'static str = "unit_credit_code";
    /// All of them.
    pub const ALL: [&'static str; 4] = [
        Self::NAME,
        Self::PROJECT_CODE,
        Self::UNIT_NAME,
        Self::UNIT_CREDIT_CODE,
    ];
}

/// One attribute as one system states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactValue {
    /// A policy vocabulary name such as `investment_yuan`, or a [`HeaderFact`].
    pub name: String,
    /// Money is text in yuan with two decimals, dates are ISO text, lists are arrays of text.
    pub value: Value,
    /// Where in the raw record it stands (JSON pointer).
    pub path: String,
    /// The value and unit as received, where the mapping converted it (`118 万元`).
    pub raw: Option<String>,
}

/// A dated event in policy vocabulary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRecord {
    /// The vocabulary name, such as `contract_signed`.
    pub kind: String,
    /// The day it happened, local.
    pub on: NaiveDate,
    /// Further attributes the vocabulary gives this event.
    #[serde(default)]
    pub attributes: BTreeMap<String, Value>,
    /// Tells occurrences of one kind apart within the source (contract number, step number), so
    /// that a correction replaces its own occurrence. Absent where the kind occurs once.
    #[serde(default)]
    pub occurrence_key: Option<String>,
}

/// A piece of evidence in policy vocabulary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// The vocabulary name, such as `fiscal_review_report`.
    pub kind: String,
    /// The day of submission or receipt; without it the document proves nothing about a day.
    pub on: Option<NaiveDate>,
    /// Further attributes the vocabulary gives this document.
    #[serde(default)]
    pub attributes: BTreeMap<String, Value>,
    /// Tells documents of one kind apart within the source (opinion number, receipt number), so
    /// that a correction replaces its own occurrence. Absent where the kind occurs once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurrence_key: Option<String>,
}

/// A recurring submission for a period, in policy vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRecord {
    /// The vocabulary name, such as `quarterly_progress_report`.
    pub kind: String,
    /// The period reported on.
    pub period: Period,
    /// The day it was handed in.
    pub on: NaiveDate,
}

/// A doubt about one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDoubt {
    /// Where in the raw record the value stands (JSON pointer).
    pub path: String,
    /// What is doubtful about it.
    pub doubt: Doubt,
}

/// Something the mapping did that a person may want to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Where in the raw record (JSON pointer).
    pub path: String,
    /// What was done and why, lower-case English.
    pub text: String,
}
