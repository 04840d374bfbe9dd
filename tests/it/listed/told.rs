//! `shuniu sync --hand-overs` tells how each comparison ended, and fails where something differs.

use serde_json::{Value, json};
use shuniu_connectors::contract::System;
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

use crate::kill::scene::{Scene, here};

/// Runs it; whether it ended well, what it told, and what it said beside.
async fn compared(scene: &Scene<'_>) -> (bool, Vec<Value>, String) {
    let mut command = scene.command(&["sync", "--hand-overs", "--json"]);
    let ended = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    let told = serde_json::from_slice(&ended.stdout);
    let told = told.unwrap_or_else(|error| panic!("{error}: {said}"));
    (ended.status.success(), told, said)
}

on_both! {
    async fn the_command_line_tells_what_differs_and_fails_by_it(db: &TestDb) {
        let outside = Outside::start(&world(0)).await.unwrap();
        let scene = Scene::set(db, &outside.addresses(), &here());
        let (well, told, said) = compared(&scene).await;
        assert!(well, "{said}");
        let systems: Vec<&str> = told.iter().map(|one| one["system"].as_str().unwrap()).collect();
        assert_eq!(systems, ["asset_cloud", "investment_approval", "municipal_projects"]);
        for one in &told {
            assert_eq!((&one["state"], &one["listed"]), (&json!("finished"), &json!(0)));
        }
        // Somebody applied past the hub.
        let system = System::INVESTMENT_APPROVAL;
        let application = json!({
            "applicationNo": "DM-320902-00001", "receivedAt": "2026-06-29T09:30:00+08:00",
            "state": "accepted", "projectCode": "2506-320902-04-01-900015",
        });
        let mut there = outside.state(&system).await.unwrap();
        there["extra"]["applications"] = json!({"by-hand-1": application});
        let there = json!({"streams": there["streams"], "extra": there["extra"]});
        outside.control(&system, "state", &there).await.unwrap();
        let (well, told, said) = compared(&scene).await;
        assert!(!well && said.contains("handOverDifferences"), "{said}");
        let counts: Vec<_> = told.iter().map(|one| (&one["listed"], &one["not_here"])).collect();
        let (none, one) = (json!(0), json!(1));
        assert_eq!(counts, [(&none, &none), (&one, &one), (&none, &none)]);
        outside.stop().await;
    }
}
