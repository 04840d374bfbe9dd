use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use shuniu_entities::{Scope, Tenant, project, source_record, sync_run};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{ImportError, Kind};
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::probe::Dying;
use shuniu_tests::{TestDb, on_both};

use super::book::{gb18030, order};

/// Three pages of rows.
const ROWS: usize = 120;

on_both! {
    async fn a_ledger_that_is_cut_off_goes_on_when_it_is_handed_in_again(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let rows: Vec<String> = (1..=ROWS)
            .map(|n| format!("第{n}号项目,亭湖区城市管理局,{n},2026/4/1,"))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let ledger = gb18030(&rows);
        let scope = Scope::jurisdictions(vec![place]);

        // The worker dies further and further into the ledger.
        let mut reached = Vec::new();
        for commits in [4, 5] {
            let dying = Dying::behind(commits);
            let watched = db.watched_hub(&clock, dying.clone()).await.unwrap();
            watched.load_jurisdictions().await.unwrap();
            dying.arm();
            let cut = watched.import(&clerk(0).unwrap(), place, order(Kind::Projects, &ledger, false)).await;
            drop(watched);
            let projects = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap().len();
            let raw = source_record::Entity::find_in(&scope).all(&hub.reader()).await.unwrap().len();
            assert_eq!(projects, raw, "a row is in whole or not at all");
            assert!(projects.is_multiple_of(50) || projects == ROWS, "whole pages: {projects}");
            reached.push(projects);
            // Whoever handed it in is told how far it got; a commit may have gone unanswered.
            let told = match &cut {
                Err(ImportError::BrokenOff { landed, of, .. }) => {
                    assert_eq!(*of, ROWS);
                    landed + 50 == projects || *landed == projects
                }
                _ => false,
            };
            assert!(told, "{cut:?} with {projects}");
            // Nobody else reads the stream until the hold of the dead one lapses.
            clock.advance(TimeDelta::minutes(6));
        }
        assert!(reached.is_sorted() && reached.iter().any(|at| (1..ROWS).contains(at)), "{reached:?}");

        let told = hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, &ledger, false)).await.unwrap();
        assert_eq!(told.counts.unchanged, i64::try_from(reached[1]).unwrap());
        let projects = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let names: BTreeSet<&str> = projects.iter().map(|row| row.name.as_str()).collect();
        assert_eq!((projects.len(), names.len()), (ROWS, ROWS), "each once");

        // The record says how far each run got.
        let mut runs = sync_run::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        runs.sort_by_key(|run| run.id);
        let states: Vec<&str> = runs.iter().map(|run| run.state.as_str()).collect();
        let last = runs.last().unwrap();
        assert_eq!(*states.last().unwrap(), "finished");
        assert_eq!((last.pages, last.received), (3, 120));
        assert!(states[..states.len() - 1].iter().all(|state| *state == "failed"), "{states:?}");
    }
}
