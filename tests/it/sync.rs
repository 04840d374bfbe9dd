//! Outside systems through the hub, over real HTTP.

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::PaginatorTrait;
use shuniu_entities::{
    Scope, Tenant, connector_instance, contract, ledger, match_candidate, obligation, project,
    quarantine, source_record, tender,
};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::connectors::seed::World;
use shuniu_hub::sync::{Counts, Silent};
use shuniu_tests::tinghu::{Outside, TODAY, sync, tinghu, world};
use shuniu_tests::{TestDb, on_both};

on_both! {
    async fn what_outside_systems_hold_comes_in_once_and_the_rest_waits_for_a_person(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await.unwrap();
        let outside = Outside::with(&world(120), &clock).await.unwrap();
        let sources = outside.attach(&hub, place).await.unwrap();
        let first = sync(&hub, &sources).await.unwrap();
        let approvals = first["approvals"];
        assert!(approvals.merged > 40, "{first:?}");
        assert!(approvals.quarantined > 0, "{first:?}");
        assert!(approvals.refused > 0, "{first:?}");
        let unmatched: i64 = first.values().map(|one| one.unmatched).sum();
        assert!(unmatched > 0, "{first:?}");
        for counts in first.values() {
            let told = counts.unchanged + counts.merged + counts.unmatched
                + counts.quarantined + counts.refused;
            assert_eq!(told, counts.received, "{first:?}");
        }

        let scope = Scope::jurisdictions(vec![place]);
        let reader = hub.reader();
        macro_rules! count {
            ($table:ident) => { $table::Entity::find_in(&scope).count(&reader).await.unwrap() };
        }
        let tables = async || {
            [
                count!(project), count!(tender), count!(contract), count!(obligation),
                count!(source_record), count!(quarantine), count!(match_candidate), count!(ledger),
            ]
        };
        let before = tables().await;
        assert!(before.iter().all(|rows| *rows > 0), "{before:?}");

        let second = sync(&hub, &sources).await.unwrap();
        for (stream, counts) in &second {
            assert_eq!(counts.received, counts.unchanged, "{stream} {counts:?}");
        }
        assert_eq!(tables().await, before);
        let report = shuniu_hub::ledger::verify(&reader, hub.seal(), place, &[]).await.unwrap();
        assert_eq!(report.breach, None);
    }
}

on_both! {
    async fn empty_systems_leave_the_hub_empty(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await.unwrap();
        let outside = Outside::with(&World::default(), &clock).await.unwrap();
        let sources = outside.attach(&hub, place).await.unwrap();
        let counts = sync(&hub, &sources).await.unwrap();
        assert!(counts.values().all(|one| *one == Counts::default()), "{counts:?}");
        let scope = Scope::jurisdictions(vec![place]);
        assert_eq!(project::Entity::find_in(&scope).count(&hub.reader()).await.unwrap(), 0);
        assert_eq!(source_record::Entity::find_in(&scope).count(&hub.reader()).await.unwrap(), 0);
    }
}

on_both! {
    async fn a_system_that_is_down_leaves_the_other_syncing_and_shows_in_its_health(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await.unwrap();
        let outside = Outside::with(&world(40), &clock).await.unwrap();
        let sources = outside.attach(&hub, place).await.unwrap();
        let Outside { approval, .. } = outside;
        approval.shutdown().await;
        let mut outcomes = BTreeMap::new();
        for source in &sources {
            for stream in source.connector.streams() {
                let outcome = hub.sync_stream(source, stream, false, &Silent).await;
                outcomes.insert(stream.as_str().to_owned(), outcome.is_ok());
            }
        }
        assert!(!outcomes["approvals"]);
        assert!(outcomes["tenders"]);
        let scope = Scope::jurisdictions(vec![place]);
        let rows = connector_instance::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let health = |system: &str| rows.iter().find(|row| row.system == system).unwrap().health.clone();
        assert!(health("investment_approval")["last_failure"]["message"].is_string());
        assert!(health("trading_centre")["last_success_at"].is_string());
    }
}

on_both! {
    async fn a_rehearsal_tells_what_a_sync_would_do_and_leaves_no_trace(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await.unwrap();
        let outside = Outside::with(&world(60), &clock).await.unwrap();
        let sources = outside.attach(&hub, place).await.unwrap();
        // The approvals must be there before the trading centre's records can be matched.
        let told = hub.rehearse_sync(&sources[0], false).await.unwrap();
        let scope = Scope::jurisdictions(vec![place]);
        assert_eq!(project::Entity::find_in(&scope).count(&hub.reader()).await.unwrap(), 0);
        assert_eq!(ledger::Entity::find_in(&scope).count(&hub.reader()).await.unwrap(), 0);
        assert_eq!(source_record::Entity::find_in(&scope).count(&hub.reader()).await.unwrap(), 0);
        let done = sync(&hub, &sources).await.unwrap();
        assert!(told[0].counts.merged > 0);
        assert_eq!(told[0].counts, done["approvals"]);
        let again = hub.rehearse_sync(&sources[1], true).await.unwrap();
        for report in again {
            assert_eq!(report.counts.received, report.counts.unchanged, "{report:?}");
        }
    }
}
