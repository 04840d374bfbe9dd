//! Whoever follows the sync is told of every page, of the end, and of what is waited for.

use std::sync::Arc;

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use shuniu_connectors::contract::System;
use shuniu_hub::sync::Silent;
use shuniu_tests::outside::Outside;
use shuniu_tests::served::PATIENCE;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

use super::altered::{Altered, Slow};
use super::house::{House, bureau};

const FOLLOW: &str = r#"subscription {
    syncProgress(system: "investment_approval") {
        stream state nextRunAt lagSeconds
        connector { system jurisdiction { regionCode } }
        run { state pages received failure }
    }
}"#;

pub(super) type Events = futures_util::stream::BoxStream<'static, async_graphql::Response>;

/// Reads on until it is told so.
pub(super) async fn until(events: &mut Events, holds: impl Fn(&Value) -> bool) -> Value {
    let told = async {
        loop {
            let event = events.next().await.expect("it goes on");
            assert!(event.errors.is_empty(), "{:?}", event.errors);
            let mut event = event.data.into_json().unwrap();
            let progress = event["syncProgress"].take();
            if holds(&progress) {
                return progress;
            }
        }
    };
    tokio::time::timeout(PATIENCE, told)
        .await
        .expect("it is told")
}

on_both! {
    async fn a_follower_is_told_of_pages_of_the_end_and_of_a_pause(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::start(&world(240)).await.unwrap();
        let approval = outside.connector(&System::INVESTMENT_APPROVAL).unwrap();
        let slow = Arc::new(Slow::default());
        let source = house.hub.attach(house.tinghu, Altered::slow(&approval, &slow)).await.unwrap();
        let trading = outside.connector(&System::TRADING_CENTRE).unwrap();
        house.hub.attach(house.tinghu, trading).await.unwrap();
        let request = async_graphql::Request::new(FOLLOW);
        let request = shuniu_api::graphql::admit(request, &house.hub, Arc::new(bureau()));
        let mut events: Events = house.schema.execute_stream(request).boxed();

        let first = until(&mut events, |_| true).await;
        let connector = json!({"system": "investment_approval", "jurisdiction": {"regionCode": "320902"}});
        assert_eq!((&first["stream"], &first["connector"]), (&json!("approvals"), &connector));
        assert_eq!((&first["run"], &first["lagSeconds"]), (&Value::Null, &Value::Null));

        let (hub, stream) = (house.hub.clone(), source.connector.streams()[0].clone());
        let read = source.clone();
        let running = tokio::spawn(async move {
            hub.sync_stream(&read, &stream, false, &Silent).await
        });
        // The second page is held back, so that the run stands behind its first.
        let page = until(&mut events, |told| told["run"]["pages"] == 1).await;
        assert_eq!((&page["state"], &page["run"]["state"]), (&json!("RUNNING"), &json!("running")));
        let received = page["run"]["received"].as_i64().unwrap();
        assert!(received > 0);

        let lets_go = tokio::spawn(async move {
            loop {
                slow.asked.notified().await;
                slow.go_on.notify_one();
            }
        });
        let report = tokio::time::timeout(PATIENCE, running).await.unwrap().unwrap().unwrap();
        lets_go.abort();
        let end = until(&mut events, |told| told["run"]["state"] == "finished").await;
        assert_eq!(end["state"], "WAITING");
        assert!(end["nextRunAt"].is_string() && end["lagSeconds"].is_i64(), "{end}");
        assert_eq!(end["run"]["received"], report.counts.received);
        assert!(report.counts.received > received);

        let pause = r#"mutation { pauseConnector(input: {
            jurisdiction: "320902", system: "investment_approval", reason: "平台切换"
        }) { connector { system } } }"#;
        house.data(&bureau(), pause).await;
        let paused = until(&mut events, |told| told["state"] != "WAITING").await;
        assert_eq!((&paused["state"], &paused["nextRunAt"]), (&json!("PAUSED"), &Value::Null));
        outside.stop().await;
    }
}
