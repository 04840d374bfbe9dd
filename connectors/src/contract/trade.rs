use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shuniu_policy::{CreditCode, Fen};

/// An amount in 分 together with what was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// Exact, in 分.
    pub fen: Fen,
    /// The number as received, such as `118.5`.
    pub raw: String,
    /// The unit as received or as the mapping fixes it.
    pub unit: AmountUnit,
}

/// The unit an amount travels with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountUnit {
    /// 元.
    Yuan,
    /// 万元, ten thousand yuan.
    WanYuan,
}

impl AmountUnit {
    /// The unit as people write it.
    #[must_use]
    pub const fn as_chinese(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::WanYuan => "万元",
        }
    }
}

/// A tender notice (采购项目、采购公告).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderRecord {
    /// The purchase project number (采购项目编号).
    pub number: String,
    /// The purchase project's name.
    pub name: String,
    /// A key of the procurement methods, such as `open_tender`.
    pub method: String,
    /// The lot (子包), absent when the tender has one only.
    pub lot: Option<String>,
    /// The budget published.
    pub budget: Option<Amount>,
    /// The day the notice was published.
    pub published_on: NaiveDate,
    /// The agency that runs the tender.
    pub agency_name: Option<String>,
    /// The unified trade code (统一交易标识码), a foreign key that the hub never mints.
    pub unified_trade_code: Option<String>,
}

/// An award notice (中标、成交公告).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardRecord {
    /// The purchase project number.
    pub tender_number: String,
    /// The lot, absent when the tender has one only.
    pub lot: Option<String>,
    /// The winner's name.
    pub supplier_name: String,
    /// The winner's unified social credit code, absent for persons and foreign bodies.
    pub supplier_credit_code: Option<CreditCode>,
    /// The price; absent when the bid was a rate.
    pub amount: Option<Amount>,
    /// The day the award notice was issued.
    pub issued_on: NaiveDate,
    /// The unified trade code, the same as the tender's.
    pub unified_trade_code: Option<String>,
}

/// A contract notice (合同公告).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractRecord {
    /// The contract number, which also tells contracts of one project apart.
    pub number: String,
    /// The contract's name.
    pub name: String,
    /// The contract sum.
    pub amount: Amount,
    /// The supplier's name.
    pub supplier_name: String,
    /// The supplier's unified social credit code.
    pub supplier_credit_code: Option<CreditCode>,
    /// The day of signature.
    pub signed_on: NaiveDate,
    /// The lot, absent when there is one only.
    pub lot: Option<String>,
    /// The unified trade code, the same as the tender's.
    pub unified_trade_code: Option<String>,
}
