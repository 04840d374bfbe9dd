//! Somebody pauses an outside system: it is neither read nor handed anything until it is resumed.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};
use shuniu_connectors::contract::System;
use shuniu_hub::sync::{Silent, Stop, SyncError};
use shuniu_tests::journey::Desk;
use shuniu_tests::outside::Outside;
use shuniu_tests::served::PATIENCE;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

use super::altered::{Altered, Slow};
use super::house::{House, bureau};

/// How the mutation is asked, and what it answers.
async fn change(house: &House, what: &str, system: &str, reason: &str) -> Value {
    let query = format!(
        r#"mutation {{ {what}(input: {{
            jurisdiction: "320902", system: "{system}", reason: "{reason}"
        }}) {{ connector {{ pause {{ by reason at }} streams {{ stream state nextRunAt }} }} }} }}"#
    );
    house.data(&bureau(), &query).await[what]["connector"].take()
}

async fn refused(house: &House, what: &str, system: &str, reason: &str) -> String {
    let query = format!(
        r#"mutation {{ {what}(input: {{
            jurisdiction: "320902", system: "{system}", reason: "{reason}"
        }}) {{ connector {{ system }} }} }}"#
    );
    let answer = house.ask(&bureau(), &query).await;
    assert_eq!(answer.errors.len(), 1, "{answer:?}");
    answer.errors[0].message.clone()
}

on_both! {
    async fn a_paused_system_is_left_alone_and_goes_on_where_it_was_left(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::start(&world(240)).await.unwrap();
        let system = System::INVESTMENT_APPROVAL;
        let approval = outside.connector(&system).unwrap();
        let slow = Arc::new(Slow::default());
        let source = house.hub.attach(house.tinghu, Altered::slow(&approval, &slow)).await.unwrap();
        let stream = source.connector.streams()[0].clone();
        let (hub, read, of) = (house.hub.clone(), source.clone(), stream.clone());
        let running = tokio::spawn(async move {
            hub.sync_stream(&read, &of, false, &Silent).await
        });
        // The second page is asked for and the other side takes its time; then comes the pause.
        tokio::time::timeout(PATIENCE, slow.asked.notified()).await.unwrap();
        let paused = change(&house, "pauseConnector", system.as_str(), "平台切换，暂停对接").await;
        assert_eq!(paused["pause"]["reason"], "平台切换，暂停对接");
        assert_eq!(paused["pause"]["by"], bureau().subject);
        assert_eq!(paused["streams"][0]["state"], "RUNNING");
        slow.go_on.notify_one();
        let stopped = tokio::time::timeout(PATIENCE, running).await.unwrap().unwrap();
        let Err(SyncError::Interrupted { stop: Stop::Paused { by, .. }, .. }) = stopped else {
            panic!("{stopped:?}")
        };
        assert_eq!(by, bureau().subject);

        // Nobody reads it, however late it gets, and whoever asks is told why.
        house.clock.advance(TimeDelta::days(3));
        let agenda = house.hub.agenda(&source).await.unwrap();
        assert!(agenda.due.is_empty() && agenda.next.is_none(), "{agenda:?}");
        let told = house.data(&bureau(), "{ connectors { streams { state nextRunAt } }
            syncRuns { state pages failure } }").await;
        let waits = json!({"state": "PAUSED", "nextRunAt": null});
        assert_eq!(told["connectors"][0]["streams"][0], waits);
        assert_eq!(told["syncRuns"][0]["state"], "interrupted");
        let failure = told["syncRuns"][0]["failure"].as_str().unwrap();
        assert!(failure.contains("平台切换"), "{failure}");
        let named = r#"mutation { startSync(input: {jurisdiction: "320902",
            system: "investment_approval"}) { started { system } } }"#;
        let told = house.ask(&bureau(), named).await.errors[0].message.clone();
        assert!(told.contains("平台切换") && told.contains("resumeConnector"), "{told}");
        let all = r#"mutation { startSync(input: {jurisdiction: "320902"}) {
            started { system } notStarted { system problem } } }"#;
        let told = house.data(&bureau(), all).await["startSync"].clone();
        assert_eq!(told["started"], json!([]));
        let problem = told["notStarted"][0]["problem"].as_str().unwrap();
        assert!(problem.contains("平台切换") && problem.contains("resumeConnector"), "{problem}");

        assert!(refused(&house, "pauseConnector", system.as_str(), "再停").await.contains("already"));
        assert!(refused(&house, "resumeConnector", system.as_str(), " ").await.contains("why"));
        assert!(refused(&house, "pauseConnector", "gov_cloud", "停").await.contains("gov_cloud"));

        let resumed = change(&house, "resumeConnector", system.as_str(), "切换完成").await;
        assert_eq!(resumed["pause"], Value::Null);
        let source = house.hub.attach(house.tinghu, approval).await.unwrap();
        let due = house.hub.agenda(&source).await.unwrap().due.remove(0);
        let rest = house.hub.begin_due(&source, &due).await.unwrap();
        let rest = rest.read(false, &Silent).await.unwrap().counts;
        assert_eq!(rest.unchanged, 0, "it goes on behind the last page");
        let whole = house.hub.sync_stream(&source, &stream, true, &Silent).await.unwrap().counts;
        assert_eq!(whole.received, whole.unchanged);
        assert!(rest.received > 0 && rest.received < whole.received);
        assert!(refused(&house, "resumeConnector", system.as_str(), "再开").await.contains("not paused"));
        outside.stop().await;
    }
}

on_both! {
    async fn what_is_due_to_a_paused_system_waits_and_holds_up_no_other(db: &TestDb) {
        let house = House::at(db).await;
        let outside = Outside::with(&world(0), &house.clock).await.unwrap();
        let systems = [System::INVESTMENT_APPROVAL, System::MUNICIPAL_PROJECTS];
        for system in &systems {
            let connector = outside.connector(system).unwrap();
            house.hub.attach(house.tinghu, connector).await.unwrap();
        }
        let desk = Desk { hub: &house.hub, caller: bureau(), jurisdiction: house.tinghu };
        let (_, held) = desk.handed_over(1, &systems[0]).await.unwrap();
        let (_, prompt) = desk.handed_over(2, &systems[1]).await.unwrap();
        change(&house, "pauseConnector", systems[0].as_str(), "平台切换").await;
        house.clock.advance(TimeDelta::minutes(1));
        let delivered = house.hub.deliver_due().await.unwrap();
        let ids: Vec<_> = delivered.iter().map(|one| one.id).collect();
        assert_eq!(ids, [prompt]);
        let all = r#"mutation { startSync(input: {jurisdiction: "320902"}) {
            started { system } notStarted { system } } }"#;
        let told = house.data(&bureau(), all).await["startSync"].clone();
        assert_eq!(told["started"], json!([{"system": systems[1].as_str()}]));
        assert_eq!(told["notStarted"], json!([{"system": systems[0].as_str()}]));

        change(&house, "resumeConnector", systems[0].as_str(), "切换完成").await;
        let delivered = house.hub.deliver_due().await.unwrap();
        assert!(delivered.iter().any(|one| one.id == held), "{delivered:?}");
        outside.stop().await;
    }
}
