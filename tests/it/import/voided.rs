//! What a person voided, and the row of the ledger that is mended and handed in again.

use std::sync::Arc;

use shuniu_entities::{
    Scope, Tenant, allocation, asset, budget_quota, payment, project, project_event,
};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{
    Attach, CorrectPayment, CorrectRecord, PaymentTerms, RecordEntry, RecordKind, VoidAllocation,
    VoidAsset, VoidBudgetQuota, VoidPayment, VoidRecord,
};
use shuniu_hub::import::{Fate, Kind};
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::book::{fates, order, remarks};
use super::same::{PAYMENTS, QUOTAS, RESOURCES, take_in};
use crate::money::payment_of;

const EVENTS: &str = "项目名称,建设单位,办理环节,发生日期,备注";
const ASSETS: &str = "项目名称,建设单位,资产名称,资产类型,卡片编号,数量,资产原值（元）";

/// Two projects of one unit.
async fn house(db: &TestDb) -> (Hub, Uuid, Scope, [Uuid; 2]) {
    let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let rows = ["甲平台,甲局", "乙系统,甲局"];
    take_in(&hub, place, Kind::Projects, "项目名称,建设单位", &rows).await;
    let scope = Scope::jurisdictions(vec![place]);
    let known = project::Entity::find_in(&scope).all(&hub.reader()).await;
    let known = known.unwrap();
    let of = |name: &str| known.iter().find(|row| row.name == name).unwrap().id;
    (hub, place, scope, [of("甲平台"), of("乙系统")])
}

/// What stands of each kind of row: amounts, quantities, days.
async fn standing(hub: &Hub, scope: &Scope) -> Vec<String> {
    let reader = hub.reader();
    let mut said = Vec::new();
    for row in payment::Entity::find_in(scope).all(&reader).await.unwrap() {
        said.push((row.standing, format!("paid {}", row.amount_fen / 100)));
    }
    for row in budget_quota::Entity::find_in(scope)
        .all(&reader)
        .await
        .unwrap()
    {
        said.push((row.standing, format!("quota {}", row.amount_fen / 100)));
    }
    for row in allocation::Entity::find_in(scope)
        .all(&reader)
        .await
        .unwrap()
    {
        said.push((row.standing, format!("given {}", row.specification)));
    }
    for row in project_event::Entity::find_in(scope)
        .all(&reader)
        .await
        .unwrap()
    {
        said.push((row.standing, format!("on {}", row.occurred_on)));
    }
    let said = said
        .into_iter()
        .filter(|(standing, _)| standing == "current");
    let mut said: Vec<_> = said.map(|(_, said)| said).collect();
    said.sort_unstable();
    said
}

async fn void_all(hub: &Hub, place: Uuid, scope: &Scope, project: Uuid) {
    let desk = Desk {
        hub,
        caller: clerk(0).unwrap(),
        jurisdiction: place,
    };
    let (reader, expected_version) = (hub.reader(), None);
    let reason = || "录入有误".to_owned();
    for row in payment::Entity::find_in(scope).all(&reader).await.unwrap() {
        if row.standing != "current" {
            continue;
        }
        let void = VoidPayment {
            project,
            expected_version,
            wrong: row.id,
            reason: reason(),
        };
        desk.ask(None, &void).await.unwrap();
    }
    for row in budget_quota::Entity::find_in(scope)
        .all(&reader)
        .await
        .unwrap()
    {
        if row.standing != "current" {
            continue;
        }
        let void = VoidBudgetQuota {
            project,
            expected_version,
            wrong: row.id,
            reason: reason(),
        };
        desk.ask(None, &void).await.unwrap();
    }
    for row in allocation::Entity::find_in(scope)
        .all(&reader)
        .await
        .unwrap()
    {
        if row.standing != "current" {
            continue;
        }
        let void = VoidAllocation {
            project,
            expected_version,
            wrong: row.id,
            reason: reason(),
        };
        desk.ask(None, &void).await.unwrap();
    }
    for row in project_event::Entity::find_in(scope)
        .all(&reader)
        .await
        .unwrap()
    {
        if row.standing != "current" {
            continue;
        }
        let void = VoidRecord {
            project,
            expected_version,
            table: RecordKind::Event,
            record: row.id,
            reason: reason(),
        };
        desk.ask(None, &void).await.unwrap();
    }
}

