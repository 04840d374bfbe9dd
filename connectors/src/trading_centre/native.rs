use serde::{Deserialize, Serialize};

/// A tender notice (PURCHASE_PROJECT with its announcement), as the platform's own JSON has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", default)]
pub struct TenderNotice {
    /// The notice's id.
    pub notice_id: String,
    /// 采购项目编号.
    pub purchase_project_code: String,
    /// 采购项目名称.
    pub purchase_project_name: String,
    /// 投资项目统一代码, often left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invest_project_code: Option<String>,
    /// 采购人.
    pub purchaser_name: String,
    /// 采购人统一社会信用代码.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchaser_code: Option<String>,
    /// 项目预算.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program_budget: Option<String>,
    /// Currency, `156`.
    pub budget_currency: String,
    /// 金额单位, 元 or 万元.
    pub unit_budget: String,
    /// 采购方式.
    pub purchaser_mode: String,
    /// 代理机构.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchaser_agency_name: Option<String>,
    /// 子包.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_section_code: Option<String>,
    /// 统一交易标识码.
    pub unified_deal_code: String,
    /// 交易系统标识码.
    pub platform_code: String,
    /// 采购项目所在地.
    pub region_code: String,
    /// 公告标题.
    pub bulletin_title: String,
    /// 公告发布时间.
    pub bulletin_start_time: String,
    /// 投标截止时间.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bid_closing_time: Option<String>,
    /// The notice on the site.
    pub url: String,
    /// Last change, `YYYYMMDDhhmmss`, local.
    pub data_timestamp: String,
}

/// An award notice (BID_DEAL_ANNOUNCE).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", default)]
pub struct AwardNotice {
    /// The notice's id.
    pub notice_id: String,
    /// 采购项目编号.
    pub purchase_project_code: String,
    /// 采购项目名称.
    pub purchase_project_name: String,
    /// 投资项目统一代码, often left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invest_project_code: Option<String>,
    /// 采购人.
    pub purchaser_name: String,
    /// 采购人统一社会信用代码.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchaser_code: Option<String>,
    /// 子包.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_section_code: Option<String>,
    /// 统一交易标识码.
    pub unified_deal_code: String,
    /// 交易系统标识码.
    pub platform_code: String,
    /// 采购项目所在地.
    pub region_code: String,
    /// 公告标题.
    pub win_bid_bulletin_title: String,
    /// 中标通知、公告时间.
    pub win_bid_bulletin_start_time: String,
    /// 中标人.
    pub winningbidder_name: String,
    /// 中标人统一社会信用代码.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub winningbidder_code: Option<String>,
    /// 中标价.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub win_bid_price: Option<String>,
    /// Currency, `156`.
    pub currency_code: String,
    /// 金额单位, 元 or 万元.
    pub price_unit: String,
    /// Last change, `YYYYMMDDhhmmss`, local.
    pub data_timestamp: String,
}

/// A contract notice (PURCHASE_CONTRACT).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", default)]
pub struct ContractNotice {
    /// The notice's id.
    pub notice_id: String,
    /// 合同编号.
    pub contract_code: String,
    /// 合同名称.
    pub contract_name: String,
    /// 采购项目编号.
    pub purchase_project_code: String,
    /// 投资项目统一代码, often left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invest_project_code: Option<String>,
    /// 采购人.
    pub purchaser_name: String,
    /// 采购人统一社会信用代码.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchaser_code: Option<String>,
    /// 子包.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_section_code: Option<String>,
    /// 统一交易标识码.
    pub unified_deal_code: String,
    /// 交易系统标识码.
    pub platform_code: String,
    /// 采购项目所在地.
    pub region_code: String,
    /// 供应商.
    pub supplier_name: String,
    /// 供应商统一社会信用代码.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier_code: Option<String>,
    /// 合同金额.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract_amount: Option<String>,
    /// Currency, `156`.
    pub currency_code: String,
    /// 金额单位, 元 or 万元.
    pub price_unit: String,
    /// 合同期限.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract_term: Option<String>,
    /// 签订日期.
    pub signing_time: String,
    /// The notice on the site.
    pub url: String,
    /// Last change, `YYYYMMDDhhmmss`, local.
    pub data_timestamp: String,
}
