//! Changing through the schema: what is refused as data, and what as a fault.

use serde_json::{Value, json};
use shuniu_hub::access::Role;
use shuniu_tests::{TestDb, on_both};

use super::file::registered;
use super::house::{House, bureau, caller};

async fn register(house: &House) -> String {
    let done = house
        .data(
            &bureau(),
            r#"mutation { registerProject(input: {jurisdiction: "320902", name: "智慧教育平台",
                unitName: "区教育局", facts: [{name: "budget_yuan", value: "1200000.00"},
                {name: "investment_yuan", value: "1180000.00"}, {name: "project_type", value: "build"}],
                idempotencyKey: "one"}) { project { id version investment unit { name } } } }"#,
        )
        .await;
    let project = &done["registerProject"]["project"];
    assert_eq!(project["investment"], "1180000.00");
    assert_eq!(project["unit"]["name"], "区教育局");
    project["id"].as_str().unwrap().to_owned()
}

on_both! {
    async fn an_event_is_recorded_corrected_and_voided(db: &TestDb) {
        let house = House::at(db).await;
        let id = register(&house).await;
        let record = format!(
            r#"mutation {{ recordEvent(input: {{project: "{id}", kind: "project_approved", occurredOn: "2026-05-01"}}) {{
                event {{ id standing }} project {{ stage {{ name }} obligations {{ provisionCode dueOn status }} }} }} }}"#
        );
        let done = house.data(&bureau(), &record).await;
        let event = done["recordEvent"]["event"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let duties = done["recordEvent"]["project"]["obligations"]
            .as_array()
            .unwrap();
        let filing = |duties: &[Value]| {
            let code = "tinghu-11-cyberspace-filing-10-working-days";
            duties
                .iter()
                .find(|one| one["provisionCode"] == code)
                .cloned()
                .unwrap()
        };
        assert_eq!(filing(duties)["status"], "OVERDUE");
        let correct = format!(
            r#"mutation {{ correctEvent(input: {{event: "{event}", reason: "笔误", kind: "project_approved", occurredOn: "2026-06-25"}}) {{
                event {{ corrects occurredOn }} project {{ events(includeWithdrawn: true) {{ standing }} obligations {{ provisionCode status }} }} }} }}"#
        );
        let done = house.data(&bureau(), &correct).await;
        let corrected = &done["correctEvent"];
        assert_eq!(corrected["event"]["corrects"], json!(event));
        assert_eq!(corrected["project"]["events"].as_array().unwrap().len(), 2);
        assert_eq!(
            filing(corrected["project"]["obligations"].as_array().unwrap())["status"],
            "PENDING"
        );
    }
}

on_both! {
    async fn a_duty_names_the_papers_it_asks_for_and_those_on_file(db: &TestDb) {
        let house = House::at(db).await;
        let id = register(&house).await;
        let evidence = "project { obligations { provisionCode evidence { required { name } filed { kind attributes } } } }";
        let change = |input: &str, what: &str| {
            format!(r#"mutation {{ {what}(input: {{project: "{id}", {input}}}) {{ {evidence} }} }}"#)
        };
        let asked = |done: &Value, what: &str| {
            let duties = done[what]["project"]["obligations"].as_array().unwrap().clone();
            let mut duties = duties.into_iter();
            let split = duties.find(|one| one["provisionCode"] == "tinghu-09-review-split");
            split.unwrap()["evidence"].clone()
        };
        let passed = r#"kind: "prereview_passed", occurredOn: "2026-05-01""#;
        let done = house.data(&bureau(), &change(passed, "recordEvent")).await;
        assert_eq!(
            asked(&done, "recordEvent"),
            json!({"required": [{"name": "review_opinion"}], "filed": []})
        );
        // A paper of another kind is no evidence of this duty.
        let other = r#"kind: "final_acceptance_application", filedOn: "2026-06-01""#;
        house.data(&bureau(), &change(other, "recordDocument")).await;
        let opinion = r#"kind: "review_opinion", filedOn: "2026-05-20", attributes: {by: "finance"}"#;
        let done = house.data(&bureau(), &change(opinion, "recordDocument")).await;
        assert_eq!(
            asked(&done, "recordDocument")["filed"],
            json!([{"kind": "review_opinion", "attributes": {"by": "finance"}}])
        );
    }
}

on_both! {
    async fn a_closed_gate_is_an_answer_with_its_blockers(db: &TestDb) {
        let house = House::at(db).await;
        let id = register(&house).await;
        let ask = format!(
            r#"mutation {{ requestStep(input: {{project: "{id}", gate: "final_acceptance"}}) {{ __typename
                ... on GateClosed {{ gate needs blockers {{ provision {{ code article quote }} }} }} }} }}"#
        );
        let answer = house.data(&bureau(), &ask).await;
        let closed = &answer["requestStep"];
        assert_eq!(closed["__typename"], "GateClosed");
        let blockers = closed["blockers"].as_array().unwrap();
        assert!(!blockers.is_empty());
        assert!(
            blockers
                .iter()
                .all(|one| one["provision"]["quote"].is_string())
        );
    }
}

