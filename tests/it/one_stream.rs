//! A stream that fails by itself holds up no other of its system.

use std::sync::Arc;

use serde_json::Value;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::Submission;
use shuniu_hub::sync::{StartSweep, SweepKind};
use shuniu_tests::journey::{clerk, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::everywhere;
use shuniu_tests::{TestDb, on_both};

use crate::kill::scene::Scene;

/// Has the settings say more of the last system.
fn amend(db: &TestDb, more: &str) {
    let file = db.folder().join("shuniu.toml");
    let mut text = std::fs::read_to_string(&file).unwrap();
    text.push_str(more);
    std::fs::write(&file, text).unwrap();
}

/// Runs it; what each stream gave by its name, and what failed.
async fn told(scene: &Scene<'_>, words: &[&str]) -> (Vec<String>, Vec<String>) {
    let ended = scene.command(words).output().await.unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success(), "{said}");
    let all: Vec<Value> = serde_json::from_slice(&ended.stdout).unwrap();
    let received = |one: &&Value| one["counts"]["received"].as_i64().unwrap_or(0) > 0;
    let read = all.iter().filter(received);
    let read = read.map(|one| one["stream"].as_str().unwrap().to_owned());
    let failed = all.iter().filter_map(|one| one["failure"].as_str());
    (read.collect(), failed.map(ToOwned::to_owned).collect())
}

