//! What waits for a person after a sync, and what is asked of outside systems.

use std::sync::Arc;

use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use shuniu_entities::{
    Key, Keyed, OfProject, Scope, Tenant, contract, document, match_candidate, outbox, project,
    quarantine, source_record,
};
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{FactInput, RegisterProject, Submission, UnitInput};
use shuniu_hub::sync::{Ask, HandOverProject, Reading, Replayed, SettleMatch};
use shuniu_hub::{Fault, Hub};
use shuniu_policy::{CreditCode, RegionCode};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::{TODAY, tinghu, world};
use shuniu_tests::{TestDb, canonical, on_both};
use uuid::Uuid;

use crate::graphql::altered::{Altered, TAUGHT};

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

async fn synced(db: &TestDb) -> (Hub, Uuid, Outside) {
    synced_by(db, true).await
}

/// The same, where a person is asked about each record without a code, unless they are linked by
/// their likeness.
async fn synced_by(db: &TestDb, links_by_likeness: bool) -> (Hub, Uuid, Outside) {
    let clock = Arc::new(ManualClock::at(TODAY.parse().unwrap()));
    let hub = db.hub(&clock).await.unwrap();
    let place = tinghu(&hub).await.unwrap();
    let outside = Outside::with(&world(120), &clock).await.unwrap();
    let mut sources = outside.attach(&hub, place).await.unwrap();
    for source in &mut sources {
        let reading = Reading {
            links_by_likeness,
            ..Reading::default()
        };
        let connector = Arc::clone(&source.connector);
        *source = hub.attach_by(place, connector, reading).await.unwrap();
    }
    sync(&hub, &sources).await.unwrap();
    (hub, place, outside)
}

