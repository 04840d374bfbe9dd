//! A changed law: another pack, calendar or setting, and the projects that were assessed before.

use std::sync::Arc;

use sea_orm::{DbErr, QueryOrder};
use serde_json::json;
use shuniu_entities::{Key, Scope, Tenant, law_in_force, ledger, obligation};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{
    Attach, FactInput, RecordEntry, RecordKind, RegisterProject, Submission, UnitInput,
};
use shuniu_hub::db::Probe;
use shuniu_hub::law::Law;
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use shuniu_policy::calendar::Calendar;
use shuniu_policy::{Calendars, Pack, Packs, RegionCode};
use shuniu_tests::journey::clerk;
use shuniu_tests::probe::Recorder;
use shuniu_tests::{TestDb, duties_of, on_both};
use uuid::Uuid;

const FILING: &str = "tinghu-11-cyberspace-filing-10-working-days";
const PROVISIONS: &str = "provisions/03-review-and-approval.yaml";
const HOLIDAYS: &str = include_str!("../../policy/data/calendars/cn.csv");

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// 亭湖's law with another number of working days for the filing, as another version.
fn law(days: u32, version: &str) -> Law {
    let shipped = Packs::shipped_files();
    let mut files = shipped
        .into_iter()
        .find(|one| one.folder() == "tinghu")
        .unwrap();
    let text = files.get(PROVISIONS).unwrap();
    let changed = text.replace(
        "{within: 10, unit: workdays}",
        &format!("{{within: {days}, unit: workdays}}"),
    );
    files.put(PROVISIONS, changed);
    let manifest = files.get("pack.toml").unwrap();
    let manifest = manifest.replace("version = \"1\"", &format!("version = \"{version}\""));
    files.put("pack.toml", manifest);
    let mut packs = Packs::default();
    packs.add(Pack::read(&files).unwrap());
    Law::new(packs, Calendars::shipped())
}

async fn set_up(hub: &Hub, attention_days: u32) -> Uuid {
    let setup = JurisdictionSetup {
        region: RegionCode::parse("320902").unwrap(),
        name: "盐城市亭湖区".to_owned(),
        packs: vec![PackChoice {
            id: "tinghu".to_owned(),
            effective_on: Some(day("2025-01-01")),
        }],
        settings: [("attention_days".to_owned(), json!(attention_days))]
            .into_iter()
            .collect(),
        precedence: None,
    };
    hub.ensure_jurisdiction(&setup).await.unwrap()
}

async fn record(hub: &Hub, project: Key, kind: &str, on: &str) {
    let caller = clerk(0).unwrap();
    let submission = Submission {
        caller: &caller,
        jurisdiction: project.jurisdiction,
        key: None,
    };
    let entry = RecordEntry {
        project: project.id,
        expected_version: None,
        table: RecordKind::Event,
        kind: kind.to_owned(),
        on: Some(day(on)),
        attributes: Default::default(),
        occurrence: None,
        period: None,
        attach: Attach::Nothing,
    };
    hub.submit(&submission, &entry).await.unwrap();
}

/// A project approved on 3 June 2025, whose filing is due after so many working days.
async fn approved(hub: &Hub, place: Uuid) -> Key {
    let money = |name: &str| FactInput {
        name: name.to_owned(),
        value: json!("1180000"),
    };
    let command = RegisterProject {
        name: "亭湖区智慧城管信息化项目".to_owned(),
        unit: UnitInput {
            name: "亭湖区城市管理局".to_owned(),
            credit_code: None,
        },
        project_code: None,
        tracked_since: None,
        facts: vec![money("budget_yuan"), money("investment_yuan")],
    };
    let caller = clerk(0).unwrap();
    let submission = Submission {
        caller: &caller,
        jurisdiction: place,
        key: None,
    };
    let project = hub.submit(&submission, &command).await.unwrap().project;
    let key = Key::new(place, project);
    record(hub, key, "project_approved", "2025-06-03").await;
    key
}

async fn filing(hub: &Hub, project: Key) -> obligation::Model {
    let scope = Scope::jurisdictions(vec![project.jurisdiction]);
    let rows = duties_of(hub, &scope, &[project]).await.unwrap();
    rows.into_iter()
        .find(|row| row.provision == FILING)
        .unwrap()
}

/// The days after which duties without a printed deadline are shown for attention.
async fn attention_days(hub: &Hub, project: Key) -> Vec<chrono::NaiveDate> {
    let scope = Scope::jurisdictions(vec![project.jurisdiction]);
    let mut rows = duties_of(hub, &scope, &[project]).await.unwrap();
    rows.sort_by(|one, other| {
        (&one.provision, &one.period).cmp(&(&other.provision, &other.period))
    });
    rows.into_iter()
        .filter_map(|row| row.attention_on)
        .collect()
}

async fn due(hub: &Hub, project: Key) -> String {
    filing(hub, project).await.due_on.unwrap().to_string()
}

async fn entries(hub: &Hub, place: Uuid) -> Vec<(String, String)> {
    let scope = Scope::jurisdictions(vec![place]);
    let rows = ledger::Entity::find_in(&scope).order_by_asc(ledger::Column::Seq);
    let rows = rows.all(&hub.reader()).await.unwrap();
    rows.into_iter()
        .map(|row| (row.command, row.entity))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(one, two)| ((*one).to_owned(), (*two).to_owned()))
        .collect()
}

/// Refuses to write duties, as a disk that is full just then.
#[derive(Debug)]
struct NoDuties;

impl Probe for NoDuties {
    fn before(&self, sql: &str) -> Result<(), DbErr> {
        if sql.starts_with("INSERT INTO \"obligation\"") {
            return Err(DbErr::Custom("no room".to_owned()));
        }
        Ok(())
    }

