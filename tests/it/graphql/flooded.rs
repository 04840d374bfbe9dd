//! The other side changes its format: what cannot be understood fills no table, and nothing is lost.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::PaginatorTrait;
use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_entities::{Scope, Tenant, quarantine, source_record};
use shuniu_hub::Hub;
use shuniu_hub::sync::{FloodSettings, Reading, Silent, Source, SyncError};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

use super::altered::Altered;
use super::house::{House, bureau};

const SYSTEM: System = System::INVESTMENT_APPROVAL;

const ASKED: &str = "{
    connectors { health { breaker lastFailure }
        streams { stream flood { since received setAside path reason { code en } } } }
    syncRuns(first: 1) { state pages received quarantined turnedBack failure }
}";

/// The name of the project, as the hub reads it and as the other side now writes it.
const RENAMED: (&str, &str) = ("\"projectName\"", "\"xmmc\"");

fn reading(percent: u8, records: u32) -> Reading {
    Reading {
        flood: FloodSettings { percent, records },
        ..Reading::default()
    }
}

async fn attached(hub: &Hub, house: &House, outside: &Outside, misread: bool) -> Source {
    let was = outside.connector(&SYSTEM).unwrap();
    let reading = reading(50, 30);
    let source = if misread {
        let altered = Altered::reading(&was, RENAMED);
        hub.attach_by(house.tinghu, altered, reading).await
    } else {
        hub.attach_by(house.tinghu, was, reading).await
    };
    source.unwrap()
}

async fn run(hub: &Hub, source: &Source) -> Result<i64, SyncError> {
    let read = hub.sync_stream(source, &Stream::APPROVALS, false, &Silent);
    Ok(read.await?.counts.received)
}

/// Pages asked for, and whatever else.
async fn requests(outside: &Outside) -> (u64, u64) {
    let journal = outside.journal(&SYSTEM).await.unwrap();
    let of_us = journal.counts.iter();
    let of_us = of_us.filter(|(what, _)| !what.contains("_sandbox"));
    let pages = |what: &str| what.ends_with("/v1/projects");
    let (mut asked, mut other) = (0, 0);
    for (what, count) in of_us {
        if pages(what) {
            asked += count;
        } else {
            other += count;
        }
    }
    (asked, other)
}

async fn kept(house: &House) -> [u64; 2] {
    let scope = Scope::jurisdictions(vec![house.tinghu]);
    let reader = house.hub.reader();
    [
        quarantine::Entity::find_in(&scope)
            .count(&reader)
            .await
            .unwrap(),
        source_record::Entity::find_in(&scope)
            .count(&reader)
            .await
            .unwrap(),
    ]
}

fn stream(told: &Value) -> &Value {
    let streams = told["connectors"][0]["streams"].as_array().unwrap();
    streams
        .iter()
        .find(|one| one["stream"] == "approvals")
        .unwrap()
}

