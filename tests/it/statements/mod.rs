//! Rules 6 and 7, read from every statement that is sent.
//!
//! Each test's database checks what its own hub sent when it goes. Here the checking is checked,
//! and a tour through the house makes sure that no table, command or question is left out.

mod apart;
mod steps;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use shuniu_hub::Hub;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{DeclareClassified, FactInput, RegisterClassified};
use shuniu_hub::policy::{CreditCode, RegionCode};
use shuniu_hub::query::View;
use shuniu_hub::sync::{PauseConnector, ResumeConnector, RetireConnector};
use shuniu_migration::CLASSES;
use shuniu_tests::journey::{Desk, clerk, new_project, set_up, today};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::world;
use shuniu_tests::{Engine, TestDb, on_both, server_statistics, statement};

use crate::contacts;
use crate::graphql::altered::Altered;
use crate::institution;
use crate::money;
use crate::questions::{Answers, about_projects, about_systems};
use steps::{
    attach, by_hand, clock_round, compared, hand_over, hand_overs_compared, related, replay,
    review, settle, subscribe, upload,
};

/// Tables that the hub neither reads nor fills.
const UNUSED: &[&str] = &["lease"];

on_both! {
    async fn a_statement_that_breaks_a_rule_fails_its_test(db: &TestDb) {
        let own = TestDb::migrated(db.engine()).await.unwrap();
        let reader = own.open().await.unwrap().reader();
        let unbound = "SELECT \"id\" FROM \"project\" WHERE \"name\" = 'x'";
        let unbound = Statement::from_string(reader.get_database_backend(), unbound);
        assert!(reader.query_all_raw(unbound).await.unwrap().is_empty());
        let gone = catch_unwind(AssertUnwindSafe(|| drop(own)));
        let told = gone.unwrap_err().downcast::<String>().unwrap();
        assert!(told.contains("project is not bound to a jurisdiction"), "{told}");
    }
}

on_both! {
    async fn no_table_command_or_question_is_left_out(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let asked = tour(&hub, &clock).await;
        assert_eq!(asked, declared("query", "    pub async fn ", "("), "questions of `View`");

        let sent = db.sent();
        assert_eq!(statement::report(&sent), "");
        if db.engine() == Engine::Postgres {
            // What the server saw, should anything have gone past the probe.
            let seen = server_statistics(db).await.unwrap();
            assert!(seen.len() > 20, "only {} statements were seen", seen.len());
            assert_eq!(statement::report(&seen), "");
        }
        let (mut read, mut filled) = (BTreeSet::new(), BTreeSet::new());
        for sql in &sent {
            let (from, into) = statement::tables(sql);
            read.extend(from);
            filled.extend(into);
        }
        let tables = CLASSES.iter().map(|(name, _)| *name);
        let used: BTreeSet<&str> = tables.filter(|name| !UNUSED.contains(name)).collect();
        assert_eq!(filled, used, "tables that were filled");
        // The day's mark and the registries are read by lists and by their codes.
        assert_eq!(read, used, "tables that were read");

        let raw = db.raw().await.unwrap();
        let done = raw.column("SELECT DISTINCT command FROM ledger").await.unwrap();
        let done: BTreeSet<String> = done.into_iter().collect();
        let known = declared("", "    const NAME: &'static str = \"", "\"");
        let left_out: Vec<_> = known.difference(&done).collect();
        assert_eq!(left_out, [""; 0], "commands; done were {done:?}");
        raw.close().await.unwrap();
    }
}

/// The names that follow the given words at the beginning of a line of hub's source.
pub(crate) fn declared(under: &str, words: &str, end: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../hub/src")
            .join(under),
    ];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let after = text.lines().filter_map(|line| line.strip_prefix(words));
            names.extend(after.filter_map(|rest| Some(rest.split_once(end)?.0.to_owned())));
        }
    }
    assert!(!names.is_empty(), "the source was not read");
    names
}

