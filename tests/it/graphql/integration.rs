//! What a sync leaves to people, and what they ask of outside systems, by mutations alone.

use std::time::Duration;

use serde_json::{Value, json};
use shuniu_connectors::contract::System;
use shuniu_connectors::sandbox::KNOWN;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::sync::{Silent, Source};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::{TODAY, world};

use super::altered::{Altered, TAUGHT};
use super::file::registered;
use super::house::{House, bureau};
use super::journey::{change, text};

/// No wait is longer; none is expected to come near.
const PATIENCE: Duration = Duration::from_secs(60);

async fn attached(house: &House) -> (Vec<Source>, Outside) {
    let clock = ManualClock::at(TODAY.parse().unwrap());
    let outside = Outside::with(&world(120), &clock).await.unwrap();
    let sources = outside.attach(&house.hub, house.tinghu).await.unwrap();
    (sources, outside)
}

pub(super) async fn synced(house: &House) -> (Vec<Source>, Outside) {
    let (sources, outside) = attached(house).await;
    sync(&house.hub, &sources).await.unwrap();
    (sources, outside)
}

pub(super) async fn a_listed_record_is_settled(house: &House) {
    let (_sources, _outside) = synced(house).await;
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
    let settled = change(house, "settleMatch", &input, wanted).await;
    let candidate = &settled["candidate"];
    assert_eq!(candidate["id"], listed["id"]);
    assert_eq!(candidate["state"], "matched");
    assert_eq!(candidate["settledBy"], "someone");
    assert_eq!(candidate["project"]["id"], id);
    let count = |project: &Value| project["contracts"].as_array().unwrap().len();
    assert_eq!(count(&candidate["project"]), count(project) + 1);
    let again = format!("mutation {{ settleMatch(input: {{{input}}}) {{ {wanted} }} }}");
    assert_eq!(house.codes(&bureau(), &again).await, ["CONFLICT"]);

    // It was the wrong project after all.
    let external_id = listed["summary"]["external_id"].as_str().unwrap();
    let input = format!(
        r#"project: "{id}", system: "trading_centre", stream: "contracts",
        externalId: "{external_id}", reason: "合同属于另一项目""#
    );
    let back = change(
        house,
        "unlinkRecord",
        &input,
        "candidate { state project { id } }",
    )
    .await;
    assert_eq!(back["candidate"], json!({"state": "open", "project": null}));
    let none = format!("mutation {{ unlinkRecord(input: {{{input}}}) {{ candidate {{ id }} }} }}");
    assert_eq!(house.ask(&bureau(), &none).await.errors.len(), 1);
}

/// A listed record that belongs to no project is dismissed.
pub(super) async fn a_listed_record_is_dismissed(house: &House) {
    let (_sources, _outside) = synced(house).await;
    let query = "{ matchCandidates(first: 100) { nodes { id version } } }";
    let before = house.data(&bureau(), query).await;
    let listed = before["matchCandidates"]["nodes"].as_array().unwrap();
    let one = &listed[0];
    let input = format!(
        r#"candidate: {}, expectedVersion: {}, reason: "不属于本区项目""#,
        one["id"], one["version"]
    );
    let wanted = "candidate { id state settledBy project { id } }";
    let done = change(house, "dismissMatch", &input, wanted).await;
    assert_eq!(
        done["candidate"],
        json!({"id": one["id"], "state": "dismissed", "settledBy": "someone", "project": null})
    );
    let after = house.data(&bureau(), query).await;
    let after = after["matchCandidates"]["nodes"].as_array().unwrap();
    assert_eq!(after.len(), listed.len() - 1);
    assert!(after.iter().all(|other| other["id"] != one["id"]));
}

pub(super) async fn a_record_set_aside_is_merged_once_the_mapping_reads_it(house: &House) {
    let (sources, _outside) = synced(house).await;
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
        change(house, "replayQuarantine", &input, wanted).await,
        json!({"outcome": "NOT_UNDERSTOOD", "project": null, "path": one["path"],
            "reason": one["reason"], "mend": one["mend"]})
    );
    assert_eq!(
        house.data(&bureau(), query).await,
        before,
        "it stays set aside"
    );

    let approval = sources
        .iter()
        .find(|one| one.connector.outbound().is_some())
        .unwrap();
    let mended = Altered::taught(&approval.connector);
    house.hub.attach(house.tinghu, mended).await.unwrap();
    let done = change(house, "replayQuarantine", &input, wanted).await;
    assert_eq!(done["outcome"], "MERGED", "{done}");
    assert!(done["project"]["id"].is_string());
    let after = house.data(&bureau(), query).await;
    let after = after["quarantine"]["nodes"].as_array().unwrap();
    assert_eq!(after.len(), aside.len() - 1);
    assert!(after.iter().all(|other| other["id"] != one["id"]));
    let again = format!("mutation {{ replayQuarantine(input: {{{input}}}) {{ outcome }} }}");
    assert_eq!(house.codes(&bureau(), &again).await, ["BAD_USER_INPUT"]);
}

