use std::sync::Arc;

use shuniu_entities::{Scope, Tenant, project, quarantine};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{Fate, Kind};
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::{TestDb, canonical, duties_in, on_both};

use super::book::{dirty, fates, gb18030, order};

/// Every row but those that tell of runs, which each import has one of.
async fn rows(db: &TestDb) -> Vec<String> {
    let raw = db.raw().await.unwrap();
    let rows = canonical(&raw, &["sync_run", "sync_cursor", "connector_instance"])
        .await
        .unwrap();
    raw.close().await.unwrap();
    rows
}

on_both! {
    async fn the_same_ledger_again_changes_nothing_and_a_mended_one_only_what_it_mends(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let caller = clerk(0).unwrap();
        let first = hub.import(&caller, place, order(Kind::Projects, &dirty(), false)).await.unwrap();
        let before = rows(db).await;
        let again = hub.import(&caller, place, order(Kind::Projects, &dirty(), false)).await.unwrap();
        assert_eq!(rows(db).await, before);
        assert_eq!(again.counts.unchanged, again.counts.received);
        for (was, is) in first.rows.iter().zip(&again.rows) {
            let expected = if was.fate == Fate::Entered { Fate::Unchanged } else { was.fate };
            assert_eq!((is.row, is.fate, is.project), (was.row, expected, was.project));
        }

        // The clerk mends a day in a copy as text: the row lands, and what was set aside is done.
        let mended = gb18030(&["数字档案馆,亭湖区档案馆,96,2025.12.1,"]);
        let told = hub.import(&caller, place, order(Kind::Projects, &mended, false)).await.unwrap();
        assert_eq!(fates(&told), [(2, Fate::Entered, vec![])]);
        let scope = Scope::jurisdictions(vec![place]);
        let aside = quarantine::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let done: Vec<_> = aside.iter().filter(|row| row.state == "superseded").collect();
        assert_eq!(done.len(), 1);
        assert_eq!(done[0].code.as_deref(), Some("day"));

        // Another amount for a project that is in: it is changed, not entered a second time.
        let changed = gb18030(&["数字档案馆,亭湖区档案馆,98.6,2025-12-01,"]);
        let told = hub.import(&caller, place, order(Kind::Projects, &changed, false)).await.unwrap();
        assert_eq!(fates(&told), [(2, Fate::Merged, vec![])]);
        let projects = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let archive: Vec<_> = projects.iter().filter(|row| row.name == "数字档案馆").collect();
        assert_eq!(archive.len(), 1);
        assert_eq!(archive[0].investment_fen, Some(98_600_000));
    }
}

on_both! {
    async fn an_old_ledger_owes_nothing_for_the_time_that_nobody_vouches_for(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let old = "项目名称,建设单位,总投资（万元）,预算（万元）,立项时间,台账起始日\n\
            老项目甲,亭湖区城市管理局,118,120,2025年2月3日,\n\
            老项目乙,亭湖区城市管理局,218,220,2025/2/3,2026/6/1\n\
            老项目丙,亭湖区城市管理局,118,120,2026/3/2,2026.1.1\n\
            老项目丁,亭湖区城市管理局,318,320,2026/3/2,2026.12.1\n"
            .as_bytes();
        let told = hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, old, false)).await.unwrap();
        assert_eq!(
            fates(&told),
            [
                (2, Fate::Entered, vec![]),
                (3, Fate::Entered, vec![]),
                (4, Fate::Entered, vec![]),
                (5, Fate::SetAside, vec!["day_in_future"]),
            ]
        );
        let scope = Scope::jurisdictions(vec![place]);
        let projects = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let since = |name: &str| projects.iter().find(|row| row.name == name).unwrap().tracked_since;
        assert_eq!(since("老项目甲"), Some(today()), "nobody vouches for it");
        assert_eq!(since("老项目乙"), "2026-06-01".parse().ok());
        let duties = duties_in(&hub, &scope).await.unwrap();
        let late = |name: &str| {
            let id = projects.iter().find(|row| row.name == name).unwrap().id;
            let of = duties.iter().filter(move |row| row.project_id == id);
            of.filter(|row| !row.undetermined && row.fulfilled_on.is_none() && row.last_on < Some(today()) && row.last_on.is_some())
                .count()
        };
        assert_eq!((late("老项目甲"), late("老项目乙")), (0, 0));
        assert!(late("老项目丙") > 0, "its file is vouched for since before it was approved");
    }
}
