use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    asset::AssetRule,
    catalog::CatalogRule,
    review::{AllocationRule, ReviewRule},
    trade::{AwardRule, ContractRule, TenderRule},
};
use crate::contract::AmountUnit;

/// A mapping file as written. Paths are JSON pointers (`/steps/0/state`) into the raw record.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingFile {
    /// The version of this file format; `1`.
    pub format: u32,
    /// The version of this mapping, recorded with every value it yields.
    pub version: String,
    /// The system it is for.
    pub system: String,
    /// How the system writes days, tried in order: `strftime` patterns, or `rfc3339`.
    pub date_formats: Vec<String>,
    /// The system's code lists.
    #[serde(default)]
    pub codes: BTreeMap<String, CodeList>,
    /// Its streams.
    pub streams: BTreeMap<String, StreamRule>,
}

/// A code list: what the system writes, and the hub's word for it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// Received value → the hub's word.
    pub values: BTreeMap<String, String>,
    /// Received values that are understood and yield nothing.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// The word for everything else. Without it, anything else is as `unknown` says.
    pub default: Option<String>,
    /// What becomes of a record with anything else.
    #[serde(default)]
    pub unknown: Unknown,
}

/// What becomes of a record that holds a code its list does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// It is set aside.
    #[default]
    Refuse,
    /// It passes without what the code says, and the code is put on a list of flags.
    Flag,
}

/// How the records of one stream are read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamRule {
    /// The record's id.
    pub external_id: String,
    /// When it was last changed.
    pub source_time: String,
    /// How that time is written: `rfc3339`, or a `strftime` pattern in local time (UTC+8).
    pub source_time_format: String,
    /// Top-level fields that are expected and not mapped; any other unknown field is reported.
    #[serde(default)]
    pub unmapped: Vec<String>,
    /// The secrecy mark; absent for systems that carry no classified project.
    pub classified: Option<ClassifiedRule>,
    /// What identifies the project.
    #[serde(default)]
    pub header: HeaderRule,
    /// Attributes.
    #[serde(default)]
    pub facts: Vec<FactRule>,
    /// Events.
    #[serde(default)]
    pub events: Vec<EventRule>,
    /// Evidence.
    #[serde(default)]
    pub documents: Vec<DocumentRule>,
    /// The tender, for a stream of tender notices.
    pub tender: Option<TenderRule>,
    /// The award, for a stream of award notices.
    pub award: Option<AwardRule>,
    /// The contract, for a stream of contract notices.
    pub contract: Option<ContractRule>,
    /// The review, for a stream of reviews.
    pub review: Option<ReviewRule>,
    /// The resource given, for a stream of allocations.
    pub allocation: Option<AllocationRule>,
    /// The catalogue entry, for a stream of these.
    pub catalog: Option<CatalogRule>,
    /// The asset, for a stream of asset cards and of what became of them.
    pub asset: Option<AssetRule>,
}

/// How the secrecy mark is read. A missing or unknown mark refuses the record, body and all.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassifiedRule {
    /// Where it stands.
    pub path: String,
    /// Values that mean a state secret.
    pub classified: Vec<String>,
    /// Values that mean an open project.
    pub open: Vec<String>,
}

/// Where the project's identity stands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HeaderRule {
    /// Division code.
    pub region: Option<String>,
    /// National investment project code.
    pub project_code: Option<String>,
    /// The project's name.
    pub name: Option<String>,
    /// The project unit's name.
    pub unit_name: Option<String>,
    /// The project unit's credit code.
    pub unit_credit_code: Option<String>,
    /// The unified trade code.
    pub unified_trade_code: Option<String>,
    /// Which of these must be there.
    pub required: Vec<String>,
    /// Which of these this system is a source for: they also become facts.
    pub facts: Vec<String>,
}

/// How a value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text as it is.
    Text,
    /// A whole number.
    Int,
    /// `true`, `false`, 是, 否, 1, 0.
    Bool,
    /// A day.
    Date,
    /// An amount with a unit.
    Money,
    /// One value of a code list.
    Code,
    /// Several values of a code list: a JSON array, or text separated by `、`, `,` or `;`.
    CodeList,
}

/// One attribute.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactRule {
    /// The policy vocabulary name.
    pub name: String,
    /// Where it stands.
    pub path: String,
    /// How it is read.
    pub kind: Kind,
    /// The code list, for `code` and `code_list`; for `money`, the code list of units.
    pub codes: Option<String>,
    /// The unit, for `money` without a unit field.
    pub unit: Option<AmountUnit>,
    /// The unit field, for `money`.
    pub unit_path: Option<String>,
    /// Whether a record without it is refused.
    #[serde(default)]
    pub required: bool,
}

/// Events, either one per record or one per element of a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRule {
    /// The list; the other paths are then relative to its elements.
    pub each: Option<String>,
    /// The event's kind, when it is always the same.
    pub kind: Option<String>,
    /// Where the kind's code stands, otherwise.
    pub kind_path: Option<String>,
    /// The code list of kinds.
    pub kind_codes: Option<String>,
    /// Where a state stands that decides whether it happened.
    pub state_path: Option<String>,
    /// The code list of states; only states that read `done` make an event.
    pub state_codes: Option<String>,
    /// The day it happened.
    pub on: String,
    /// What tells occurrences apart.
    pub occurrence: Option<String>,
    /// Where the number of the whole record stands, if the occurrence is counted within it.
    pub occurrence_within: Option<String>,
    /// Whether a record without the day is refused, or simply has no such event.
    #[serde(default)]
    pub required: bool,
    /// Further attributes, by vocabulary name.
    #[serde(default)]
    pub attributes: BTreeMap<String, AttributeRule>,
}

/// Evidence that a record proves, either one per record or one per element of a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRule {
    /// The list; the other paths are then relative to its elements.
    pub each: Option<String>,
    /// The document's kind, when it is always the same.
    pub kind: Option<String>,
    /// Where the kind's code stands, otherwise.
    pub kind_path: Option<String>,
    /// The code list of kinds.
    pub kind_codes: Option<String>,
    /// Where a state stands that decides whether it proves anything.
    pub state_path: Option<String>,
    /// The code list of states; only states that read `done` prove the document.
    pub state_codes: Option<String>,
    /// The field whose presence proves the document.
    pub present: String,
    /// The day of submission or receipt.
    pub on: Option<String>,
    /// What tells occurrences apart.
    pub occurrence: Option<String>,
    /// Further attributes, by vocabulary name.
    #[serde(default)]
    pub attributes: BTreeMap<String, AttributeRule>,
}

/// An attribute of an event or document: read from a field, or fixed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeRule {
    /// Where it stands.
    pub path: Option<String>,
    /// How it is read.
    pub kind: Option<Kind>,
    /// The code list, for `code` and `code_list`.
    pub codes: Option<String>,
    /// A fixed value.
    pub value: Option<String>,
    /// The kinds of event or document it belongs to; all of the rule's when empty.
    #[serde(default)]
    pub only_for: Vec<String>,
    /// Whether a record without it is refused.
    #[serde(default)]
    pub required: bool,
}
