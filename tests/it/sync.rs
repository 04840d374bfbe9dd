//! Outside systems through the hub, over real HTTP.

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};
use shuniu_entities::{
    Scope, Tenant, connector_instance, contract, ledger, match_candidate, obligation, project,
    quarantine, source_record, tender,
};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::connectors::contract::System;
use shuniu_hub::connectors::seed::World;
use shuniu_hub::sync::{Counts, Silent};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::{TODAY, tinghu, world};
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
        let mut outside = Outside::with(&world(40), &clock).await.unwrap();
        let sources = outside.attach(&hub, place).await.unwrap();
        outside.end(&System::INVESTMENT_APPROVAL).await;
        let mut outcomes = BTreeMap::new();
        for source in &sources {
            for stream in source.connector.streams() {
                let outcome = hub.sync_stream(source, stream, false, &Silent).await;
                outcomes.insert(stream.as_str().to_owned(), outcome.is_ok());
            }
        }
        let approvals = outcomes.remove("approvals");
        assert_eq!(approvals, Some(false));
        let others: usize = sources.iter().map(|one| one.connector.streams().len()).sum::<usize>() - 1;
        assert!(outcomes.len() == others && outcomes.values().all(|read| *read), "{outcomes:?}");
        let scope = Scope::jurisdictions(vec![place]);
        let rows = connector_instance::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let health = |system: &str| rows.iter().find(|row| row.system == system).unwrap().health.clone();
        assert!(health("investment_approval")["last_failure"]["message"].is_string());
        assert!(health("trading_centre")["last_success_at"].is_string());
    }
}

on_both! {
    async fn it_does_not_matter_which_system_is_read_first(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let world = world(60);
        let mut seen = Vec::new();
        for backwards in [false, true] {
            let fresh = TestDb::migrated(db.engine()).await.unwrap();
            let hub = fresh.hub(&clock).await.unwrap();
            let place = tinghu(&hub).await.unwrap();
            let outside = Outside::with(&world, &clock).await.unwrap();
            let sources = outside.attach(&hub, place).await.unwrap();
            let mut order: Vec<_> = sources.iter().flat_map(|source| {
                source.connector.streams().iter().map(move |stream| (source, stream))
            }).collect();
            if backwards {
                // Contracts, awards, tenders, and only then the projects.
                order.reverse();
            }
            let mut unmatched = 0;
            for (source, stream) in order {
                let done = hub.sync_stream(source, stream, false, &Silent).await.unwrap();
                unmatched += done.counts.unmatched;
            }
            let scope = Scope::jurisdictions(vec![place]);
            let reader = hub.reader();
            let open = match_candidate::Entity::find_in(&scope)
                .filter(match_candidate::Column::State.eq("open"))
                .count(&reader).await.unwrap();
            let merged = source_record::Entity::find_in(&scope)
                .filter(source_record::Column::Outcome.eq("merged"))
                .filter(source_record::Column::ProjectId.is_not_null())
                .count(&reader).await.unwrap();
            let counts = [
                open, merged,
                project::Entity::find_in(&scope).count(&reader).await.unwrap(),
                tender::Entity::find_in(&scope).count(&reader).await.unwrap(),
                contract::Entity::find_in(&scope).count(&reader).await.unwrap(),
            ];
            let waited = i64::try_from(open).unwrap() < unmatched;
            assert_eq!(waited, backwards, "{unmatched} records were unmatched, {open} still are");
            let report = shuniu_hub::ledger::verify(&reader, hub.seal(), place, &[]).await.unwrap();
            assert_eq!(report.breach, None);
            seen.push(counts);
            fresh.remove().await.unwrap();
        }
        assert_eq!(seen[0], seen[1]);
        assert!(seen[0].iter().all(|count| *count > 0), "{seen:?}");
    }
}
