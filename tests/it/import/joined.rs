//! Payments that come in before their contract, and payments that are told a second time with
//! another day.

use std::sync::Arc;

use shuniu_entities::{Scope, Tenant, asset, contract, payment};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{Imported, Kind};
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::book::{order, remarks};
use super::whose::known;

const CONTRACTS: &str = "项目名称,建设单位,合同编号,合同名称,合同金额（元）,承建单位,签订日期\n\
    智慧城管,亭湖区城市管理局,合（2026）9号,智慧城管建设合同,500000,江苏某公司,2026-03-01\n";

fn payments(rows: &[&str]) -> String {
    let heading = "项目名称,建设单位,合同编号,凭证号,支付类型,支付金额（元）,支付日期";
    [&[heading], rows].concat().join("\n")
}

async fn take(hub: &Hub, place: Uuid, kind: Kind, ledger: &str) -> Imported {
    let order = order(kind, ledger.as_bytes(), false);
    hub.import(&clerk(0).unwrap(), place, order).await.unwrap()
}

async fn started(db: &TestDb) -> (Hub, Uuid) {
    let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    take(&hub, place, Kind::Projects, &known()).await;
    (hub, place)
}

on_both! {
    async fn what_named_its_contract_is_joined_with_it_once_that_comes_in(db: &TestDb) {
        let (hub, place) = started(db).await;
        let early = payments(&["智慧城管,亭湖区城市管理局,合(2026)9号,101,预付款,100000,2026-03-31"]);
        let told = take(&hub, place, Kind::Payments, &early).await;
        assert_eq!(remarks(&told), [(2, vec!["contract_unknown"])]);
        let owned = "项目名称,建设单位,资产名称,资产类型,合同编号\n智慧城管,亭湖区城市管理局,机架式服务器,硬件,合（2026）9号\n";
        let told = take(&hub, place, Kind::Assets, owned).await;
        assert_eq!(remarks(&told), [(2, vec!["contract_unknown"])]);

        take(&hub, place, Kind::Contracts, CONTRACTS).await;
        let scope = Scope::jurisdictions(vec![place]);
        let contract = contract::Entity::find_in(&scope).one(&hub.reader()).await.unwrap().unwrap();
        let paid = payment::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let of: Vec<_> = paid.iter().map(|row| (row.contract_id, row.payee_id)).collect();
        assert_eq!(of, [(Some(contract.id), contract.supplier_id)]);
        assert!(contract.supplier_id.is_some());
        let asset = asset::Entity::find_in(&scope).one(&hub.reader()).await.unwrap().unwrap();
        assert_eq!(asset.contract_id, Some(contract.id));
        let raw = db.raw().await.unwrap();
        let told = raw.column("SELECT body FROM ledger").await.unwrap();
        let joined = told.iter().filter(|body| body.contains(&format!("\"contract\":\"{}\"", contract.id)));
        assert_eq!(joined.count(), 1, "the ledger tells it with the contract");

        let later = payments(&["智慧城管,亭湖区城市管理局,合（2026）9号,102,进度款,200000,2026-04-30"]);
        let told = take(&hub, place, Kind::Payments, &later).await;
        assert_eq!(remarks(&told), []);
        let again = take(&hub, place, Kind::Payments, &early).await;
        assert_eq!(again.counts.unchanged, 1, "{again:?}");
        let paid = payment::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert!(paid.len() == 2 && paid.iter().all(|row| row.contract_id == Some(contract.id)), "{paid:?}");
    }
}

on_both! {
    async fn a_payment_told_again_with_another_day_is_remarked_on(db: &TestDb) {
        let (hub, place) = started(db).await;
        let may_be = [(2, vec!["may_be_on_record"])];
        for (first, again) in [
            ("智慧城管,亭湖区城市管理局,,001,预付款,100000,2026-03-31", "智慧城管,亭湖区城市管理局,,001,预付款,100000,2026-04-01"),
            ("智慧城管,亭湖区城市管理局,,,进度款,70000,2026-05-01", "智慧城管,亭湖区城市管理局,,,进度款,70000,2026-05-02"),
        ] {
            let told = take(&hub, place, Kind::Payments, &payments(&[first])).await;
            assert_eq!(remarks(&told), [], "{first}");
            let told = take(&hub, place, Kind::Payments, &payments(&[again])).await;
            assert_eq!(remarks(&told), may_be, "{again}");
        }
        let another = payments(&["智慧城管,亭湖区城市管理局,,002,尾款,50000,2026-06-01"]);
        let told = take(&hub, place, Kind::Payments, &another).await;
        assert_eq!(remarks(&told), [], "another voucher is another payment");
    }
}
