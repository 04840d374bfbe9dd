use std::sync::Arc;

use shuniu_entities::{Scope, Tenant, contract, match_candidate, organization, project};
use shuniu_hub::Fault;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::DeclareClassified;
use shuniu_hub::import::{Fate, ImportError, Kind};
use shuniu_policy::{CreditCode, ProjectCode};
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};

use super::book::{fates, gb18030, order};

pub(super) const OWN: &str = "11320902014321234P";

/// Two projects, of two units.
pub(super) fn known() -> String {
    format!(
        "项目名称,建设单位,建设单位统一社会信用代码\n\
         智慧城管,亭湖区城市管理局,{OWN}\n智慧人社,亭湖区人社局,\n"
    )
}

/// A contract of each, by the name of its project.
pub(super) fn contracts() -> String {
    "项目名称,合同编号,合同名称,合同金额（元）,承建单位,签订日期\n\
     智慧城管,合-1,智慧城管建设合同,\"1,180,000\",江苏某公司,2026-05-11\n\
     智慧人社,合-2,人社合同,990000,江苏某公司,2026-05-11\n"
        .to_owned()
}

pub(super) fn unit() -> Caller {
    Caller {
        subject: "unit-clerk".to_owned(),
        role: Role::ProjectUnit,
        organization: Some(CreditCode::parse(OWN).unwrap()),
        ..clerk(0).unwrap()
    }
}

on_both! {
    async fn a_unit_hands_in_ledgers_of_its_own_projects_alone(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let known = known();
        hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, known.as_bytes(), false)).await.unwrap();
        let scope = Scope::jurisdictions(vec![place]);
        let before = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let units = organization::Entity::find_in(&scope).all(&hub.reader()).await.unwrap().len();

        let own = gb18030(&[
            "智慧停车,亭湖区城市管理局,120,2026/4/1,",
            "智慧人社,亭湖区人社局,990,2026/4/1,",
            "智慧水利,亭湖区水利局,880,2026/4/1,",
        ]);
        let told = hub.import(&unit(), place, order(Kind::Projects, &own, false)).await.unwrap();
        assert_eq!(
            fates(&told),
            [
                (2, Fate::Entered, vec![]),
                (3, Fate::Waits, vec!["other_unit"]),
                (4, Fate::Waits, vec!["other_unit"]),
            ]
        );
        let after = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(after.len(), before.len() + 1);
        for row in &before {
            assert!(after.contains(row), "{} was touched", row.name);
        }
        let now = organization::Entity::find_in(&scope).all(&hub.reader()).await.unwrap().len();
        assert_eq!(now, units, "a unit enters no other unit");

        // Contracts by the name of their project: its own matches, another's waits for the bureau.
        let contracts = contracts();
        let told = hub.import(&unit(), place, order(Kind::Contracts, contracts.as_bytes(), false)).await.unwrap();
        assert_eq!(
            fates(&told),
            [(2, Fate::Merged, vec![]), (3, Fate::Waits, vec!["no_such_project"])]
        );
        let rows = contract::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let said: Vec<_> = rows.iter().map(|row| (row.number.as_str(), row.amount_fen, row.source.as_str())).collect();
        assert_eq!(said, [("合-1", Some(118_000_000), "import")]);
        let waiting = match_candidate::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(waiting.len(), 3);
    }
}

on_both! {
    async fn nobody_hands_in_a_ledger_who_may_not_record(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let elsewhere = set_up(&hub, 1).await.unwrap();
        let ledger = gb18030(&["智慧停车,亭湖区城市管理局,120,2026/4/1,"]);
        let viewer = Caller { role: Role::Viewer, ..clerk(0).unwrap() };
        for (caller, place) in [(viewer, place), (clerk(0).unwrap(), elsewhere)] {
            let refused = hub.import(&caller, place, order(Kind::Projects, &ledger, false)).await;
            let forbidden = matches!(refused, Err(ImportError::Inside(Fault::Forbidden { .. })));
            assert!(forbidden, "{refused:?}");
        }
    }
}

