use serde::{Deserialize, Serialize};

/// What became of an asset, as the platform's own JSON has it. Everything is text, so that a
/// sandbox can also hold what a real platform sometimes delivers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AssetChange {
    /// Number of the change (变动单号), the record's id.
    pub change_no: String,
    /// 登记入账, 无偿调拨, 对外调剂, 报废, 出售, 置换, 对外捐赠, 报损 …
    pub change_type: String,
    /// The day of it.
    pub changed_on: String,
    /// The day of registration (登记入账), for that change only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered_on: Option<String>,
    /// Card number (卡片编号).
    pub card_number: String,
    /// The hub's own id, for an asset that the hub registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset_id: Option<String>,
    /// 硬件, 软件, 数据.
    pub asset_kind: String,
    /// Name of the asset.
    pub asset_name: String,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// What it cost (资产原值).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_value: Option<String>,
    /// Unit of the amount: 元 or 万元.
    pub amount_unit: String,
    /// Division code of the finance office (财政区划).
    pub region_code: String,
    /// Secrecy mark: `0` open, `1` state secret.
    pub secrecy: String,
    /// The unit that had the asset registered.
    pub unit_name: String,
    /// Its credit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// Who holds it after the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder_name: Option<String>,
    /// Its credit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder_code: Option<String>,
    /// Project code, often left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_code: Option<String>,
    /// The project as the card names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// Contract number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract_no: Option<String>,
    /// Last change, RFC 3339.
    pub updated_at: String,
}
