//! What another source has on record already: a person, another ledger, an outside system.

use std::sync::Arc;

use shuniu_entities::{
    Scope, Tenant, allocation, budget_quota, organization, payment, project, quarantine,
};
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{
    AllocationTerms, CorrectBudgetQuota, PaymentKind, PaymentTerms, QuotaTerms, RecordAllocation,
    RecordBudgetQuota, RecordPayment, ResourceKind, VoidAllocation,
};
use shuniu_hub::import::{Fate, Imported, Kind};
use shuniu_hub::policy::Fen;
use shuniu_hub::sync::Replayed;
use shuniu_hub::{Fault, Hub};
use shuniu_policy::CreditCode;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::{TODAY, tinghu, world};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::book::order;
use super::same::{PAYMENTS, QUOTAS, RESOURCES, take_in};
use super::whose::OWN;

const KNOWN: &str = "智慧城管,亭湖区城市管理局";
const OTHERWISE: &str = "on_record_otherwise";

async fn told(hub: &Hub, caller: &Caller, place: Uuid, kind: Kind, text: &str) -> Imported {
    let ledger = order(kind, text.as_bytes(), false);
    hub.import(caller, place, ledger).await.unwrap()
}

async fn house(db: &TestDb) -> (Hub, Uuid, Scope, Uuid) {
    let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let known = format!("项目名称,建设单位,建设单位统一社会信用代码\n{KNOWN},{OWN}\n");
    told(&hub, &clerk(0).unwrap(), place, Kind::Projects, &known).await;
    let scope = Scope::jurisdictions(vec![place]);
    let known = project::Entity::find_in(&scope)
        .one(&hub.reader())
        .await
        .unwrap();
    (hub, place, scope, known.unwrap().id)
}

fn quota(yuan: i64) -> QuotaTerms {
    QuotaTerms {
        document_number: "财〔2026〕1号".to_owned(),
        year: 2026,
        amount: Fen::new(yuan * 100),
        funding_source: None,
        issued_on: "2026-01-05".parse().unwrap(),
    }
}

fn resource() -> AllocationTerms {
    AllocationTerms {
        number: "A1".to_owned(),
        kind: ResourceKind::CloudHost,
        specification: "8核".to_owned(),
        quantity: Some(2),
        allocated_on: "2026-01-05".parse().unwrap(),
        released_on: None,
    }
}

fn payment_of(number: Option<&str>) -> PaymentTerms {
    PaymentTerms {
        number: number.map(str::to_owned),
        contract: None,
        payee: None,
        kind: PaymentKind::Progress,
        amount: Fen::new(100_000),
        requested_on: None,
        paid_on: "2026-05-01".parse().ok(),
        evidence: None,
    }
}

on_both! {
    async fn what_a_person_recorded_is_not_recorded_again(db: &TestDb) {
        let (hub, place, scope, project) = house(db).await;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let expected_version = None;
        let terms = quota(1000);
        let budget = RecordBudgetQuota { project, expected_version, terms };
        desk.ask(None, &budget).await.unwrap();
        let given = RecordAllocation { project, expected_version, terms: resource() };
        desk.ask(None, &given).await.unwrap();
        let paid = RecordPayment { project, expected_version, terms: payment_of(Some("V-1")) };
        desk.ask(None, &paid).await.unwrap();
        for (fault, field) in [
            (desk.ask(None, &budget).await.unwrap_err(), "documentNumber"),
            (desk.ask(None, &given).await.unwrap_err(), "number"),
            (desk.ask(None, &paid).await.unwrap_err(), "number"),
        ] {
            let Some(Fault::Invalid { field: named, problem }) = fault.downcast_ref() else {
                panic!("{fault:?}");
            };
            assert_eq!(named, field);
            assert!(problem.contains("on record already") && problem.contains("correct or void"), "{problem}");
        }
        // The same by ledgers: there already, and nothing is added, not even who is paid.
        for (kind, head, row) in [
            (Kind::BudgetQuotas, QUOTAS, format!("{KNOWN},财[2026]1号,2026,1000,本级财政,2026-01-05")),
            (Kind::Allocations, RESOURCES, format!("{KNOWN},A1,云主机,8核,2026-01-05")),
            (Kind::Payments, &format!("{PAYMENTS},收款单位"), format!("{KNOWN},V-1,进度款,1000,,2026-05-01,江苏某公司")),
        ] {
            assert_eq!(take_in(&hub, place, kind, head, &[&row]).await, [Fate::Unchanged], "{row}");
        }
        let reader = hub.reader();
        let payments = payment::Entity::find_in(&scope).all(&reader).await.unwrap();
        let quotas = budget_quota::Entity::find_in(&scope).all(&reader).await.unwrap();
        let given = allocation::Entity::find_in(&scope).all(&reader).await.unwrap();
        assert_eq!((payments.len(), quotas.len(), given.len()), (1, 1, 1));
        assert_eq!(payments[0].number.as_deref(), Some("V-1"));
        let parties = organization::Entity::find_in(&scope).all(&reader).await.unwrap();
        assert!(parties.iter().all(|row| row.name != "江苏某公司"));
    }
}

