//! Whatever has a global id is found by it, by those who may see it.

use std::collections::BTreeMap;

use async_graphql::parser::types::TypeKind;
use serde_json::Value;
use shuniu_hub::access::Role;
use shuniu_tests::{TestDb, on_both};

use super::file::registered;
use super::house::{House, bureau, caller, definitions};
use super::integration::synced;
use super::journey::change;
use super::money;

/// The objects of the schema that have a global id.
pub(crate) fn identified() -> Vec<String> {
    let identified = definitions().into_iter().filter(|one| match &one.kind {
        TypeKind::Object(object) => {
            let mut fields = object.fields.iter().map(|field| &field.node);
            fields.any(|field| field.name.node == "id" && field.ty.node.to_string() == "ID!")
        }
        _ => false,
    });
    identified.map(|one| one.name.node.to_string()).collect()
}

#[test]
fn whatever_has_a_global_id_is_a_node() {
    let implementors = definitions().into_iter().filter(|one| match &one.kind {
        TypeKind::Object(object) => object.implements.iter().any(|name| name.node == "Node"),
        _ => false,
    });
    let implementors: Vec<String> = implementors.map(|one| one.name.node.to_string()).collect();
    assert_eq!(implementors, identified());
}

/// Gathers an id of each type that an answer shows.
fn gather(value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|one| gather(one, found)),
        Value::Object(fields) => {
            if let (Some(Value::String(kind)), Some(Value::String(id))) =
                (fields.get("__typename"), fields.get("id"))
            {
                found.insert(kind.clone(), id.clone());
            }
            fields.values().for_each(|one| gather(one, found));
        }
        _ => {}
    }
}

const ALL: &str = "{ calendars { nodes { __typename id } } institutionObligations(first: 1) { nodes { __typename id } }
    institutionReports(first: 1) { nodes { __typename id } } jurisdictions { __typename id } syncRuns { __typename id } syncSweeps { __typename id }
    matchCandidates(first: 1) { nodes { __typename id } } quarantine(first: 1) { nodes { __typename id } }
    projects(first: 100) { nodes { __typename id unit { __typename id } facts { __typename id }
        events { __typename id } documents { __typename id } reports { __typename id }
        tenders { __typename id } contracts { __typename id } obligations { __typename id }
        handOvers { __typename id } assets { __typename id } payments { __typename id }
        budgetQuotas { __typename id } catalogEntries { __typename id } contacts { __typename id }
        reviews { __typename id } allocations { __typename id } discrepancies { __typename id } } } }";

on_both! {
    async fn each_is_found_by_its_id_within_the_scope_alone(db: &TestDb) {
        let house = House::at(db).await;
        let (_sources, _outside) = synced(&house).await;
        let project = registered(&house).await;
        let input = format!(r#"project: "{project}", kind: PROJECT_CODE_APPLICATION"#);
        change(&house, "handOver", &input, "handOver { id }").await;
        let asset = format!(r#"project: "{project}", kind: SOFTWARE, name: "业务系统""#);
        change(&house, "recordAsset", &asset, "asset { id }").await;
        for (name, terms, wanted) in money::EACH {
            let input = format!(r#"project: "{project}", terms: {{{terms}}}"#);
            change(&house, name, &input, wanted).await;
        }
        let contact = format!(
            r#"project: "{project}", terms: {{role: LIAISON, name: "张三", phone: "0515-88881234"}}"#
        );
        change(&house, "recordContact", &contact, "contact { id }").await;
        let report = format!(
            r#"project: "{project}", kind: "annual_self_evaluation_report", period: "2025", submittedOn: "2026-01-20""#
        );
        change(&house, "recordReport", &report, "report { id }").await;

        let stream = r#"jurisdiction: "320902", system: "trading_centre", stream: "contracts""#;
        change(&house, "startComparison", stream, "sweep { id }").await;
        let calendar = r#"jurisdiction: "320902", name: "到期""#;
        change(&house, "createCalendar", calendar, "calendar { id }").await;

        let unit = format!(r#"{{ node(id: "{project}") {{ ... on Project {{ unit {{ id }} }} }} }}"#);
        let unit = house.data(&bureau(), &unit).await;
        let report = format!(r#"unit: {}, kind: "annual_self_evaluation_report", period: "2024", submittedOn: "2026-01-20""#,
            unit["node"]["unit"]["id"]);
        change(&house, "recordInstitutionReport", &report, "report { id }").await;

        let mut found = BTreeMap::new();
        gather(&house.data(&bureau(), ALL).await, &mut found);
        assert!(found.keys().cloned().eq(identified()), "{found:?}");
        let elsewhere = caller(Role::Admin, &["652800"]);
        let nowhere = caller(Role::Contractor, &["320902"]);
        for (kind, id) in &found {
            let query = format!(r#"{{ node(id: "{id}") {{ __typename id }} }}"#);
            let own = house.data(&bureau(), &query).await;
            assert_eq!(own["node"]["__typename"], *kind);
            assert_eq!(own["node"]["id"], *id);
            let theirs = house.data(&elsewhere, &query).await;
            assert_eq!(theirs["node"], Value::Null, "{kind}");
            if kind != "Jurisdiction" {
                let none = house.data(&nowhere, &query).await;
                assert_eq!(none["node"], Value::Null, "{kind}");
            }
        }
        let viewer = caller(Role::Viewer, &["320902"]);
        for kind in ["MatchCandidate", "QuarantinedRecord", "SyncRun", "SyncSweep"] {
            let query = format!(r#"{{ node(id: "{}") {{ id }} }}"#, found[kind]);
            assert_eq!(house.data(&viewer, &query).await["node"], Value::Null, "{kind}");
        }
    }
}
