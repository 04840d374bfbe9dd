//! What projects are to each other: each is judged by what the other tells of it.

use serde_json::{Value, json};
use shuniu_hub::access::Role;
use shuniu_hub::ledger::verify;
use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau, caller, unit};
use super::journey::change;

/// A project of 亭湖 that is known since it began.
async fn registered(house: &House, name: &str) -> Value {
    let input = format!(
        r#"jurisdiction: "320902", name: "{name}", unitName: "亭湖区城市管理局",
        facts: [{{name: "budget_yuan", value: "1180000"}}]"#
    );
    change(house, "registerProject", &input, "project { id }").await["project"]["id"].take()
}

async fn evaluated(house: &House, project: &Value, grade: &str) -> Value {
    let input = format!(
        r#"project: {project}, kind: "evaluation_completed", occurredOn: "2025-11-20",
        attributes: {{grade: "{grade}"}}"#
    );
    change(house, "recordEvent", &input, "event { id }").await["event"]["id"].take()
}

const POOR: &str = "tinghu-25-poor-no-approval";

/// Whether the project may not be approved because one that it is linked with did poorly.
async fn barred(house: &House, project: &Value) -> bool {
    let query = format!(
        r#"{{ node(id: {project}) {{ ... on Project {{
        gates(names: ["project_approval"]) {{ blockers {{ provisionCode }} }} }} }} }}"#
    );
    let told = house.data(&bureau(), &query).await;
    told["node"]["gates"].to_string().contains(POOR)
}

pub(super) async fn a_relation_is_recorded_and_voided(house: &House) {
    let (one, other) = (
        registered(house, "智慧城管").await,
        registered(house, "城市大脑").await,
    );
    let tie = format!("project: {one}, other: {other}, tie: LINKED");
    let wanted = "project { version } relations { kind other { id } recordedBy }";
    let done = change(house, "relateProjects", &tie, wanted).await;
    let linked = json!([{"kind": "LINKED", "other": {"id": other}, "recordedBy": "someone"}]);
    assert_eq!(done["relations"], linked);
    let both = format!(
        "{{ relations(projects: [{one}, {other}]) {{ kind project {{ id }} other {{ id }} }} }}"
    );
    let told = house.data(&bureau(), &both).await;
    let side = |of: &Value, to: &Value| json!({"kind": "LINKED", "project": {"id": of}, "other": {"id": to}});
    let stands = told["relations"].as_array().unwrap();
    assert_eq!(stands.len(), 2, "{told}");
    assert!(stands.contains(&side(&one, &other)) && stands.contains(&side(&other, &one)));
    // Again, or from the other side, it is the same one.
    let again = change(house, "relateProjects", &tie, wanted).await;
    assert_eq!(again["project"], done["project"]);
    let back = format!("project: {other}, other: {one}, tie: LINKED");
    let back = change(house, "relateProjects", &back, "relations { kind }").await;
    assert_eq!(back["relations"].as_array().unwrap().len(), 1);

    let void = format!(r#"{tie}, reason: "误登""#);
    let gone = change(house, "voidRelation", &void, "relations { kind }").await;
    assert_eq!(gone["relations"], json!([]));
    assert_eq!(house.data(&bureau(), &both).await["relations"], json!([]));
    let query = format!("mutation {{ voidRelation(input: {{{void}}}) {{ project {{ id }} }} }}");
    assert_eq!(house.codes(&bureau(), &query).await, ["BAD_USER_INPUT"]);
    let itself = format!(
        "mutation {{ relateProjects(input: {{project: {one}, other: {one}, tie: LINKED}}) {{ project {{ id }} }} }}"
    );
    assert_eq!(house.codes(&bureau(), &itself).await, ["BAD_USER_INPUT"]);
    let theirs = format!("mutation {{ relateProjects(input: {{{tie}}}) {{ project {{ id }} }} }}");
    assert_eq!(
        house.codes(&unit("11320902014321234P"), &theirs).await,
        ["NOT_FOUND"]
    );
}

on_both! {
    async fn a_poor_evaluation_bars_what_is_linked_at_once(db: &TestDb) {
        let house = House::at(db).await;
        let (one, other) = (registered(&house, "智慧城管").await, registered(&house, "城市大脑").await);
        let event = evaluated(&house, &other, "poor").await;
        assert!(!barred(&house, &one).await);
        let tie = format!("project: {one}, other: {other}, tie: LINKED");
        change(&house, "relateProjects", &tie, "project { id }").await;
        assert!(barred(&house, &one).await, "the relation alone brings it");
        assert!(!barred(&house, &other).await, "it is barred by others' evaluations and not by its own");

        // A correction there is a correction here, in the same step.
        let right = format!(r#"event: {event}, reason: "等次有误", kind: "evaluation_completed",
            occurredOn: "2025-11-20", attributes: {{grade: "good"}}"#);
        let event = change(&house, "correctEvent", &right, "event { id }").await["event"]["id"].take();
        assert!(!barred(&house, &one).await);
        let wrong = format!(r#"event: {event}, reason: "等次有误", kind: "evaluation_completed",
            occurredOn: "2025-11-20", attributes: {{grade: "poor"}}"#);
        let event = change(&house, "correctEvent", &wrong, "event { id }").await["event"]["id"].take();
        assert!(barred(&house, &one).await);
        change(&house, "voidEvent", &format!(r#"event: {event}, reason: "评估未完成""#), "event { id }").await;
        assert!(!barred(&house, &one).await);

        // A unit that may not see the other project tells of its own all the same.
        let own = r#"jurisdiction: "320902", name: "平安校园", unitName: "亭湖区教育局", unitCreditCode: "11320902014321234P",
            facts: [{name: "budget_yuan", value: "1180000"}]"#;
        let own = change(&house, "registerProject", own, "project { id }").await["project"]["id"].take();
        change(&house, "relateProjects", &format!("project: {own}, other: {one}, tie: LINKED"), "project { id }").await;
        let told = format!(r#"mutation {{ recordEvent(input: {{ project: {own}, kind: "evaluation_completed",
            occurredOn: "2025-11-20", attributes: {{grade: "poor"}} }}) {{ event {{ id }} }} }}"#);
        let told = house.data(&unit("11320902014321234P"), &told).await["recordEvent"]["event"]["id"].take();
        assert!(barred(&house, &one).await, "the law binds whoever acts");
        change(&house, "voidEvent", &format!(r#"event: {told}, reason: "误登""#), "event { id }").await;
        assert!(!barred(&house, &one).await);

        evaluated(&house, &other, "poor").await;
        let asked = format!(r#"{{ node(id: {one}) {{ ... on Project {{
            before: assessment(asOf: "2025-12-31") {{ ...gate }} after: assessment(asOf: "2026-01-01") {{ ...gate }} }} }} }}
            fragment gate on Assessment {{ gates(names: ["project_approval"]) {{ blockers {{ provisionCode because {{ zh }} }} }} }}"#);
        let told = house.data(&bureau(), &asked).await["node"].take();
        let bars = |day: &str| told[day].to_string().contains(POOR);
        assert!(!bars("before") && bars("after"), "in the year after the evaluation: {told}");
        change(&house, "voidRelation", &format!(r#"{tie}, reason: "并非关联""#), "project { id }").await;
        assert!(!barred(&house, &one).await);
        let report = verify(&house.hub.reader(), house.hub.seal(), house.tinghu, &[]).await;
        assert_eq!(report.unwrap().breach, None);
    }
}