pub(super) async fn all_that_was_set_aside_is_tried_again(house: &House) {
    let (_sources, _outside) = synced(house).await;
    let query = "{ quarantine(first: 100) { nodes { id } } }";
    let before = house.data(&bureau(), query).await;
    let waiting = before["quarantine"]["nodes"].as_array().unwrap().len();
    let input = r#"jurisdiction: "320902", first: 100"#;
    let wanted = "tried merged unmatched refused still left remaining reasons { count }";
    let done = change(house, "replayQuarantinePage", input, wanted).await;
    assert_eq!(done["tried"], waiting, "{done}");
    assert_eq!(
        (&done["still"], &done["remaining"]),
        (&done["tried"], &json!(0)),
        "{done}"
    );
    let counts = done["reasons"].as_array().unwrap().iter();
    let told: i64 = counts.map(|one| one["count"].as_i64().unwrap()).sum();
    assert!(
        told > 0 && told <= i64::try_from(waiting).unwrap(),
        "{done}"
    );
    assert_eq!(
        house.data(&bureau(), query).await,
        before,
        "nothing was mended"
    );
}

pub(super) async fn a_record_set_aside_is_done_nothing_about(house: &House) {
    let (_sources, _outside) = synced(house).await;
    let query = r#"{ open: quarantine(first: 100) { nodes { id } }
        closed: quarantine(first: 9, state: DISMISSED) { nodes { id state } } }"#;
    let before = house.data(&bureau(), query).await;
    let aside = before["open"]["nodes"].as_array().unwrap();
    let one = &aside[0]["id"];
    let input = format!(r#"quarantined: {one}, reason: "名称写错，已按正名导入""#);
    let done = change(house, "dismissQuarantine", &input, "quarantined { state }").await;
    assert_eq!(done["quarantined"]["state"], "DISMISSED");
    let after = house.data(&bureau(), query).await;
    assert_eq!(
        after["open"]["nodes"].as_array().unwrap().len(),
        aside.len() - 1
    );
    assert_eq!(
        after["closed"]["nodes"],
        json!([{"id": one, "state": "DISMISSED"}])
    );
    let again =
        format!("mutation {{ dismissQuarantine(input: {{{input}}}) {{ quarantined {{ id }} }} }}");
    assert_eq!(house.codes(&bureau(), &again).await, ["BAD_USER_INPUT"]);
    let replay =
        format!("mutation {{ replayQuarantine(input: {{quarantined: {one}}}) {{ outcome }} }}");
    assert_eq!(house.codes(&bureau(), &replay).await, ["BAD_USER_INPUT"]);
}

pub(super) async fn a_project_code_is_applied_for_and_comes_back(house: &House) {
    let (_sources, _outside) = synced(house).await;
    let project = registered(house).await;
    let input = format!(r#"project: "{project}", kind: PROJECT_CODE_APPLICATION"#);
    let wanted = "handOver { id kind system state } project { projectCode }";
    let applied = change(house, "handOver", &input, wanted).await;
    assert_eq!(applied["handOver"]["system"], "investment_approval");
    assert_eq!(applied["handOver"]["state"], "prepared");
    assert_eq!(applied["project"]["projectCode"], Value::Null);
    let again = format!("mutation {{ handOver(input: {{{input}}}) {{ project {{ id }} }} }}");
    assert_eq!(house.codes(&bureau(), &again).await, ["BAD_USER_INPUT"]);

    house.hub.deliver_due().await.unwrap();
    let query = format!(
        r#"{{ node(id: "{project}") {{ ... on Project {{ projectCode handOvers {{ id state }}
            documents(kinds: ["project_code"]) {{ kind }} }} }} }}"#
    );
    let after = house.data(&bureau(), &query).await;
    assert!(after["node"]["projectCode"].is_string());
    assert_eq!(
        after["node"]["handOvers"],
        json!([{"id": applied["handOver"]["id"], "state": "accepted"}])
    );
    assert_eq!(after["node"]["documents"].as_array().unwrap().len(), 1);
}

