//! Records whose system gives them a time that is not reached yet.

use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::seed::World;
use shuniu_entities::{Scope, Tenant as _, project, sync_cursor};
use shuniu_hub::clock::{Clock as _, ManualClock};
use shuniu_hub::sync::{Counts, Silent};
use shuniu_tests::journey::{set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

on_both! {
    async fn a_record_of_the_future_hides_nothing_that_is_changed_until_then(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&World::default(), &clock).await.unwrap();
        let system = System::INVESTMENT_APPROVAL;
        let known = world(60).of_system(&system).remove("approvals").unwrap();
        let known = known.into_iter().filter(|one: &Value| one["secrecy"] == "0");
        let known: Vec<Value> = known.take(3).collect();
        let at = |one: usize, time: &str, name: &str| {
            let mut record = known[one].clone();
            record["updatedAt"] = json!(time);
            record["projectName"] = json!(name);
            record
        };
        let source = hub.attach(place, outside.connector(&system).unwrap()).await.unwrap();
        let read = async |records: &[Value], full: bool| -> Counts {
            let state = json!({"system": system.as_str(), "streams": {"approvals": records}, "extra": {}});
            outside.control(&system, "state", &state).await.unwrap();
            hub.sync_stream(&source, &Stream::APPROVALS, full, &Silent).await.unwrap().counts
        };
        let early = at(0, "2026-06-01T09:00:00+08:00", "智慧城管");
        let done = read(&[early.clone(), at(1, "2027-03-01T09:00:00+08:00", "智慧停车")], false).await;
        assert_eq!(done.merged, 2, "{done:?}");

        // A project that comes in since, and what the system corrects at the right time.
        clock.advance(chrono::TimeDelta::hours(2));
        let now = clock.now().to_rfc3339();
        let later = [early, at(2, &now, "智慧水务"), at(1, &now, "智慧停车（二期）")];
        let done = read(&later, false).await;
        assert_eq!(done.merged, 2, "{done:?}");
        let done = read(&later, true).await;
        assert_eq!((done.merged, done.unchanged), (0, 3), "{done:?}");
        let scope = Scope::jurisdictions(vec![place]);
        let projects = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let mut names: Vec<String> = projects.into_iter().map(|row| row.name).collect();
        names.sort();
        assert_eq!(names, ["智慧停车（二期）", "智慧城管", "智慧水务"]);
        let cursors = sync_cursor::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert!(cursors.iter().all(|row| row.observed_through.is_none_or(|at| at <= clock.now())));
        outside.stop().await;
    }
}