on_both! {
    async fn a_row_that_is_mended_after_a_void_is_on_record_and_the_same_row_is_not(db: &TestDb) {
        let (hub, place, scope, [project, _]) = house(db).await;
        let wrong = [
            (Kind::Payments, PAYMENTS, "甲平台,甲局,记-1,进度款,1000,,2026-05-01"),
            (Kind::BudgetQuotas, QUOTAS, "甲平台,甲局,财〔2026〕1号,2026,1000,本级财政,2026-01-05"),
            (Kind::Allocations, RESOURCES, "甲平台,甲局,A1,云主机,8核,2026-01-05"),
            (Kind::Events, EVENTS, "甲平台,甲局,立项批复,2026-03-02,"),
        ];
        for (kind, head, row) in wrong {
            assert_eq!(take_in(&hub, place, kind, head, &[row]).await, [Fate::Merged], "{row}");
        }
        assert_eq!(standing(&hub, &scope).await, ["given 8核", "on 2026-03-02", "paid 1000", "quota 1000"]);
        void_all(&hub, place, &scope, project).await;
        assert!(standing(&hub, &scope).await.is_empty());

        // The same once more, and with a remark that says nothing of it, is what was voided.
        for (kind, head, row) in wrong {
            assert_eq!(take_in(&hub, place, kind, head, &[row]).await, [Fate::Unchanged], "{row}");
            let noted = (format!("{head},附注"), format!("{row},已核"));
            take_in(&hub, place, kind, &noted.0, &[&noted.1]).await;
        }
        assert!(standing(&hub, &scope).await.is_empty());

        for (kind, head, row) in [
            (Kind::Payments, PAYMENTS, "甲平台,甲局,记-1,进度款,4000,,2026-05-01"),
            (Kind::BudgetQuotas, QUOTAS, "甲平台,甲局,财〔2026〕1号,2026,4000,本级财政,2026-01-05"),
            (Kind::Allocations, RESOURCES, "甲平台,甲局,A1,云主机,16核,2026-01-05"),
            (Kind::Events, EVENTS, "甲平台,甲局,立项批复,2026-03-05,"),
        ] {
            assert_eq!(take_in(&hub, place, kind, head, &[row]).await, [Fate::Merged], "{row}");
        }
        assert_eq!(standing(&hub, &scope).await, ["given 16核", "on 2026-03-05", "paid 4000", "quota 4000"]);
        // What was voided is not said again after that, either.
        for (kind, head, row) in wrong {
            take_in(&hub, place, kind, head, &[row]).await;
        }
        assert_eq!(standing(&hub, &scope).await.len(), 4);
    }
}

on_both! {
    async fn what_was_corrected_before_it_was_voided_comes_back_with_what_was_never_said_of_it(db: &TestDb) {
        let (hub, place, scope, [project, _]) = house(db).await;
        let said = |amount, day| [
            (Kind::Payments, PAYMENTS, format!("甲平台,甲局,记-1,进度款,{amount},,2026-05-01")),
            (Kind::Events, EVENTS, format!("甲平台,甲局,立项批复,{day},")),
        ];
        let wrong = said(1000, "2026-03-02");
        for (kind, head, row) in &wrong {
            take_in(&hub, place, *kind, head, &[row]).await;
        }
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let (reader, expected_version) = (hub.reader(), None);
        let reason = "看错了".to_owned();
        let paid = payment::Entity::find_in(&scope).one(&reader).await.unwrap().unwrap();
        let terms = PaymentTerms {
            number: Some("记-1".to_owned()),
            requested_on: None,
            paid_on: paid.paid_on,
            ..payment_of(2000)
        };
        let correct = CorrectPayment { project, expected_version, wrong: paid.id, reason: reason.clone(), right: terms };
        desk.ask(None, &correct).await.unwrap();
        let event = project_event::Entity::find_in(&scope).one(&reader).await.unwrap().unwrap();
        let right = RecordEntry {
            project,
            expected_version,
            table: RecordKind::Event,
            kind: event.kind.clone(),
            on: "2026-03-03".parse().ok(),
            attributes: std::collections::BTreeMap::new(),
            occurrence: None,
            period: None,
            attach: Attach::default(),
        };
        desk.ask(None, &CorrectRecord { record: event.id, reason, right }).await.unwrap();
        assert_eq!(standing(&hub, &scope).await, ["on 2026-03-03", "paid 2000"]);
        // What the ledger says now and neither it nor the person said before is for people to settle.
        for (fate, amount, day) in [(Fate::SetAside, 3000, "2026-03-04"), (Fate::Unchanged, 2000, "2026-03-03")] {
            for (kind, head, row) in said(amount, day) {
                assert_eq!(take_in(&hub, place, kind, head, &[&row]).await, [fate], "{row}");
            }
            assert_eq!(standing(&hub, &scope).await, ["on 2026-03-03", "paid 2000"]);
        }
        void_all(&hub, place, &scope, project).await;
        for (kind, head, row) in wrong.iter().chain(&said(2000, "2026-03-03")) {
            take_in(&hub, place, *kind, head, &[row]).await;
        }
        assert!(standing(&hub, &scope).await.is_empty(), "what was voided is not said again");

        for (kind, head, row) in said(4000, "2026-03-05") {
            take_in(&hub, place, kind, head, &[&row]).await;
        }
        assert_eq!(standing(&hub, &scope).await, ["on 2026-03-05", "paid 4000"]);
        for (kind, head, row) in said(5000, "2026-03-06") {
            take_in(&hub, place, kind, head, &[&row]).await;
        }
        assert_eq!(standing(&hub, &scope).await, ["on 2026-03-06", "paid 5000"], "it is the one that stands");
    }
}

