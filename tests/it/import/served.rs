use std::sync::Arc;

use sea_orm::DbErr;
use shuniu_entities::{Scope, Tenant, project, sync_run};
use shuniu_hub::access::Role;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::db::Probe;
use shuniu_tests::journey::{clerk, set_up, today};
use shuniu_tests::probe::Dying;
use shuniu_tests::served::Served;
use shuniu_tests::{TestDb, on_both};
use tokio::sync::Notify;

use super::book::gb18030;

/// Many pages of rows.
const ROWS: usize = 600;

const POST: &str = "POST /ingest/projects?jurisdiction=320902";

/// Tells when the first page lands.
#[derive(Debug, Default)]
struct FirstPage(Notify);

impl Probe for FirstPage {
    fn before(&self, sql: &str) -> Result<(), DbErr> {
        if sql.starts_with("UPDATE \"sync_cursor\" SET \"cursor\"") {
            self.0.notify_one();
        }
        Ok(())
    }

    fn after(&self, _: &str) -> Result<(), DbErr> {
        Ok(())
    }
}

on_both! {
    async fn a_ledger_is_taken_in_to_its_end_when_whoever_sent_it_goes_away(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let first = Arc::new(FirstPage::default());
        let hub = db.watched_hub(&clock, first.clone()).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let served = Served::over(&hub).await.unwrap();
        let rows = (1..=ROWS).map(|n| format!("第{n}号项目,亭湖区城市管理局,{n},2026/4/1,"));
        let rows: Vec<String> = rows.collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let ledger = gb18030(&rows);
        let lines = [
            format!("authorization: Bearer {}", served.token(&clerk(0).unwrap()).unwrap()),
            format!("content-length: {}", ledger.len()),
        ];
        served.leave((POST, &lines, &ledger), first.0.notified()).await.unwrap();
        assert!(served.stop().await.unwrap(), "whoever takes it in holds the server");

        let scope = Scope::jurisdictions(vec![place]);
        let projects = project::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        assert_eq!(projects.len(), ROWS);
        let runs = sync_run::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let states: Vec<&str> = runs.iter().map(|run| run.state.as_str()).collect();
        assert_eq!(states, ["finished"]);
    }
}

on_both! {
    async fn whoever_may_not_hand_in_is_told_before_the_file_is_read(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        set_up(&hub, 0).await.unwrap();
        let served = Served::over(&hub).await.unwrap();
        let mut reader = clerk(0).unwrap();
        reader.role = Role::Viewer;
        // It promises a file and never sends it.
        let lines = [
            format!("authorization: Bearer {}", served.token(&reader).unwrap()),
            "content-length: 1000000".to_owned(),
        ];
        let reply = served.send(POST, &lines, b"").await.unwrap();
        assert_eq!((reply.status, reply.code()), (403, "FORBIDDEN".to_owned()));
        assert!(served.stop().await.unwrap());
    }
}

on_both! {
    async fn whoever_hands_in_a_ledger_that_breaks_off_is_told_how_far_it_got(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let dying = Dying::behind(6);
        let hub = db.watched_hub(&clock, dying.clone()).await.unwrap();
        set_up(&hub, 0).await.unwrap();
        let served = Served::over(&hub).await.unwrap();
        let rows = (1..=ROWS).map(|n| format!("第{n}号项目,亭湖区城市管理局,{n},2026/4/1,"));
        let rows: Vec<String> = rows.collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let ledger = gb18030(&rows);
        let lines = [
            format!("authorization: Bearer {}", served.token(&clerk(0).unwrap()).unwrap()),
            format!("content-length: {}", ledger.len()),
        ];
        dying.arm();
        let reply = served.send(POST, &lines, &ledger).await.unwrap();
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        let far = format!("of {ROWS} records were done, and these stay; hand in the same file again");
        assert!(text.contains(&far), "{text}");
        assert!(!text.contains("it broke off when 0 "), "{text}");
        let told: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        let extensions = &told["errors"][0]["extensions"];
        assert_eq!(reply.status, 500, "{text}");
        assert_eq!(extensions["requestId"].as_str(), Some(reply.header("x-request-id")), "{text}");
        assert!(text.contains("请再次提交同一文件"), "{text}");
        assert!(!text.contains("the worker is dead"), "what the database says is for the log: {text}");
        assert!(served.stop().await.unwrap());
    }
}
