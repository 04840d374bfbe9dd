//! What was declared state-secret cannot be asked for: neither by handing in rows, nor in the ledger.

use std::sync::Arc;

use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{DeclareClassified, UnitInput};
use shuniu_hub::import::{Fate, Imported, Kind};
use shuniu_hub::sync::Counts;
use shuniu_policy::CreditCode;
use shuniu_tests::journey::{Desk, clerk, new_project, set_up, today};
use shuniu_tests::{TestDb, on_both};

use crate::import::book::{fates, order};

const DECLARED: &str = "城市照明改造";
const THEIRS: &str = "亭湖区水利局";
const OWN: &str = "亭湖区城市管理局";

fn unit() -> Caller {
    Caller {
        subject: "unit-clerk".to_owned(),
        role: Role::ProjectUnit,
        organization: Some(CreditCode::parse("11320902014344019Y").unwrap()),
        ..clerk(0).unwrap()
    }
}

/// What became of each row, and of all in numbers.
fn told(imported: &Imported) -> (String, Counts) {
    (format!("{:?}", fates(imported)), imported.counts)
}

on_both! {
    async fn a_unit_is_told_the_same_of_what_is_declared_and_of_what_is_not_there(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        // The unit has a project of its own.
        desk.ask(None, &new_project(1).unwrap()).await.unwrap();
        let mut theirs = new_project(2).unwrap();
        theirs.name = DECLARED.to_owned();
        theirs.unit = UnitInput { name: THEIRS.to_owned(), credit_code: None };
        let project = desk.ask(None, &theirs).await.unwrap().project;
        desk.ask(None, &DeclareClassified { project, expected_version: None }).await.unwrap();

        let projects = "项目名称,建设单位,总投资（万元）,立项时间\n{name},{unit},120,2026-03-01\n";
        let unclear = "项目名称,建设单位,总投资（万元）,立项时间\n{name},{unit},120,2026.13.1\n";
        let contracts = "项目名称,建设单位,合同编号,合同名称,合同金额（元）,承建单位,签订日期\n\
            {name},{unit},合-1,照明合同,990000,江苏某公司,2026-05-11\n";
        for (kind, ledger) in [(Kind::Projects, projects), (Kind::Projects, unclear), (Kind::Contracts, contracts)] {
            let written = |name: &str| ledger.replace("{name}", name).replace("{unit}", THEIRS);
            for dry_run in [true, false, false, true] {
                let take = async |name: &str| {
                    let text = written(name);
                    hub.import(&unit(), place, order(kind, text.as_bytes(), dry_run)).await.unwrap()
                };
                let (declared, absent) = (take(DECLARED).await, take("无此项目").await);
                assert_eq!(told(&declared), told(&absent), "{ledger} rehearsed: {dry_run}");
                assert_ne!(declared.rows[0].fate, Fate::Refused);
            }
        }
        // Whoever sees the whole place is told, and so is the unit of a row of its own by its mark.
        let text = projects.replace("{name}", DECLARED).replace("{unit}", THEIRS);
        let done = hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, text.as_bytes(), false)).await.unwrap();
        assert_eq!(done.rows[0].fate, Fate::Refused);
        let own = projects.replace("{name}", "智慧停车").replace("{unit}", OWN);
        let done = hub.import(&unit(), place, order(Kind::Projects, own.as_bytes(), false)).await.unwrap();
        assert_eq!(done.rows[0].fate, Fate::Entered);
        let raw = db.raw().await.unwrap();
        let kept = raw.column("SELECT body FROM source_record").await.unwrap().join("\n");
        assert!(!kept.contains(DECLARED), "nothing of it is kept");
    }
}

on_both! {
    async fn the_ledger_does_not_tell_what_a_declared_project_had(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = desk.carry_through(1).await.unwrap();
        desk.ask(None, &DeclareClassified { project, expected_version: None }).await.unwrap();
        let raw = db.raw().await.unwrap();
        let told = raw.column("SELECT body FROM ledger WHERE command = 'declare_classified'").await.unwrap();
        assert_eq!(told[0], r#"{"declared":{"classified":true}}"#);
        // What the law says of it now is said as of any such project.
        let of_before = |body: &&String| body.contains("erased") || body.contains(r#""was":"implementation""#);
        assert_eq!(told.iter().find(of_before), None);
    }
}
