//! Commands, and the duties that follow from what they record.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sea_orm::QueryOrder;
use serde_json::{Value as Json, json};
use shuniu_entities::{
    Key, OfProject, Scope, Tenant as _, finding, gate_state, institution_obligation, ledger,
    obligation, project_event,
};
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{
    Attach, CorrectRecord, FactInput, RecordEntry, RecordException, RecordFact, RecordKind,
    RegisterProject, RequestStep, StepOutcome, Submission, UnitInput, VoidRecord,
};
use shuniu_hub::{Fault, Hub, JurisdictionSetup, PackChoice};
use shuniu_policy::RegionCode;
use shuniu_tests::{TestDb, duties_in, duties_of, on_both};
use uuid::Uuid;

const CYBERSPACE_FILING: &str = "tinghu-11-cyberspace-filing-10-working-days";

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn bureau() -> Caller {
    Caller {
        subject: "bureau".to_owned(),
        role: Role::DataBureau,
        body: None,
        jurisdictions: vec![RegionCode::parse("320902").unwrap()],
        organization: None,
        expires_at: None,
    }
}

async fn tinghu(hub: &Hub) -> Uuid {
    let setup = JurisdictionSetup {
        region: RegionCode::parse("320902").unwrap(),
        name: "盐城市亭湖区".to_owned(),
        packs: vec![PackChoice {
            id: "tinghu".to_owned(),
            effective_on: Some(day("2025-01-01")),
        }],
        settings: serde_json::Map::new(),
        precedence: None,
    };
    hub.ensure_jurisdiction(&setup).await.unwrap()
}

fn money(name: &str, yuan: &str) -> FactInput {
    FactInput {
        name: name.to_owned(),
        value: json!(yuan),
    }
}

async fn register(hub: &Hub, place: Uuid, facts: Vec<FactInput>) -> Uuid {
    let command = RegisterProject {
        name: "亭湖区智慧城管信息化项目".to_owned(),
        unit: UnitInput {
            name: "亭湖区城市管理局".to_owned(),
            credit_code: None,
        },
        project_code: None,
        tracked_since: None,
        facts,
    };
    let caller = bureau();
    let submission = Submission {
        caller: &caller,
        jurisdiction: place,
        key: None,
    };
    hub.submit(&submission, &command).await.unwrap().project
}

fn event(project: Uuid, kind: &str, on: &str) -> RecordEntry {
    RecordEntry {
        project,
        expected_version: None,
        table: RecordKind::Event,
        kind: kind.to_owned(),
        on: Some(day(on)),
        attributes: BTreeMap::new(),
        occurrence: None,
        period: None,
        attach: Attach::Nothing,
    }
}

async fn filing_duty(hub: &Hub, key: Key) -> Vec<obligation::Model> {
    let scope = Scope::jurisdictions(vec![key.jurisdiction]);
    let rows = duties_of(hub, &scope, &[key]).await.unwrap();
    rows.into_iter()
        .filter(|row| row.provision == CYBERSPACE_FILING)
        .collect()
}

on_both! {
    async fn a_recorded_event_starts_its_clock_and_a_correction_moves_it(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-06-20")));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await;
        let facts = vec![money("budget_yuan", "1200000"), money("investment_yuan", "1180000")];
        let project = register(&hub, place, facts).await;
        let key = Key::new(place, project);
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: None };

        let before = filing_duty(&hub, key).await;
        assert_eq!(before.len(), 1);
        assert_eq!((before[0].triggered_on, before[0].due_on), (None, None));

        let recorded = hub.submit(&submission, &event(project, "project_approved", "2025-06-03")).await;
        let approved = recorded.unwrap().record.unwrap();
        let duty = filing_duty(&hub, key).await;
        assert_eq!(duty[0].due_on, Some(day("2025-06-17")));
        assert_eq!(duty[0].id, before[0].id);

        let right = event(project, "project_approved", "2025-06-10");
        let correct = CorrectRecord { record: approved, reason: "看错了日期".to_owned(), right };
        let corrected = hub.submit(&submission, &correct).await.unwrap().record.unwrap();
        assert_eq!(filing_duty(&hub, key).await[0].due_on, Some(day("2025-06-24")));

        let void = VoidRecord {
            project,
            expected_version: None,
            table: RecordKind::Event,
            record: corrected,
            reason: "批复被撤回".to_owned(),
        };
        hub.submit(&submission, &void).await.unwrap();
        assert_eq!(filing_duty(&hub, key).await[0].due_on, None);

        let scope = Scope::jurisdictions(vec![place]);
        let events = project_event::Entity::find_of(&scope, &[key])
            .order_by_asc(project_event::Column::Id)
            .all(&hub.reader())
            .await
            .unwrap();
        let standing: Vec<&str> = events.iter().map(|row| row.standing.as_str()).collect();
        assert_eq!(standing, ["corrected", "voided"]);
        assert_eq!(events[1].corrects_id, Some(approved));
    }
}

