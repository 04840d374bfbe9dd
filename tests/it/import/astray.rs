//! Rows whose project or unit is named a little, or altogether, otherwise than it is on record.

use std::sync::Arc;

use shuniu_entities::{Key, Scope, Tenant, organization, project, project_event, source_record};
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{DeclareClassified, RegisterProject, Submission, UnitInput};
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::{Fault, Hub};
use shuniu_policy::{CreditCode, ProjectCode};
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::book::{fates, order};

const CODE: &str = "123209020145328097";

fn project_code(digits: &str) -> ProjectCode {
    ProjectCode::with_check_digit(digits).unwrap()
}

async fn taken(hub: &Hub, place: Uuid, kind: Kind, ledger: &str) -> Vec<(u32, Fate, String)> {
    let order = order(kind, ledger.as_bytes(), false);
    let told = hub.import(&clerk(0).unwrap(), place, order).await.unwrap();
    let fates = fates(&told).into_iter();
    fates
        .map(|(row, fate, codes)| (row, fate, codes.join(" ")))
        .collect()
}

fn bureau() -> Caller {
    Caller {
        role: Role::DataBureau,
        ..clerk(0).unwrap()
    }
}

fn new(name: &str, unit: &str, code: Option<ProjectCode>) -> RegisterProject {
    RegisterProject {
        name: name.to_owned(),
        unit: UnitInput {
            name: unit.to_owned(),
            credit_code: None,
        },
        project_code: code,
        tracked_since: None,
        facts: Vec::new(),
    }
}

on_both! {
    async fn a_unit_is_its_code_whatever_it_was_called_before(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        assert!(CreditCode::parse(CODE).is_ok(), "{CODE}");
        let head = "项目名称,建设单位,建设单位统一社会信用代码\n";
        let ledgers = [
            format!("{head}档案甲,亭湖区档案馆,\n"),
            format!("{head}档案乙,盐城市亭湖区档案馆,{CODE}\n"),
            // The short name bears no code yet, and the code is the full name's.
            format!("{head}档案丙,亭湖区档案馆,{CODE}\n档案丁,盐城市亭湖区档案馆,{CODE}\n"),
        ];
        for ledger in ledgers {
            for (row, fate, _) in taken(&hub, place, Kind::Projects, &ledger).await {
                assert_eq!(fate, Fate::Entered, "{row} of {ledger}");
            }
        }
        let scope = Scope::jurisdictions(vec![place]);
        let units = organization::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let coded: Vec<_> = units.iter().filter(|row| row.credit_code.as_deref() == Some(CODE)).collect();
        assert_eq!(coded.len(), 1);
        let projects = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let of_coded = projects.iter().filter(|row| row.unit_id == Some(coded[0].id));
        let mut of_coded: Vec<&str> = of_coded.map(|row| row.name.as_str()).collect();
        of_coded.sort_unstable();
        assert_eq!(of_coded, ["档案丁", "档案丙", "档案乙"]);
    }
}

on_both! {
    async fn brackets_and_spaces_make_no_other_project(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let head = "项目名称,建设单位\n";
        taken(&hub, place, Kind::Projects, &format!("{head}智慧城管（二期）,亭湖区城市管理局\n")).await;
        let again = format!("{head}智慧城管(二期),亭湖区城管局\n智慧 城管（二期）,亭湖区综合行政执法局\n");
        let waits = |row| (row, Fate::Waits, "same_name".to_owned());
        assert_eq!(taken(&hub, place, Kind::Projects, &again).await, [waits(2), waits(3)]);
        let contract = "项目名称,建设单位,合同编号,合同名称,合同金额（元）,承建单位,签订日期\n\
            智慧 城管(二期),亭湖区城市管理局,合-1,建设合同,1180000,江苏某公司,2026-05-11\n";
        let told = taken(&hub, place, Kind::Contracts, contract).await;
        assert_eq!(told, [(2, Fate::Merged, String::new())]);

        // Nor does a person enter it a second time, unless both have a code of their own.
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: None };
        let same = new("智慧城管(二期)", "亭湖区城市管理局", None);
        let refused = hub.submit(&submission, &same).await.unwrap_err();
        assert!(matches!(refused, Fault::Taken { .. }), "{refused:?}");
        let coded = project_code("2509320902040100007");
        let same = RegisterProject { project_code: Some(coded), ..same };
        assert!(hub.submit(&submission, &same).await.is_err());
        let other = new("智慧城管（二期）", "亭湖区大数据中心", None);
        hub.submit(&submission, &other).await.unwrap();
        let scope = Scope::jurisdictions(vec![place]);
        assert_eq!(project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap().len(), 2);
    }
}

