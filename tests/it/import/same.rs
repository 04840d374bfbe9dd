//! Rows that look alike and are not the same, and rows that are.

use std::sync::Arc;

use shuniu_entities::{
    Scope, Tenant, allocation, budget_quota, contract, match_candidate, payment, project,
};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{FactInput, RecordFact, RegisterProject, UnitInput};
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::sync::SettleMatch;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::book::order;

pub(super) const PAYMENTS: &str =
    "项目名称,建设单位,凭证号,支付类型,支付金额（元）,申请日期,支付日期";
pub(super) const QUOTAS: &str =
    "项目名称,建设单位,指标文号,预算年度,指标金额（元）,资金来源,下达日期";
pub(super) const RESOURCES: &str = "项目名称,建设单位,分配编号,资源类型,规格,分配日期";
pub(super) const CONTRACTS: &str =
    "项目名称,建设单位,合同编号,合同名称,合同金额（元）,承建单位,签订日期";

/// Takes in one ledger of these rows; gives what became of each.
pub(super) async fn take_in(
    hub: &Hub,
    place: Uuid,
    kind: Kind,
    head: &str,
    rows: &[&str],
) -> Vec<Fate> {
    let text = format!("{head}\n{}\n", rows.join("\n"));
    let ledger = order(kind, text.as_bytes(), false);
    let told = hub.import(&clerk(0).unwrap(), place, ledger).await.unwrap();
    told.rows.iter().map(|row| row.fate).collect()
}

/// Two projects of two units.
async fn house(db: &TestDb) -> (Hub, Uuid, Scope, [Uuid; 2]) {
    let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let rows = ["甲平台,甲局", "乙平台,乙局"];
    take_in(&hub, place, Kind::Projects, "项目名称,建设单位", &rows).await;
    let scope = Scope::jurisdictions(vec![place]);
    let projects = project::Entity::find_in(&scope)
        .all(&hub.reader())
        .await
        .unwrap();
    let of = |name: &str| projects.iter().find(|row| row.name == name).unwrap().id;
    let both = [of("甲平台"), of("乙平台")];
    (hub, place, scope, both)
}

on_both! {
    async fn two_units_number_their_papers_alike_and_each_keeps_its_own(db: &TestDb) {
        let (hub, place, scope, [first, second]) = house(db).await;
        for (kind, head, rows) in [
            (Kind::Contracts, CONTRACTS, [
                "甲平台,甲局,2026-001,甲合同,100000,甲公司,2026-01-05",
                "乙平台,乙局,2026-001,乙合同,200000,乙公司,2026-01-06",
            ]),
            (Kind::Payments, PAYMENTS, [
                "甲平台,甲局,记-12,进度款,10000,,2026-01-05",
                "乙平台,乙局,记-12,进度款,20000,,2026-01-06",
            ]),
            (Kind::Allocations, RESOURCES, [
                "甲平台,甲局,A1,云主机,8核,2026-01-05",
                "乙平台,乙局,A1,存储,2TB,2026-01-06",
            ]),
        ] {
            for row in rows {
                assert_eq!(take_in(&hub, place, kind, head, &[row]).await, [Fate::Merged], "{row}");
            }
            let again = take_in(&hub, place, kind, head, &rows).await;
            assert_eq!(again, [Fate::Unchanged, Fate::Unchanged], "in one file too");
        }
        let reader = hub.reader();
        let rows = contract::Entity::find_in(&scope).all(&reader).await.unwrap();
        let mut said: Vec<_> = rows.iter().map(|row| (row.project_id, row.amount_fen)).collect();
        let mut expected = vec![(first, Some(10_000_000)), (second, Some(20_000_000))];
        said.sort_unstable();
        expected.sort_unstable();
        assert_eq!(said, expected);
        let rows = payment::Entity::find_in(&scope).all(&reader).await.unwrap();
        let mut said: Vec<_> = rows.iter().map(|row| (row.project_id, Some(row.amount_fen * 10))).collect();
        said.sort_unstable();
        assert_eq!(said, expected);
        let rows = allocation::Entity::find_in(&scope).all(&reader).await.unwrap();
        let of = |id| rows.iter().filter(|row| row.project_id == id).map(|row| row.kind.as_str()).collect::<Vec<_>>();
        assert_eq!((of(first), of(second)), (vec!["cloud_host"], vec!["storage"]));
        assert!(rows.iter().all(|row| row.standing == "current"));
    }
}

