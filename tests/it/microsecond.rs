//! Records whose system tells their time more finely than a database keeps it.

use std::sync::Arc;

use serde_json::json;
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::seed::World;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::sync::Silent;
use shuniu_tests::journey::{set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::probe::Recorder;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

on_both! {
    async fn a_record_whose_time_is_told_finely_is_known_by_time_and_text(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let recorder = Arc::new(Recorder::default());
        let hub = db.watched_hub(&clock, recorder.clone()).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&World::default(), &clock).await.unwrap();
        let system = System::INVESTMENT_APPROVAL;
        let known = world(60).of_system(&system).remove("approvals").unwrap();
        let mut record = known.into_iter().find(|one| one["secrecy"] == "0").unwrap();
        record["updatedAt"] = json!("2026-06-01T09:00:00.123456789+08:00");
        let state = json!({"system": system.as_str(), "streams": {"approvals": [record]}, "extra": {}});
        outside.control(&system, "state", &state).await.unwrap();
        let source = hub.attach(place, outside.connector(&system).unwrap()).await.unwrap();
        let read = async || hub.sync_stream(&source, &Stream::APPROVALS, true, &Silent).await.unwrap().counts;
        let first = read().await;
        assert_eq!((first.merged, first.unchanged), (1, 0), "{first:?}");
        recorder.forget();
        let second = read().await;
        assert_eq!((second.merged, second.unchanged), (0, 1), "{second:?}");
        let looked_into = |sql: &String| sql.contains("classified_key");
        let sent = recorder.statements();
        assert!(!sent.iter().any(looked_into), "{sent:#?}");
        outside.stop().await;
    }
}
