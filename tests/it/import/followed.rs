//! Since when a project is followed: no ledger and no unit relieves it of duties by a later day.

use std::sync::Arc;

use shuniu_entities::{Key, Keyed, Scope, Tenant, obligation, project};
use shuniu_hub::access::{Caller, Permission};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::AttestFile;
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::{Fault, Hub};
use shuniu_policy::ProjectCode;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::{TestDb, duties_in, on_both};
use uuid::Uuid;

use super::book::{fates, order, remarks};
use super::whose::{OWN, unit};

fn ledger(investment: u32, since: &str) -> String {
    let code = ProjectCode::with_check_digit("2509320902040100003").unwrap();
    format!(
        "项目名称,建设单位,建设单位统一社会信用代码,项目代码,总投资（万元）,预算（万元）,立项时间,台账起始日\n\
         智慧城管,亭湖区城市管理局,{OWN},{},{investment},120,2025/6/2,{since}\n",
        code.as_str()
    )
}

/// The project, and how many of its duties are late for certain.
async fn late(hub: &Hub, place: Uuid) -> (project::Model, usize) {
    let scope = Scope::jurisdictions(vec![place]);
    let row = project::Entity::find_in(&scope).one(&hub.reader()).await;
    let duties = duties_in(hub, &scope).await.unwrap();
    let is_late = |duty: &&obligation::Model| {
        let over = duty.last_on.is_some_and(|last| last < today());
        over && !duty.undetermined && duty.fulfilled_on.is_none()
    };
    (row.unwrap().unwrap(), duties.iter().filter(is_late).count())
}

fn attest(project: Uuid, since: &str, reason: Option<&str>) -> AttestFile {
    AttestFile {
        project,
        expected_version: None,
        tracked_since: since.parse().ok(),
        reason: reason.map(str::to_owned),
        facts: Vec::new(),
        entries: Vec::new(),
    }
}

on_both! {
    async fn no_ledger_relieves_a_project_of_duties_by_a_later_day(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let take = async |caller: &Caller, ledger: String| {
            hub.import(caller, place, order(Kind::Projects, ledger.as_bytes(), false)).await.unwrap()
        };
        take(&clerk(0).unwrap(), ledger(118, "2025-06-01")).await;
        let (_, before) = late(&hub, place).await;
        assert!(before > 0, "something is late");

        for caller in [unit(), clerk(0).unwrap()] {
            let investment = if caller == unit() { 119 } else { 121 };
            let told = take(&caller, ledger(investment, "2026-06-30")).await;
            assert_eq!(fates(&told), [(2, Fate::Merged, vec![])]);
            assert_eq!(remarks(&told), [(2, vec!["followed_earlier"])]);
            let (row, now) = late(&hub, place).await;
            assert_eq!((row.tracked_since, now), ("2025-06-01".parse().ok(), before));
            assert_eq!(row.investment_fen, Some(i64::from(investment) * 1_000_000), "the rest came in");
        }
        let told = take(&unit(), ledger(119, "2025-05-01")).await;
        assert_eq!(remarks(&told), [], "an earlier day may be told by anybody");
        assert_eq!(late(&hub, place).await.0.tracked_since, "2025-05-01".parse().ok());
    }
}

on_both! {
    async fn a_later_day_takes_somebody_who_settles_records_and_a_reason(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let own = ledger(118, "2025-06-01");
        hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, own.as_bytes(), false)).await.unwrap();
        let (row, before) = late(&hub, place).await;
        let theirs = Desk { hub: &hub, caller: unit(), jurisdiction: place };
        let bureau = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };

        let refused = theirs.ask(None, &attest(row.id, "2026-06-30", Some("自查"))).await.unwrap_err();
        let forbidden = matches!(refused.downcast_ref(), Some(Fault::Forbidden { permission: Permission::Reconcile, .. }));
        assert!(forbidden, "{refused:?}");
        let refused = bureau.ask(None, &attest(row.id, "2026-06-30", None)).await.unwrap_err();
        assert!(matches!(refused.downcast_ref(), Some(Fault::Invalid { field, .. }) if field == "reason"), "{refused:?}");
        assert_eq!(late(&hub, place).await, (row.clone(), before), "nothing was changed");

        theirs.ask(None, &attest(row.id, "2025-05-01", None)).await.unwrap();
        bureau.ask(None, &attest(row.id, "2026-06-30", Some("台账自此建立"))).await.unwrap();
        let (row, now) = late(&hub, place).await;
        assert_eq!(row.tracked_since, "2026-06-30".parse().ok());
        assert!(now < before);
        let raw = db.raw().await.unwrap();
        let told = raw.column("SELECT body FROM ledger").await.unwrap().join("\n");
        assert!(told.contains("台账自此建立"), "why stays in the ledger");
    }
}

on_both! {
    async fn the_first_day_relieves_of_nothing_that_is_owed_already(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let own = ledger(118, "2025-06-01");
        hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, own.as_bytes(), false)).await.unwrap();
        let (row, _) = late(&hub, place).await;
        // As a project stands that an outside system brought.
        let raw = db.raw().await.unwrap();
        raw.execute("UPDATE project SET tracked_since = NULL").await.unwrap();
        let theirs = Desk { hub: &hub, caller: unit(), jurisdiction: place };
        let refused = theirs.ask(None, &attest(row.id, "2026-06-30", Some("自查"))).await.unwrap_err();
        assert!(matches!(refused.downcast_ref(), Some(Fault::Forbidden { .. })), "{refused:?}");
        theirs.ask(None, &attest(row.id, "2025-06-01", None)).await.unwrap();
        let found = project::Entity::find_key(&Scope::jurisdictions(vec![place]), Key::new(place, row.id));
        let row = found.one(&hub.reader()).await.unwrap().unwrap();
        assert_eq!(row.tracked_since, "2025-06-01".parse().ok());
    }
}
