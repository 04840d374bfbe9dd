//! What was set aside is found by where it came from, and tried again by the page.

use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_connectors::contract::{Connector, Stream, System};
use shuniu_connectors::investment_approval;
use shuniu_hub::sync::{FloodSettings, Reading, Silent, Source};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

use super::altered::{Altered, TAUGHT};
use super::house::{House, bureau};

const SYSTEM: System = System::INVESTMENT_APPROVAL;

/// The type that most approvals are of is not in the list.
const UNTAUGHT: (&str, &str) = ("\"建设类\" = \"build\", ", "");

/// Reads with the system's own mapping, in which some things are otherwise.
fn mapped(outside: &Outside, changes: &[(&str, &str)]) -> Arc<dyn Connector> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mapping.toml");
    let mut text = investment_approval::MAPPING.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    std::fs::write(&file, text).unwrap();
    outside
        .connector_with(&SYSTEM, &[("mapping_file", json!(file))])
        .unwrap()
}

async fn attached(house: &House, connector: Arc<dyn Connector>) -> Source {
    // However much is set aside.
    let flood = FloodSettings {
        percent: 100,
        records: 1,
    };
    let reading = Reading {
        flood,
        ..Reading::default()
    };
    let source = house.hub.attach_by(house.tinghu, connector, reading).await;
    source.unwrap()
}

async fn read(house: &House, source: &Source) {
    let run = house
        .hub
        .sync_stream(source, &Stream::APPROVALS, false, &Silent);
    run.await.unwrap();
}

async fn listed(house: &House, arguments: &str) -> Vec<Value> {
    let query = format!(
        "{{ quarantine(first: 100, {arguments}) {{ nodes {{
            id path state system stream reason {{ code }} run {{ id quarantined }}
            record {{ externalId stream }}
        }} }} }}"
    );
    let told = house.data(&bureau(), &query).await;
    told["quarantine"]["nodes"].as_array().unwrap().clone()
}

/// One page of a replay.
async fn page(house: &House, more: &str) -> Value {
    let query = format!(
        r#"mutation {{ replayQuarantinePage(input: {{jurisdiction: "320902", {more}}}) {{
            tried merged unmatched refused still left remaining last
            reasons {{ system stream path count example reason {{ code }} mend {{ zh }} }}
        }} }}"#
    );
    house.data(&bureau(), &query).await["replayQuarantinePage"].clone()
}

async fn requests(outside: &Outside) -> u64 {
    let journal = outside.journal(&SYSTEM).await.unwrap();
    let counts = journal.counts.iter();
    counts
        .filter(|(what, _)| !what.contains("_sandbox"))
        .map(|(_, count)| count)
        .sum()
}

