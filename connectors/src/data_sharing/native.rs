use serde::{Deserialize, Serialize};

/// A catalogue entry as the platform's own JSON has it. Everything is text, so that a sandbox can
/// also hold what a real platform sometimes delivers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedResource {
    /// Code of the resource (信息资源代码), the record's id.
    pub resource_code: String,
    /// Its name.
    pub resource_name: String,
    /// 基础, 主题, 部门.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_class: Option<String>,
    /// The information system that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_name: Option<String>,
    /// `1` unconditional, `2` conditional, `3` not shared.
    pub shared_type: String,
    /// Conditions of use, or the legal basis of what is not shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_condition: Option<String>,
    /// To whom it is shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_scope: Option<String>,
    /// `1` to `9`, see the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_cycle: Option<String>,
    /// `1` waits for review, `2` published, `3` out of use.
    pub status: String,
    /// The day of its first publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered_on: Option<String>,
    /// Steps of changes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<CatalogChange>,
    /// The project unit.
    pub provider_name: String,
    /// Its credit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// Project code, where the platform knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_code: Option<String>,
    /// The project's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// Division code.
    pub region_code: String,
    /// Secrecy mark: `0` open, `1` state secret.
    pub secrecy: String,
    /// Last change, local time.
    pub update_time: String,
}

/// One step of a change of a catalogue entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CatalogChange {
    /// Number of the change.
    pub change_no: String,
    /// `ARISEN`, `EXTENDED`, `SUBMITTED`, `PUBLISHED`.
    pub step: String,
    /// The day of it.
    pub day: String,
    /// For `EXTENDED`: until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// The connection of a project's system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Connection {
    /// Number of the connection (接入编号), the record's id.
    pub connection_no: String,
    /// The connected system.
    pub system_name: String,
    /// Whether it is connected: `1`, `0`.
    pub connected: String,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connected_on: Option<String>,
    /// Entries on the sharing list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listed: Option<u32>,
    /// Those that are connected and were verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<u32>,
    /// Whether that is all of them: `1`, `0`.
    pub sharing_completed: String,
    /// Number of the assessment of completeness and timeliness.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessment_no: Option<String>,
    /// The day of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessed_on: Option<String>,
    /// The project unit.
    pub unit_name: String,
    /// Its credit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// Project code, where the platform knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_code: Option<String>,
    /// The project's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// Division code.
    pub region_code: String,
    /// Secrecy mark: `0` open, `1` state secret.
    pub secrecy: String,
    /// Last change, local time.
    pub update_time: String,
}

/// A request for data, with what was delivered upon it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Delivery {
    /// Number of the request (共享申请编号), the record's id.
    pub request_no: String,
    /// The resource asked for.
    pub resource_code: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
    /// `1` unconditional, `2` conditional, `3` not shared.
    pub shared_type: String,
    /// Who asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester_name: Option<String>,
    /// The day on which the provider received it.
    pub received_on: String,
    /// The day on which the authority agreed to a longer time for the reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_on: Option<String>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_until: Option<String>,
    /// The day of the reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replied_on: Option<String>,
    /// `1` consented, `2` refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// Whether a refusal gives its reasons: `1`, `0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons_given: Option<String>,
    /// The day on which the data were shared first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_on: Option<String>,
    /// 服务接口, 批量交换, 文件下载.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_mode: Option<String>,
    /// Requests to correct what was shared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// The project unit, which provides the data.
    pub provider_name: String,
    /// Its credit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// Project code, where the platform knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_code: Option<String>,
    /// The project's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// Division code.
    pub region_code: String,
    /// Secrecy mark: `0` open, `1` state secret.
    pub secrecy: String,
    /// Last change, local time.
    pub update_time: String,
}

/// A request to correct shared data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Correction {
    /// Number of the request.
    pub correction_no: String,
    /// The day on which the provider received it.
    pub received_on: String,
    /// The day of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<String>,
}