    fn after(&self, _sql: &str) -> Result<(), DbErr> {
        Ok(())
    }
}

on_both! {
    async fn a_changed_day_count_reaches_every_project(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-06-20")));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 30).await;
        let project = approved(&hub, place).await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), 0);
        assert_eq!(due(&hub, project).await, "2025-06-17");
        let before = entries(&hub, place).await;

        // As long as projects wait, no day is named for which all are assessed.
        let hub = db.hub_under(&clock, law(12, "2"), Arc::new(NoDuties)).await.unwrap();
        set_up(&hub, 30).await;
        assert_eq!(hub.assessed_for(place).await.unwrap(), Some(day("2025-06-20")));
        hub.reassess_due(place, &()).await.unwrap_err();
        assert_eq!(hub.assessed_for(place).await.unwrap(), None);
        assert_eq!(due(&hub, project).await, "2025-06-17");

        let hub = db.hub_under(&clock, law(12, "2"), Arc::new(Recorder::default())).await.unwrap();
        set_up(&hub, 30).await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), 1);
        let duty = filing(&hub, project).await;
        assert_eq!((duty.due_on, duty.pack_version.as_str()), (Some(day("2025-06-19")), "2"));
        assert_eq!(hub.assessed_for(place).await.unwrap(), Some(day("2025-06-20")));
        assert_eq!(
            entries(&hub, place).await[before.len()..],
            pairs(&[("reassess", "law_in_force"), ("reassess", "assessment")])
        );
        let report = shuniu_hub::ledger::verify(&hub.reader(), hub.seal(), place, &[]).await;
        assert_eq!(report.unwrap().breach, None);
    }
}

on_both! {
    async fn an_unchanged_law_writes_nothing(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-06-20")));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 30).await;
        approved(&hub, place).await;
        hub.reassess_due(place, &()).await.unwrap();
        let before = entries(&hub, place).await;

        let recorder = Arc::new(Recorder::default());
        let restarted = db.hub_under(&clock, Law::shipped(), recorder.clone()).await.unwrap();
        set_up(&restarted, 30).await;
        recorder.forget();
        for _ in 0..2 {
            assert_eq!(restarted.reassess_due(place, &()).await.unwrap(), 0);
        }
        let sent = recorder.statements();
        assert!(sent.len() <= 8 && sent.iter().all(|sql| sql.starts_with("SELECT")), "{sent:#?}");
        assert_eq!(entries(&restarted, place).await, before);
    }
}

on_both! {
    async fn settings_and_calendars_are_part_of_the_law(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-06-20")));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 30).await;
        let project = approved(&hub, place).await;
        hub.reassess_due(place, &()).await.unwrap();
        let attention = attention_days(&hub, project).await;
        assert!(!attention.is_empty());

        set_up(&hub, 3).await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), 1);
        let sooner = attention_days(&hub, project).await;
        assert!(sooner.iter().zip(&attention).all(|(now, before)| now < before), "{sooner:?}");
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), 0);
        // What was in force before may be put in force again.
        set_up(&hub, 30).await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), 1);
        assert_eq!(attention_days(&hub, project).await, attention);

        let mut calendars = Calendars::shipped();
        let more = format!("{HOLIDAYS}\n2025-06-10,holiday,台风停工\n");
        calendars.add(Calendar::from_csv("cn", &more).unwrap());
        let law = Law::new(Packs::shipped().clone(), calendars);
        let hub = db.hub_under(&clock, law, Arc::new(Recorder::default())).await.unwrap();
        set_up(&hub, 30).await;
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), 1);
        assert_eq!(due(&hub, project).await, "2025-06-18");
    }
}

on_both! {
    async fn two_laws_at_once_come_to_rest(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-06-20")));
        let under = async |days, version| {
            let probe = Arc::new(Recorder::default());
            let hub = db.hub_under(&clock, law(days, version), probe).await.unwrap();
            (set_up(&hub, 30).await, hub)
        };
        let (place, old) = under(10, "1").await;
        let project = approved(&old, place).await;
        old.reassess_due(place, &()).await.unwrap();

        // The same version, other contents: the process that came later prevails.
        let (_, new) = under(12, "1").await;
        assert_eq!(new.reassess_due(place, &()).await.unwrap(), 1);
        for _ in 0..3 {
            assert_eq!(old.reassess_due(place, &()).await.unwrap(), 0);
            assert_eq!(new.reassess_due(place, &()).await.unwrap(), 0);
        }
        assert_eq!(due(&new, project).await, "2025-06-19");
        // What the old process still changes is assessed once more.
        record(&old, project, "contract_signed", "2025-06-18").await;
        assert_eq!(due(&new, project).await, "2025-06-17");
        assert_eq!(old.reassess_due(place, &()).await.unwrap(), 0);
        assert_eq!(new.reassess_due(place, &()).await.unwrap(), 1);
        assert_eq!(due(&new, project).await, "2025-06-19");

        // A higher version prevails over whatever comes later with a lower one.
        let (_, newest) = under(15, "2").await;
        assert_eq!(newest.reassess_due(place, &()).await.unwrap(), 1);
        let (_, restarted) = under(12, "1").await;
        for _ in 0..3 {
            assert_eq!(restarted.reassess_due(place, &()).await.unwrap(), 0);
            assert_eq!(newest.reassess_due(place, &()).await.unwrap(), 0);
        }
        assert_eq!(due(&newest, project).await, "2025-06-24");
        let scope = Scope::jurisdictions(vec![place]);
        let row = law_in_force::Entity::find_in(&scope).one(&newest.reader()).await.unwrap();
        assert_eq!(row.unwrap().packs, json!({"tinghu": "2"}));
    }
}
