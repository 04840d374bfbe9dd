use chrono::{DateTime, Utc};
use serde_json::json;
use shuniu_connectors::contract::HeaderFact;
use shuniu_entities::finding;
use shuniu_policy::{CreditCode, Doubt, ProjectCode};

use crate::desk::File;

/// Begins the code of a doubt about a value that counts.
pub(super) const OF_FACT: &str = "doubt:fact:";

/// What is well formed but doubtful among the values that count: shown until one of them is
/// mended, whoever gave it.
pub(super) fn doubts(file: &File, now: DateTime<Utc>) -> Vec<finding::Model> {
    let found = |name: &str, doubts: fn(&str) -> Vec<Doubt>| {
        let fact = file.fact(name)?;
        let doubts = doubts(fact.value.as_str()?);
        let rows = doubts.into_iter().map(|doubt| {
            let (zh, en) = words(doubt);
            let doubt = json!(doubt).as_str().unwrap_or_default().to_owned();
            finding::Model {
                jurisdiction_id: fact.jurisdiction_id,
                project_id: fact.project_id,
                code: format!("{OF_FACT}{doubt}:{name}"),
                provision: None,
                detail: json!({
                    "zh": zh, "en": en, "doubt": doubt, "path": name, "source": fact.source,
                    "source_record": fact.source_record_id,
                }),
                found_at: now,
            }
        });
        Some(rows.collect::<Vec<_>>())
    };
    let code =
        |text: &str| ProjectCode::parse(text).map_or_else(|_| Vec::new(), |code| code.doubts());
    let unit =
        |text: &str| CreditCode::parse(text).map_or_else(|_| Vec::new(), |code| code.doubts());
    let of_code = found(HeaderFact::PROJECT_CODE, code);
    let of_unit = found(HeaderFact::UNIT_CREDIT_CODE, unit);
    [of_code, of_unit].into_iter().flatten().flatten().collect()
}

/// What is doubtful, as people say it.
const fn words(doubt: Doubt) -> (&'static str, &'static str) {
    match doubt {
        Doubt::ProjectCodeCheckDigit => (
            "项目代码的校验码不符，请核对",
            "the check digit of the project code does not fit; look at it again",
        ),
        Doubt::OrganisationCodeCheckDigit => (
            "统一社会信用代码中的组织机构代码校验码不符，请核对",
            "the organisation code within the credit code does not fit; look at it again",
        ),
        Doubt::UnknownAuthority => (
            "统一社会信用代码的登记管理部门或机构类别不明",
            "the authority or kind in the credit code is unknown",
        ),
        Doubt::UnknownRegion => (
            "统一社会信用代码的行政区划不明",
            "the region in the credit code is unknown",
        ),
    }
}