on_both! {
    async fn a_closed_gate_refuses_with_every_blocker_and_an_exception_opens_what_it_may(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-06-20")));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await;
        let project = register(&hub, place, vec![money("budget_yuan", "1200000")]).await;
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: Some("step-1") };
        let step = RequestStep {
            project,
            expected_version: None,
            gate: "annual_plan_listing".to_owned(),
        };
        let approval = RequestStep { gate: "project_approval".to_owned(), ..step.clone() };
        let outcome = hub.submit(&submission, &approval).await.unwrap();
        let StepOutcome::GateClosed { blockers } = outcome else { panic!("{outcome:?}") };
        let plan = blockers.iter().find(|one| one.provision == "tinghu-06-not-in-plan").unwrap();
        assert_eq!(plan.needs, ["in_annual_plan"]);

        let fact = FactInput { name: "in_annual_plan".to_owned(), value: json!(false) };
        let record = RecordFact { project, expected_version: None, fact, reason: None };
        let open = Submission { key: None, ..submission.clone() };
        hub.submit(&open, &record).await.unwrap();
        let exception = RecordException {
            project,
            expected_version: None,
            provision: "tinghu-06-not-in-plan".to_owned(),
            approved_by: "亭湖区人民政府".to_owned(),
            approved_on: day("2025-06-18"),
            reason: "上级专项任务".to_owned(),
        };
        hub.submit(&open, &exception).await.unwrap();
        // A refusal keeps nothing, so the same key asks again.
        let outcome = hub.submit(&submission, &approval).await.unwrap();
        let StepOutcome::GateClosed { blockers } = outcome else { panic!("{outcome:?}") };
        assert!(!blockers.iter().any(|one| one.provision == "tinghu-06-not-in-plan"));

        let must = RecordException {
            provision: "tinghu-11-project-code-and-approval".to_owned(),
            ..exception
        };
        assert!(matches!(hub.submit(&open, &must).await, Err(Fault::Invalid { .. })));
        let scope = Scope::jurisdictions(vec![place]);
        let gates = gate_state::Entity::find_of(&scope, &[Key::new(place, project)]);
        let gates = gates.all(&hub.reader()).await.unwrap();
        let state = gates.iter().find(|row| row.gate == "project_approval").unwrap();
        assert_eq!(state.state, "closed");
        assert!(state.exceptions.to_string().contains("tinghu-06-not-in-plan"));
        let _step = step;
    }
}

on_both! {
    async fn two_writers_of_one_version_get_one_success_and_one_conflict(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-06-20")));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await;
        let project = register(&hub, place, Vec::new()).await;
        let version = 1;
        let write = |yuan: &str| RecordFact {
            project,
            expected_version: Some(version),
            fact: money("budget_yuan", yuan),
            reason: None,
        };
        let (one, two) = (write("900000"), write("1900000"));
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: None };
        let (first, second) = tokio::join!(
            hub.submit(&submission, &one),
            hub.submit(&submission, &two),
        );
        let outcomes = [first, second];
        assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1);
        let conflict = outcomes.iter().find_map(|one| one.as_ref().err()).unwrap();
        assert!(matches!(conflict, Fault::Conflict { expected: 1, actual: 2, .. }), "{conflict:?}");
    }
}

on_both! {
    async fn the_same_key_answers_the_same_and_changes_nothing(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-06-20")));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await;
        let project = register(&hub, place, Vec::new()).await;
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: Some("k") };
        let entry = event(project, "project_approved", "2025-06-03");
        let first = hub.submit(&submission, &entry).await.unwrap();
        let second = hub.submit(&submission, &entry).await.unwrap();
        assert_eq!(first, second);
        let other = event(project, "project_approved", "2025-06-04");
        assert!(matches!(hub.submit(&submission, &other).await, Err(Fault::KeyReused(_))));
        let scope = Scope::jurisdictions(vec![place]);
        let events = project_event::Entity::find_of(&scope, &[Key::new(place, project)]);
        assert_eq!(events.all(&hub.reader()).await.unwrap().len(), 1);
    }
}

