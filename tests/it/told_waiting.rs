//! A sync tells on its way what it waits for.

use serde_json::{Value, json};
use shuniu_connectors::contract::System;
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::everywhere;
use shuniu_tests::{TestDb, on_both};

use crate::kill::scene::Scene;

const SYSTEM: System = System::TRADING_CENTRE;

/// Runs it, with so many requests turned away at first; what it printed and the lines beside.
async fn ran(scene: &Scene<'_>, outside: &Outside, words: &[&str]) -> (String, Vec<String>) {
    let faults = json!({"status": 429, "retry_after": 1, "for_requests": 2});
    outside.control(&SYSTEM, "faults", &faults).await.unwrap();
    let ended = scene.command(words).output().await.unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.success(), "{said}");
    let waits = said.lines().filter(|line| line.contains(" waits until "));
    let waits = waits.map(ToOwned::to_owned).collect();
    (String::from_utf8(ended.stdout).unwrap(), waits)
}

on_both! {
    async fn a_sync_says_on_its_way_what_it_waits_for(db: &TestDb) {
        let outside = Outside::start(&everywhere(15)).await.unwrap();
        let scene = Scene::set(db, &outside.addresses(), &[(0, "trading_centre")]);
        for words in [&["sync"][..], &["sync", "--full", "--json"]] {
            let (printed, waits) = ran(&scene, &outside, words).await;
            assert_eq!(waits.len(), 2, "{words:?}: {waits:?}");
            for (attempt, line) in (2..).zip(&waits) {
                assert!(line.starts_with("trading_centre tenders waits until "), "{line}");
                let why = format!(
                    " UTC: the other side asked for it (Retry-After); attempt {attempt} of 4 comes next, the one before was turned away"
                );
                assert!(line.ends_with(&why), "{line}");
            }
            let json = serde_json::from_str::<Value>(&printed);
            assert_eq!(json.is_ok(), words.contains(&"--json"), "{printed}");
        }
        let ended = scene.command(&["sync"]).output().await.unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(!said.contains("waits"), "{said}");
        outside.stop().await;
    }
}