on_both! {
    async fn a_copied_code_pours_nothing_into_anothers_project(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let (one, two) = (project_code("2509320902040100001"), project_code("2509320902040100002"));
        let head = "项目名称,建设单位,项目代码,立项时间\n";
        let known = format!("{head}应急指挥平台,亭湖区应急管理局,{one},2025-03-01\n");
        taken(&hub, place, Kind::Projects, &known).await;

        // The code of another project, by a slip of the pen.
        let wrong = format!("{head}智慧水利,亭湖区水利局,{one},2020-01-01\n");
        let told = taken(&hub, place, Kind::Projects, &wrong).await;
        assert_eq!(told, [(2, Fate::Waits, "code_of_other_project".to_owned())]);
        // A new name of it, by the same unit.
        let renamed = format!("{head}应急指挥平台（一期）,亭湖区应急管理局,{one},2025-03-01\n");
        assert_eq!(taken(&hub, place, Kind::Projects, &renamed).await[0].1, Fate::Merged);

        // Two rows of one file with one code are not one project.
        let twice = format!(
            "{head}抄码甲平台,亭湖区商务局,{two},2025-01-01\n抄码乙平台,亭湖区档案馆,{two},\n\
             档案库,亭湖区档案馆,,\n"
        );
        let conflicts = |row| (row, Fate::Conflicts, "conflicts".to_owned());
        let told = taken(&hub, place, Kind::Projects, &twice).await;
        assert_eq!(told, [conflicts(2), conflicts(3), (4, Fate::Entered, String::new())]);

        let scope = Scope::jurisdictions(vec![place]);
        let projects = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(projects.len(), 2);
        let events = project_event::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert!(events.iter().all(|row| row.occurred_on.to_string() == "2025-03-01"), "{events:?}");
    }
}

on_both! {
    async fn a_declared_project_is_known_by_any_name_of_its_unit(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: None };
        let known = new("待定档案平台", "盐城市亭湖区商务局", None);
        let project = hub.submit(&submission, &known).await.unwrap().project;
        let declare = DeclareClassified { project, expected_version: None };
        hub.submit(&submission, &declare).await.unwrap();

        for unit in ["亭湖区商务局", "盐城市亭湖区商务局", "商务局"] {
            let again = new("待定档案平台", unit, None);
            let refused = hub.submit(&submission, &again).await.unwrap_err();
            assert!(matches!(refused, Fault::Taken { .. }), "{unit}: {refused:?}");
            let row = format!("项目名称,建设单位\n待定档案平台,{unit}\n");
            let told = taken(&hub, place, Kind::Projects, &row).await;
            assert_eq!(told, [(2, Fate::Refused, String::new())], "{unit}");
        }
        // Another unit's project of the same name is no secret.
        let other = new("待定档案平台", "亭湖区档案馆", None);
        hub.submit(&submission, &other).await.unwrap();
        let scope = Scope::jurisdictions(vec![place]);
        let rows = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let open = rows.iter().filter(|row| row.key() != Key::new(place, project));
        assert_eq!(open.count(), 1);
    }
}

on_both! {
    async fn a_row_that_waits_for_a_name_goes_with_the_project_of_that_name(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: None };
        let known = new("待定档案平台", "亭湖区商务局", None);
        let project = hub.submit(&submission, &known).await.unwrap().project;
        hub.submit(&submission, &new("待定档案平台", "亭湖区档案馆", None)).await.unwrap();
        let row = "项目名称,合同编号,合同名称,合同金额（元）,承建单位,签订日期\n待定 档案　平台,合-1,某合同,100,某公司,2026-01-05\n";
        let told = taken(&hub, place, Kind::Contracts, row).await;
        assert_eq!(told, [(2, Fate::Waits, "no_project_code".to_owned())]);
        // Of another unit it is no secret.
        let other = "项目名称,建设单位,合同编号,合同名称,合同金额（元）,承建单位,签订日期\n待定档案平台,亭湖区人社局,合-2,某合同,100,某公司,2026-01-05\n";
        let told = taken(&hub, place, Kind::Contracts, other).await;
        assert_eq!(told[0].1, Fate::Waits, "{told:?}");
        let scope = Scope::jurisdictions(vec![place]);
        let records = async || {
            let all = source_record::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
            let numbers = ["合-1", "合-2"];
            numbers.map(|number| all.iter().filter(|row| row.body.contains(number)).count())
        };
        assert_eq!(records().await, [1, 1]);
        let declare = DeclareClassified { project, expected_version: None };
        hub.submit(&submission, &declare).await.unwrap();
        assert_eq!(records().await, [0, 1]);
    }
}
