use serde::{Deserialize, Serialize};

/// An item of the annual plan as the system's own JSON has it. Everything is text, so that a
/// sandbox can also hold what a real system sometimes delivers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PlanItem {
    /// Item number (计划编号), the record's id.
    pub item_no: String,
    /// Plan year.
    pub plan_year: String,
    /// Project name as planned.
    pub project_name: String,
    /// Project code, once somebody has filled it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_code: Option<String>,
    /// Project unit.
    pub unit_name: String,
    /// Project unit's credit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// Division code.
    pub region_code: String,
    /// Secrecy mark: 公开, 涉密.
    pub secrecy: String,
    /// 建设类, 运维类, 服务类, 货物类.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_type: Option<String>,
    /// 新建, 续建, 升级改造, 扩建.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_nature: Option<String>,
    /// Planned investment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_investment: Option<String>,
    /// Budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<String>,
    /// Unit of the amounts: 元 or 万元.
    pub amount_unit: String,
    /// Whether it is in the plan (`1`) or was taken out of it (`0`).
    pub in_plan: String,
    /// The day the plan was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<String>,
    /// The day the project was entered in the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entered_on: Option<String>,
    /// Last change, `YYYY-MM-DD hh:mm:ss`, local.
    pub updated_at: String,
}

/// A review of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Review {
    /// Review number (评审编号), the record's id.
    pub review_no: String,
    /// Project name.
    pub project_name: String,
    /// Project code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_code: Option<String>,
    /// Project unit.
    pub unit_name: String,
    /// Project unit's credit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// Division code.
    pub region_code: String,
    /// Secrecy mark: 公开, 涉密.
    pub secrecy: String,
    /// 预审, 部门会审, 第三方评审, 专家评审.
    pub review_kind: String,
    /// Who holds it.
    pub reviewer: String,
    /// 通过, 不通过, 补正, 评审中.
    pub result: String,
    /// The opinion in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opinion: Option<String>,
    /// The written opinions of those who were asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<Opinion>,
    /// The day the experts were drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel_formed_on: Option<String>,
    /// Number of experts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expert_count: Option<String>,
    /// The day of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_on: Option<String>,
    /// Last change, `YYYY-MM-DD hh:mm:ss`, local.
    pub updated_at: String,
}

/// A written opinion within a review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Opinion {
    /// Number of the opinion.
    pub opinion_no: String,
    /// Whose it is.
    pub department: String,
    /// 通过, 不通过, 补正, 评审中.
    pub result: String,
    /// Its day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_on: Option<String>,
}

/// A resource of shared infrastructure given to a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Allocation {
    /// Allocation number (分配单号), the record's id.
    pub allocation_no: String,
    /// Project name.
    pub project_name: String,
    /// Project code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_code: Option<String>,
    /// Project unit.
    pub unit_name: String,
    /// Project unit's credit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// Division code.
    pub region_code: String,
    /// Secrecy mark: 公开, 涉密.
    pub secrecy: String,
    /// 云主机, 存储, 网络, 数据库, 安全, 其他.
    pub resource_kind: String,
    /// What exactly.
    pub specification: String,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// The first day.
    pub allocated_on: String,
    /// The day it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released_on: Option<String>,
    /// Last change, `YYYY-MM-DD hh:mm:ss`, local.
    pub updated_at: String,
}
