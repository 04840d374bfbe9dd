use chrono::Datelike;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use shuniu_connectors::contract::HeaderFact;
use shuniu_entities::project;

use crate::desk::{File, Standing};
use crate::likeness::{Amount, Of, Places, Profile, Told};

/// What a project is compared by, as its keys were made of it.
///
/// The places stand with it: from the same text the same keys are made again, to be taken away,
/// whatever the jurisdiction is called by then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    places: Vec<String>,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    credit_code: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    amounts: Vec<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    year: Option<i32>,
    /// Whether it has a project code.
    pub(crate) coded: bool,
}

impl Kept {
    /// What is kept of a project; nothing of a state-secret one, and of one without a name.
    pub(crate) fn of(file: &File, places: &[String]) -> Option<Self> {
        let row = file.project.get();
        if row.classified || row.name.is_empty() {
            return None;
        }
        let said = |name: &str| {
            let fact = file.fact(name)?;
            fact.value.as_str().map(ToOwned::to_owned)
        };
        let mut amounts = Vec::new();
        let mut add = |of: Of, fen: Option<i64>| {
            let amount = fen.filter(|fen| *fen > 0).map(|fen| Amount { of, fen });
            amounts.extend(amount);
        };
        add(Of::Budget, row.budget_fen);
        add(Of::Budget, row.investment_fen);
        for tender in file.tenders.iter() {
            add(Of::Budget, tender.budget_fen);
            add(Of::Award, tender.award_fen);
        }
        for contract in file.contracts.iter() {
            add(Of::Contract, contract.amount_fen);
        }
        amounts.sort_unstable();
        amounts.dedup();
        Some(Self {
            places: places.to_vec(),
            name: row.name.clone(),
            unit: said(HeaderFact::UNIT_NAME),
            credit_code: said(HeaderFact::UNIT_CREDIT_CODE),
            amounts,
            year: year(file),
            coded: row.project_code.is_some(),
        })
    }

    /// As it is stored with a project; nothing where that was not taken apart, or cannot be read.
    pub(crate) fn stored(row: &project::Model) -> Option<Self> {
        let kept = row.likened.as_ref()?;
        Self::deserialize(kept).ok()
    }

    pub(crate) fn to_json(&self) -> Json {
        json!(self)
    }

    pub(crate) fn profile(&self) -> Profile {
        let places = Places::new(self.places.iter().map(String::as_str));
        let told = Told {
            name: &self.name,
            unit: self.unit.as_deref(),
            credit_code: self.credit_code.as_deref(),
            amounts: &self.amounts,
            year: self.year,
        };
        Profile::new(&told, &places)
    }
}

/// The year of the first thing on file that happened; else that of the first paper.
fn year(file: &File) -> Option<i32> {
    let current = Standing::Current.as_str();
    let events = file.events.iter().filter(|row| row.standing == current);
    let first = events.map(|row| row.occurred_on).min();
    let papers = file.documents.iter().filter(|row| row.standing == current);
    let paper = || papers.filter_map(|row| row.filed_on).min();
    first.or_else(paper).map(|day| day.year())
}
