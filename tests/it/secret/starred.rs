//! The mark of a state secret in a text, where nothing else marks it: 机密★5年.

use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::seed::World;
use shuniu_hub::Fault;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{FactInput, RecordFact};
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::sync::Silent;
use shuniu_tests::journey::{Desk, clerk, new_project, set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

use super::ways_in::everything;
use crate::import::book::{fates, order};

const SECRET: &str = "隐语";

on_both! {
    async fn no_command_takes_a_marked_text(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let mut marked = new_project(1).unwrap();
        marked.name = format!("{SECRET}工程（机密★5年）");
        let refused = desk.ask(None, &marked).await.unwrap_err();
        assert!(matches!(refused.downcast_ref(), Some(Fault::Invalid { field, .. }) if field == "name"), "{refused:?}");
        assert!(!refused.to_string().contains(SECRET), "the answer repeats nothing");

        let project = desk.ask(None, &new_project(1).unwrap()).await.unwrap().project;
        for (name, text) in [("name", "（绝密★）"), ("unit_name", "绝 密 级 ☆")] {
            let fact = FactInput { name: name.to_owned(), value: json!(format!("{SECRET}{text}")) };
            let record = RecordFact { project, expected_version: None, fact, reason: None };
            let refused = desk.ask(None, &record).await.unwrap_err();
            assert!(matches!(refused.downcast_ref(), Some(Fault::Invalid { .. })), "{refused:?}");
        }
        assert!(!everything(db).await.contains(SECRET));
        let mut open = new_project(2).unwrap();
        open.name = "机密文件管理系统".to_owned();
        desk.ask(None, &open).await.unwrap();
    }
}

on_both! {
    async fn a_record_or_row_with_a_marked_text_is_dropped(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&World::default(), &clock).await.unwrap();
        let system = System::INVESTMENT_APPROVAL;
        let known = world(40).of_system(&system).remove("approvals").unwrap();
        let mut open = known.into_iter().filter(|one: &Value| one["secrecy"] == "0");
        let (mut marked, mut unclear, plain) = (open.next().unwrap(), open.next().unwrap(), open.next().unwrap());
        marked["projectName"] = json!(format!("{SECRET}工程（秘密★10年）"));
        unclear["projectName"] = json!(format!("{SECRET}二期（机密级☆）"));
        unclear["projectType"] = json!("无此类型");
        let state = json!({"system": system.as_str(), "streams": {"approvals": [marked, unclear, plain]}, "extra": {}});
        outside.control(&system, "state", &state).await.unwrap();
        let source = hub.attach(place, outside.connector(&system).unwrap()).await.unwrap();
        let done = hub.sync_stream(&source, &Stream::APPROVALS, false, &Silent).await.unwrap();
        assert_eq!((done.counts.refused, done.counts.merged), (2, 1), "{done:?}");

        let ledger = format!("项目名称,建设单位,总投资（万元）\n{SECRET}三期（绝密★）,亭湖区某办公室,120\n智慧停车,亭湖区城市管理局,120\n");
        let told = hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, ledger.as_bytes(), false)).await.unwrap();
        assert_eq!(fates(&told), [(2, Fate::Refused, vec![]), (3, Fate::Entered, vec![])]);
        assert!(!everything(db).await.contains(SECRET));
        outside.stop().await;
    }
}
