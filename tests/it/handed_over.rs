//! What becomes of hand-overs that cannot or must not go out, and of assets whose card is under way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::json;
use shuniu_connectors::contract::{
    Attachments, Connector, PushFailure, PushRequest, Receipt, System,
};
use shuniu_entities::{Keyed, OfProject, Scope, asset, finding, gate_state, obligation, outbox};
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{FactInput, RecordEntry, RegisterProject, VoidAsset};
use shuniu_hub::query::Key;
use shuniu_hub::sync::{Ask, Fate, HandOverProject, SettleHandOver};
use shuniu_tests::journey::{Desk, clerk, event, new_project, set_up, today};
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::world;
use shuniu_tests::{Double, StandIn, TestDb, on_both};
use uuid::Uuid;

const CARD: &str = "POST /v1/cards";

/// A project of the bureau with an amount to apply, register and file with.
pub(crate) async fn project(desk: &Desk<'_>, number: u32, budget: &str) -> Uuid {
    let fact = |name: &str, value: &str| FactInput {
        name: name.to_owned(),
        value: json!(value),
    };
    let new = RegisterProject {
        facts: vec![
            fact("budget_yuan", budget),
            fact("investment_yuan", budget),
            fact("project_type", "build"),
        ],
        ..new_project(number).unwrap()
    };
    desk.ask(None, &new).await.unwrap().project
}

pub(crate) fn hand_over(project: Uuid, what: Ask) -> HandOverProject {
    HandOverProject {
        project,
        expected_version: None,
        what,
    }
}

fn void(project: Uuid, asset: Uuid) -> VoidAsset {
    VoidAsset {
        project,
        expected_version: None,
        asset,
        reason: "重复登记".to_owned(),
    }
}

fn settle(hand_over: Uuid, fate: Fate) -> SettleHandOver {
    SettleHandOver {
        hand_over,
        fate,
        reason: "核对后再报".to_owned(),
    }
}

pub(crate) async fn outbox_row(desk: &Desk<'_>, id: Uuid) -> outbox::Model {
    let scope = Scope::jurisdictions(vec![desk.jurisdiction]);
    let row = outbox::Entity::find_key(&scope, Key::new(desk.jurisdiction, id));
    row.one(&desk.hub.reader()).await.unwrap().unwrap()
}

async fn asset_row(desk: &Desk<'_>, id: Uuid) -> asset::Model {
    let scope = Scope::jurisdictions(vec![desk.jurisdiction]);
    let row = asset::Entity::find_key(&scope, Key::new(desk.jurisdiction, id));
    row.one(&desk.hub.reader()).await.unwrap().unwrap()
}

pub(crate) async fn states(hub: &Hub) -> Vec<&'static str> {
    let delivered = hub.deliver_due().await.unwrap();
    delivered.iter().map(|one| one.state).collect()
}

/// A system that is told something, while a person takes it back.
struct Meddled {
    was: Arc<dyn Connector>,
    rival: Hub,
    place: Uuid,
    said: Mutex<Vec<String>>,
}

#[async_trait]
impl Double for Meddled {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn push(
        &self,
        request: &PushRequest,
        papers: &dyn Attachments,
    ) -> Result<Receipt, PushFailure> {
        let desk = Desk {
            hub: &self.rival,
            caller: clerk(0).unwrap(),
            jurisdiction: self.place,
        };
        let row = request.idempotency_key.parse().unwrap();
        let refused = desk.ask(None, &settle(row, Fate::Withdrawn)).await;
        self.said
            .lock()
            .unwrap()
            .push(refused.unwrap_err().to_string());
        self.was.outbound().unwrap().push(request, papers).await
    }
}