on_both! {
    async fn a_flood_is_given_back_whole_and_read_on_trial_until_it_is_over(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::with(&world(240), &house.clock).await.unwrap();
        let later = house.hub.clone();
        // Another process, that has not heard of anything.
        let other = db.hub(&house.clock).await.unwrap();
        let its = attached(&other, &house, &outside, true).await;
        let source = attached(&house.hub, &house, &outside, true).await;

        let flooded = run(&house.hub, &source).await;
        let Err(SyncError::Flooded { flood, .. }) = &flooded else { panic!("{flooded:?}") };
        assert!(flood.new == flood.aside && flood.aside >= 30, "{flood:?}");
        assert_eq!(kept(&house).await, [0, 0]);
        let told = house.data(&bureau(), ASKED).await;
        assert_eq!(told["connectors"][0]["health"]["breaker"], "open");
        let why = told["connectors"][0]["health"]["lastFailure"].as_str().unwrap();
        assert!(why.contains("approvals") && why.contains("/projectName"), "{why}");
        let shown = &stream(&told)["flood"];
        assert_eq!(shown["setAside"], flood.aside);
        assert_eq!(shown["path"], "/projectName");
        assert_eq!(shown["reason"]["code"], "missing");
        let ran = &told["syncRuns"][0];
        assert_eq!((&ran["state"], &ran["pages"], &ran["quarantined"]),
            (&json!("failed"), &json!(0), &json!(0)));
        assert!(ran["turnedBack"].as_i64().unwrap() >= flood.aside, "{ran}");
        assert!(ran["failure"].as_str().unwrap().contains("adapt the mapping"), "{ran}");

        // Nothing is asked while it waits.
        let before = requests(&outside).await;
        assert_eq!(before.0, 1);
        let refused = run(&house.hub, &source).await.unwrap_err().to_string();
        assert!(refused.contains("is not being called") && refused.contains("/projectName"), "{refused}");
        assert_eq!(requests(&outside).await, before);

        // The other side answers who it is: that alone is no recovery, in no process.
        for (hub, source) in [(&later, &source), (&other, &its)] {
            outside.advance(Duration::from_secs(61));
            let before = requests(&outside).await;
            let flooded = run(hub, source).await;
            assert!(matches!(flooded, Err(SyncError::Flooded { .. })), "{flooded:?}");
            let after = requests(&outside).await;
            assert_eq!(after.0, before.0 + 1, "one page on trial");
            assert!(after.1 > before.1, "the probe");
            assert_eq!(kept(&house).await, [0, 0]);
            let told = house.data(&bureau(), ASKED).await;
            assert_eq!(told["connectors"][0]["health"]["breaker"], "open");
            assert_eq!(stream(&told)["flood"]["since"], shown["since"]);
        }

        // With the mapping adapted, and the process started anew, all of it comes.
        let anew = db.hub(&house.clock).await.unwrap();
        let mended = attached(&anew, &house, &outside, false).await;
        assert!(run(&anew, &mended).await.is_err(), "the breaker stood through the restart");
        outside.advance(Duration::from_secs(61));
        let all = run(&anew, &mended).await.unwrap();
        assert!(all > 100, "{all}");
        assert!(kept(&house).await[1] > 100);
        let told = house.data(&bureau(), ASKED).await;
        assert_eq!(told["connectors"][0]["health"]["breaker"], "closed");
        assert_eq!(stream(&told)["flood"], Value::Null);
        // And the other process, which knew of the flood, hears that it is over.
        let other_mended = run(&other, &its).await.unwrap();
        assert!(other_mended < all);
        outside.stop().await;
    }
}

on_both! {
    async fn fewer_than_the_number_or_the_share_hold_up_nobody(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::with(&world(240), &house.clock).await.unwrap();
        let was = outside.connector(&SYSTEM).unwrap();
        for limits in [reading(100, 1), reading(50, 9_999)] {
            let altered: Arc<_> = Altered::reading(&was, RENAMED);
            let source = house.hub.attach_by(house.tinghu, altered, limits).await.unwrap();
            run(&house.hub, &source).await.unwrap();
            assert!(kept(&house).await[0] > 30);
        }
        outside.stop().await;
    }
}

on_both! {
    async fn a_page_on_trial_is_not_kept_for_being_small_or_read_again(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::with(&world(240), &house.clock).await.unwrap();
        let was = outside.connector(&SYSTEM).unwrap();
        let altered = Altered::reading(&was, RENAMED);
        let source = house.hub.attach_by(house.tinghu, altered, reading(50, 50)).await.unwrap();
        // A page holds forty: the first is too little to tell, the second is too much.
        let flooded = run(&house.hub, &source).await;
        let Err(SyncError::Flooded { flood, .. }) = &flooded else { panic!("{flooded:?}") };
        assert!(flood.aside > 50, "{flood:?}");
        let before = kept(&house).await;
        assert!(before[0] > 20 && before[1] <= 40, "{before:?}");
        // The next begins a little before, and has fewer that are new.
        for _ in 0..3 {
            outside.advance(Duration::from_secs(61));
            let asked = requests(&outside).await.0;
            let flooded = run(&house.hub, &source).await;
            assert!(matches!(flooded, Err(SyncError::Flooded { .. })), "{flooded:?}");
            assert_eq!(requests(&outside).await.0, asked + 1);
            assert_eq!(kept(&house).await, before);
        }
        outside.stop().await;
    }
}
