//! The character U+0000, which PostgreSQL keeps in no text.

use std::sync::Arc;

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::seed::World;
use shuniu_entities::{Scope, Tenant, project, quarantine, source_record};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::import::{Fate, Kind};
use shuniu_hub::sync::Silent;
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{TestDb, on_both};

use crate::import::book::{fates, order};

/// A record with the character in the named field.
fn damaged(record: &Value, field: &str) -> Value {
    let mut record = record.clone();
    let text = record[field].as_str().unwrap();
    let (first, rest) = text.split_at(text.char_indices().nth(1).unwrap().0);
    record[field] = json!(format!("{first}\0{rest}"));
    record
}

on_both! {
    async fn a_record_with_it_is_set_aside_and_the_others_of_its_page_come_in(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&World::default(), &clock).await.unwrap();
        let system = System::INVESTMENT_APPROVAL;
        let known = world(40).of_system(&system).remove("approvals").unwrap();
        let open: Vec<&Value> = known.iter().filter(|one| one["secrecy"] == "0").take(5).collect();
        let records = [
            open[0].clone(),
            damaged(open[1], "projectName"),
            damaged(open[2], "declareNo"),
            damaged(open[3], "updatedAt"),
            open[4].clone(),
        ];
        let state = json!({"system": system.as_str(), "streams": {"approvals": records}, "extra": {}});
        outside.control(&system, "state", &state).await.unwrap();
        let source = hub.attach(place, outside.connector(&system).unwrap()).await.unwrap();
        let report = hub.sync_stream(&source, &Stream::APPROVALS, false, &Silent).await.unwrap();
        assert_eq!((report.counts.merged, report.counts.quarantined), (2, 3), "{report:?}");

        let scope = Scope::jurisdictions(vec![place]);
        let aside = quarantine::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let why: Vec<_> = aside.iter().map(|row| (row.path.as_str(), row.code.as_deref())).collect();
        assert!(why.contains(&("/projectName", Some("null_character"))), "{why:?}");
        assert!(why.contains(&("/declareNo", Some("null_character"))), "{why:?}");
        let kept = source_record::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let whole = |row: &source_record::Model| !row.body.contains('\0') && !row.external_id.contains('\0');
        assert!(kept.len() == 5 && kept.iter().all(whole), "{kept:?}");
        assert_eq!(project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap().len(), 2);
        // Tried again, it says the same; and the stream goes on.
        for row in &aside {
            hub.replay_quarantine(&clerk(0).unwrap(), place, None, row.id).await.unwrap();
        }
        let again = hub.sync_stream(&source, &Stream::APPROVALS, true, &Silent).await.unwrap();
        assert_eq!(again.counts.unchanged, 5, "{again:?}");
        outside.stop().await;
    }
}

on_both! {
    async fn a_cell_with_it_is_read_without_it(db: &TestDb) {
        let hub = db.hub(&Arc::new(ManualClock::at(today()))).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let rows = [
            ["项目名称", "建设单位", "总投资（万元）"],
            ["坏\0字平台", "亭湖区城市管理局", "120"],
        ];
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(cells) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
        let ledger = book.save_to_buffer().unwrap();
        let told = hub.import(&clerk(0).unwrap(), place, order(Kind::Projects, &ledger, false)).await.unwrap();
        assert_eq!(fates(&told), [(2, Fate::Entered, vec![])]);
        assert!(!told.rows[0].remarks.is_empty(), "it is said that something was left out");
        let scope = Scope::jurisdictions(vec![place]);
        let projects = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(projects[0].name, "坏字平台");
    }
}