on_both! {
    async fn what_has_not_gone_out_is_withdrawn_and_what_goes_out_is_not(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        let system = System::MUNICIPAL_PROJECTS;
        let rival = db.hub(&clock).await.unwrap();
        rival.load_jurisdictions().await.unwrap();
        let meddled = Arc::new(StandIn(Meddled {
            was: outside.connector(&system).unwrap(),
            rival,
            place,
            said: Mutex::default(),
        }));
        hub.attach(place, meddled.clone()).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = project(&desk, 1, "1180000.00").await;
        let register = hand_over(project, Ask::ProjectRegistration);
        let first = desk.ask(None, &register).await.unwrap().hand_over;
        desk.ask(None, &settle(first, Fate::Withdrawn)).await.unwrap();
        let row = outbox_row(&desk, first).await;
        assert_eq!((row.state.as_str(), row.fence), ("withdrawn", 1), "a worker that read it loses");
        assert_eq!(hub.deliver_due().await.unwrap(), []);
        let twice = desk.ask(None, &settle(first, Fate::Withdrawn)).await.unwrap_err();
        assert!(twice.to_string().contains("it is withdrawn"), "{twice}");

        let second = desk.ask(None, &register).await.unwrap().hand_over;
        let third = desk.ask(None, &register).await.unwrap_err();
        assert!(third.to_string().contains(&second.to_string()), "{third}");
        let went = states(&hub).await;
        assert!(["sent", "accepted"].contains(&went[0]), "{went:?}");
        let said = meddled.0.said.lock().unwrap().clone();
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("it is sent"), "{said:?}");
        outside.stop().await;
    }
}

on_both! {
    async fn a_voided_asset_takes_its_card_back_or_waits_for_the_registry(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        outside.attach(&hub, place).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = project(&desk, 1, "1180000.00").await;

        let early = desk.server(project).await.unwrap();
        let card = hand_over(project, Ask::AssetCard { asset: early });
        let prepared = desk.ask(None, &card).await.unwrap().hand_over;
        desk.ask(None, &void(project, early)).await.unwrap();
        let row = outbox_row(&desk, prepared).await;
        assert_eq!(row.state, "withdrawn");
        assert_eq!(row.answer.unwrap()["reason"], "重复登记");
        assert_eq!(hub.deliver_due().await.unwrap(), []);
        let journal = outside.journal(&System::ASSET_CLOUD).await.unwrap();
        assert_eq!(journal.counts.get(CARD), None, "nothing was registered");
        let again = desk.ask(None, &card).await.unwrap_err();
        assert!(again.to_string().contains("voided"), "{again}");

        let late = desk.server(project).await.unwrap();
        let card = hand_over(project, Ask::AssetCard { asset: late });
        let cut = json!({"cut_body": true, "for_requests": 1});
        outside.control(&System::ASSET_CLOUD, "faults", &cut).await.unwrap();
        let lost = desk.ask(None, &card).await.unwrap().hand_over;
        assert_eq!(states(&hub).await, ["unknown"]);
        let refused = desk.ask(None, &void(project, late)).await.unwrap_err().to_string();
        assert!(refused.contains(&lost.to_string()) && refused.contains("unknown"), "{refused}");
        assert_eq!(asset_row(&desk, late).await.state, "unregistered");
        outside.stop().await;
    }
}

on_both! {
    async fn a_card_that_comes_in_late_does_not_bring_a_voided_asset_back(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        outside.attach(&hub, place).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = project(&desk, 1, "1180000.00").await;
        let asset = desk.server(project).await.unwrap();
        let entered = asset_row(&desk, asset).await;
        desk.ask(None, &hand_over(project, Ask::AssetCard { asset })).await.unwrap();
        assert_eq!(states(&hub).await, ["sent"]);
        // A program that did not look at its hand-overs voided it meanwhile.
        let raw = db.raw().await.unwrap();
        raw.execute("UPDATE asset SET state = 'voided'").await.unwrap();
        raw.close().await.unwrap();
        for _ in 0..6 {
            clock.advance(TimeDelta::minutes(10));
            hub.deliver_due().await.unwrap();
        }
        let row = asset_row(&desk, asset).await;
        assert_eq!(row.state, "voided");
        assert!(row.card_number.is_some(), "what the registry said is kept");
        assert_eq!((&*row.source, row.source_record_id), ("person", None));
        assert_eq!((row.recorded_by, row.recorded_at), (entered.recorded_by, entered.recorded_at));
        assert_eq!(row.registry_source.as_deref(), Some("asset_cloud"));
        assert!(row.registry_record_id.is_some() && row.registry_recorded_at > Some(row.recorded_at));
        let scope = Scope::jurisdictions(vec![place]);
        let findings = finding::Entity::find_of(&scope, &[Key::new(place, project)]);
        let findings = findings.all(&hub.reader()).await.unwrap();
        let of_asset = format!("doubt:asset:voided_asset_registered:{asset}");
        assert!(findings.iter().any(|one| one.code == of_asset), "{findings:?}");
        outside.stop().await;
    }
}

