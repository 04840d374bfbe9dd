//! A project carried through, and what a sync leaves to people, by mutations alone.

use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::sync::Source;
use shuniu_tests::tinghu::{Outside, TODAY, sync, world};
use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau};
use super::mended::{Mended, TAUGHT};

/// Asks for one change as the data bureau; answers its payload.
async fn change(house: &House, name: &str, input: &str, wanted: &str) -> Value {
    let query = format!("mutation {{ {name}(input: {{{input}}}) {{ {wanted} }} }}");
    house.data(&bureau(), &query).await[name].take()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

async fn registered(house: &House) -> String {
    let input = r#"jurisdiction: "320902", name: "亭湖区城市运行管理平台", unitName: "区城市管理局",
        unitCreditCode: "11320902014321234P",
        facts: [{name: "investment_yuan", value: "1180000.00"}]"#;
    let done = change(house, "registerProject", input, "project { id version }").await;
    assert_eq!(done["project"]["version"], 1);
    text(&done["project"]["id"]).to_owned()
}

on_both! {
    async fn a_project_is_carried_through(db: &TestDb) {
        let house = House::at(db).await;
        let project = registered(&house).await;

        let event = "event { id standing corrects } project { version }";
        let input = format!(
            r#"project: "{project}", kind: "project_approved", occurredOn: "2026-05-01""#
        );
        let recorded = change(&house, "recordEvent", &input, event).await;
        assert_eq!(recorded["event"]["standing"], "current");
        let wrong = text(&recorded["event"]["id"]);
        let input = format!(
            r#"event: "{wrong}", reason: "笔误", kind: "project_approved", occurredOn: "2026-05-06""#
        );
        let corrected = change(&house, "correctEvent", &input, event).await;
        assert_eq!(corrected["event"]["corrects"], wrong);
        let right = text(&corrected["event"]["id"]);
        let input = format!(r#"event: "{right}", reason: "批复已撤回""#);
        let voided = change(&house, "voidEvent", &input, event).await;
        assert_eq!(voided["event"]["id"], right);
        assert_eq!(voided["event"]["standing"], "voided");

        let input = format!(
            r#"project: "{project}", kind: "final_acceptance_application", filedOn: "2026-06-01""#
        );
        let wanted = "document { kind filedOn standing } project { version
            events { kind } past: events(includeWithdrawn: true) { id standing } }";
        let filed = change(&house, "recordDocument", &input, wanted).await;
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
        let refused = change(&house, "requestStep", &input, wanted).await;
        assert_eq!(refused["__typename"], "GateClosed");
        assert_eq!(refused["gate"], "final_acceptance");
        let blockers = refused["blockers"].as_array().unwrap();
        assert!(!blockers.is_empty());
        for one in blockers {
            assert_eq!(one["provision"]["code"], one["provisionCode"]);
            assert!(text(&one["provision"]["article"]).starts_with('第'), "{one}");
            assert!(!text(&one["provision"]["quote"]).is_empty(), "{one}");
        }

        let query = format!(
            r#"{{ ledger(first: 100, project: "{project}") {{ nodes {{ command }} }}
                node(id: "{project}") {{ ... on Project {{ version }} }} }}"#
        );
        let after = house.data(&bureau(), &query).await;
        assert_eq!(after["node"]["version"], filed["project"]["version"], "a refusal records nothing");
        let mut commands: Vec<&str> = after["ledger"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| text(&one["command"]))
            .collect();
        commands.dedup();
        assert_eq!(commands, ["register_project", "record", "correct", "void", "record"]);
    }
}

async fn synced(house: &House) -> (Vec<Source>, Outside) {
    let clock = ManualClock::at(TODAY.parse().unwrap());
    let outside = Outside::with(&world(120), &clock).await.unwrap();
    let sources = outside.attach(&house.hub, house.tinghu).await.unwrap();
    sync(&house.hub, &sources).await.unwrap();
    (sources, outside)
}