/// The assets that stand: project, card and quantity.
async fn assets(hub: &Hub, scope: &Scope) -> Vec<(Uuid, Option<String>, Option<i32>)> {
    let rows = asset::Entity::find_in(scope)
        .all(&hub.reader())
        .await
        .unwrap();
    let rows = rows.into_iter().filter(|row| row.state != "voided");
    rows.map(|row| (row.project_id, row.card_number, row.quantity))
        .collect()
}

async fn void_asset(hub: &Hub, place: Uuid, scope: &Scope, project: Uuid) {
    let rows = asset::Entity::find_in(scope)
        .all(&hub.reader())
        .await
        .unwrap();
    let mut of = rows
        .iter()
        .filter(|row| row.project_id == project && row.state != "voided");
    let void = VoidAsset {
        project,
        expected_version: None,
        asset: of.next().unwrap().id,
        reason: "登记有误".to_owned(),
    };
    let desk = Desk {
        hub,
        caller: clerk(0).unwrap(),
        jurisdiction: place,
    };
    desk.ask(None, &void).await.unwrap();
    assert!(desk.ask(None, &void).await.is_err(), "it is voided once");
}

on_both! {
    async fn an_asset_that_was_voided_comes_back_with_what_was_never_said_of_it(db: &TestDb) {
        let (hub, place, scope, [project, _]) = house(db).await;
        let took = async |rows: &[&str]| take_in(&hub, place, Kind::Assets, ASSETS, rows).await;
        assert_eq!(took(&["甲平台,甲局,服务器,硬件,,1,1000"]).await, [Fate::Merged]);
        void_asset(&hub, place, &scope, project).await;
        let noted = format!("{ASSETS},附注");
        take_in(&hub, place, Kind::Assets, &noted, &["甲平台,甲局,服务器,硬件,,1,1000,已核"]).await;
        assert_eq!(assets(&hub, &scope).await, []);
        assert_eq!(took(&["甲平台,甲局,服务器,硬件,,2,1000"]).await, [Fate::Merged]);
        assert_eq!(assets(&hub, &scope).await, [(project, None, Some(2))]);
        assert_eq!(took(&["甲平台,甲局,服务器,硬件,,3,1000"]).await, [Fate::Merged]);
        assert_eq!(assets(&hub, &scope).await, [(project, None, Some(3))], "it is the one that stands");
    }
}

on_both! {
    async fn a_card_that_a_ledger_told_wrongly_is_taken_back(db: &TestDb) {
        let (hub, place, scope, [project, other]) = house(db).await;
        let took = async |rows: &[&str]| take_in(&hub, place, Kind::Assets, ASSETS, rows).await;
        assert_eq!(took(&["甲平台,甲局,服务器,硬件,K-1,1,1000"]).await, [Fate::Merged]);

        // The card of another project's asset is told, and goes nowhere.
        let elsewhere = format!("{ASSETS}\n乙系统,甲局,服务器,硬件,K-1,1,1000\n");
        let told = hub.import(&clerk(0).unwrap(), place, order(Kind::Assets, elsewhere.as_bytes(), true)).await.unwrap();
        assert_eq!(fates(&told), [(2, Fate::Waits, vec!["card_of_other_project"])]);

        let card = |card: &str| Some(card.to_owned());
        void_asset(&hub, place, &scope, project).await;
        assert_eq!(took(&["甲平台,甲局,服务器,硬件,K-2,1,1000"]).await, [Fate::Merged]);
        assert_eq!(assets(&hub, &scope).await, [(project, card("K-2"), Some(1))]);
        // The number of the voided one is free.
        assert_eq!(took(&["乙系统,甲局,服务器,硬件,K-1,1,1000"]).await, [Fate::Merged]);
        let mut now = assets(&hub, &scope).await;
        now.sort_unstable_by(|one, two| one.1.cmp(&two.1));
        assert_eq!(now, [(other, card("K-1"), Some(1)), (project, card("K-2"), Some(1))]);
    }
}

on_both! {
    async fn an_asset_whose_card_comes_later_may_be_the_one_without(db: &TestDb) {
        let (hub, place, scope, [project, _]) = house(db).await;
        let took = async |rows: &[&str]| take_in(&hub, place, Kind::Assets, ASSETS, rows).await;
        assert_eq!(took(&["甲平台,甲局,服务器,硬件,,1,1000"]).await, [Fate::Merged]);
        let ledger = format!("{ASSETS}\n甲平台,甲局,服务器,硬件,K-1,1,1000\n甲平台,甲局,交换机,硬件,K-2,1,1000\n");
        let told = hub.import(&clerk(0).unwrap(), place, order(Kind::Assets, ledger.as_bytes(), false)).await.unwrap();
        assert_eq!(fates(&told), [(2, Fate::Merged, vec![]), (3, Fate::Merged, vec![])]);
        assert_eq!(remarks(&told), [(2, vec!["may_be_on_record"])]);
        let now = assets(&hub, &scope).await;
        assert_eq!((now.len(), now.iter().all(|one| one.0 == project)), (3, true));
    }
}