on_both! {
    async fn what_a_project_builds_on_tells_whether_it_was_accepted(db: &TestDb) {
        let house = House::at(db).await;
        let clerk = caller(Role::DataBureau, &["652800"]);
        let run = async |name: &str, input: &str, wanted: &str| {
            let query = format!("mutation {{ {name}(input: {{{input}}}) {{ {wanted} }} }}");
            house.data(&clerk, &query).await[name].take()
        };
        let registered = async |name: &str, nature: &str| {
            let input = format!(r#"jurisdiction: "652800", name: "{name}", unitName: "巴州水利局", facts: [
                {{name: "project_type", value: "build"}}, {{name: "build_nature", value: "{nature}"}}]"#);
            run("registerProject", &input, "project { id }").await["project"]["id"].take()
        };
        let (old, new) = (registered("水文一期", "new").await, registered("水文二期", "upgrade").await);
        let state = async || {
            let query = format!(r#"{{ node(id: {new}) {{ ... on Project {{
                gates(names: ["followup_application"]) {{ state blockers {{ provisionCode }} needs {{ fact }} }} }} }} }}"#);
            let gate = house.data(&clerk, &query).await["node"]["gates"][0].take();
            (gate["state"].clone(), gate["needs"].to_string().contains("predecessor_final_accepted"))
        };
        assert_eq!(state().await, (json!("CLOSED"), true), "nobody knows");
        let tie = format!("project: {new}, other: {old}, tie: PREDECESSOR");
        run("relateProjects", &tie, "relations { kind }").await;
        let back = format!("{{ relations(projects: [{old}]) {{ kind other {{ id }} }} }}");
        let back = house.data(&clerk, &back).await;
        assert_eq!(back["relations"], json!([{"kind": "SUCCESSOR", "other": {"id": new}}]));
        assert_eq!(state().await, (json!("CLOSED"), false), "its file tells that it was not");

        let accepted = format!(r#"project: {old}, kind: "final_acceptance_passed", occurredOn: "2026-05-20""#);
        let event = run("recordEvent", &accepted, "event { id }").await["event"]["id"].take();
        assert_eq!(state().await, (json!("OPEN"), false));
        run("voidEvent", &format!(r#"event: {event}, reason: "误登""#), "event { id }").await;
        assert_eq!(state().await, (json!("CLOSED"), false));

        // Of one that came in old, silence tells nothing; what is recorded of it does.
        run("attestFile", &format!(r#"project: {old}, trackedSince: "2026-06-01""#), "project { id }").await;
        assert_eq!(state().await, (json!("CLOSED"), true));
        let fact = format!(r#"project: {new}, fact: {{name: "predecessor_final_accepted", value: true}}"#);
        run("recordFact", &fact, "project { id }").await;
        assert_eq!(state().await, (json!("OPEN"), false));

        let back = format!("project: {old}, other: {new}, tie: PREDECESSOR");
        let query = format!("mutation {{ relateProjects(input: {{{back}}}) {{ project {{ id }} }} }}");
        assert_eq!(house.codes(&clerk, &query).await, ["BAD_USER_INPUT"], "one cannot build on the other both ways");
    }
}

on_both! {
    async fn a_project_that_becomes_secret_tells_nothing_of_others(db: &TestDb) {
        let house = House::at(db).await;
        let (one, other) = (registered(&house, "智慧城管").await, registered(&house, "城市大脑").await);
        evaluated(&house, &other, "poor").await;
        let tie = format!("project: {one}, other: {other}, tie: LINKED");
        change(&house, "relateProjects", &tie, "project { id }").await;
        assert!(barred(&house, &one).await);
        change(&house, "declareClassified", &format!("project: {other}"), "project { id }").await;
        assert!(!barred(&house, &one).await);
        let rows = house.raw.texts("SELECT kind FROM project_relation").await.unwrap();
        assert!(rows.is_empty(), "{rows:?}");
    }
}
