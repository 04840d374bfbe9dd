//! A load: whole invented files under all five regulations, entered through the hub.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use shuniu_api::load::{LoadOptions, LoadReport, fill};
use shuniu_entities::{Scope, Tenant, project};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::query::{ObligationRow, Status, status_on};
use shuniu_tests::journey::set_up;
use shuniu_tests::{Raw, TestDb, duties_in, on_both};

const OPTIONS: LoadOptions = LoadOptions {
    projects: 120,
    jurisdictions: 5,
    seed: 1,
    among_others: false,
};

async fn hub(db: &TestDb) -> Hub {
    let day = "2026-06-30".parse().unwrap();
    db.hub(&Arc::new(ManualClock::at(day))).await.unwrap()
}

async fn filled(hub: &Hub, options: LoadOptions) -> Result<LoadReport, String> {
    let report = fill(hub, &options, &|_, _| ()).await;
    report.map_err(|error| format!("{error:#}"))
}

/// How many rows each table holds, as far as a load fills it.
async fn held(raw: &Raw) -> BTreeMap<&'static str, u64> {
    const TABLES: [&str; 17] = [
        "project",
        "project_fact",
        "project_event",
        "document",
        "report",
        "tender",
        "contract",
        "payment",
        "review",
        "allocation",
        "asset",
        "obligation",
        "unstarted_obligation",
        "gate_state",
        "finding",
        "source_record",
        "ledger",
    ];
    let mut held = BTreeMap::new();
    for table in TABLES {
        let sql = format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}");
        let rows = raw.column(&sql).await.unwrap();
        held.insert(table, rows[0].parse().unwrap());
    }
    held
}

on_both! {
    async fn a_load_fills_every_table_and_again_adds_nothing(db: &TestDb) {
        let hub = hub(db).await;
        let begun = filled(&hub, LoadOptions { projects: 60, ..OPTIONS }).await.unwrap();
        assert_eq!((begun.projects, begun.entered), (60, 60));
        let more = filled(&hub, OPTIONS).await.unwrap();
        assert_eq!((more.projects, more.entered), (120, 60));

        let raw = db.raw().await.unwrap();
        let once = held(&raw).await;
        assert_eq!(once["project"], 120);
        assert!(once.values().all(|rows| *rows > 0), "{once:?}");
        let duties = once["obligation"] / once["project"];
        assert!((5..100).contains(&duties), "{duties} duties a project");

        let again = filled(&hub, OPTIONS).await.unwrap();
        assert_eq!((again.projects, again.entered), (120, 0));
        assert_eq!(held(&raw).await, once);
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn a_load_is_judged_by_the_law_and_told_in_the_ledger(db: &TestDb) {
        let hub = hub(db).await;
        filled(&hub, LoadOptions { projects: 200, ..OPTIONS }).await.unwrap();
        let (mut stages, mut statuses, mut packs) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for place in hub.known_jurisdictions().iter() {
            let report = shuniu_hub::ledger::verify(&hub.reader(), hub.seal(), place.id, &[]).await;
            let report = report.unwrap();
            assert_eq!(report.breach, None);
            assert!(report.entries > 12, "{} entries", report.entries);

            let scope = Scope::jurisdictions(vec![place.id]);
            for duty in duties_in(&hub, &scope).await.unwrap() {
                let duty = ObligationRow::from(duty);
                statuses.insert(status_on(&duty, hub.clock().today()).as_str());
                packs.insert(duty.pack_id);
            }
            let projects = project::Entity::find_in(&scope);
            for project in projects.all(&hub.reader()).await.unwrap() {
                assert_eq!(project.assessed_for, Some(hub.clock().today()));
                stages.insert(project.stage);
            }
        }
        let all: BTreeSet<&str> = Status::ALL.iter().map(|one| one.as_str()).collect();
        assert_eq!(statuses, all);
        assert_eq!(packs.len(), 6, "{packs:?}");
        assert!(stages.len() > 8, "{stages:?}");
    }
}

on_both! {
    async fn a_load_leaves_a_database_of_others_alone(db: &TestDb) {
        let hub = hub(db).await;
        set_up(&hub, 0).await.unwrap();
        let options = LoadOptions { projects: 10, jurisdictions: 5, ..OPTIONS };
        let refused = filled(&hub, options).await.unwrap_err();
        assert!(refused.contains("--among-others"), "{refused}");
        let allowed = LoadOptions { among_others: true, ..options };
        assert_eq!(filled(&hub, allowed).await.unwrap().entered, 10);

        let other = filled(&hub, LoadOptions { seed: 2, ..allowed }).await.unwrap_err();
        assert!(other.contains("another seed"), "{other}");
        for (projects, jurisdictions, problem) in [
            (10, 0, "a load has 1 to 100"),
            (10, 101, "a load has 1 to 100"),
            (500_001, 5, "give more jurisdictions"),
        ] {
            let options = LoadOptions { projects, jurisdictions, ..allowed };
            let refused = filled(&hub, options).await.unwrap_err();
            assert!(refused.contains(problem), "{refused}");
        }
    }
}
