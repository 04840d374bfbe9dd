use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shuniu_policy::CreditCode;

use super::{Amount, AssetKind};

/// A payment of a project (资金支付).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRecord {
    /// Its voucher number, where the record gives one.
    #[serde(default)]
    pub number: Option<String>,
    /// The number of the contract it is made under.
    pub contract_number: Option<String>,
    /// `advance`, `progress`, `final`, `retention` or `other`.
    pub kind: String,
    /// How much.
    pub amount: Amount,
    /// The day on which it was asked for.
    pub requested_on: Option<NaiveDate>,
    /// The day on which the money left.
    pub paid_on: Option<NaiveDate>,
    /// Who is paid, where the record says so.
    pub payee_name: Option<String>,
    /// Credit code of who is paid.
    pub payee_credit_code: Option<CreditCode>,
}

/// A budget quota of a project (预算指标).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaRecord {
    /// Number of the document that gives it.
    pub document_number: String,
    /// The budget year.
    pub year: i32,
    /// How much.
    pub amount: Amount,
    /// Vocabulary value of `funding_sources`.
    pub funding_source: Option<String>,
    /// The day of the document.
    pub issued_on: NaiveDate,
}

/// An asset as whoever owns it has it, whether or not the asset registry knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedAsset {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: AssetKind,
    /// The card number (卡片编号), where it has one.
    pub card_number: Option<String>,
    /// Classification code of the asset standard in use there.
    pub category_code: Option<String>,
    /// How many.
    pub quantity: Option<u32>,
    /// What it cost.
    pub original_value: Option<Amount>,
    /// The day from which it is owned.
    pub acquired_on: Option<NaiveDate>,
    /// The number of the contract it was bought by.
    pub contract_number: Option<String>,
}
