//! A sync that somebody started stops at the end of a page when the server is asked to stop.

use std::sync::Arc;

use serde_json::Value;
use shuniu_connectors::contract::System;
use shuniu_hub::sync::Silent;
use shuniu_tests::outside::Outside;
use shuniu_tests::served::{PATIENCE, Served};
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

use super::altered::{Altered, Slow};
use super::house::{House, bureau};

on_both! {
    async fn a_started_sync_ends_with_a_page_and_the_next_goes_on_there(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::start(&world(240)).await.unwrap();
        let approval = outside.connector(&System::INVESTMENT_APPROVAL).unwrap();
        let slow = Arc::new(Slow::default());
        let held = Altered::slow(&approval, &slow);
        house.hub.attach(house.tinghu, held).await.unwrap();
        let served = Served::over(&house.hub).await.unwrap();
        let token = served.token(&bureau()).unwrap();

        let start = r#"mutation { startSync(input: {jurisdiction: "320902"}) {
            started { system run { id stream state } } } }"#;
        let started = served.ask(&token, start).await.unwrap()["startSync"]["started"].take();
        assert_eq!(started.as_array().unwrap().len(), 1);
        let run = &started[0]["run"];
        assert_eq!(run["state"], "running");
        // The second page is asked for and the other side takes its time; then comes the shutdown.
        tokio::time::timeout(PATIENCE, slow.asked.notified()).await.unwrap();
        let mut draining = served.lifecycle.draining();
        let running = served.stop();
        tokio::time::timeout(PATIENCE, draining.wait()).await.unwrap();
        assert!(!running.is_finished(), "it waits for the page");
        slow.go_on.notify_one();
        let in_time = tokio::time::timeout(PATIENCE, running).await.unwrap().unwrap();
        assert!(in_time, "nothing was cut off");

        let query = format!(
            r#"{{ node(id: {}) {{ ... on SyncRun {{ stream state pages received failure finishedAt }} }}
                connectors {{ health {{ lastFailure }} }} }}"#,
            run["id"]
        );
        let after = house.data(&bureau(), &query).await;
        let ended = &after["node"];
        assert_eq!(ended["stream"], run["stream"]);
        assert_eq!(ended["state"], "interrupted");
        assert_eq!(ended["pages"], 2);
        assert_eq!(ended["failure"], "it was asked to stop");
        assert!(ended["finishedAt"].is_string());
        assert_eq!(after["connectors"][0]["health"]["lastFailure"], Value::Null);

        // The cursor stands behind the second page, and nobody holds the stream.
        let source = house.hub.attach(house.tinghu, approval).await.unwrap();
        let stream = &source.connector.streams()[0];
        let rest = house.hub.sync_stream(&source, stream, false, &Silent).await.unwrap();
        assert_eq!(rest.counts.unchanged, 0);
        let whole = house.hub.sync_stream(&source, stream, true, &Silent).await.unwrap();
        assert_eq!(whole.counts.received, whole.counts.unchanged);
        let before = ended["received"].as_i64().unwrap();
        assert_eq!(whole.counts.received, before + rest.counts.received);
        outside.stop().await;
    }
}