on_both! {
    async fn what_was_set_aside_is_found_by_where_it_came_from(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::with(&world(240), &house.clock).await.unwrap();
        let source = attached(&house, mapped(&outside, &[])).await;
        read(&house, &source).await;
        let all = listed(&house, "").await;
        let of_code: Vec<&Value> = all.iter().filter(|one| one["reason"]["code"] == "unknown_code").collect();
        assert!(!of_code.is_empty() && of_code.len() < all.len(), "{all:?}");
        let run = all[0]["run"].clone();
        assert_eq!(run["quarantined"], all.len());
        let runs = "{ syncRuns(first: 1) { reasons { code path count } } }";
        let told = house.data(&bureau(), runs).await["syncRuns"][0]["reasons"].clone();
        let told = told.as_array().unwrap();
        let counts: Vec<i64> = told.iter().map(|one| one["count"].as_i64().unwrap()).collect();
        assert!(counts.is_sorted_by(|one, next| one >= next), "{told:?}");
        for one in told {
            let alike = |other: &&Value| other["reason"]["code"] == one["code"] && other["path"] == one["path"];
            assert_eq!(one["count"], all.iter().filter(alike).count(), "{one}");
        }
        for one in &all {
            assert_eq!((&one["system"], &one["stream"], &one["state"]),
                (&json!("investment_approval"), &one["record"]["stream"], &json!("OPEN")));
            assert_eq!(one["run"], run);
        }
        let by_run = format!("run: {}", run["id"]);
        for (arguments, found) in [
            (r#"system: "investment_approval""#, all.len()),
            (r#"system: "investment_approval", stream: "approvals""#, all.len()),
            (r#"code: "unknown_code""#, of_code.len()),
            (by_run.as_str(), all.len()),
            (r#"system: "trading_centre""#, 0),
            (r#"system: "investment_approval", stream: "plans""#, 0),
            ("state: SUPERSEDED", 0),
        ] {
            assert_eq!(listed(&house, arguments).await.len(), found, "{arguments}");
        }
        let alone = r#"{ quarantine(stream: "approvals") { nodes { id } } }"#;
        assert_eq!(house.codes(&bureau(), alone).await, ["BAD_USER_INPUT"]);
        outside.stop().await;
    }
}

on_both! {
    async fn all_that_waits_is_tried_again_by_the_page_and_nothing_twice(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::with(&world(60), &house.clock).await.unwrap();
        let source = attached(&house, mapped(&outside, &[UNTAUGHT])).await;
        read(&house, &source).await;
        let before = listed(&house, "").await;
        let unknown: Vec<&Value> = before.iter().filter(|one| one["path"] == TAUGHT).collect();
        assert!(unknown.len() > 5 && unknown.len() < before.len(), "{before:?}");
        let asked = requests(&outside).await;

        // They are understood up to another field: that is why they are set aside now.
        let shipped = mapped(&outside, &[]);
        attached(&house, Altered::reading(&shipped, ("\"projectName\"", "\"xmmc\""))).await;
        let first = page(&house, r#"code: "unknown_code""#).await;
        assert_eq!((&first["merged"], &first["still"]), (&json!(0), &first["tried"]), "{first}");
        let why = &first["reasons"][0];
        assert_eq!(why["path"], "/projectName", "{first}");
        assert!(why["count"].as_i64() > Some(5) && why["example"].is_string(), "{first}");
        let now = listed(&house, "").await;
        assert_eq!(now.len(), before.len());
        assert!(now.iter().all(|one| one["path"] != TAUGHT), "each says what is wrong with it now");

        // A rehearsal tells, and changes nothing.
        attached(&house, shipped).await;
        let told = page(&house, "first: 100, dryRun: true").await;
        assert!(told["merged"].as_i64() > Some(5), "{told}");
        assert_eq!(listed(&house, "").await, now);

        // Five at a time, until none is left.
        let (mut after, mut sums, mut pages) = (String::new(), [0; 4], 0);
        let end = loop {
            let done = page(&house, &format!("first: 5{after}")).await;
            for (sum, name) in sums.iter_mut().zip(["tried", "merged", "unmatched", "still"]) {
                *sum += done[name].as_i64().unwrap();
            }
            assert!(done["tried"].as_i64() <= Some(5), "{done}");
            pages += 1;
            if done["remaining"] == 0 {
                break done;
            }
            after = format!(", after: {}", done["last"]);
        };
        assert!(pages > 2 && end["last"].is_string(), "{end}");
        assert_eq!(sums[0], i64::try_from(before.len()).unwrap());
        assert_eq!(sums[0], sums[1..].iter().sum::<i64>());
        assert_eq!(sums[1], told["merged"].as_i64().unwrap());
        let left = listed(&house, "").await;
        assert_eq!(i64::try_from(left.len()).unwrap(), sums[3]);
        let replayed = listed(&house, "state: REPLAYED").await;
        assert_eq!(replayed.len() + left.len(), before.len());
        assert!(replayed.iter().all(|one| one["run"] == before[0]["run"]), "{replayed:?}");

        // Once more: nothing twice, and the source was never asked.
        let again = page(&house, "first: 100").await;
        assert_eq!((&again["merged"], &again["tried"]), (&json!(0), &json!(left.len())));
        assert_eq!(listed(&house, "").await, left);
        assert_eq!(requests(&outside).await, asked);
        outside.stop().await;
    }
}

on_both! {
    async fn a_record_whose_time_could_not_be_read_is_replayed_under_its_own_name(db: &TestDb) {
        let house = House::at(db).await;
        // No more than a page: where the next begins could not be read either.
        let outside = Outside::with(&world(20), &house.clock).await.unwrap();
        let misread = ("source_time_format = \"rfc3339\"", "source_time_format = \"%Y%m%d%H%M%S\"");
        let source = attached(&house, mapped(&outside, &[misread])).await;
        read(&house, &source).await;
        let before = listed(&house, "").await;
        let name = |one: &Value| one["record"]["externalId"].as_str().unwrap().to_owned();
        assert!(before.len() > 5, "{before:?}");
        for one in &before {
            assert!(one["reason"]["code"] == "time" && name(one).starts_with("unreadable:"), "{one}");
        }
        let still = page(&house, "first: 100").await;
        assert_eq!((&still["still"], &still["remaining"]), (&json!(before.len()), &json!(0)), "{still}");
        assert_eq!(listed(&house, "").await, before, "as long as the mapping is as it was");

        let source = attached(&house, mapped(&outside, &[])).await;
        let done = page(&house, "first: 100").await;
        let settled = ["merged", "unmatched"].map(|one| done[one].as_i64().unwrap()).iter().sum::<i64>();
        assert!(settled > 5, "{done}");
        for one in listed(&house, "state: REPLAYED").await {
            assert!(!name(&one).starts_with("unreadable:"), "{one}");
        }
        // What the system says of them next is nothing new.
        let again = house.hub.sync_stream(&source, &Stream::APPROVALS, true, &Silent).await.unwrap();
        assert_eq!(again.counts.unchanged, settled, "{:?}", again.counts);
        assert_eq!(again.counts.merged, 0, "{:?}", again.counts);
        outside.stop().await;
    }
}

on_both! {
    async fn a_record_may_have_several_codes_left_out(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::with(&world(60), &house.clock).await.unwrap();
        let flags = [
            ("[codes.project_types]\n", "[codes.project_types]\nunknown = \"flag\"\n"),
            ("[codes.build_natures]\n", "[codes.build_natures]\nunknown = \"flag\"\n"),
        ];
        let natures = ("\"新建\" = \"new\", ", "");
        let both = [&flags[..], &[UNTAUGHT, natures]].concat();
        let source = attached(&house, mapped(&outside, &both)).await;
        read(&house, &source).await;
        let flagged = listed(&house, "state: FLAGGED").await;
        let named = |one: &Value| one["record"]["externalId"].as_str().unwrap().to_owned();
        let doubly = flagged.iter().find(|one| {
            flagged.iter().filter(|other| named(other) == named(one)).count() == 2
        });
        let name = named(doubly.expect("an approval of which both were left out"));

        // The list of types learns its code; the other one is left out still.
        attached(&house, mapped(&outside, &[&flags[..], &[natures]].concat())).await;
        let done = page(&house, "first: 100").await;
        assert!(done["merged"].as_i64() > Some(0), "{done}");
        let of_it: Vec<Value> = listed(&house, "state: FLAGGED").await;
        let of_it: Vec<&Value> = of_it.iter().filter(|one| named(one) == name).collect();
        assert_eq!(of_it.len(), 1, "{of_it:?}");
        assert_eq!(of_it[0]["reason"]["code"], "unknown_code");
        attached(&house, mapped(&outside, &flags)).await;
        page(&house, "first: 100").await;
        let of_it: Vec<Value> = listed(&house, "state: FLAGGED").await;
        assert!(of_it.iter().all(|one| named(one) != name), "{of_it:?}");
        outside.stop().await;
    }
}
