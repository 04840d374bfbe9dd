//! A project's file, kept by mutations alone.

use serde_json::{Value, json};

use super::house::{House, bureau};
use super::journey::{change, text};

pub(super) async fn registered(house: &House) -> String {
    let input = r#"jurisdiction: "320902", name: "亭湖区城市运行管理平台", unitName: "区城市管理局",
        unitCreditCode: "11320902014321234P",
        facts: [{name: "investment_yuan", value: "1180000.00"}]"#;
    let done = change(house, "registerProject", input, "project { id version }").await;
    assert_eq!(done["project"]["version"], 1);
    text(&done["project"]["id"]).to_owned()
}

pub(super) async fn a_project_is_carried_through(house: &House) {
    let project = registered(house).await;

    let event = "event { id standing corrects } project { version }";
    let input =
        format!(r#"project: "{project}", kind: "project_approved", occurredOn: "2026-05-01""#);
    let recorded = change(house, "recordEvent", &input, event).await;
    assert_eq!(recorded["event"]["standing"], "current");
    let wrong = text(&recorded["event"]["id"]);
    let input = format!(
        r#"event: "{wrong}", reason: "笔误", kind: "project_approved", occurredOn: "2026-05-06""#
    );
    let corrected = change(house, "correctEvent", &input, event).await;
    assert_eq!(corrected["event"]["corrects"], wrong);
    let right = text(&corrected["event"]["id"]);
    let input = format!(r#"event: "{right}", reason: "批复已撤回""#);
    let voided = change(house, "voidEvent", &input, event).await;
    assert_eq!(voided["event"]["id"], right);
    assert_eq!(voided["event"]["standing"], "voided");

    let input = format!(
        r#"project: "{project}", kind: "final_acceptance_application", filedOn: "2026-06-01""#
    );
    let wanted = "document { kind filedOn standing } project { version
        events { kind } past: events(includeWithdrawn: true) { id standing } }";
    let filed = change(house, "recordDocument", &input, wanted).await;
    assert_eq!(
        filed["document"],
        json!({"kind": "final_acceptance_application", "filedOn": "2026-06-01", "standing": "current"})
    );
    assert_eq!(filed["project"]["events"], json!([]));
    let mut past: Vec<(&str, &str)> = filed["project"]["past"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(&one["id"]), text(&one["standing"])))
        .collect();
    past.sort_by_key(|one| one.1);
    assert_eq!(past, [(wrong, "corrected"), (right, "voided")]);

    let input = format!(r#"project: "{project}", gate: "final_acceptance""#);
    let wanted = "__typename ... on GateClosed { gate blockers { provisionCode
        provision { code article quote } } }";
    let refused = change(house, "requestStep", &input, wanted).await;
    assert_eq!(refused["__typename"], "GateClosed");
    assert_eq!(refused["gate"], "final_acceptance");
    let blockers = refused["blockers"].as_array().unwrap();
    assert!(!blockers.is_empty());
    for one in blockers {
        assert_eq!(one["provision"]["code"], one["provisionCode"]);
        assert!(
            text(&one["provision"]["article"]).starts_with('第'),
            "{one}"
        );
        assert!(!text(&one["provision"]["quote"]).is_empty(), "{one}");
    }

    let query = format!(
        r#"{{ ledger(first: 100, project: "{project}") {{ nodes {{ command }} }}
            node(id: "{project}") {{ ... on Project {{ version }} }} }}"#
    );
    let after = house.data(&bureau(), &query).await;
    assert_eq!(
        after["node"]["version"], filed["project"]["version"],
        "a refusal records nothing"
    );
    let mut commands: Vec<&str> = after["ledger"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(&one["command"]))
        .collect();
    commands.dedup();
    assert_eq!(
        commands,
        ["register_project", "record", "correct", "void", "record"]
    );
}