on_both! {
    async fn a_path_that_is_wrong_fails_its_own_stream(db: &TestDb) {
        let outside = Outside::start(&everywhere(15)).await.unwrap();
        let scene = Scene::set(db, &outside.addresses(), &[(0, "trading_centre")]);
        amend(db, r#"paths = { tenders = "v2/none" }"#);
        for words in [&["sync", "--dry-run", "--json"][..], &["sync", "--json"]] {
            let (mut read, failed) = told(&scene, words).await;
            read.sort();
            assert_eq!(read, ["awards", "contracts"], "{words:?}");
            let [failed] = failed.as_slice() else { panic!("{words:?}: {failed:?}") };
            assert!(failed.starts_with("trading_centre tenders: "), "{failed}");
        }
        // So it is with a walk through all that it holds.
        let ended = scene.command(&["sync", "--compare", "--json"]).output().await.unwrap();
        let all: Vec<Value> = serde_json::from_slice(&ended.stdout).unwrap();
        let walked = all.iter().filter(|one| one["state"] == "finished");
        let mut walked: Vec<&str> = walked.map(|one| one["stream"].as_str().unwrap()).collect();
        walked.sort_unstable();
        assert_eq!((ended.status.success(), walked), (false, vec!["awards", "contracts"]));
        outside.stop().await;
    }
}

on_both! {
    async fn a_worker_reads_the_others_though_one_is_due_again_and_again(db: &TestDb) {
        let outside = Outside::start(&everywhere(15)).await.unwrap();
        let scene = Scene::set(db, &outside.addresses(), &[(0, "trading_centre")]);
        // Due again before the worker looks again, and always the first.
        amend(db, "interval_s = 1\npaths = { tenders = \"v2/none\" }\n");
        scene.make_token_key().await;
        let mut process = scene.start(&["serve", "--role", "worker"], None);
        let reads = |line: &str| line.contains(": synced system=trading_centre stream=\"contracts\"");
        assert!(process.passes(reads).await);
        process.terminate().await;
        process.end().await;
        outside.stop().await;
    }
}

on_both! {
    async fn what_two_streams_fail_of_alike_is_their_systems(db: &TestDb) {
        let outside = Outside::start(&everywhere(15)).await.unwrap();
        let addresses = outside.addresses();
        let scene = Scene::set(db, &addresses, &[(0, "data_sharing")]);
        let nobody = db.folder().join("nobody");
        std::fs::write(&nobody, "nobody").unwrap();
        let file = db.folder().join("shuniu.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let line = text.lines().rfind(|line| line.contains("secret_file")).unwrap();
        std::fs::write(&file, text.replace(line, &format!("secret_file = {nobody:?}"))).unwrap();
        let (read, failed) = told(&scene, &["sync", "--json"]).await;
        assert_eq!(read, [""; 0]);
        assert_eq!(failed.len(), 2, "{failed:?}");
        outside.stop().await;
    }
}

on_both! {
    async fn a_walk_that_cannot_begin_tells_no_figures_of_another(db: &TestDb) {
        let outside = Outside::start(&everywhere(15)).await.unwrap();
        let scene = Scene::set(db, &outside.addresses(), &[(0, "trading_centre")]);
        let walked = async |since: &str, until: &str| -> Vec<Value> {
            let words = ["sync", "--json", "--since", since, "--until", until];
            let ended = scene.command(&words).output().await.unwrap();
            serde_json::from_slice(&ended.stdout).unwrap()
        };
        assert!(scene.command(&["sync"]).output().await.unwrap().status.success());
        let all = walked("2020-01-01T00:00:00Z", "2026-12-01T00:00:00Z").await;
        assert_eq!(all.len(), 3);
        for one in &all {
            assert!(one["state"] == "finished" && one["received"].as_i64() > Some(0), "{one}");
        }
        let all = walked("2026-12-01T00:00:00Z", "2020-01-01T00:00:00Z").await;
        let [one] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((&one["state"], &one["received"]), (&Value::from(""), &Value::from(0)));
        assert!(one["failure"].as_str().unwrap().contains("must come after"), "{one}");
        outside.stop().await;
    }
}

on_both! {
    async fn another_window_than_the_one_asked_for_is_never_read_instead(db: &TestDb) {
        let outside = Outside::start(&everywhere(15)).await.unwrap();
        let scene = Scene::set(db, &outside.addresses(), &[(0, "trading_centre")]);
        let walked = async |since: &str, until: &str| -> (bool, Vec<Value>) {
            let words = ["sync", "--json", "--since", since, "--until", until];
            let ended = scene.command(&words).output().await.unwrap();
            (ended.status.success(), serde_json::from_slice(&ended.stdout).unwrap())
        };
        assert!(scene.command(&["sync"]).output().await.unwrap().status.success());
        // Somebody else has begun to read a year again, and has not come to its end.
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let places = hub.load_jurisdictions().await.unwrap();
        let place = places.iter().find(|one| one.setup.region.as_str() == "320902").unwrap();
        let caller = clerk(0).unwrap();
        let submission = Submission { caller: &caller, jurisdiction: place.id, key: None };
        let (since, until) = ("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
        let mut begun = StartSweep {
            system: "trading_centre".to_owned(),
            stream: "awards".to_owned(),
            kind: SweepKind::Backfill { since: since.parse().unwrap(), until: until.parse().unwrap() },
        };
        hub.submit(&submission, &begun).await.unwrap();

        let (well, told) = walked("2020-01-01T00:00:00Z", "2026-12-01T00:00:00Z").await;
        let [one] = told.as_slice() else { panic!("{told:?}") };
        assert!(!well && one["stream"] == "awards" && one["received"] == 0, "{one}");
        let why = one["failure"].as_str().unwrap();
        let way_out = format!("`shuniu sync trading_centre --since {since} --until {until}`");
        assert!(why.contains(&way_out), "{why}");
        // Who asks for it over GraphQL is told the same.
        begun.kind = SweepKind::Backfill { since: since.parse().unwrap(), until: "2026-02-01T00:00:00Z".parse().unwrap() };
        let refused = hub.submit(&submission, &begun).await.unwrap_err().to_string();
        assert!(refused.contains(&way_out), "{refused}");

        for (since, until) in [(since, until), ("2020-01-01T00:00:00Z", "2026-12-01T00:00:00Z")] {
            let (well, told) = walked(since, until).await;
            assert!(well && told.len() == 3, "{told:?}");
            assert!(told.iter().all(|one| one["state"] == "finished"), "{told:?}");
        }
        outside.stop().await;
    }
}