on_both! {
    async fn every_change_is_in_the_ledger_and_the_chain_holds(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-06-20")));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await;
        let project = register(&hub, place, vec![money("budget_yuan", "1200000")]).await;
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: None };
        hub.submit(&submission, &event(project, "project_approved", "2025-06-03")).await.unwrap();
        let scope = Scope::jurisdictions(vec![place]);
        use shuniu_entities::Tenant;
        let entries = ledger::Entity::find_in(&scope)
            .order_by_asc(ledger::Column::Seq)
            .all(&hub.reader())
            .await
            .unwrap();
        let said: Vec<(&str, &str)> =
            entries.iter().map(|row| (row.command.as_str(), row.entity.as_str())).collect();
        assert_eq!(said, [
            ("register_project", "project"),
            ("register_project", "assessment"),
            ("record", "project_event"),
            ("record", "assessment"),
            ("record", "institution_obligation"),
        ]);
        let report = shuniu_hub::ledger::verify(&hub.reader(), hub.seal(), place, &[]).await.unwrap();
        assert_eq!((report.entries, report.breach), (5, None));

        // What the project owes is told: what has begun with its days, the rest by name.
        let told = |row: &ledger::Model| -> Vec<Json> {
            let body: Json = serde_json::from_str(&row.body).unwrap();
            body["changes"].as_array().unwrap().clone()
        };
        let (first, second) = (told(&entries[1]), told(&entries[3]));
        let waiting = first.iter().filter_map(|one| one["not_started"].as_array()).flatten();
        let begun = first.iter().filter_map(|one| one.get("obligation"));
        let mut named: BTreeSet<&str> = waiting.chain(begun).map(|one| one.as_str().unwrap()).collect();
        for one in second.iter().filter(|one| one["gone"] == true) {
            assert!(named.remove(one["obligation"].as_str().unwrap()), "{one}");
        }
        let rows = duties_in(&hub, &scope).await.unwrap();
        assert_eq!(named, rows.iter().map(|row| row.provision.as_str()).collect());
        // What the approval has begun is told with its days.
        assert!(second.iter().any(|one| one["triggered_on"] == "2025-06-03"), "{second:?}");
    }
}

on_both! {
    async fn a_day_that_comes_brings_its_reports_into_being_and_a_second_round_writes_nothing(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-12-30")));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await;
        let project = register(&hub, place, vec![money("budget_yuan", "1200000")]).await;
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: None };
        hub.submit(&submission, &event(project, "system_in_operation", "2025-12-01")).await.unwrap();
        let scope = Scope::jurisdictions(vec![place]);
        let years = async || -> Vec<String> {
            let rows = institution_obligation::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
            let code = "tinghu-22-annual-self-evaluation";
            let mut years: Vec<String> =
                rows.into_iter().filter(|row| row.provision == code).map(|row| row.period).collect();
            years.sort();
            years
        };
        let before = years().await;
        clock.advance_days(3);
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), 1);
        let after = years().await;
        assert_eq!(after.len(), before.len() + 1, "{before:?} {after:?}");
        assert_eq!(hub.assessed_for(place).await.unwrap(), Some(day("2026-01-02")));
        assert_eq!(hub.reassess_due(place, &()).await.unwrap(), 0);
    }
}

on_both! {
    async fn a_step_reported_past_a_closed_gate_is_recorded_and_becomes_a_finding(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-06-20")));
        let hub = db.hub(&clock).await.unwrap();
        let place = tinghu(&hub).await;
        let project = register(&hub, place, vec![money("budget_yuan", "1200000")]).await;
        let key = Key::new(place, project);
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: None };
        let scope = Scope::jurisdictions(vec![place]);
        let broken = async || -> Vec<String> {
            let rows = finding::Entity::find_of(&scope, &[key]).all(&hub.reader()).await.unwrap();
            let gate = "law:step_past_closed_gate:construction_start:";
            let rows = rows.into_iter().filter(|row| row.code.starts_with(gate));
            let blockers = rows.flat_map(|row| row.detail["blockers"].as_array().cloned().unwrap());
            blockers.map(|one| one["provision"].as_str().unwrap().to_owned()).collect()
        };
        let unapproved = "tinghu-06-no-build-before-approval".to_owned();

        hub.submit(&submission, &event(project, "implementation_started", "2025-06-10")).await.unwrap();
        assert!(broken().await.contains(&unapproved));
        // The approval was there all the time and is only now entered.
        hub.submit(&submission, &event(project, "project_approved", "2025-06-03")).await.unwrap();
        assert!(!broken().await.contains(&unapproved));
    }
}