pub(super) async fn a_lost_hand_over_is_settled(house: &House) {
    let (_sources, outside) = synced(house).await;
    let project = registered(house).await;
    let input = format!(r#"project: "{project}", kind: PROJECT_CODE_APPLICATION"#);
    let asked = change(house, "handOver", &input, "handOver { id state }").await;
    let first = text(&asked["handOver"]["id"]);
    let withdraw = format!(r#"handOver: "{first}", fate: WITHDRAWN, reason: "先核对投资额""#);
    let wanted = "handOver { state reason nextAttemptAt asset { id } event { id } project { id } }";
    let withdrawn = change(house, "settleHandOver", &withdraw, wanted).await;
    assert_eq!(withdrawn["handOver"]["state"], "withdrawn");
    assert_eq!(withdrawn["handOver"]["reason"], "先核对投资额");
    assert_eq!(withdrawn["handOver"]["nextAttemptAt"], Value::Null);
    assert_eq!(withdrawn["handOver"]["project"]["id"], project.as_str());
    assert_eq!(house.hub.deliver_due().await.unwrap(), []);
    let asked = change(house, "handOver", &input, "handOver { id state }").await;
    let id = text(&asked["handOver"]["id"]);
    let settle = format!(r#"handOver: "{id}", fate: NEVER_RECEIVED, reason: "平台答复没有收到""#);
    let early =
        format!("mutation {{ settleHandOver(input: {{{settle}}}) {{ handOver {{ id }} }} }}");
    assert_eq!(house.codes(&bureau(), &early).await, ["BAD_USER_INPUT"]);

    let cut = json!({"cut_body": true, "for_requests": 1});
    let approval = System::INVESTMENT_APPROVAL;
    outside.control(&approval, "faults", &cut).await.unwrap();
    house.hub.deliver_due().await.unwrap();
    for (filter, found) in [
        ("", json!([{"id": first}, {"id": id}])),
        ("states: [UNKNOWN, PREPARED]", json!([{"id": id}])),
        (
            r#"states: WITHDRAWN, systems: "investment_approval""#,
            json!([{"id": first}]),
        ),
        ("states: UNKNOWN, kinds: ASSET_CARD", json!([])),
        (r#"systems: "asset_cloud""#, json!([])),
    ] {
        let query = format!("{{ handOvers(filter: {{{filter}}}) {{ nodes {{ id }} }} }}");
        assert_eq!(
            house.data(&bureau(), &query).await["handOvers"]["nodes"],
            found,
            "{filter}"
        );
    }
    let second = format!(
        r#"{{ handOvers(first: 1, after: "{}") {{ nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}"#,
        text(
            &house
                .data(&bureau(), "{ handOvers(first: 1) { edges { cursor } } }")
                .await["handOvers"]["edges"][0]["cursor"]
        )
    );
    let page = house.data(&bureau(), &second).await;
    assert_eq!(page["handOvers"]["nodes"], json!([{"id": id}]));
    assert_eq!(
        page["handOvers"]["pageInfo"],
        json!({"hasNextPage": false, "hasPreviousPage": true})
    );
    let too_late = format!(
        r#"mutation {{ settleHandOver(input: {{handOver: "{id}", fate: WITHDRAWN, reason: "撤回"}}) {{ handOver {{ id }} }} }}"#
    );
    assert_eq!(house.codes(&bureau(), &too_late).await, ["BAD_USER_INPUT"]);
    let received = format!(r#"handOver: "{id}", fate: RECEIVED, reason: "电话核实""#);
    let without =
        format!("mutation {{ settleHandOver(input: {{{received}}}) {{ handOver {{ id }} }} }}");
    assert_eq!(house.codes(&bureau(), &without).await, ["BAD_USER_INPUT"]);
    let wanted = "handOver { id state nextAttemptAt } project { projectCode }";
    let settled = change(house, "settleHandOver", &settle, wanted).await;
    assert_eq!(settled["handOver"]["state"], "prepared");
    assert!(
        settled["handOver"]["nextAttemptAt"].is_string(),
        "{settled}"
    );
    assert_eq!(settled["project"]["projectCode"], Value::Null);
    let delivered = house.hub.deliver_due().await.unwrap();
    assert_eq!(
        delivered[0].state, "accepted",
        "the same key gets the first answer"
    );
}

pub(super) async fn an_asset_is_recorded_and_voided(house: &House) {
    let project = registered(house).await;
    let input = format!(
        r#"project: "{project}", kind: HARDWARE, name: "机架式服务器", quantity: 2,
            originalValue: "80000.00", acquiredOn: "2026-05-06""#
    );
    let wanted = "asset { id kind name quantity originalValue acquiredOn state cardNumber
        provenance { source } } project { assets { id } }";
    let recorded = change(house, "recordAsset", &input, wanted).await;
    let asset = &recorded["asset"];
    assert_eq!(asset["originalValue"], "80000.00");
    assert_eq!(asset["state"], "unregistered");
    assert_eq!(recorded["project"]["assets"], json!([{"id": asset["id"]}]));
    let id = text(&asset["id"]);

    let card = format!(r#"project: "{project}", kind: ASSET_CARD, asset: "{id}""#);
    let nobody = format!("mutation {{ handOver(input: {{{card}}}) {{ handOver {{ id }} }} }}");
    // No asset cloud is set up here.
    assert_eq!(house.codes(&bureau(), &nobody).await, ["BAD_USER_INPUT"]);
    let void = format!(r#"asset: "{id}", reason: "重复登记""#);
    let voided = change(house, "voidAsset", &void, "asset { state version }").await;
    assert_eq!(voided["asset"], json!({"state": "voided", "version": 2}));
    let again = format!("mutation {{ voidAsset(input: {{{void}}}) {{ asset {{ id }} }} }}");
    assert_eq!(house.codes(&bureau(), &again).await, ["BAD_USER_INPUT"]);
}

pub(super) async fn a_system_is_paused_and_resumed(house: &House) {
    let (_sources, _outside) = attached(house).await;
    let input = r#"jurisdiction: "320902", system: "trading_centre", reason: "平台切换""#;
    let wanted = "connector { system pause { reason } schedule { everySeconds open } }";
    let paused = change(house, "pauseConnector", input, wanted).await;
    let read = json!({"everySeconds": 300, "open": []});
    assert_eq!(
        paused["connector"],
        json!({"system": "trading_centre", "pause": {"reason": "平台切换"}, "schedule": read})
    );
    let resumed = change(house, "resumeConnector", input, wanted).await;
    assert_eq!(
        resumed["connector"],
        json!({"system": "trading_centre", "pause": null, "schedule": read})
    );
    let entries = "{ ledger(last: 2) { nodes { command } } }";
    let newest = house.data(&bureau(), entries).await;
    let commands = json!([{"command": "pause_connector"}, {"command": "resume_connector"}]);
    assert_eq!(newest["ledger"]["nodes"], commands);
}

pub(super) async fn a_stream_is_compared_and_read_again(house: &House) {
    let (sources, outside) = synced(house).await;
    let system = System::INVESTMENT_APPROVAL;
    let source = sources.iter().find(|one| one.connector.system() == system);
    let source = source.unwrap();
    // Nothing is left of what it held.
    let empty = json!({"streams": {"approvals": []}, "extra": {}});
    outside.control(&system, "state", &empty).await.unwrap();
    house.clock.advance(chrono::TimeDelta::minutes(1));
    let stream = r#"jurisdiction: "320902", system: "investment_approval", stream: "approvals""#;
    let wanted = "sweep { id kind state connector { system } stream since until askedBy }";
    let begun = change(house, "startComparison", stream, wanted).await["sweep"].take();
    assert_eq!(begun["kind"], "comparison");
    assert_eq!(begun["askedBy"], bureau().subject);
    let window =
        format!(r#"{stream}, since: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z""#);
    let window = change(house, "startBackfill", &window, wanted).await["sweep"].take();
    assert_eq!(window["until"], "2026-02-01T00:00:00.000000Z");
    for sweep in house.hub.sweeps(source).await.unwrap() {
        house.hub.go_on(source, &sweep, &Silent).await.unwrap();
    }
    let asked = "{ syncSweeps { kind state received missingThere heldHere
        differences { kind record { stream } changedFields } } }";
    let told = house.data(&bureau(), asked).await["syncSweeps"].take();
    let of = |kind: &str| {
        let all = told.as_array().unwrap().iter();
        all.clone().find(|one| one["kind"] == kind).unwrap().clone()
    };
    assert_eq!(of("backfill")["state"], "finished");
    let held = of("comparison");
    assert_eq!(
        (&held["state"], &held["received"]),
        (&json!("held"), &json!(0))
    );
    let listed = held["differences"].as_array().unwrap();
    assert_eq!(held["missingThere"], listed.len());
    let gone =
        json!({"kind": "MISSING_THERE", "record": {"stream": "approvals"}, "changedFields": []});
    assert!(
        !listed.is_empty() && listed.iter().all(|one| *one == gone),
        "{held}"
    );

    let id = text(&begun["id"]);
    let settle = format!(r#"comparison: "{id}", gone: false, reason: "平台数据误删，已要求恢复""#);
    let stale = format!(
        "mutation {{ settleComparison(input: {{{settle}, expectedVersion: 9}}) {{ sweep {{ id }} }} }}"
    );
    assert_eq!(house.codes(&bureau(), &stale).await, ["CONFLICT"]);
    let settled = change(
        house,
        "settleComparison",
        &settle,
        "sweep { state reason endedAt }",
    )
    .await;
    assert_eq!(settled["sweep"]["state"], "dismissed");
    assert!(settled["sweep"]["endedAt"].is_string());
    let entries = "{ ledger(last: 1) { nodes { command } } }";
    let newest = house.data(&bureau(), entries).await;
    assert_eq!(newest["ledger"]["nodes"][0]["command"], "settle_comparison");
}

pub(super) async fn a_system_is_retired(house: &House) {
    let (_sources, _outside) = attached(house).await;
    let input = r#"jurisdiction: "320902", system: "trading_centre", reason: "平台停用""#;
    let done = change(house, "retireConnector", input, "system").await;
    assert_eq!(done["system"], "trading_centre");
    let entries = "{ ledger(last: 1) { nodes { command } } }";
    let newest = house.data(&bureau(), entries).await;
    assert_eq!(newest["ledger"]["nodes"][0]["command"], "retire_connector");
    let systems = r#"{ connectors(jurisdictions: ["320902"]) { system retired } }"#;
    let systems = house.data(&bureau(), systems).await["connectors"].take();
    let retired = systems.as_array().unwrap().iter();
    let retired: Vec<_> = retired.filter(|one| one["retired"] == true).collect();
    assert_eq!(
        retired,
        [&json!({"system": "trading_centre", "retired": true})]
    );
    let unknown = input.replace("trading_centre", "oa");
    let unknown = format!("mutation {{ retireConnector(input: {{{unknown}}}) {{ system }} }}");
    assert_eq!(house.codes(&bureau(), &unknown).await, ["NOT_FOUND"]);
}

/// A sync that is asked for answers with its runs, which read everything.
pub(super) async fn a_sync_is_started_and_runs_to_its_end(house: &House) {
    let (_sources, _outside) = attached(house).await;
    let wanted = "started { system streams run { id stream state pages } }";
    let done = change(house, "startSync", r#"jurisdiction: "320902""#, wanted).await;
    let started = done["started"].as_array().unwrap();
    assert_eq!(started.len(), KNOWN.len());
    for one in started {
        assert_eq!(one["run"]["stream"], one["streams"][0], "{one}");
        assert_eq!(one["run"]["state"], "running");
    }
    assert!(
        house.lifecycle.finished(PATIENCE).await,
        "the server waits for it"
    );
    let query =
        "{ syncRuns(first: 100) { id stream state failure received } projects { totalCount } }";
    let after = house.data(&bureau(), query).await;
    let runs = after["syncRuns"].as_array().unwrap();
    let streams: usize = started
        .iter()
        .map(|one| one["streams"].as_array().unwrap().len())
        .sum();
    assert_eq!(runs.len(), streams);
    for one in runs {
        assert_eq!(one["state"], "finished", "{one}");
        assert!(one["received"].as_i64().unwrap() > 0, "{one}");
    }
    for one in started {
        assert!(runs.iter().any(|run| run["id"] == one["run"]["id"]));
    }
    assert!(after["projects"]["totalCount"].as_i64().unwrap() > 0);
    let wrong = r#"mutation { startSync(input: {jurisdiction: "320902", system: "x"}) { started { system } } }"#;
    assert_eq!(house.codes(&bureau(), wrong).await, ["BAD_USER_INPUT"]);
}