on_both! {
    async fn a_code_of_another_units_project_opens_it_to_no_unit(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let known = known();
        hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, known.as_bytes(), false)).await.unwrap();
        let code = ProjectCode::with_check_digit("2509320902040100003").unwrap();
        let theirs = format!("项目名称,建设单位,项目代码\n智慧水务,亭湖区水务局,{}\n", code.as_str());
        hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, theirs.as_bytes(), false)).await.unwrap();
        let own = theirs.replace("智慧水务,亭湖区水务局", "智慧河道,亭湖区城市管理局");
        let told = hub.import(&unit(), place, order(Kind::Projects, own.as_bytes(), false)).await.unwrap();
        assert_eq!(fates(&told), [(2, Fate::Waits, vec!["other_unit"])]);
        assert_eq!(told.rows[0].project, None, "nor is it named");
    }
}

on_both! {
    async fn a_unit_is_not_told_which_projects_others_have(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let known = known();
        hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, known.as_bytes(), false)).await.unwrap();
        let own = gb18030(&[
            "智慧人社,亭湖区人社局,120,2026/4/1,",
            "并无此项,亭湖区人社局,120,2026/4/1,",
            "智慧人社,亭湖区城市管理局,120,2026/4/1,",
            "亦无此项,亭湖区城市管理局,120,2026/4/1,",
        ]);
        for dry in [true, false] {
            let told = hub.import(&unit(), place, order(Kind::Projects, &own, dry)).await.unwrap();
            let answers = fates(&told);
            let answers: Vec<_> = answers.iter().map(|(_, fate, codes)| (*fate, codes.clone())).collect();
            assert_eq!(answers[0], answers[1], "of another unit");
            assert_eq!(answers[2], answers[3], "of its own");
            assert_eq!(answers[2], (Fate::Entered, vec![]));
        }
        // The bureau has both, each of its unit.
        let scope = Scope::jurisdictions(vec![place]);
        let rows = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(rows.iter().filter(|row| row.name == "智慧人社").count(), 2);
        // Nor by the code of one, be it that of a state secret.
        let codes = ["2509320902040100001", "2509320902040100002", "2509320902040100003"];
        let [taken, secret, free] = codes.map(|digits| ProjectCode::with_check_digit(digits).unwrap());
        let theirs = format!("项目名称,建设单位,项目代码\n智慧水利,亭湖区水利局,{taken}\n智慧密保,亭湖区水利局,{secret}\n");
        hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, theirs.as_bytes(), false)).await.unwrap();
        let rows = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let project = rows.iter().find(|row| row.name == "智慧密保").unwrap().id;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        desk.ask(None, &DeclareClassified { project, expected_version: None }).await.unwrap();
        for dry in [true, false] {
            let told = async |kind, text: String| {
                let told = hub.import(&unit(), place, order(kind, text.as_bytes(), dry)).await.unwrap();
                (format!("{:?}", fates(&told)), told.counts)
            };
            let contract = |code: &ProjectCode| format!(
                "项目代码,合同编号,合同名称,合同金额（元）,承建单位,签订日期\n{code},合-9,某合同,990000,某公司,2026-05-11\n"
            );
            let of_free = told(Kind::Contracts, contract(&free)).await;
            assert_eq!(told(Kind::Contracts, contract(&taken)).await, of_free);
            assert_eq!(told(Kind::Contracts, contract(&secret)).await, of_free);
            let own = |name: &str, code: &ProjectCode| format!("项目名称,建设单位,项目代码\n{name},亭湖区城市管理局,{code}\n");
            let of_taken = told(Kind::Projects, own("智慧甲", &taken)).await;
            assert_eq!(told(Kind::Projects, own("智慧乙", &secret)).await, of_taken);
            let unreadable = |name: &str, code: &ProjectCode| format!(
                "项目名称,建设单位,项目代码,立项批复日期\n{name},亭湖区城市管理局,{code},2025.13.1\n"
            );
            let of_taken = told(Kind::Projects, unreadable("智慧丙", &taken)).await;
            assert_eq!(told(Kind::Projects, unreadable("智慧丁", &secret)).await, of_taken);
        }
    }
}