on_both! {
    async fn payments_are_told_apart_by_number_and_month_and_no_further(db: &TestDb) {
        let (hub, place, scope, _) = house(db).await;
        let current = || async {
            let rows = payment::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
            let rows = rows.into_iter().filter(|row| row.standing == "current");
            let mut said: Vec<_> = rows.map(|row| (row.number.unwrap(), row.paid_on.map(|day| day.to_string()), row.amount_fen / 100)).collect();
            said.sort_unstable();
            said
        };
        let paid = |number: &str, day: &str, yuan| (number.to_owned(), Some(day.to_owned()), yuan);
        // Everything but the number is the same.
        let rows = ["甲平台,甲局,等-12,进度款,5000,,2026-05-01", "甲平台,甲局,等-13,进度款,5000,,2026-05-01"];
        assert_eq!(take_in(&hub, place, Kind::Payments, PAYMENTS, &rows).await, [Fate::Merged, Fate::Merged]);
        assert_eq!(current().await, [paid("等-12", "2026-05-01", 5000), paid("等-13", "2026-05-01", 5000)]);
        // Numbers begin anew each month; within one a row of another day is the same payment.
        let next = ["甲平台,甲局,等-12,进度款,5000,,2026-06-01", "甲平台,甲局,等-13,进度款,6000,,2026-05-03"];
        assert_eq!(take_in(&hub, place, Kind::Payments, PAYMENTS, &next).await, [Fate::Merged, Fate::Merged]);
        assert_eq!(current().await, [
            paid("等-12", "2026-05-01", 5000),
            paid("等-12", "2026-06-01", 5000),
            paid("等-13", "2026-05-03", 6000),
        ]);
        // What was asked for becomes what was paid.
        let asked = ["甲平台,甲局,等-14,尾款,7000,2026-05-20,"];
        assert_eq!(take_in(&hub, place, Kind::Payments, PAYMENTS, &asked).await, [Fate::Merged]);
        let left = ["甲平台,甲局,等-14,尾款,7000,2026-05-20,2026-06-02", "甲平台,甲局,等-15,尾款,7000,2026-06-20,2026-06-02"];
        assert_eq!(take_in(&hub, place, Kind::Payments, PAYMENTS, &left).await, [Fate::Merged, Fate::SetAside]);
        assert_eq!(current().await[3..], [paid("等-14", "2026-06-02", 7000)]);
    }
}

on_both! {
    async fn one_document_gives_money_of_two_sources_and_for_two_years(db: &TestDb) {
        let (hub, place, scope, _) = house(db).await;
        let rows = [
            "甲平台,甲局,财〔2026〕9号,2026,1000,本级财政,2026-01-05",
            "甲平台,甲局,财〔2026〕9号,2026,3000,上级转移支付,2026-01-05",
            "甲平台,甲局,财〔2026〕9号,2027,4000,本级财政,2026-01-05",
        ];
        let told = take_in(&hub, place, Kind::BudgetQuotas, QUOTAS, &rows).await;
        assert_eq!(told, [Fate::Merged; 3]);
        let again = take_in(&hub, place, Kind::BudgetQuotas, QUOTAS, &rows).await;
        assert_eq!(again, [Fate::Unchanged; 3]);
        let mended = ["甲平台,甲局,财〔2026〕9号,2026,3500,上级转移支付,2026-01-05"];
        assert_eq!(take_in(&hub, place, Kind::BudgetQuotas, QUOTAS, &mended).await, [Fate::Merged]);
        let rows = budget_quota::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let current = rows.iter().filter(|row| row.standing == "current");
        let mut said: Vec<_> = current.map(|row| (row.year, row.amount_fen / 100)).collect();
        said.sort_unstable();
        assert_eq!(said, [(2026, 1000), (2026, 3500), (2027, 4000)]);
    }
}

