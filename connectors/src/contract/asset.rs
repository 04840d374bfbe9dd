use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shuniu_policy::CreditCode;

use super::Amount;

/// What an asset is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetKind {
    /// 硬件.
    Hardware,
    /// 软件.
    Software,
    /// 数据.
    Data,
}

impl AssetKind {
    /// Its name in the database and in GraphQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hardware => "hardware",
            Self::Software => "software",
            Self::Data => "data",
        }
    }
}

/// What the asset registry says of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetState {
    /// 已登记.
    Registered,
    /// 已划转.
    Transferred,
    /// 已处置.
    Disposed,
}

impl AssetState {
    /// Its name in the database and in GraphQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Transferred => "transferred",
            Self::Disposed => "disposed",
        }
    }
}

/// An asset as the asset registry has it (资产卡片).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetRecord {
    /// The card number (卡片编号).
    pub card_number: String,
    /// The hub's own id of the asset, where it was registered by the hub.
    pub asset: Option<String>,
    /// What it is.
    pub kind: AssetKind,
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: Option<u32>,
    /// What it cost.
    pub original_value: Option<Amount>,
    /// Who holds it now.
    pub holder_name: Option<String>,
    /// Credit code of who holds it now.
    pub holder_credit_code: Option<CreditCode>,
    /// What became of it.
    pub state: AssetState,
    /// The day of that.
    pub changed_on: NaiveDate,
}
