//! The statements that answers are measured against answer the same: so they measure something.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use shuniu_api::bench::{Counter, ReadOptions, read};
use shuniu_api::config::Config;
use shuniu_api::load::{LoadOptions, fill};
use shuniu_hub::clock::ManualClock;
use shuniu_tests::{TestDb, on_both};

on_both! {
    async fn what_is_written_by_hand_answers_as_graphql_does(db: &TestDb) {
        let clock = Arc::new(ManualClock::at("2026-06-30".parse().unwrap()));
        let counter = Arc::new(Counter::default());
        let hub = db.watched_hub(&clock, counter.clone()).await.unwrap();
        let load = LoadOptions { projects: 100, jurisdictions: 5, seed: 1, among_others: false };
        fill(&hub, &load, &|_, _| ()).await.unwrap();

        let options = ReadOptions { each: Duration::ZERO, connections: 2 };
        let report = read(&hub, &Config::default(), &counter, options, &mut |_| ()).await;
        let report = report.map_err(|error| format!("{error:#}")).unwrap();
        assert_eq!((report.places, report.projects), (5, 100));
        assert!(report.questions.len() >= 8);
        for one in &report.questions {
            assert!(one.bytes > 60, "{one:?}");
            // How many follows from the question: see `graphql::statements`.
            assert!((1..40).contains(&one.graphql.statements), "{one:?}");
            assert_eq!((one.graphql.answers, one.by_hand.answers), (2, 2));
        }
    }
}

/// `shuniu bench sync` with so many records, in pages that do not divide them.
fn bench_sync(db: &TestDb) -> std::process::Output {
    let key = db.folder().join("ledger.key");
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuniu_under_test"));
    command.args(["bench", "sync", "--json", "--records", "20", "--page", "7"]);
    command
        .args(["--database", db.url()])
        .env("SHUNIU__LEDGER__KEY_FILE", key);
    command.output().unwrap()
}

on_both! {
    async fn what_is_measured_of_a_sync_came_in(db: &TestDb) {
        let done = bench_sync(db);
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{told}");
        let report: Value = serde_json::from_slice(&done.stdout).unwrap();
        let counts = |run: &str| {
            let run = &report[run];
            ["received", "merged", "unchanged"].map(|one| run[one].as_i64().unwrap())
        };
        assert_eq!(counts("without_law"), [20, 20, 0]);
        assert_eq!(counts("first"), [20, 20, 0]);
        assert_eq!(counts("unchanged"), [20, 0, 20]);
        assert_eq!(counts("one_in_a_hundred"), [20, 1, 19]);
        // The one that was changed before says so still.
        assert_eq!(counts("changed"), [20, 19, 1]);

        let raw = db.raw().await.unwrap();
        let sql = "SELECT 'owes' FROM obligation GROUP BY jurisdiction_id";
        assert_eq!(raw.column(sql).await.unwrap(), ["owes"], "one of the two places has no law");
        raw.close().await.unwrap();

        let again = bench_sync(db);
        let told = String::from_utf8_lossy(&again.stderr);
        assert!(!again.status.success() && told.contains("give an empty one"), "{told}");
    }
}
