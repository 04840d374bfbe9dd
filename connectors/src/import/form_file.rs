//! The files that say what the columns of a ledger are.

use std::collections::BTreeMap;

use serde::Deserialize;
use shuniu_policy::pack::Bilingual;

use super::kind::Kind;
use crate::contract::AmountUnit;
use crate::strict::parse_toml;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Type {
    /// Text.
    Text,
    /// An amount with its unit.
    Money,
    /// A day.
    Day,
    /// A day that has been.
    PastDay,
    /// A whole number.
    Whole,
    /// How long something lasts, in months.
    Months,
    /// A year, with or without 年.
    Year,
    /// Yes or no.
    YesOrNo,
    /// One word of a list.
    Word,
    /// Words of a list.
    Words,
    /// A national project code.
    ProjectCode,
    /// A unified social credit code.
    CreditCode,
    /// Nothing that is taken in.
    Nothing,
}

/// The names of the vocabulary that are columns of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Names {
    /// Every attribute of projects.
    Facts,
    /// The day of every event that needs nothing but its day.
    Events,
    /// Every attribute that an event may have.
    EventAttributes,
    /// Every attribute that a document may have.
    DocumentAttributes,
}

/// Where the words of a column come from, if not from the file itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum WordsOf {
    /// The kinds of event.
    Events,
    /// The kinds of document.
    Documents,
    /// The sources of funds.
    FundingSources,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormFile {
    pub(super) version: String,
    pub(super) title: Bilingual,
    pub(super) identity: Vec<Vec<String>>,
    #[serde(default)]
    pub(super) named_by_attributes: bool,
    #[serde(default)]
    pub(super) needs: Vec<Vec<String>>,
    pub(super) columns: Vec<ColumnRule>,
    #[serde(default)]
    pub(super) happens: Option<Happens>,
    #[serde(default)]
    pub(super) vocabulary: Vec<Names>,
    /// Further headings of names of the vocabulary; the first is the template's.
    #[serde(default)]
    pub(super) also: BTreeMap<String, Vec<String>>,
    /// Headings of the template for names that are too long to be one.
    #[serde(default)]
    pub(super) short: BTreeMap<String, String>,
    /// How else people call the events of the vocabulary where a row names one.
    #[serde(skip)]
    pub(super) called: BTreeMap<String, Vec<String>>,
    /// What is believed of amounts of the vocabulary.
    #[serde(default)]
    pub(super) plausible: BTreeMap<String, [String; 2]>,
}

/// What took place with every row of a ledger.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Happens {
    /// The kind of event.
    pub(super) event: String,
    /// The field of its day.
    pub(super) on: String,
    /// The field of what it is of.
    pub(super) occurrence: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnRule {
    pub(super) field: String,
    pub(super) heading: String,
    #[serde(default)]
    pub(super) also: Vec<String>,
    pub(super) holds: Type,
    #[serde(default)]
    pub(super) unit: Option<AmountUnit>,
    #[serde(default)]
    pub(super) required: bool,
    /// The hub's words with how people write them; the first is shown. Beside `words_of`, how else
    /// they write those.
    #[serde(default)]
    pub(super) words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) words_of: Option<WordsOf>,
    #[serde(default)]
    pub(super) plausible: Option<[String; 2]>,
    #[serde(default)]
    pub(super) note: Option<Bilingual>,
}

/// What every ledger may have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    columns: Vec<ColumnRule>,
}

const COMMON: &str = include_str!("forms/common.toml");

/// The file of a kind with the columns that every kind has.
///
/// # Panics
///
/// When an embedded file is wrong; a test reads them.
pub(super) fn shipped(kind: Kind) -> FormFile {
    let text = match kind {
        Kind::Projects => include_str!("forms/projects.toml"),
        Kind::Contracts => include_str!("forms/contracts.toml"),
        Kind::Payments => include_str!("forms/payments.toml"),
        Kind::BudgetQuotas => include_str!("forms/budget_quotas.toml"),
        Kind::Allocations => include_str!("forms/allocations.toml"),
        Kind::Assets => include_str!("forms/assets.toml"),
        Kind::Events => include_str!("forms/events.toml"),
        Kind::Documents => include_str!("forms/documents.toml"),
    };
    let mut file: FormFile = parse_toml(kind.as_str(), text).expect("the shipped file is tested");
    if kind == Kind::Events {
        // A project ledger has a column for each event, and people call them alike here.
        let text = include_str!("forms/projects.toml");
        let projects: FormFile = parse_toml("projects", text).expect("the shipped file is tested");
        file.called = projects.also;
    }
    let common: Common = parse_toml("common", COMMON).expect("the shipped file is tested");
    for rule in common.columns {
        if !file.columns.iter().any(|one| one.field == rule.field) {
            file.columns.push(rule);
        }
    }
    file
}
