//! The national layer beside a local one: the duties of both, each with the pack it comes from.

use std::sync::Arc;

use serde_json::json;
use shuniu_entities::{Key, Scope};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{
    Attach, FactInput, RecordEntry, RecordKind, RegisterProject, Submission, UnitInput,
};
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use shuniu_policy::RegionCode;
use shuniu_tests::journey::clerk;
use shuniu_tests::{TestDb, duties_of, on_both};
use uuid::Uuid;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

async fn set_up(hub: &Hub) -> Uuid {
    let pack = |id: &str, effective_on| PackChoice {
        id: id.to_owned(),
        effective_on,
    };
    let setup = JurisdictionSetup {
        region: RegionCode::parse("320902").unwrap(),
        name: "盐城市亭湖区".to_owned(),
        packs: vec![
            pack("national", None),
            pack("tinghu", Some(day("2025-01-01"))),
        ],
        settings: Default::default(),
        precedence: None,
    };
    hub.ensure_jurisdiction(&setup).await.unwrap()
}

async fn registered(hub: &Hub, place: Uuid) -> Key {
    let fact = |name: &str, value: &str| FactInput {
        name: name.to_owned(),
        value: json!(value),
    };
    let command = RegisterProject {
        name: "亭湖区智慧城管信息化项目".to_owned(),
        unit: UnitInput {
            name: "亭湖区城市管理局".to_owned(),
            credit_code: None,
        },
        project_code: None,
        tracked_since: None,
        facts: vec![
            fact("budget_yuan", "1180000"),
            fact("procurement_law", "government_procurement"),
        ],
    };
    let caller = clerk(0).unwrap();
    let submission = Submission {
        caller: &caller,
        jurisdiction: place,
        key: None,
    };
    let project = hub.submit(&submission, &command).await.unwrap().project;
    Key::new(place, project)
}

async fn happened(
    hub: &Hub,
    project: Key,
    (kind, on, occurrence): (&str, &str, Option<&str>),
    attributes: serde_json::Value,
) {
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
        attributes: attributes
            .as_object()
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .collect(),
        occurrence: occurrence.map(str::to_owned),
        period: None,
        attach: Attach::Nothing,
    };
    hub.submit(&submission, &entry).await.unwrap();
}

/// Pack, occurrence and last day of the duties of a provision.
async fn duties(hub: &Hub, project: Key, provision: &str) -> Vec<(String, String, String)> {
    let scope = Scope::jurisdictions(vec![project.jurisdiction]);
    let mut rows = duties_of(hub, &scope, &[project]).await.unwrap();
    rows.sort_by(|one, other| one.subject.cmp(&other.subject));
    let rows = rows.into_iter().filter(|row| row.provision == provision);
    rows.map(|row| {
        let due = row.due_on.map(|day| day.to_string());
        (row.pack_id, row.subject, due.unwrap_or_default())
    })
    .collect()
}

fn duty(pack: &str, occurrence: &str, due: &str) -> (String, String, String) {
    (pack.to_owned(), occurrence.to_owned(), due.to_owned())
}

on_both! {
    async fn duties_of_both_layers_name_their_pack(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day("2025-11-20")));
        let hub = db.hub(&clock).await.unwrap();
        let place = set_up(&hub).await;
        let project = registered(&hub, place).await;
        let conditional = json!({"sharing_attribute": "conditional"});
        for (event, attributes) in [
            (("project_approved", "2025-06-03", None), json!({})),
            (("contract_signed", "2025-11-14", Some("HT-1")), json!({})),
            (("contract_signed", "2025-11-17", Some("HT-2")), json!({})),
            (("sharing_request_received", "2025-09-22", Some("GX-1")), conditional),
        ] {
            happened(&hub, project, event, attributes).await;
        }
        assert_eq!(
            duties(&hub, project, "national-procurement-47-copy-7-workdays").await,
            [duty("national", "HT-1", "2025-11-25"), duty("national", "HT-2", "2025-11-26")]
        );
        assert_eq!(
            duties(&hub, project, "national-sharing-21-conditional-10-workdays").await,
            [duty("national", "GX-1", "2025-10-11")]
        );
        let local = duties(&hub, project, "tinghu-11-cyberspace-filing-10-working-days").await;
        assert_eq!(local.len(), 1);
        assert_eq!((local[0].0.as_str(), local[0].2.as_str()), ("tinghu", "2025-06-17"));
    }
}
