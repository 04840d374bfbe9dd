use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use shuniu_entities::budget_quota;
use shuniu_policy::Fen;
use shuniu_policy::vocabulary::Family;
use uuid::Uuid;

use super::bounds;
use super::kept::{Terms, kept_commands};
use crate::desk::{File, Quota, Rows};
use crate::fault::Fault;
use crate::transact::Tx;

/// The attribute whose names say where money comes from.
const FUNDING_SOURCES: &str = "funding_sources";

/// What a budget quota says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct QuotaTerms {
    /// Number of the document that gives it.
    pub document_number: String,
    /// The budget year.
    pub year: i32,
    /// How much; above zero, and no more than 3,000,000,000 yuan.
    pub amount: Fen,
    /// Where the money comes from: a name that the vocabulary gives to `funding_sources`.
    pub funding_source: Option<String>,
    /// The day of the document.
    pub issued_on: NaiveDate,
}

kept_commands! {
    QuotaTerms, "a budget quota",
    RecordBudgetQuota:
    const NAME: &'static str = "record_budget_quota";
    CorrectBudgetQuota:
    const NAME: &'static str = "correct_budget_quota";
    VoidBudgetQuota:
    const NAME: &'static str = "void_budget_quota";
}

#[async_trait::async_trait]
impl Terms for QuotaTerms {
    type Row = budget_quota::Model;

    fn rows(file: &mut File) -> &mut Rows<budget_quota::Model> {
        &mut file.quotas
    }

    async fn checked(&self, tx: &mut Tx, _project: Uuid) -> Result<Quota, Fault> {
        let document_number = self.document_number.trim();
        if document_number.is_empty() {
            let problem = "give the number of the document, such as 亭财预〔2026〕8号";
            return Err(Fault::invalid("documentNumber", problem));
        }
        bounds::amount("amount", self.amount)?;
        bounds::past_day("issuedOn", Some(self.issued_on), tx.today())?;
        // A document of late in the year may give the next year's money, an early one last year's.
        if (self.year - self.issued_on.year()).abs() > 1 {
            let problem = "is not the year of the document, nor the one before or after";
            return Err(Fault::invalid("year", problem));
        }
        if let Some(name) = &self.funding_source {
            let vocabulary = tx.law().vocabulary();
            let definition = vocabulary.get(Family::Fact, FUNDING_SOURCES);
            let known = definition
                .map(|one| one.values.as_slice())
                .unwrap_or_default();
            if !known.iter().any(|value| value.name == *name) {
                let problem = "is no name of `funding_sources`; `factDefinitions` lists them";
                return Err(Fault::invalid("fundingSource", problem));
            }
        }
        Ok(Quota {
            document_number: document_number.to_owned(),
            year: self.year,
            amount_fen: self.amount.get(),
            funding_source: self.funding_source.clone(),
            issued_on: self.issued_on,
        })
    }
}