on_both! {
    async fn what_a_ledger_says_otherwise_waits_until_a_person_settles_which_is_right(db: &TestDb) {
        let (hub, place, scope, project) = house(db).await;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let expected_version = None;
        let budget = RecordBudgetQuota { project, expected_version, terms: quota(1000) };
        let wrong = desk.ask(None, &budget).await.unwrap().record.unwrap();
        let given = RecordAllocation { project, expected_version, terms: resource() };
        let given = desk.ask(None, &given).await.unwrap().record.unwrap();

        let quotas = format!("{QUOTAS}\n{KNOWN},财〔2026〕1号,2026,1100,,2026-01-05\n");
        let first = told(&hub, &desk.caller, place, Kind::BudgetQuotas, &quotas).await;
        assert_eq!(first.rows[0].fate, Fate::SetAside);
        assert_eq!(first.counts.quarantined, 1);
        let trouble = &first.rows[0].troubles[0];
        assert_eq!(trouble.code, OTHERWISE);
        for part in ["人工录入", "1000.00", "1100.00"] {
            assert!(trouble.text.zh.contains(part), "{trouble:?}");
        }
        assert!(trouble.text.en.contains("a person") && trouble.text.en.contains("1100.00"), "{trouble:?}");
        let again = told(&hub, &desk.caller, place, Kind::BudgetQuotas, &quotas).await;
        assert_eq!(again.rows[0].fate, Fate::SetAside);
        assert_eq!(again.rows[0].troubles[0].code, "still_set_aside");

        let resources = format!("{RESOURCES}\n{KNOWN},A1,云主机,16核,2026-01-05\n");
        let other = told(&hub, &desk.caller, place, Kind::Allocations, &resources).await;
        assert_eq!(other.rows[0].troubles[0].code, OTHERWISE);

        let reader = hub.reader();
        let aside = quarantine::Entity::find_in(&scope).all(&reader).await.unwrap();
        assert_eq!(aside.len(), 2);
        assert!(aside.iter().all(|row| row.state == "open" && row.code.as_deref() == Some(OTHERWISE)));
        for row in &aside {
            let key = row.id.to_string();
            let still = hub.replay_quarantine(&desk.caller, place, Some(&key), row.id).await.unwrap();
            assert!(matches!(still, Replayed::Still { ref reason, .. } if reason.code == OTHERWISE), "{still:?}");
        }
        // A person finds the ledgers right: corrects the one, and voids the other.
        let reason = "录入有误".to_owned();
        let right = quota(1100);
        let correct = CorrectBudgetQuota { project, expected_version, wrong, reason: reason.clone(), right };
        desk.ask(None, &correct).await.unwrap();
        let void = VoidAllocation { project, expected_version, wrong: given, reason };
        desk.ask(None, &void).await.unwrap();
        for row in &aside {
            // A replay that changed nothing used no key up.
            let key = row.id.to_string();
            let done = hub.replay_quarantine(&desk.caller, place, Some(&key), row.id).await.unwrap();
            assert_eq!(done, Replayed::Merged { project });
        }
        let quotas = budget_quota::Entity::find_in(&scope).all(&reader).await.unwrap();
        let current: Vec<_> = quotas.iter().filter(|row| row.standing == "current").collect();
        assert_eq!((current.len(), current[0].amount_fen, current[0].source.as_str()), (1, 110_000, "person"));
        let given = allocation::Entity::find_in(&scope).all(&reader).await.unwrap();
        let current: Vec<_> = given.iter().filter(|row| row.standing == "current").collect();
        assert_eq!((current.len(), current[0].specification.as_str(), current[0].source.as_str()), (1, "16核", "import"));
    }
}