on_both! {
    async fn a_settled_record_is_merged_once_and_a_dismissed_one_never(db: &TestDb) {
        let (hub, place, _outside) = synced_by(db, false).await;
        let scope = Scope::jurisdictions(vec![place]);
        let open = match_candidate::Entity::find_in(&scope)
            .filter(match_candidate::Column::State.eq("open"))
            .all(&hub.reader())
            .await
            .unwrap();
        let of_contract = |row: &&match_candidate::Model| row.summary["stream"] == "contracts";
        let listed = open.iter().find(of_contract).expect("a contract without a project");
        let project = project::Entity::find_in(&scope).one(&hub.reader()).await.unwrap().unwrap();
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: None };
        let settle = SettleMatch {
            candidate: listed.id,
            expected_version: Some(listed.version),
            project: Some(project.id),
            reason: "核对合同原件".to_owned(),
        };
        hub.submit(&submission, &settle).await.unwrap();
        let merged = contract::Entity::find_of(&scope, &[project.key()])
            .filter(contract::Column::SourceRecordId.eq(listed.source_record_id))
            .count(&hub.reader())
            .await
            .unwrap();
        assert_eq!(merged, 1);
        let again = hub.submit(&submission, &settle).await;
        assert!(matches!(again, Err(Fault::Conflict { .. })), "{again:?}");

        let other = open.iter().find(|row| row.id != listed.id).unwrap();
        let dismiss = SettleMatch {
            candidate: other.id,
            expected_version: None,
            project: None,
            reason: "不是信息化项目".to_owned(),
        };
        assert_eq!(hub.submit(&submission, &dismiss).await.unwrap().project, None);
        let raw = source_record::Entity::find_key(&scope, Key::new(place, other.source_record_id));
        assert_eq!(raw.one(&hub.reader()).await.unwrap().unwrap().project_id, None);
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

on_both! {
    async fn what_was_set_aside_says_why_and_stays_until_it_is_understood(db: &TestDb) {
        let (hub, place, _outside) = synced(db).await;
        let scope = Scope::jurisdictions(vec![place]);
        let rows = quarantine::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        for row in &rows {
            let chinese = [row.reason_zh.as_deref(), row.mend_zh.as_deref()];
            assert!(row.code.is_some() && chinese.iter().flatten().all(|text| is_chinese(text)), "{row:?}");
            assert!(!is_chinese(&row.mend), "{row:?}");
        }
        let listed = match_candidate::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        for row in &listed {
            let said = row.reason_zh.as_deref().is_some_and(is_chinese);
            assert!(said && row.code.is_some() && !is_chinese(&row.reason), "{row:?}");
        }
        let caller = bureau();
        let replayed = hub.replay_quarantine(&caller, place, None, rows[0].id).await.unwrap();
        let Replayed::Still { path, reason, mend } = replayed else { panic!("{replayed:?}") };
        let stored = (&rows[0].path, rows[0].code.as_ref(), rows[0].mend_zh.as_ref());
        assert_eq!((&path, Some(&reason.code), Some(&mend.zh)), stored);
        let viewer = Caller { role: Role::Viewer, ..bureau() };
        let denied = hub.replay_quarantine(&viewer, place, None, rows[0].id).await;
        assert!(matches!(denied, Err(Fault::Forbidden { .. })));
    }
}

on_both! {
    async fn what_turns_out_to_be_classified_is_dropped_when_it_is_tried_again(db: &TestDb) {
        let (hub, place, _outside) = synced(db).await;
        let scope = Scope::jurisdictions(vec![place]);
        let rows = quarantine::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
        let aside = rows.iter().find(|row| row.path == TAUGHT).unwrap();
        let record = Key::new(place, aside.source_record_id);
        let raw = source_record::Entity::find_key(&scope, record).one(&hub.reader()).await.unwrap();
        let raw = raw.unwrap();
        let body: serde_json::Value = serde_json::from_str(&raw.body).unwrap();
        let content = [&body["projectName"], &body["declareNo"]];
        let content = content.map(|value| value.as_str().unwrap().to_owned());

        let approval = hub.source(place, "investment_approval").unwrap().connector;
        let mark = ("\"secrecy\":\"0\"", "\"secrecy\":\"1\"");
        hub.attach(place, Altered::reading(&approval, mark)).await.unwrap();
        let done = hub.replay_quarantine(&bureau(), place, Some("again"), aside.id).await.unwrap();
        assert!(matches!(done, Replayed::Refused), "{done:?}");

        let kept = source_record::Entity::find_key(&scope, record).one(&hub.reader()).await.unwrap();
        let kept = kept.unwrap();
        assert_eq!(kept.outcome, "refused", "that there was one stays");
        assert_ne!(kept.hash, raw.hash, "the text could be guessed from it");
        let raw = db.raw().await.unwrap();
        let everything = canonical(&raw, &[]).await.unwrap();
        for text in content {
            let told = everything.iter().find(|row| row.contains(&text));
            assert_eq!(told, None, "{text} is still there");
        }
        let marks = everything.iter().filter(|row| row.starts_with("secrecy_mark "));
        assert!(marks.count() > 1, "its project is told once the hub knows it");
        let again = hub.replay_quarantine(&bureau(), place, Some("again"), aside.id).await.unwrap();
        assert_eq!(again, Replayed::Refused, "the same key gives the same answer");
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn a_project_code_is_applied_for_and_comes_back_as_a_fact_with_its_evidence(db: &TestDb) {
        let (hub, place, _outside) = synced(db).await;
        let caller = bureau();
        let submission = Submission { caller: &caller, jurisdiction: place, key: None };
        let register = RegisterProject {
            name: "亭湖区城市运行管理平台".to_owned(),
            unit: UnitInput {
                name: "亭湖区城市管理局".to_owned(),
                credit_code: Some(CreditCode::compose("11", "320902", "00000001").unwrap()),
            },
            project_code: None,
            tracked_since: None,
            facts: vec![FactInput { name: "investment_yuan".to_owned(), value: json!("1180000") }],
        };
        let project = hub.submit(&submission, &register).await.unwrap().project;
        let apply = HandOverProject { project, expected_version: None, what: Ask::ProjectCodeApplication };
        let applied = hub.submit(&submission, &apply).await.unwrap();
        let twice = hub.submit(&submission, &apply).await;
        assert!(matches!(twice, Err(Fault::Invalid { .. })), "{twice:?}");

        let delivered = hub.deliver_due().await.unwrap();
        let states: Vec<_> = delivered.iter().map(|one| (one.id, one.state)).collect();
        assert_eq!(states, [(applied.hand_over, "accepted")]);
        let scope = Scope::jurisdictions(vec![place]);
        let key = Key::new(place, project);
        let row = project::Entity::find_key(&scope, key).one(&hub.reader()).await.unwrap().unwrap();
        assert!(row.project_code.is_some());
        let evidence = document::Entity::find_of(&scope, &[key])
            .filter(document::Column::Kind.eq("project_code"))
            .count(&hub.reader())
            .await
            .unwrap();
        assert_eq!(evidence, 1);
        let sent = outbox::Entity::find_of(&scope, &[key]).one(&hub.reader()).await.unwrap();
        assert_eq!(sent.unwrap().state, "accepted");
        assert_eq!(hub.deliver_due().await.unwrap(), []);
    }
}
