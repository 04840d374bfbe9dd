//! State-secret projects (涉密): that they exist and which rules apply, and nothing else.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shuniu_api::fault::Fault;
use shuniu_tests::{TestDb, on_both};

use super::file;
use super::house::{House, bureau, definition, fields};
use super::integration::synced;
use super::journey::{change, text};
use super::money::EACH;

/// Changes that name a project: each is refused for a classified one.
const REFUSED: [(&str, &str); 12] = [
    (
        "recordContact",
        r#"terms: {role: LEADER, name: "张三", phone: "0515-88881234"}"#,
    ),
    (
        "recordEvent",
        r#"kind: "project_approved", occurredOn: "2026-05-01""#,
    ),
    (
        "recordDocument",
        r#"kind: "payment_request", filedOn: "2026-05-01""#,
    ),
    (
        "recordReport",
        r#"kind: "annual_self_evaluation_report", period: "2025", submittedOn: "2026-01-20""#,
    ),
    (
        "recordFact",
        r#"fact: {name: "investment_yuan", value: "1180000.00"}"#,
    ),
    ("recordAsset", r#"kind: SOFTWARE, name: "业务系统""#),
    ("attestFile", r#"trackedSince: "2026-01-01""#),
    (
        "recordException",
        r#"provision: "tinghu-06-not-in-plan", approvedBy: "区政府", approvedOn: "2026-05-01", reason: "上级任务""#,
    ),
    ("requestStep", r#"gate: "final_acceptance""#),
    ("declareClassified", "expectedVersion: 1"),
    (
        "splitProject",
        r#"records: [{system: "trading_centre", stream: "tenders", externalId: "T7"}], reason: "属于另一项目""#,
    ),
    ("handOver", "kind: PROJECT_CODE_APPLICATION"),
];

/// Changes of a row of a project's file: a classified project has none that they could name.
const OF_ROWS: [&str; 21] = [
    "attachDocument",
    "detachDocument",
    "correctContact",
    "eraseContact",
    "correctEvent",
    "correctDocument",
    "correctReport",
    "voidEvent",
    "voidDocument",
    "voidReport",
    "voidFact",
    "voidAsset",
    "correctPayment",
    "voidPayment",
    "correctAllocation",
    "voidAllocation",
    "correctBudgetQuota",
    "voidBudgetQuota",
    "correctCatalogEntry",
    "voidCatalogEntry",
    "settleDiscrepancy",
];

/// Changes that have a test of their own here or, for records of outside systems, where pages land.
const APART: [&str; 24] = [
    "recordInstitutionReport",
    "correctInstitutionReport",
    "voidInstitutionReport",
    "relateProjects",
    "voidRelation",
    "createCalendar",
    "revokeCalendar",
    "dismissQuarantine",
    "pauseConnector",
    "unlinkRecord",
    "startComparison",
    "startHandOverComparison",
    "startBackfill",
    "settleComparison",
    "resumeConnector",
    "registerProject",
    "registerClassified",
    "settleMatch",
    "dismissMatch",
    "replayQuarantine",
    "replayQuarantinePage",
    "retireConnector",
    "settleHandOver",
    "startSync",
];

async fn registered(house: &House) -> String {
    let input = r#"jurisdiction: "320902", unitName: "区保密局""#;
    let done = change(house, "registerClassified", input, "project { id }").await;
    text(&done["project"]["id"]).to_owned()
}

/// That the change is refused because of the project, before anything else is looked at.
async fn refused(house: &House, name: &str, input: &str) {
    let query = format!("mutation {{ {name}(input: {{{input}}}) {{ __typename }} }}");
    let response = house.ask(&bureau(), &query).await;
    let fault = response
        .errors
        .first()
        .and_then(|error| error.source::<Fault>());
    let told = fault.map(ToString::to_string).unwrap_or_default();
    assert!(told.contains("涉密"), "{name}: {told}");
    assert_eq!(
        house.codes(&bureau(), &query).await,
        ["BAD_USER_INPUT"],
        "{name}"
    );
}

#[test]
fn every_way_in_is_accounted_for() {
    let mutations = fields(definition("Mutation")).into_iter();
    let mutations: BTreeSet<String> = mutations.map(|one| one.name.node.to_string()).collect();
    let refused = REFUSED
        .iter()
        .map(|one| one.0)
        .chain(EACH.iter().map(|one| one.0));
    let listed = refused.chain(OF_ROWS).chain(APART).map(ToOwned::to_owned);
    assert_eq!(listed.collect::<BTreeSet<_>>(), mutations);
}

pub(super) async fn a_classified_project_is_entered(house: &House) {
    let input = r#"jurisdiction: "320902", unitName: "区保密局", idempotencyKey: "one""#;
    let wanted = "project { id name projectCode classified stage { name } unit { name } version
        facts { name value } events { id } documents { id } contracts { id } investment }";
    let done = change(house, "registerClassified", input, wanted).await;
    let again = change(house, "registerClassified", input, wanted).await;
    assert_eq!(done, again, "the same key enters it once");
    let project = &done["project"];
    assert_eq!(
        (&project["name"], &project["classified"]),
        (&json!(""), &json!(true))
    );
    assert_eq!(project["unit"]["name"], "区保密局");
    assert_eq!(
        project["facts"],
        json!([{"name": "classified", "value": true}])
    );
    let nothing = [&project["projectCode"], &project["investment"]];
    assert!(nothing.iter().all(|one| one.is_null()), "{project}");
}

on_both! {
    async fn nothing_of_a_classified_project_is_taken_in(db: &TestDb) {
        let house = House::at(db).await;
        let (_sources, outside) = synced(&house).await;
        let project = registered(&house).await;
        let before = told(&house, &project).await;
        for (name, input) in REFUSED {
            refused(&house, name, &format!(r#"project: "{project}", {input}"#)).await;
        }
        for (name, terms, _) in EACH {
            refused(&house, name, &format!(r#"project: "{project}", terms: {{{terms}}}"#)).await;
        }
        for (name, why) in [("relateProjects", ""), ("voidRelation", r#", reason: "误登""#)] {
            let tie = format!(r#"project: "{project}", other: "{project}", tie: LINKED{why}"#);
            refused(&house, name, &tie).await;
        }
        let listed = house.data(&bureau(), "{ matchCandidates(first: 1) { nodes { id } } }").await;
        let candidate = &listed["matchCandidates"]["nodes"][0]["id"];
        let settle = format!(r#"candidate: {candidate}, project: "{project}", reason: "核对原件""#);
        refused(&house, "settleMatch", &settle).await;
        assert_eq!(told(&house, &project).await, before);
        outside.stop().await;
    }
}

/// Everything the hub tells of the project.
async fn told(house: &House, project: &str) -> Value {
    let query = format!(
        r#"{{ node(id: "{project}") {{ ... on Project {{ version name history(name: "name") {{ value }}
            facts {{ name }} events {{ id }} documents {{ id }} reports {{ id }} exceptions {{ approvedBy }}
            tenders {{ id }} contracts {{ id }} reviews {{ id }} allocations {{ id }} assets {{ id }}
            payments {{ id }} budgetQuotas {{ id }} catalogEntries {{ id }} handOvers {{ id }} paidTotal }} }}
            ledger(first: 100, project: "{project}") {{ nodes {{ command change }} }} }}"#
    );
    house.data(&bureau(), &query).await
}

on_both! {
    async fn a_known_project_is_not_marked_classified_with_its_content_kept(db: &TestDb) {
        let house = House::at(db).await;
        let marked = r#"jurisdiction: "320902", name: "保密平台", unitName: "区保密局",
            facts: [{name: "classified", value: true}]"#;
        refused(&house, "registerProject", marked).await;
        let project = file::registered(&house).await;
        let mark = format!(r#"project: "{project}", fact: {{name: "classified", value: true}}"#);
        refused(&house, "recordFact", &mark).await;
        let open = mark.replace("true", "false");
        let done = change(&house, "recordFact", &open, "fact { value } project { classified }").await;
        assert_eq!(done["fact"]["value"], false, "that it is none is no secret");
        assert_eq!(done["project"]["classified"], false);
    }
}

on_both! {
    async fn a_classified_project_is_found_by_no_text_and_counts_as_one(db: &TestDb) {
        let house = House::at(db).await;
        let count = "{ projects { totalCount } }";
        let before = house.data(&bureau(), count).await["projects"]["totalCount"].as_i64().unwrap();
        registered(&house).await;
        let after = house.data(&bureau(), count).await["projects"]["totalCount"].as_i64().unwrap();
        assert_eq!(after, before + 1);
        let found = r#"{ projects(filter: {nameContains: "保密"}) { totalCount } }"#;
        assert_eq!(house.data(&bureau(), found).await["projects"]["totalCount"], 0);
    }
}