on_both! {
    async fn only_what_the_law_manages_by_filing_is_filed(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        let filing = Ask::ProjectFiling { summary: None };
        // 巴州 knows no such track.
        for (number, place, budget, taken) in [
            (1, 0, "10010000.00", false),
            (2, 0, "800000.00", true),
            (3, 1, "10010000.00", true),
        ] {
            let jurisdiction = set_up(&hub, place).await.unwrap();
            outside.attach(&hub, jurisdiction).await.unwrap();
            let desk = Desk { hub: &hub, caller: clerk(place).unwrap(), jurisdiction };
            let project = project(&desk, number, budget).await;
            let said = desk.ask(None, &hand_over(project, filing.clone())).await;
            assert_eq!(said.is_ok(), taken, "{budget}: {said:?}");
            if let Err(refused) = said {
                let refused = refused.to_string();
                assert!(refused.contains("full_process") && refused.contains("tinghu-04"), "{refused}");
            }
        }
        outside.stop().await;
    }
}

on_both! {
    async fn each_change_is_filed_by_itself(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub, 0).await.unwrap();
        let outside = Outside::with(&world(0), &clock).await.unwrap();
        outside.attach(&hub, place).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction: place };
        let project = project(&desk, 1, "800000.00").await;
        let mut changes = Vec::new();
        for (on, kind) in [("2026-05-06", "content"), ("2026-05-20", "amount")] {
            let change = RecordEntry {
                attributes: BTreeMap::from([("change_kind".to_owned(), json!(kind))]),
                ..event(project, "change_decided", on)
            };
            changes.push(desk.ask(None, &change).await.unwrap().record.unwrap());
        }
        // The later one first.
        for (filed, fulfilled) in [(1, vec![false, true]), (0, vec![true, true])] {
            let what = Ask::ChangeFiling { event: changes[filed], amount: None, reason: "需求调整".to_owned() };
            desk.ask(None, &hand_over(project, what)).await.unwrap();
            for _ in 0..6 {
                clock.advance(TimeDelta::minutes(10));
                outside.advance(Duration::from_secs(600));
                hub.deliver_due().await.unwrap();
            }
            let scope = Scope::jurisdictions(vec![place]);
            let duties = obligation::Entity::find_of(&scope, &[Key::new(place, project)])
                .filter(obligation::Column::Provision.eq("tinghu-28-change-filing"))
                .all(&hub.reader())
                .await
                .unwrap();
            let done: Vec<bool> = changes
                .iter()
                .map(|change| {
                    let duty = duties.iter().find(|duty| duty.occurrence == change.to_string());
                    duty.unwrap().fulfilled_on.is_some()
                })
                .collect();
            assert_eq!((duties.len(), &done), (2, &fulfilled), "{duties:?}");
            let gates = gate_state::Entity::find_of(&scope, &[Key::new(place, project)])
                .filter(gate_state::Column::Gate.eq("final_acceptance"))
                .all(&hub.reader())
                .await
                .unwrap();
            let closes = gates[0].blockers.to_string().contains("tinghu-28-change-filing");
            assert_eq!(closes, fulfilled.contains(&false), "{:?}", gates[0].blockers);
        }
        outside.stop().await;
    }
}