on_both! {
    async fn a_stale_version_a_reused_key_and_a_missing_right_are_faults(db: &TestDb) {
        let house = House::at(db).await;
        let id = register(&house).await;
        let fact = |version: i64, key: &str, value: &str| {
            format!(
                r#"mutation {{ recordFact(input: {{project: "{id}", expectedVersion: {version}, idempotencyKey: "{key}",
                    fact: {{name: "lot_count", value: {value}}}}}) {{ project {{ version }} fact {{ value }} }} }}"#
            )
        };
        let done = house.data(&bureau(), &fact(1, "a", "2")).await;
        assert_eq!(done["recordFact"]["fact"]["value"], 2);
        assert_eq!(
            house.data(&bureau(), &fact(1, "a", "2")).await,
            done,
            "asked again"
        );
        assert_eq!(
            house.codes(&bureau(), &fact(1, "b", "3")).await,
            ["CONFLICT"]
        );
        assert_eq!(
            house.codes(&bureau(), &fact(1, "a", "3")).await,
            ["IDEMPOTENCY_KEY_REUSED"]
        );
        let viewer = caller(Role::Viewer, &["320902"]);
        assert_eq!(
            house.codes(&viewer, &fact(2, "c", "3")).await,
            ["FORBIDDEN"]
        );
        let unknown = fact(2, "d", "3").replace("lot_count", "lots");
        assert_eq!(house.codes(&bureau(), &unknown).await, ["BAD_USER_INPUT"]);
    }
}

on_both! {
    async fn a_whole_file_is_entered_in_one_step_or_not_at_all(db: &TestDb) {
        let house = House::at(db).await;
        let id = register(&house).await;
        let wrong = format!(
            r#"mutation {{ attestFile(input: {{project: "{id}", entries: [
                {{entry: EVENT, kind: "project_approved", on: "2026-05-01"}},
                {{entry: EVENT, kind: "project_aproved", on: "2026-05-01"}}]}}) {{ recorded }} }}"#
        );
        assert_eq!(house.codes(&bureau(), &wrong).await, ["BAD_USER_INPUT"]);
        let right = format!(
            r#"mutation {{ attestFile(input: {{project: "{id}", trackedSince: "2026-01-01",
                facts: [{{name: "in_annual_plan", value: true}}],
                entries: [{{entry: EVENT, kind: "project_approved", on: "2026-05-01"}},
                    {{entry: DOCUMENT, kind: "municipal_system_record"}},
                    {{entry: REPORT, kind: "annual_self_evaluation_report", period: "2025", on: "2026-01-20"}}]}})
                {{ recorded project {{ events {{ kind }} }} }} }}"#
        );
        let done = house.data(&bureau(), &right).await;
        assert_eq!(done["attestFile"]["recorded"], 4);
        let events = &done["attestFile"]["project"]["events"];
        assert_eq!(events, &json!([{"kind": "project_approved"}]), "nothing of the wrong file stayed");
    }
}

on_both! {
    async fn a_day_that_nobody_knows_is_not_shown_as_the_day_of_fulfilment(db: &TestDb) {
        const FILING: &str = "tinghu-11-cyberspace-filing-10-working-days";
        let house = House::at(db).await;
        let id = registered(&house).await;
        let approved = format!(
            r#"mutation {{ recordEvent(input: {{project: "{id}", kind: "project_approved", occurredOn: "2026-06-25"}}) {{ event {{ id }} }} }}"#
        );
        house.data(&bureau(), &approved).await;
        let filed = |on: &str| {
            format!(
                r#"mutation {{ recordDocument(input: {{project: "{id}", kind: "filing"{on},
                    attributes: {{matter: "project_basic_information", with: "cyberspace"}}}}) {{
                    project {{ obligations {{ provisionCode status fulfilledOn }} }} }} }}"#
            )
        };
        let duty = |done: &Value| {
            let duties = done["recordDocument"]["project"]["obligations"].as_array().unwrap();
            duties.iter().find(|one| one["provisionCode"] == FILING).cloned().unwrap()
        };
        // Without a budget nobody can tell whether the provision applies at all.
        let undated = duty(&house.data(&bureau(), &filed("")).await);
        assert_eq!(
            undated,
            json!({"provisionCode": FILING, "status": "UNDETERMINED", "fulfilledOn": null})
        );
        let dated = duty(&house.data(&bureau(), &filed(r#", filedOn: "2026-06-29""#)).await);
        assert_eq!(
            dated,
            json!({"provisionCode": FILING, "status": "UNDETERMINED", "fulfilledOn": "2026-06-29"})
        );
    }
}

on_both! {
    async fn a_wrong_check_digit_warns_until_it_is_mended(db: &TestDb) {
        let house = House::at(db).await;
        let id = register(&house).await;
        let code = |code: &str| {
            format!(
                r#"mutation {{ recordFact(input: {{project: "{id}", fact: {{name: "project_code", value: "{code}"}}}})
                    {{ project {{ projectCode findings {{ code zh en }} }} }} }}"#
            )
        };
        let doubtful = |done: &Value| {
            let findings = done["recordFact"]["project"]["findings"].as_array().unwrap().clone();
            let doubts = findings.iter().filter(|one| one["code"] == "doubt:fact:project_code_check_digit:project_code");
            assert!(doubts.clone().all(|one| one["zh"].is_string() && one["en"].is_string()));
            doubts.count()
        };
        // Of ten last digits one fits.
        let wrong = house.data(&bureau(), &code("2509-320193-89-01-544061")).await;
        assert_eq!(doubtful(&wrong), 1, "{wrong}");
        let right = house.data(&bureau(), &code("2509-320193-89-01-544060")).await;
        assert_eq!(doubtful(&right), 0, "{right}");
    }
}
