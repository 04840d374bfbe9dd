//! A declared project whose unit is called otherwise, and told by its credit code.

use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::seed::World;
use shuniu_hub::Fault;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{DeclareClassified, FactInput, RecordFact, RegisterProject, UnitInput};
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::sync::Silent;
use shuniu_policy::CreditCode;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

use super::ways_in::everything;
use crate::import::book::{fates, order};

const SECRET: &str = "隐语平台";
const CODE: &str = "123209020145328097";

fn new(name: &str, unit: &str, credit_code: Option<&str>) -> RegisterProject {
    RegisterProject {
        name: name.to_owned(),
        unit: UnitInput {
            name: unit.to_owned(),
            credit_code: credit_code.map(|code| CreditCode::parse(code).unwrap()),
        },
        project_code: None,
        tracked_since: None,
        facts: Vec::new(),
    }
}

on_both! {
    async fn a_declared_project_is_known_by_the_credit_code_of_its_unit(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = desk.ask(None, &new(SECRET, "亭湖区旧局", Some(CODE))).await.unwrap().project;
        let open = desk.ask(None, &new("城市照明", "亭湖区新局", Some(CODE))).await.unwrap().project;
        desk.ask(None, &DeclareClassified { project, expected_version: None }).await.unwrap();

        // A person.
        let again = new(SECRET, "完全另称", Some(CODE));
        let refused = desk.ask(None, &again).await.unwrap_err();
        assert!(matches!(refused.downcast_ref(), Some(Fault::Taken { .. })), "{refused:?}");
        let fact = FactInput { name: "name".to_owned(), value: json!(SECRET) };
        let rename = RecordFact { project: open, expected_version: None, fact, reason: None };
        assert!(desk.ask(None, &rename).await.is_err());

        // Ledgers.
        for (kind, ledger) in [
            (Kind::Projects, format!("项目名称,建设单位,建设单位统一社会信用代码\n{SECRET},完全另称,{CODE}\n")),
            (Kind::Payments, format!("项目名称,建设单位,建设单位统一社会信用代码,凭证号,支付类型,支付金额（元）,支付日期\n\
                {SECRET},完全另称,{CODE},记-1,进度款,5000,2026-05-02\n")),
        ] {
            for dry_run in [true, false] {
                let told = hub.import(&desk.caller, place, order(kind, ledger.as_bytes(), dry_run)).await.unwrap();
                assert_eq!(fates(&told), [(2, Fate::Refused, vec![])], "{kind:?}");
            }
        }

        // A system.
        let outside = Outside::with(&World::default(), &clock).await.unwrap();
        let system = System::INVESTMENT_APPROVAL;
        let known = world(40).of_system(&system).remove("approvals").unwrap();
        let mut records = known.into_iter().filter(|one: &Value| one["secrecy"] == "0");
        let (mut said, other) = (records.next().unwrap(), records.next().unwrap());
        said["projectName"] = json!(SECRET);
        said["unitName"] = json!("完全另称");
        said["unitCode"] = json!(CODE);
        said.as_object_mut().unwrap().remove("projectCode");
        let state = json!({"system": system.as_str(), "streams": {"approvals": [said, other]}, "extra": {}});
        outside.control(&system, "state", &state).await.unwrap();
        let source = hub.attach(place, outside.connector(&system).unwrap()).await.unwrap();
        let done = hub.sync_stream(&source, &Stream::APPROVALS, false, &Silent).await.unwrap();
        assert_eq!((done.counts.refused, done.counts.merged), (1, 1), "{done:?}");
        outside.stop().await;

        let all = everything(db).await;
        assert!(!all.contains(SECRET) && !all.contains("完全另称"));
        // Another unit's project of the same name is no secret.
        desk.ask(None, &new(SECRET, "亭湖区档案馆", None)).await.unwrap();
    }
}
