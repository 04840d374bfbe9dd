//! What `--dry-run` says of a declared project: the same as is done in earnest.

use shuniu_api::app::{self, Rehearsal};
use shuniu_api::config::{Config, load_from};
use shuniu_hub::command::{DeclareClassified, RegisterProject, UnitInput};
use shuniu_hub::import::{Fate, Kind};
use shuniu_tests::journey::{Desk, clerk};
use shuniu_tests::{TestDb, on_both};

use crate::import::book::order;

const LEDGER: &str = "项目名称,建设单位,总投资（万元）\n隐语平台,亭湖区某局,100\n";

fn settings(db: &TestDb, key: &str) -> Config {
    let text = format!(
        "[database]\nurl = \"{}\"\n[ledger]\nkey_file = {:?}\n[server]\ntoday = \"2026-06-30\"\n\
         [[jurisdictions]]\nregion = \"320902\"\nname = \"亭湖区\"\npacks = [\"national\", \"tinghu\"]\n\
         effective_on = {{ tinghu = \"2025-01-01\" }}\n",
        db.url(),
        db.folder().join(key),
    );
    load_from("hub.toml", &text, std::iter::empty()).unwrap()
}

on_both! {
    async fn a_rehearsal_knows_what_was_declared_and_makes_no_key(db: &TestDb) {
        let config = settings(db, "ledger.key");
        let hub = app::open(&config).await.unwrap().hub;
        let place = hub.known_jurisdictions()[0].id;
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let new = RegisterProject {
            name: "隐语平台".to_owned(),
            unit: UnitInput { name: "亭湖区某局".to_owned(), credit_code: None },
            project_code: None,
            tracked_since: None,
            facts: Vec::new(),
        };
        let project = desk.ask(None, &new).await.unwrap().project;
        desk.ask(None, &DeclareClassified { project, expected_version: None }).await.unwrap();

        let rehearsed = async |rehearsal: Rehearsal| {
            assert!(!rehearsal.is_empty());
            let order = order(Kind::Projects, LEDGER.as_bytes(), true);
            let told = rehearsal.opened.hub.import(&desk.caller, place, order).await.unwrap();
            told.rows.iter().map(|row| row.fate).collect::<Vec<_>>()
        };
        let own = rehearsed(app::open_for_rehearsal(&config).await.unwrap()).await;
        assert_eq!(own, [Fate::Refused]);
        let done = hub.import(&desk.caller, place, order(Kind::Projects, LEDGER.as_bytes(), false)).await;
        let done: Vec<Fate> = done.unwrap().rows.iter().map(|row| row.fate).collect();
        assert_eq!(done, own, "as in earnest");

        let without = settings(db, "another.key");
        rehearsed(app::open_for_rehearsal(&without).await.unwrap()).await;
        assert!(!db.folder().join("another.key").exists());
    }
}
