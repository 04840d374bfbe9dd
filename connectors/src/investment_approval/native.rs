use serde::{Deserialize, Serialize};

/// A project as the platform's own JSON has it. Everything is text, so that a sandbox can also
/// hold what a real platform sometimes delivers: impossible dates, missing amounts, bad codes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Approval {
    /// Declaration number (申报编号), the record's id.
    pub declare_no: String,
    /// Project code, once issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_code: Option<String>,
    /// The day it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_issued_on: Option<String>,
    /// Project name.
    pub project_name: String,
    /// Project unit.
    pub unit_name: String,
    /// Project unit's credit code.
    pub unit_code: String,
    /// Division code.
    pub region_code: String,
    /// Secrecy mark: `0` open, `1` state secret.
    pub secrecy: String,
    /// 建设类, 运维类, 服务类, 货物类.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_type: Option<String>,
    /// 新建, 续建, 升级改造, 扩建.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_nature: Option<String>,
    /// 软件开发, 硬件采购 and so on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<String>,
    /// Sources of funds, separated by `、`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fund_source: Option<String>,
    /// Whether it is in the annual plan: `1`, `0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_plan: Option<String>,
    /// Total investment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_investment: Option<String>,
    /// Budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<String>,
    /// Estimate of the software development part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_estimate: Option<String>,
    /// Unit of the amounts: 元 or 万元.
    pub amount_unit: String,
    /// Approval steps.
    pub steps: Vec<ApprovalStep>,
    /// Fiscal review (财评).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fiscal_review: Option<FiscalReview>,
    /// Last change, RFC 3339.
    pub updated_at: String,
}

/// An amount as text in one of the two units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountText {
    /// The number.
    pub number: String,
    /// 元 or 万元.
    pub unit: String,
}

/// One step of the approval.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ApprovalStep {
    /// Number of the step within the declaration.
    pub step_no: String,
    /// Code of the step, such as `APPROVE`.
    pub step_code: String,
    /// Its name.
    pub step_name: String,
    /// 通过, 不通过, 办理中, 补正, 已办结.
    pub state: String,
    /// The day it was finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_on: Option<String>,
    /// Number of experts, for the drawing of a panel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expert_count: Option<u32>,
}

/// The fiscal review's report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FiscalReview {
    /// Report number.
    pub report_no: String,
    /// The day of the report.
    pub reviewed_on: String,
}
