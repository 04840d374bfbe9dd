//! The words of the pack format for people.

use crate::cli::policy::language::Language;

/// How strongly a provision binds, or how far it is decided by machine, with what it stands for in the text.
pub(super) fn grade(word: &str, language: Language) -> String {
    let (zh, en) = match word {
        "must" => ("应当、必须、不得", "must: takes no exception"),
        "in_principle" => ("原则上", "in principle: a recorded exception opens it"),
        "should" => ("宜", "should"),
        "may" => ("可以", "may"),
        "encouraged" => ("鼓励", "encouraged"),
        "full" => ("全部", "full: decided from facts"),
        "partial" => (
            "部分，其余由人提供依据",
            "partial: the rest is asked of a person as evidence",
        ),
        "none" => ("不判断，只予显示", "none: it is shown"),
        other => (other, other),
    };
    language.label(zh, en)
}

/// A kind of the catalogue.
pub(super) fn kind(kind: &str, language: Language) -> String {
    let (zh, en) = match kind {
        "approval_step" => ("审批环节", "step of approval"),
        "archive" => ("档案", "archives"),
        "asset_registration" => ("资产登记", "registration of assets"),
        "change_control" => ("变更管理", "control of changes"),
        "classification" => ("归类", "classification"),
        "consequence" => ("后果", "consequence"),
        "data_sharing" => ("数据共享", "data sharing"),
        "deadline" => ("期限", "deadline"),
        "duty" => ("义务", "duty"),
        "evaluation" => ("评价", "evaluation"),
        "exclusion" => ("排除", "exclusion"),
        "expert_panel_rule" => ("专家组", "panel of experts"),
        "funding" => ("资金", "funding"),
        "gate" => ("前置条件", "condition of a step"),
        "material_list" => ("材料清单", "list of documents"),
        "operation" => ("运行维护", "operation"),
        "prohibition" => ("禁止", "prohibition"),
        "recurring_duty" => ("定期义务", "recurring duty"),
        "scope" => ("适用范围", "scope"),
        "security" => ("安全", "security"),
        "termination" => ("终止", "termination"),
        "threshold" => ("限额标准", "threshold"),
        "warranty" => ("免费运维、保修", "free maintenance or warranty"),
        other => (other, other),
    };
    language.label(zh, en)
}

/// Whose clock it runs.
pub(super) fn subject(subject: &str, language: Language) -> String {
    let (zh, en) = match subject {
        "project" => ("项目", "the project"),
        "contract" => ("每份合同", "each contract"),
        "lot" => ("每个标段", "each lot"),
        "unit" => ("项目单位", "the project unit"),
        "bureau" => ("主管部门", "the bureau"),
        "asset" => ("每项资产", "each asset"),
        "sharing_request" => ("每份共享申请", "each request to share data"),
        "catalog_entry" => ("每条数据目录", "each entry of the data catalogue"),
        other => (other, other),
    };
    language.label(zh, en)
}