/// A document and a report are recorded, and withdrawn where they were wrong.
pub(super) async fn papers_are_recorded_and_voided(house: &House) {
    let project = registered(house).await;
    let input = format!(
        r#"project: "{project}", kind: "review_opinion", filedOn: "2026-05-20", attributes: {{by: "finance"}}"#
    );
    let wanted =
        "document { id kind filedOn attributes standing reason provenance { source recordedBy } }
        project { version documents { id } }";
    let filed = change(house, "recordDocument", &input, wanted).await;
    let document = text(&filed["document"]["id"]);
    assert_eq!(filed["document"]["attributes"], json!({"by": "finance"}));
    let by_hand = json!({"source": "person", "recordedBy": "someone"});
    assert_eq!(filed["document"]["provenance"], by_hand);
    assert_eq!(filed["project"]["documents"], json!([{"id": document}]));
    let input = format!(r#"document: "{document}", reason: "意见已撤回", expectedVersion: 2"#);
    let voided = change(house, "voidDocument", &input, wanted).await;
    assert_eq!(voided["document"]["id"], document);
    assert_eq!(voided["document"]["standing"], "voided");
    assert_eq!(voided["document"]["reason"], "意见已撤回");
    assert_eq!(voided["project"], json!({"version": 3, "documents": []}));

    let input = format!(
        r#"project: "{project}", kind: "annual_self_evaluation_report", period: "2025", submittedOn: "2026-01-20""#
    );
    let wanted = "report { id kind period submittedOn standing reason } project { reports { id } }";
    let sent = change(house, "recordReport", &input, wanted).await;
    let report = text(&sent["report"]["id"]);
    assert_eq!(sent["report"]["period"], "2025");
    assert_eq!(sent["project"]["reports"], json!([{"id": report}]));
    let input = format!(r#"report: "{report}", reason: "重复提交""#);
    let voided = change(house, "voidReport", &input, wanted).await;
    assert_eq!(voided["report"]["id"], report);
    assert_eq!(voided["report"]["standing"], "voided");
    assert_eq!(voided["report"]["reason"], "重复提交");
    assert_eq!(voided["project"]["reports"], json!([]));
    for (mutation, id) in [("voidDocument", report), ("voidReport", document)] {
        let noun = mutation.trim_start_matches("void").to_lowercase();
        let query = format!(
            r#"mutation {{ {mutation}(input: {{{noun}: "{id}", reason: "误"}}) {{ project {{ id }} }} }}"#
        );
        assert_eq!(house.codes(&bureau(), &query).await, ["BAD_USER_INPUT"]);
    }
}

/// A document and a report that say something wrong are replaced, and both stay on file.
pub(super) async fn papers_are_corrected(house: &House) {
    let project = registered(house).await;
    let input = format!(
        r#"project: "{project}", kind: "review_opinion", filedOn: "2026-05-20", attributes: {{by: "finance"}}"#
    );
    let wanted = "document { id filedOn standing corrects reason project { id } }
        project { version documents { id } all: documents(includeWithdrawn: true) { id standing } }";
    let filed = change(house, "recordDocument", &input, wanted).await;
    let wrong = text(&filed["document"]["id"]);
    let input = format!(
        r#"document: "{wrong}", reason: "日期笔误", kind: "review_opinion", filedOn: "2026-05-22",
            attributes: {{by: "finance"}}, expectedVersion: 2"#
    );
    let corrected = change(house, "correctDocument", &input, wanted).await;
    let right = text(&corrected["document"]["id"]);
    assert_eq!(
        corrected["document"],
        json!({"id": right, "filedOn": "2026-05-22", "standing": "current", "corrects": wrong,
            "reason": "日期笔误", "project": {"id": project}})
    );
    assert_eq!(corrected["project"]["version"], 3);
    assert_eq!(corrected["project"]["documents"], json!([{"id": right}]));
    let both =
        json!([{"id": wrong, "standing": "corrected"}, {"id": right, "standing": "current"}]);
    assert_eq!(sorted(&corrected["project"]["all"]), sorted(&both));

    let input = format!(
        r#"project: "{project}", kind: "annual_self_evaluation_report", period: "2025", submittedOn: "2026-01-20""#
    );
    let wanted = "report { id period submittedOn standing corrects reason }
        project { reports { id } all: reports(includeWithdrawn: true) { id standing } }";
    let sent = change(house, "recordReport", &input, wanted).await;
    let wrong = text(&sent["report"]["id"]);
    let input = format!(
        r#"report: "{wrong}", reason: "年度填错", kind: "annual_self_evaluation_report",
            period: "2024", submittedOn: "2026-01-20""#
    );
    let corrected = change(house, "correctReport", &input, wanted).await;
    let right = text(&corrected["report"]["id"]);
    assert_eq!(
        corrected["report"],
        json!({"id": right, "period": "2024", "submittedOn": "2026-01-20", "standing": "current",
            "corrects": wrong, "reason": "年度填错"})
    );
    assert_eq!(corrected["project"]["reports"], json!([{"id": right}]));
    let both =
        json!([{"id": wrong, "standing": "corrected"}, {"id": right, "standing": "current"}]);
    assert_eq!(sorted(&corrected["project"]["all"]), sorted(&both));

    let query = format!(
        r#"mutation {{ correctReport(input: {{report: "{right}", reason: "误", kind: "annual_self_evaluation_report",
            period: "去年", submittedOn: "2026-01-20"}}) {{ project {{ id }} }} }}"#
    );
    assert_eq!(house.codes(&bureau(), &query).await, ["BAD_USER_INPUT"]);
}

