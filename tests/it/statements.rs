//! Rules 6 and 7, read from every statement that the journeys send.

use std::collections::BTreeSet;
use std::sync::Arc;

use shuniu_hub::clock::ManualClock;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::{Outside, read_all};
use shuniu_tests::probe::Recorder;
use shuniu_tests::{Engine, TestDb, on_both, server_statistics, statement};

on_both! {
    async fn every_statement_of_the_journeys_keeps_the_rules(db: &TestDb) {
        let recorder = Arc::new(Recorder::default());
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.watched_hub(&clock, recorder.clone()).await.unwrap();
        for place in 0..2 {
            let jurisdiction = set_up(&hub, place).await.unwrap();
            let desk = Desk { hub: &hub, caller: clerk(place).unwrap(), jurisdiction };
            let number = u32::try_from(place).unwrap();
            desk.carry_through(number).await.unwrap();
            desk.carry_through(number).await.unwrap();
        }
        let sandboxes = Outside::start(24).await.unwrap();
        // Twice: the second time most of it is known.
        for _ in 0..2 {
            read_all(&hub, &sandboxes.addresses()).await.unwrap();
        }
        let sent: BTreeSet<String> = recorder.statements().into_iter().collect();
        check(&sent);
        if db.engine() == Engine::Postgres {
            // What the server saw, should anything have gone past the probe.
            check(&server_statistics(db).await.unwrap());
        }
    }
}

fn check(sent: &BTreeSet<String>) {
    assert!(sent.len() > 20, "only {} statements were seen", sent.len());
    let broken: Vec<String> = sent
        .iter()
        .filter_map(|sql| {
            let found = statement::violations(sql);
            (!found.is_empty()).then(|| format!("{}\n    {sql}", found.join("; ")))
        })
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
