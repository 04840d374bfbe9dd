//! The statements that answers are measured against answer the same: so they measure something.

use std::sync::Arc;
use std::time::Duration;

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
