use std::sync::Arc;

use shuniu_entities::{
    Scope, Tenant, allocation, asset, budget_quota, document, payment, project_event,
};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{Fate, Kind};
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::book::{fates, order};

async fn take_in(hub: &Hub, place: Uuid, kind: Kind, text: &str) -> Vec<(u32, Fate, Vec<String>)> {
    let ledger = order(kind, text.as_bytes(), false);
    let told = hub.import(&clerk(0).unwrap(), place, ledger).await.unwrap();
    let fates = fates(&told).into_iter();
    fates
        .map(|(row, fate, codes)| {
            (
                row,
                fate,
                codes.iter().map(|code| (*code).to_owned()).collect(),
            )
        })
        .collect()
}

fn alone(fates: &[(u32, Fate, Vec<String>)]) -> Vec<Fate> {
    fates.iter().map(|(_, fate, _)| *fate).collect()
}

async fn house(db: &TestDb) -> (Hub, Uuid, Scope) {
    let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    let known = "项目名称,建设单位\n智慧城管,亭湖区城市管理局\n";
    take_in(&hub, place, Kind::Projects, known).await;
    let contract = "项目名称,建设单位,合同编号,合同名称,合同金额（元）,承建单位,签订日期\n\
        智慧城管,亭湖区城市管理局,合-1,建设合同,1180000,江苏某公司,2026-05-11\n";
    let told = take_in(&hub, place, Kind::Contracts, contract).await;
    assert_eq!(alone(&told), [Fate::Merged]);
    (hub, place, Scope::jurisdictions(vec![place]))
}

on_both! {
    async fn money_is_taken_in_and_a_corrected_row_corrects_it(db: &TestDb) {
        let (hub, place, scope) = house(db).await;
        let payments = |amount: &str| {
            format!(
                "项目名称,建设单位,凭证号,合同编号,支付类型,支付金额（元）,支付日期\n\
                 智慧城管,亭湖区城市管理局,亭支-7,合-1,进度款,{amount},2026-06-01\n\
                 智慧城管,亭湖区城市管理局,亭支-8,合-1,尾款,-5,2026-06-01\n\
                 智慧城管,亭湖区城市管理局,亭支-9,合-1,押金,5000,2026-06-01\n\
                 智慧城管,亭湖区城市管理局,亭支-10,合-1,尾款,5000,\n\
                 智慧城管,亭湖区城市管理局,亭支-11,合-1,尾款,5000,2026-12-01\n"
            )
        };
        let told = take_in(&hub, place, Kind::Payments, &payments("354000")).await;
        let codes: Vec<&str> = told.iter().flat_map(|row| &row.2).map(String::as_str).collect();
        assert_eq!(codes, ["amount_negative", "unknown_word", "missing", "day_in_future"]);
        let told = take_in(&hub, place, Kind::Payments, &payments("364000")).await;
        assert_eq!(told[0].1, Fate::Merged);
        let mut rows = payment::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        rows.sort_by_key(|row| row.id);
        let said: Vec<_> = rows.iter().map(|row| (row.amount_fen, row.standing.as_str())).collect();
        assert_eq!(said, [(35_400_000, "corrected"), (36_400_000, "current")]);
        assert_eq!(rows[1].corrects_id, Some(rows[0].id));
        assert!(rows[1].contract_id.is_some() && rows[1].payee_id.is_some(), "by its contract");
        assert_eq!(rows[1].source, "import");

        let quotas = "项目名称,建设单位,指标文号,预算年度,指标金额（万元）,资金来源,下达日期\n\
            智慧城管,亭湖区城市管理局,亭财预〔2026〕8号,2026,118,本级财政资金,2026/1/20\n\
            智慧城管,亭湖区城市管理局,亭财预〔2026〕9号,2019,118,本级财政,2026/1/20\n\
            智慧城管,亭湖区城市管理局,亭财预〔2026〕10号,2026,118,上级补助,2026/1/20\n";
        let told = take_in(&hub, place, Kind::BudgetQuotas, quotas).await;
        assert_eq!(alone(&told), [Fate::Merged, Fate::SetAside, Fate::SetAside]);
        assert_eq!((&told[1].2[..], &told[2].2[..]), (&["year".to_owned()][..], &["unknown_word".to_owned()][..]));
        let rows = budget_quota::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let said: Vec<_> = rows.iter().map(|row| (row.amount_fen, row.funding_source.as_deref())).collect();
        assert_eq!(said, [(118_000_000, Some("fiscal"))]);
        let again = take_in(&hub, place, Kind::BudgetQuotas, quotas).await;
        assert_eq!(alone(&again), [Fate::Unchanged, Fate::SetAside, Fate::SetAside]);
    }
}