/// Does everything that can be done, in two jurisdictions, and asks everything that can be asked.
async fn tour(hub: &Hub, clock: &ManualClock) -> BTreeSet<String> {
    for place in 0..2 {
        let jurisdiction = set_up(hub, place).await.unwrap();
        let caller = clerk(place).unwrap();
        let desk = Desk {
            hub,
            caller,
            jurisdiction,
        };
        let number = u32::try_from(place).unwrap();
        let project = desk.carry_through(number).await.unwrap();
        desk.carry_through(number).await.unwrap();
        let outside = Outside::with(&world(120), clock).await.unwrap();
        let sources = outside.attach(hub, jurisdiction).await.unwrap();
        hub.rehearse_sync(&sources[0], false).await.unwrap();
        // Twice: the second time most of it is known.
        for _ in 0..2 {
            sync(hub, &sources).await.unwrap();
        }
        by_hand(&desk, project).await;
        upload(&desk, project).await;
        attach(&desk, project).await;
        money::kept(&desk, project).await;
        contacts::kept(&desk, project).await;
        subscribe(&desk).await;
        crate::import::handed_in(&desk).await;
        let classified = RegisterClassified {
            unit: new_project(600).unwrap().unit,
        };
        desk.ask(None, &classified).await.unwrap();
        if place == 0 {
            institution::kept(&desk).await;
            settle(&desk).await;
            review(&desk).await;
            let approval = sources
                .iter()
                .find(|one| one.connector.outbound().is_some())
                .unwrap();
            let mended = Altered::taught(&approval.connector);
            hub.attach(jurisdiction, mended).await.unwrap();
            replay(&desk).await;
        }
        let new = new_project(500 + number).unwrap();
        let mut new = shuniu_hub::command::RegisterProject {
            project_code: None,
            ..new
        };
        let investment = json!("1180000.00");
        new.facts.push(FactInput {
            name: "investment_yuan".to_owned(),
            value: investment,
        });
        let older = project;
        let project = desk.ask(None, &new).await.unwrap().project;
        related(&desk, project, older).await;
        hand_over(&desk, project, &outside).await;
        clock.advance(chrono::TimeDelta::minutes(1));
        hand_overs_compared(&desk, &outside).await;
        compared(&desk, &outside, sources.last().unwrap(), true).await;
        // What was seen is kept while it waits for a person.
        compared(&desk, &outside, &sources[1], false).await;
        let (system, reason) = ("trading_centre".to_owned(), "平台切换".to_owned());
        let pause = PauseConnector {
            system: system.clone(),
            reason: reason.clone(),
        };
        desk.ask(None, &pause).await.unwrap();
        hub.deliver_due().await.unwrap();
        let resume = ResumeConnector { system, reason };
        desk.ask(None, &resume).await.unwrap();
        for source in hub.sources() {
            hub.agenda(&source).await.unwrap();
        }
        let retire = RetireConnector {
            system: "trading_centre".to_owned(),
            reason: "平台停用".to_owned(),
        };
        desk.ask(None, &retire).await.unwrap();
        let declare = DeclareClassified {
            project,
            expected_version: None,
        };
        desk.ask(None, &declare).await.unwrap();
        clock_round(hub, jurisdiction).await;
    }
    questions(hub).await
}

async fn questions(hub: &Hub) -> BTreeSet<String> {
    let both = Caller {
        jurisdictions: vec![
            RegionCode::parse("320902").unwrap(),
            RegionCode::parse("652800").unwrap(),
        ],
        ..clerk(0).unwrap()
    };
    let unit = Caller {
        role: Role::ProjectUnit,
        organization: Some(CreditCode::parse("11320902014344019Y").unwrap()),
        ..both.clone()
    };
    let mut answers = Answers::default();
    for caller in [both.clone(), clerk(0).unwrap(), unit] {
        about_projects(&View::new(hub, Arc::new(caller)), &mut answers).await;
    }
    about_systems(&View::new(hub, Arc::new(both)), &mut answers).await;
    answers.asked.into_iter().map(ToOwned::to_owned).collect()
}