on_both! {
    async fn a_payment_that_nothing_names_is_added_with_a_word(db: &TestDb) {
        let (hub, place, scope, project) = house(db).await;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let paid = RecordPayment { project, expected_version: None, terms: payment_of(None) };
        desk.ask(None, &paid).await.unwrap();
        let ledger = format!(
            "{PAYMENTS}\n{KNOWN},V-1,进度款,1000,,2026-05-01\n{KNOWN},V-2,进度款,1000,,2026-06-15\n"
        );
        let told = told(&hub, &desk.caller, place, Kind::Payments, &ledger).await;
        let words: Vec<Vec<&str>> = told.rows.iter()
            .map(|row| row.remarks.iter().map(|one| one.code.as_str()).collect())
            .collect();
        assert_eq!(words, [vec!["may_be_on_record"], vec![]]);
        assert!(told.rows.iter().all(|row| row.fate == Fate::Merged));
        assert!(told.rows[0].remarks[0].text.zh.contains("人工录入"));
        let rows = payment::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(rows.len(), 3);
    }
}

on_both! {
    async fn what_the_bureau_handed_in_is_not_a_units_to_correct(db: &TestDb) {
        let (hub, place, scope, _) = house(db).await;
        let ledger = |yuan: u32| format!("{PAYMENTS}\n{KNOWN},V-1,进度款,{yuan},,2026-05-01\n");
        let bureau = clerk(0).unwrap();
        let unit = Caller {
            subject: "unit-clerk".to_owned(),
            role: Role::ProjectUnit,
            organization: CreditCode::parse(OWN).ok(),
            ..bureau.clone()
        };
        let mut fates = Vec::new();
        for (caller, yuan) in [(&bureau, 1000), (&unit, 1000), (&unit, 1200), (&bureau, 1300)] {
            let told = told(&hub, caller, place, Kind::Payments, &ledger(yuan)).await;
            fates.push(told.rows[0].fate);
        }
        assert_eq!(fates, [Fate::Merged, Fate::Unchanged, Fate::SetAside, Fate::Merged]);
        let rows = payment::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let current: Vec<_> = rows.iter().filter(|row| row.standing == "current").collect();
        assert_eq!((current.len(), current[0].amount_fen), (1, 130_000));
    }
}

on_both! {
    async fn what_a_system_told_is_not_told_again_by_a_ledger(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await.unwrap();
        let outside = Outside::with(&world(120), &clock).await.unwrap();
        let sources = outside.attach(&hub, place).await.unwrap();
        sync(&hub, &sources).await.unwrap();
        let scope = Scope::jurisdictions(vec![place]);
        let before = allocation::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let row = before.iter().find(|row| row.released_on.is_none()).unwrap();
        let of = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let of = of.into_iter().find(|one| one.id == row.project_id).unwrap();
        let code = of.project_code.unwrap();
        let kind = match row.kind.as_str() {
            "cloud_host" => "云主机",
            "storage" => "存储",
            "network" => "网络",
            "database" => "数据库",
            "security" => "安全",
            _ => "其他",
        };
        let mut fates = Vec::new();
        for more in ["", "（扩容）"] {
            let ledger = format!(
                "项目代码,分配编号,资源类型,规格,分配日期\n{code},{},{kind},\"{}{more}\",{}\n",
                row.number, row.specification, row.allocated_on
            );
            let told = told(&hub, &clerk(0).unwrap(), place, Kind::Allocations, &ledger).await;
            let codes = told.rows[0].troubles.iter().map(|one| one.code.clone());
            fates.push((told.rows[0].fate, codes.collect::<Vec<_>>()));
        }
        assert_eq!(fates, [(Fate::Unchanged, vec![]), (Fate::SetAside, vec![OTHERWISE.to_owned()])]);
        let after = allocation::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(after.len(), before.len());
    }
}