on_both! {
    async fn resources_assets_events_and_papers_are_taken_in(db: &TestDb) {
        let (hub, place, scope) = house(db).await;
        let reader = hub.reader();
        let resources = "项目名称,建设单位,分配编号,资源类型,规格,数量,分配日期\n\
            智慧城管,亭湖区城市管理局,云-1,云主机,8核32G,4,2026-05-20\n\
            智慧城管,亭湖区城市管理局,云-2,存储,2TB,0,2026-05-20\n";
        let told = take_in(&hub, place, Kind::Allocations, resources).await;
        assert_eq!(alone(&told), [Fate::Merged, Fate::SetAside]);
        let rows = allocation::Entity::find_in(&scope).all(&reader).await.unwrap();
        assert_eq!((rows.len(), rows[0].kind.as_str(), rows[0].quantity), (1, "cloud_host", Some(4)));

        let assets = "项目名称,建设单位,资产名称,资产类型,卡片编号,数量,资产原值（元）,取得日期,合同编号\n\
            智慧城管,亭湖区城市管理局,指挥大屏,硬件,TH-0001,1,230000,2026-06-02,合-1\n\
            智慧城管,亭湖区城市管理局,城管平台软件,软件,,1,600000,2026-06-02,合-1\n";
        let told = take_in(&hub, place, Kind::Assets, assets).await;
        assert_eq!(alone(&told), [Fate::Merged, Fate::Merged]);
        let rows = asset::Entity::find_in(&scope).all(&reader).await.unwrap();
        let mut said: Vec<_> = rows.iter().map(|row| (row.state.as_str(), row.original_value_fen)).collect();
        said.sort_unstable();
        assert_eq!(said, [("registered", Some(23_000_000)), ("unregistered", Some(60_000_000))]);
        assert!(rows.iter().all(|row| row.contract_id.is_some()));

        let events = "项目名称,建设单位,办理环节,发生日期,专家人数,第几次\n\
            智慧城管,亭湖区城市管理局,立项批复,2026-03-02,,\n\
            智慧城管,亭湖区城市管理局,抽取评审专家,2026-02-02,5,\n\
            智慧城管,亭湖区城市管理局,抽取评审专家,2026-02-09,,2\n\
            智慧城管,亭湖区城市管理局,剪彩,2026-02-02,,\n";
        let told = take_in(&hub, place, Kind::Events, events).await;
        let codes: Vec<_> = told.iter().map(|row| (row.1, row.2.clone())).collect();
        assert_eq!(codes[0], (Fate::Merged, vec![]));
        assert_eq!(codes[1].0, Fate::Merged, "{codes:?}");
        assert_eq!(codes[2].1, ["missing"]);
        assert_eq!(codes[3].1, ["unknown_word"]);
        let rows = project_event::Entity::find_in(&scope).all(&reader).await.unwrap();
        let panel = rows.iter().find(|row| row.kind == "expert_panel_formed").unwrap();
        assert_eq!(panel.attributes["panel_size"], 5);

        let papers = "项目名称,建设单位,材料,材料日期,事项,报送对象\n\
            智慧城管,亭湖区城市管理局,财评报告,2026-02-20,,\n\
            智慧城管,亭湖区城市管理局,备案,2026-03-10,项目基本情况,网信\n\
            智慧城管,亭湖区城市管理局,备案,2026-03-11,项目基本情况,财政\n\
            智慧城管,亭湖区城市管理局,备案,2026-03-11,项目基本情况,邮局\n";
        let told = take_in(&hub, place, Kind::Documents, papers).await;
        assert_eq!(alone(&told), [Fate::Merged, Fate::Merged, Fate::Merged, Fate::SetAside], "{told:?}");
        let rows = document::Entity::find_in(&scope).all(&reader).await.unwrap();
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| row.standing == "current"));
    }
}

on_both! {
    async fn like_things_without_numbers_are_told_to_be_counted(db: &TestDb) {
        let (hub, place, scope) = house(db).await;
        let ledger = "项目名称,建设单位,资产名称,资产类型,卡片编号,数量,资产原值（元）\n\
            智慧城管,亭湖区城市管理局,服务器,硬件,,1,30000\n\
            智慧城管,亭湖区城市管理局,服务器,硬件,,1,30000\n\
            智慧城管,亭湖区城市管理局,交换机,硬件,,1,30000\n\
            智慧城管,亭湖区城市管理局,交换机,硬件,,1,40000\n";
        let order = order(Kind::Assets, ledger.as_bytes(), false);
        let told = hub.import(&clerk(0).unwrap(), place, order).await.unwrap();
        let fates: Vec<Fate> = told.rows.iter().map(|row| row.fate).collect();
        assert_eq!(fates, [Fate::Merged, Fate::Repeats, Fate::Conflicts, Fate::Conflicts]);
        for row in &told.rows[1..] {
            let mend = &row.troubles[0].mend;
            assert!(mend.zh.contains("数量") && mend.zh.contains("卡片编号"), "{mend:?}");
            assert!(mend.en.contains("card number"), "{mend:?}");
        }
        let counted = "项目名称,建设单位,资产名称,资产类型,卡片编号,数量,资产原值（元）\n\
            智慧城管,亭湖区城市管理局,交换机,硬件,,2,70000\n\
            智慧城管,亭湖区城市管理局,服务器,硬件,GZ-1,1,30000\n\
            智慧城管,亭湖区城市管理局,服务器,硬件,GZ-2,1,30000\n";
        let told = take_in(&hub, place, Kind::Assets, counted).await;
        assert_eq!(alone(&told), [Fate::Merged; 3]);
        let rows = asset::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(rows.len(), 4);
    }
}

on_both! {
    async fn what_happened_twice_is_told_how_to_be_entered(db: &TestDb) {
        let (hub, place, scope) = house(db).await;
        let runs = |nth: [&str; 2]| {
            format!(
                "项目名称,建设单位,办理环节,发生日期,第几次\n\
                 智慧城管,亭湖区城市管理局,试运行开始,2026-03-02,{}\n\
                 智慧城管,亭湖区城市管理局,试运行开始,2026-05-06,{}\n",
                nth[0], nth[1]
            )
        };
        let ledger = order(Kind::Events, runs(["", ""]).as_bytes(), false);
        let told = hub.import(&clerk(0).unwrap(), place, ledger).await.unwrap();
        for row in &told.rows {
            assert_eq!(row.fate, Fate::Conflicts);
            assert!(row.troubles[0].mend.zh.contains("“第几次”列"), "{:?}", row.troubles);
        }
        let told = take_in(&hub, place, Kind::Events, &runs(["", "2"])).await;
        assert_eq!(alone(&told), [Fate::Merged, Fate::Merged]);
        let rows = project_event::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(rows.iter().filter(|row| row.kind == "trial_run_started").count(), 2);
    }
}