async fn registered(desk: &Desk<'_>, name: &str, unit: &str) -> Uuid {
    let register = RegisterProject {
        name: name.to_owned(),
        unit: UnitInput {
            name: unit.to_owned(),
            credit_code: None,
        },
        project_code: None,
        tracked_since: None,
        facts: Vec::new(),
    };
    desk.ask(None, &register).await.unwrap().project
}

on_both! {
    async fn a_row_follows_the_project_that_it_names_unless_a_person_settled_it(db: &TestDb) {
        let (hub, place, scope, [first, _]) = house(db).await;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let row = |project: &str, amount: u32| format!("{project},2026-001,合同,{amount},某公司,2026-01-05");
        let of = |id: Uuid| {
            let (hub, scope) = (&hub, &scope);
            async move {
                let rows = contract::Entity::find_in(scope).all(&hub.reader()).await.unwrap();
                let rows = rows.into_iter().filter(|row| row.project_id == id);
                rows.map(|row| row.amount_fen.unwrap() / 100).collect::<Vec<_>>()
            }
        };
        // The project is called otherwise since, and another one has come that bears its name.
        let told = take_in(&hub, place, Kind::Contracts, CONTRACTS, &[&row("甲平台,甲局", 1000)]).await;
        assert_eq!(told, [Fate::Merged]);
        let fact = FactInput { name: "name".to_owned(), value: "甲平台（一期）".into() };
        let rename = RecordFact { project: first, expected_version: None, fact, reason: None };
        desk.ask(None, &rename).await.unwrap();
        let other = registered(&desk, "甲平台", "甲局").await;
        let told = take_in(&hub, place, Kind::Contracts, CONTRACTS, &[&row("甲平台,甲局", 2000)]).await;
        assert_eq!(told, [Fate::Merged]);
        assert_eq!((of(first).await, of(other).await), (vec![1000], vec![2000]));

        // What a person settled stays settled, whatever comes to bear the name.
        let told = take_in(&hub, place, Kind::Contracts, CONTRACTS, &[&row("丙平台,丙局", 3000)]).await;
        assert_eq!(told, [Fate::Waits]);
        let waiting = match_candidate::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let mine = registered(&desk, "丙平台建设", "丙局").await;
        let settle = SettleMatch {
            candidate: waiting[0].id,
            expected_version: None,
            project: Some(mine),
            reason: "核对合同原件".to_owned(),
        };
        desk.ask(None, &settle).await.unwrap();
        let theirs = registered(&desk, "丙平台", "丙局").await;
        let told = take_in(&hub, place, Kind::Contracts, CONTRACTS, &[&row("丙平台,丙局", 4000)]).await;
        assert_eq!(told, [Fate::Merged]);
        assert_eq!((of(mine).await, of(theirs).await), (vec![4000], vec![]));
    }
}

on_both! {
    async fn rows_that_came_before_their_project_come_in_with_it(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let rows = [
            (Kind::Contracts, CONTRACTS, "甲平台,甲局,HT-1,建设合同,1000,某公司,2026-04-20"),
            (Kind::Payments, PAYMENTS, "甲 平台,甲局,记-1,进度款,500,,2026-05-01"),
            (Kind::Contracts, CONTRACTS, "甲平台,乙局,HT-2,别的合同,1000,某公司,2026-04-20"),
        ];
        for (kind, head, row) in rows {
            assert_eq!(take_in(&hub, place, kind, head, &[row]).await, [Fate::Waits], "{row}");
        }
        let known = take_in(&hub, place, Kind::Projects, "项目名称,建设单位", &["甲平台,甲局"]).await;
        assert_eq!(known, [Fate::Entered]);
        let scope = Scope::jurisdictions(vec![place]);
        let reader = hub.reader();
        let contracts = contract::Entity::find_in(&scope).all(&reader).await.unwrap();
        let numbers: Vec<&str> = contracts.iter().map(|row| row.number.as_str()).collect();
        assert_eq!(numbers, ["HT-1"]);
        assert_eq!(payment::Entity::find_in(&scope).all(&reader).await.unwrap().len(), 1);
        let fates = [Fate::Unchanged, Fate::Unchanged, Fate::Waits];
        for ((kind, head, row), fate) in rows.into_iter().zip(fates) {
            assert_eq!(take_in(&hub, place, kind, head, &[row]).await, [fate], "{row}");
        }
    }
}
