//! Who sees what: denied unless granted, by list, by id, nested and by subscription.

use std::sync::Arc;

use futures_util::StreamExt;
use serde_json::{Value, json};
use shuniu_api::graphql::admit;
use shuniu_hub::access::{Caller, Role};
use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau, caller, unit};
use super::integration::synced;
use super::rows::{organization, projects};

const OURS: &str = "11320902014321234P";
const THEIRS: &str = "11320902014325555T";

/// The global ids of the unit's projects.
async fn ids_of(house: &House, caller: &Caller, unit: &str) -> Vec<String> {
    let query =
        "{ projects(orderBy: {field: NAME, direction: ASC}) { nodes { id unit { name } } } }";
    let listed = house.data(caller, query).await;
    let nodes = listed["projects"]["nodes"].as_array().unwrap().iter();
    let own = nodes.filter(|one| one["unit"]["name"] == unit);
    own.map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The id of our only project, and of one of theirs.
async fn two_units(house: &House) -> (String, String) {
    let ours = organization(house, house.tinghu, "区教育局", Some(OURS)).await;
    let theirs = organization(house, house.tinghu, "区卫健委", Some(THEIRS)).await;
    projects(house, house.tinghu, ours, 1).await;
    projects(house, house.tinghu, theirs, 2).await;
    let mine = ids_of(house, &bureau(), "区教育局").await;
    let other = ids_of(house, &bureau(), "区卫健委").await;
    assert_eq!((mine.len(), other.len()), (1, 2));
    (mine[0].clone(), other[0].clone())
}

on_both! {
    async fn a_unit_sees_its_own_projects_only(db: &TestDb) {
        let house = House::at(db).await;
        let (mine, other) = two_units(&house).await;
        let us = unit(OURS);
        let listed = house
            .data(&us, "{ projects { totalCount nodes { id } } }")
            .await;
        assert_eq!(
            listed,
            json!({"projects": {"totalCount": 1, "nodes": [{"id": mine}]}})
        );
        let duties = "{ obligations { totalCount nodes { project { id } } } }";
        let duties = house.data(&us, duties).await;
        assert_eq!(duties["obligations"]["totalCount"], 1);
        assert_eq!(
            duties["obligations"]["nodes"][0]["project"]["id"],
            json!(mine)
        );
        let node = |id: &str| format!(r#"{{ node(id: "{id}") {{ id }} }}"#);
        assert_eq!(house.data(&us, &node(&other)).await, json!({"node": null}));
        assert_eq!(
            house.data(&us, &node(&mine)).await,
            json!({"node": {"id": mine}})
        );
        assert_eq!(
            house.data(&bureau(), "{ projects { totalCount } }").await["projects"]["totalCount"],
            3
        );
    }
}

on_both! {
    async fn a_unit_without_an_organization_sees_nothing(db: &TestDb) {
        let house = House::at(db).await;
        two_units(&house).await;
        let nobody = caller(Role::ProjectUnit, &["320902"]);
        let listed = house
            .data(
                &nobody,
                "{ projects { totalCount } obligations { totalCount } }",
            )
            .await;
        assert_eq!(
            listed,
            json!({"projects": {"totalCount": 0}, "obligations": {"totalCount": 0}})
        );
    }
}

on_both! {
    async fn a_jurisdiction_outside_the_token_is_refused(db: &TestDb) {
        let house = House::at(db).await;
        let there = organization(&house, house.bayingolin, "州教育局", None).await;
        projects(&house, house.bayingolin, there, 1).await;
        let both = caller(Role::Viewer, &["320902", "652800"]);
        let ids = ids_of(&house, &both, "州教育局").await;
        let query = r#"{ projects(filter: {jurisdictions: ["652800"]}) { totalCount } }"#;
        assert_eq!(house.codes(&bureau(), query).await, ["FORBIDDEN"]);
        let query = format!(r#"{{ node(id: "{}") {{ id }} }}"#, ids[0]);
        assert_eq!(house.data(&bureau(), &query).await, json!({"node": null}));
        assert_eq!(
            house.data(&both, "{ projects { totalCount } }").await["projects"]["totalCount"],
            1
        );
    }
}

on_both! {
    async fn what_a_role_is_not_granted_is_refused(db: &TestDb) {
        let house = House::at(db).await;
        two_units(&house).await;
        for (role, query) in [
            (Role::Contractor, "{ projects { totalCount } }"),
            (Role::Viewer, "{ ledger { nodes { seq } } }"),
            (Role::Viewer, "{ connectors { system } }"),
            (Role::Authority, "{ quarantine { nodes { id } } }"),
            (Role::Reporting, "{ matchCandidates { nodes { id } } }"),
            (
                Role::Viewer,
                r#"{ projects { nodes { facts { provenance { record { body } } } } } }"#,
            ),
        ] {
            let codes = house.codes(&caller(role, &["320902"]), query).await;
            assert!(
                !codes.is_empty() && codes.iter().all(|code| code == "FORBIDDEN"),
                "{role:?} {query}: {codes:?}"
            );
        }
    }
}

const FOLLOW: &str =
    r#"subscription { ledgerEntries(after: "e30") { seq command project { id } } }"#;

on_both! {
    async fn a_follower_gets_every_entry_of_its_scope_in_order(db: &TestDb) {
        let house = House::at(db).await;
        let mut seen = Vec::new();
        let request = admit(
            async_graphql::Request::new(FOLLOW),
            &house.hub,
            Arc::new(bureau()),
        );
        let mut stream = house.schema.execute_stream(request);
        for number in 0..3 {
            let register = format!(
                r#"mutation {{ registerProject(input: {{jurisdiction: "320902", name: "项目{number}", unitName: "区教育局", unitCreditCode: "{OURS}"}}) {{ project {{ id }} }} }}"#
            );
            house.data(&bureau(), &register).await;
        }
        let project = house
            .data(&bureau(), "{ projects(first: 1) { nodes { id } } }")
            .await;
        assert!(project["projects"]["nodes"][0]["id"].is_string());
        let last = house
            .data(&bureau(), "{ ledger(first: 100) { nodes { seq } } }")
            .await;
        let total = last["ledger"]["nodes"].as_array().unwrap().len();
        while seen.len() < total {
            let entry = stream.next().await.unwrap().data.into_json().unwrap();
            seen.push(entry["ledgerEntries"]["seq"].as_i64().unwrap());
        }
        let expected: Vec<i64> = (1..).take(total).collect();
        assert_eq!(seen, expected);
        let register = r#"mutation { registerProject(input: {jurisdiction: "320902", name: "又一个", unitName: "区教育局"}) { project { id } } }"#;
        let caller = bureau();
        let (entry, _) = tokio::join!(stream.next(), house.data(&caller, register));
        let entry = entry.unwrap().data.into_json().unwrap();
        assert_eq!(
            entry["ledgerEntries"]["seq"],
            json!(total + 1),
            "waited for"
        );
    }
}

on_both! {
    async fn following_ends_when_the_token_lapses(db: &TestDb) {
        use shuniu_hub::clock::{Clock, SystemClock};
        let house = House::at(db).await;
        let lapsed = Caller {
            expires_at: Some(SystemClock.now()),
            ..bureau()
        };
        let request = admit(
            async_graphql::Request::new(FOLLOW),
            &house.hub,
            Arc::new(lapsed),
        );
        assert!(house.schema.execute_stream(request).next().await.is_none());
    }
}

on_both! {
    async fn a_unit_follows_its_own_projects_only_and_a_viewer_nothing(db: &TestDb) {
        let house = House::at(db).await;
        for (name, code) in [("区教育局", OURS), ("区卫健委", THEIRS), ("区教育局", OURS)] {
            let register = format!(
                r#"mutation {{ registerProject(input: {{jurisdiction: "320902", name: "{name}项目{}", unitName: "{name}", unitCreditCode: "{code}"}}) {{ project {{ id }} }} }}"#,
                uuid::Uuid::now_v7()
            );
            house.data(&bureau(), &register).await;
        }
        let us = unit(OURS);
        let own = house.data(&us, "{ projects { nodes { id } } }").await;
        let own: Vec<String> = own["projects"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(own.len(), 2);
        let entries = house
            .data(&us, "{ ledger(first: 100) { nodes { project { id } } } }")
            .await;
        let entries = entries["ledger"]["nodes"].as_array().unwrap().len();
        assert!(entries > 0);
        let request = admit(
            async_graphql::Request::new(FOLLOW),
            &house.hub,
            Arc::new(us),
        );
        let followed: Vec<_> = house
            .schema
            .execute_stream(request)
            .take(entries)
            .collect()
            .await;
        for one in followed {
            let entry = one.data.into_json().unwrap();
            let id = entry["ledgerEntries"]["project"]["id"]
                .as_str()
                .unwrap()
                .to_owned();
            assert!(own.contains(&id));
        }
        let request = admit(
            async_graphql::Request::new(FOLLOW),
            &house.hub,
            Arc::new(caller(Role::Viewer, &["320902"])),
        );
        let refused = house.schema.execute_stream(request).next().await.unwrap();
        assert_eq!(refused.errors.len(), 1);
    }
}

on_both! {
    async fn what_a_system_reported_is_not_the_units_to_withdraw(db: &TestDb) {
        let house = House::at(db).await;
        let (_sources, _outside) = synced(&house).await;
        let query = "{ projects(first: 100) { nodes { unit { creditCode } events { id provenance { source } }
            facts { id name provenance { source } } } } }";
        let listed = house.data(&bureau(), query).await;
        let reported = |one: &Value| one["provenance"]["source"] == "investment_approval";
        let projects = listed["projects"]["nodes"].as_array().unwrap();
        let (project, event) = projects
            .iter()
            .find_map(|project| {
                let event = project["events"].as_array()?.iter().find(|one| reported(one))?;
                project["unit"]["creditCode"].is_string().then_some((project, event))
            })
            .expect("an event that the platform reported");
        let own = unit(project["unit"]["creditCode"].as_str().unwrap());
        let fact = project["facts"].as_array().unwrap().iter().find(|one| reported(one)).unwrap();
        let void_event = format!("mutation {{ voidEvent(input: {{event: {}, reason: \"不是这样\"}}) {{ event {{ standing }} }} }}", event["id"]);
        let void_fact = format!("mutation {{ voidFact(input: {{fact: {}, reason: \"不是这样\"}}) {{ fact {{ standing }} }} }}", fact["id"]);
        assert_eq!(house.codes(&own, &void_event).await, ["FORBIDDEN"]);
        assert_eq!(house.codes(&own, &void_fact).await, ["FORBIDDEN"]);
        let done = house.data(&bureau(), &void_event).await;
        assert_eq!(done["voidEvent"]["event"]["standing"], "voided");
    }
}