fn sorted(rows: &Value) -> Vec<(&str, &str)> {
    let rows = rows.as_array().unwrap().iter();
    let mut rows: Vec<_> = rows
        .map(|one| (text(&one["id"]), text(&one["standing"])))
        .collect();
    rows.sort_unstable();
    rows
}

/// An attribute is recorded anew and the newer value withdrawn; what it had taken the place of
/// does not come back by itself.
pub(super) async fn an_attribute_is_changed_and_withdrawn(house: &House) {
    let project = registered(house).await;
    let input = format!(
        r#"project: "{project}", fact: {{name: "investment_yuan", value: "1200000.00"}}, reason: "概算调整""#
    );
    let wanted = r#"fact { id value standing reason }
        project { investment history(name: "investment_yuan") { value standing } }"#;
    let changed = change(house, "recordFact", &input, wanted).await;
    assert_eq!(changed["fact"]["reason"], "概算调整");
    assert_eq!(changed["project"]["investment"], "1200000.00");
    let wrong = text(&changed["fact"]["id"]);
    let input = format!(r#"fact: "{wrong}", reason: "未获批准""#);
    let voided = change(house, "voidFact", &input, wanted).await;
    assert_eq!(voided["fact"]["id"], wrong);
    assert_eq!(voided["fact"]["standing"], "voided");
    assert_eq!(
        voided["project"]["history"],
        json!([{"value": "1180000.00", "standing": "superseded"}, {"value": "1200000.00", "standing": "voided"}])
    );
    assert_eq!(voided["project"]["investment"], json!(null));
}

/// A step is refused, opened by an exception, and granted.
pub(super) async fn a_step_is_granted_once_an_exception_opens_its_gate(house: &House) {
    const OPENED: &str = "tinghu-02-no-separate-mobile-apps";
    let input = r#"jurisdiction: "320902", name: "亭湖区网格化治理平台", unitName: "区委政法委",
        facts: [{name: "budget_yuan", value: "2000000.00"}, {name: "investment_yuan", value: "2000000.00"},
            {name: "in_annual_plan", value: true}, {name: "includes_separate_mobile_app", value: true}]"#;
    let done = change(house, "registerProject", input, "project { id }").await;
    let project = text(&done["project"]["id"]);
    let input = format!(
        r#"project: "{project}", entries: [
            {{entry: EVENT, kind: "expert_review_passed", on: "2026-05-20"}},
            {{entry: DOCUMENT, kind: "fiscal_review_report", on: "2026-06-02"}}]"#
    );
    let entered = change(house, "attestFile", &input, "recorded").await;
    assert_eq!(entered["recorded"], 2);
    let step = format!(r#"project: "{project}", gate: "project_approval""#);
    let wanted = "__typename ... on GateClosed { needs blockers { provisionCode } }
        ... on StepGranted { exceptions { code } project { gates(names: [\"project_approval\"]) { state } } }";
    let refused = change(house, "requestStep", &step, wanted).await;
    assert_eq!(
        refused,
        json!({"__typename": "GateClosed", "needs": [], "blockers": [{"provisionCode": OPENED}]})
    );

    let input = format!(
        r#"project: "{project}", provision: "{OPENED}", approvedBy: "亭湖区人民政府", approvedOn: "2026-06-10", reason: "市级门户暂不支持""#
    );
    let excepted =
        "project { exceptions { provisionCode approvedBy approvedOn reason recordedBy } }";
    let excepted = change(house, "recordException", &input, excepted).await;
    assert_eq!(
        excepted["project"]["exceptions"],
        json!([{"provisionCode": OPENED, "approvedBy": "亭湖区人民政府", "approvedOn": "2026-06-10",
            "reason": "市级门户暂不支持", "recordedBy": "someone"}])
    );
    let granted = change(house, "requestStep", &step, wanted).await;
    assert_eq!(
        granted,
        json!({"__typename": "StepGranted", "exceptions": [{"code": OPENED}],
            "project": {"gates": [{"state": "OPEN"}]}})
    );
    let query =
        format!(r#"{{ ledger(last: 1, project: "{project}") {{ nodes {{ command change }} }} }}"#);
    let last = house.data(&bureau(), &query).await;
    let last = &last["ledger"]["nodes"][0];
    assert_eq!(last["command"], "request_step");
    assert_eq!(last["change"]["exceptions"], json!([OPENED]));
}
