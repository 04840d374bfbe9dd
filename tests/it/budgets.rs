//! One platform, one rate budget, whoever calls it.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::sync::Source;
use shuniu_tests::journey::{set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

const PER_SECOND: usize = 4;
const BURST: usize = 3;

fn http(budget: Option<&str>) -> Vec<(&'static str, Value)> {
    let mut http = json!({
        "allow_private": true, "requests_per_second": PER_SECOND, "burst": BURST,
    });
    if let Some(budget) = budget {
        http["budget"] = budget.into();
    }
    vec![("http", http)]
}

/// Asks for the first page of the only stream.
async fn pull(source: &Source) {
    let page = source
        .connector
        .pull(&Stream::APPROVALS, None)
        .await
        .unwrap();
    assert!(!page.records.is_empty());
}

on_both! {
    async fn two_counties_and_their_processes_never_ask_more_than_the_platform_allows(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let outside = Outside::with(&world(60), &clock).await.unwrap();
        let system = System::INVESTMENT_APPROVAL;
        // Two processes over one database, each of another county, and one of them with two.
        let mut sources = Vec::new();
        for (process, places) in [vec![0], vec![0, 1]].into_iter().enumerate() {
            let hub = db.hub(&clock).await.unwrap();
            for place in places {
                let place = set_up(&hub, place).await.unwrap();
                let connector = outside.connector_with(&system, &http(None)).unwrap();
                let source = hub.attach(place, connector).await.unwrap();
                assert!(source.connector.budget().unwrap().name().starts_with("http://127.0.0.1:"));
                sources.push((process, source));
            }
        }
        for turn in 0..40 {
            pull(&sources[[0, 0, 1, 2][turn % 4]].1).await;
        }
        let asked = outside.journal(&system).await.unwrap();
        let at: Vec<_> = asked.entries.iter().map(|entry| entry.at).collect();
        assert!(at.len() >= 40);
        let mut full = 0;
        for (start, from) in at.iter().enumerate() {
            let end = *from + TimeDelta::seconds(1);
            let within = at[start..].iter().take_while(|at| **at < end).count();
            assert!(within <= PER_SECOND + BURST, "{within} requests within a second");
            full = full.max(within);
        }
        // Neither is it slower than it has to be.
        assert!(full >= PER_SECOND, "{full}");
        let spent = *at.last().unwrap() - at[0];
        let least = i64::try_from((at.len() - BURST - 1) / PER_SECOND).unwrap();
        assert!(spent >= TimeDelta::seconds(least), "{spent} for {}", at.len());
        assert!(spent <= TimeDelta::seconds(least + 3), "{spent} for {}", at.len());
        outside.stop().await;
    }
}

on_both! {
    async fn another_budget_is_spent_apart(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let outside = Outside::with(&world(60), &clock).await.unwrap();
        let system = System::INVESTMENT_APPROVAL;
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let other = set_up(&hub, 1).await.unwrap();
        let one = outside.connector_with(&system, &http(None)).unwrap();
        let one = hub.attach(place, one).await.unwrap();
        for _ in 0..12 {
            pull(&one).await;
        }
        let named = outside.connector_with(&system, &http(Some("another"))).unwrap();
        let named = hub.attach(other, named).await.unwrap();
        assert_eq!(named.connector.budget().unwrap().name(), "another");
        let before = outside.journal(&system).await.unwrap().entries.back().unwrap().at;
        // The first of its requests fetches its credentials.
        pull(&named).await;
        let after = outside.journal(&system).await.unwrap().entries.back().unwrap().at;
        assert_eq!(after, before, "it waited for what others spend");
        outside.stop().await;
    }
}