on_both! {
    async fn a_listed_record_is_settled(db: &TestDb) {
        let house = House::at(db).await;
        let (_sources, _outside) = synced(&house).await;
        let query = "{ projects(first: 1) { nodes { id contracts { number } } }
            matchCandidates(first: 100) { nodes { id version state summary } } }";
        let before = house.data(&bureau(), query).await;
        let project = &before["projects"]["nodes"][0];
        let id = text(&project["id"]);
        let listed = before["matchCandidates"]["nodes"].as_array().unwrap();
        let listed = listed
            .iter()
            .find(|one| one["summary"]["stream"] == "contracts")
            .expect("a contract without a project");
        assert_eq!(listed["state"], "open");
        let input = format!(
            r#"candidate: {}, project: "{id}", expectedVersion: {}, reason: "核对合同原件""#,
            listed["id"], listed["version"]
        );
        let wanted = "candidate { id state settledBy project { id contracts { number } } }";
        let settled = change(&house, "settleMatch", &input, wanted).await;
        let candidate = &settled["candidate"];
        assert_eq!(candidate["id"], listed["id"]);
        assert_eq!(candidate["state"], "matched");
        assert_eq!(candidate["settledBy"], "someone");
        assert_eq!(candidate["project"]["id"], id);
        let count = |project: &Value| project["contracts"].as_array().unwrap().len();
        assert_eq!(count(&candidate["project"]), count(project) + 1);
        let again = format!("mutation {{ settleMatch(input: {{{input}}}) {{ {wanted} }} }}");
        assert_eq!(house.codes(&bureau(), &again).await, ["CONFLICT"]);
    }
}

on_both! {
    async fn a_record_set_aside_is_merged_once_the_mapping_reads_it(db: &TestDb) {
        let house = House::at(db).await;
        let (sources, _outside) = synced(&house).await;
        let query = "{ quarantine(first: 100) { nodes { id path reason { code zh en } mend { zh en } record { stream } } } }";
        let before = house.data(&bureau(), query).await;
        let aside = before["quarantine"]["nodes"].as_array().unwrap();
        let one = aside
            .iter()
            .find(|one| one["path"] == TAUGHT)
            .expect("an approval of a type outside the code list");
        let input = format!("quarantined: {}", one["id"]);
        let wanted = "outcome project { id } path reason { code zh en } mend { zh en }";
        assert_eq!(
            change(&house, "replayQuarantine", &input, wanted).await,
            json!({"outcome": "NOT_UNDERSTOOD", "project": null, "path": one["path"],
                "reason": one["reason"], "mend": one["mend"]})
        );
        assert_eq!(house.data(&bureau(), query).await, before, "it stays set aside");

        let approval = sources.iter().find(|one| one.connector.outbound().is_some()).unwrap();
        let mended = Arc::new(Mended(Arc::clone(&approval.connector)));
        house.hub.attach(house.tinghu, mended).await.unwrap();
        let done = change(&house, "replayQuarantine", &input, wanted).await;
        assert_eq!(done["outcome"], "MERGED", "{done}");
        assert!(done["project"]["id"].is_string());
        let after = house.data(&bureau(), query).await;
        let after = after["quarantine"]["nodes"].as_array().unwrap();
        assert_eq!(after.len(), aside.len() - 1);
        assert!(after.iter().all(|other| other["id"] != one["id"]));
        let again = format!("mutation {{ replayQuarantine(input: {{{input}}}) {{ outcome }} }}");
        assert_eq!(house.codes(&bureau(), &again).await, ["BAD_USER_INPUT"]);
    }
}

on_both! {
    async fn a_project_code_is_applied_for_and_comes_back(db: &TestDb) {
        let house = House::at(db).await;
        let (_sources, _outside) = synced(&house).await;
        let project = registered(&house).await;
        let input = format!(r#"project: "{project}""#);
        let wanted = "application { id kind system state } project { projectCode }";
        let applied = change(&house, "applyForProjectCode", &input, wanted).await;
        assert_eq!(applied["application"]["system"], "investment_approval");
        assert_eq!(applied["application"]["state"], "prepared");
        assert_eq!(applied["project"]["projectCode"], Value::Null);
        let again = format!("mutation {{ applyForProjectCode(input: {{{input}}}) {{ project {{ id }} }} }}");
        assert_eq!(house.codes(&bureau(), &again).await, ["BAD_USER_INPUT"]);

        house.hub.deliver_due().await.unwrap();
        let query = format!(
            r#"{{ node(id: "{project}") {{ ... on Project {{ projectCode applications {{ id state }}
                documents(kinds: ["project_code"]) {{ kind }} }} }} }}"#
        );
        let after = house.data(&bureau(), &query).await;
        assert!(after["node"]["projectCode"].is_string());
        assert_eq!(
            after["node"]["applications"],
            json!([{"id": applied["application"]["id"], "state": "accepted"}])
        );
        assert_eq!(after["node"]["documents"].as_array().unwrap().len(), 1);
    }
}
