//! The status of a duty in SQL, where lists are filtered by it, and in Rust.

use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::QuerySelect;
use shuniu_entities::{Scope, Tenant, obligation};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::query::{ObligationRow, ProjectRow, Status, status_expr, status_on};
use shuniu_hub::{JurisdictionSetup, PackChoice};
use shuniu_policy::RegionCode;
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, number).unwrap()
}

/// Every combination of days before, on and after each other, with every flag.
fn grid(jurisdiction_id: Uuid, project_id: Uuid) -> Vec<obligation::Model> {
    let days = [None, Some(day(10)), Some(day(15)), Some(day(20))];
    let mut rows = Vec::new();
    for triggered_on in days {
        for last_on in days {
            for observed_through in [None, Some(day(12)), Some(day(18))] {
                for fulfilled_on in [
                    None,
                    Some(day(9)),
                    Some(day(13)),
                    Some(day(15)),
                    Some(day(21)),
                ] {
                    for flags in 0..8_u8 {
                        rows.push(obligation::Model {
                            jurisdiction_id,
                            id: Uuid::now_v7(),
                            project_id,
                            unit_id: None,
                            provision: format!("p{}", rows.len()),
                            pack_id: "p".into(),
                            pack_version: "1".into(),
                            subject: "project".into(),
                            occurrence: "-".into(),
                            period: "-".into(),
                            triggered_on,
                            earliest_on: None,
                            due_on: last_on,
                            latest_on: None,
                            last_on,
                            fulfilled_on,
                            undated: None,
                            fulfilled_by: None,
                            observed_through,
                            incurable: flags & 1 != 0,
                            undetermined: flags & 2 != 0,
                            needs: serde_json::json!([]),
                            flags: serde_json::json!([]),
                            because: serde_json::json!([]),
                            provisional: flags & 4 != 0,
                            attention_on: None,
                            fault: None,
                            assessed_for: day(15),
                        });
                    }
                }
            }
        }
    }
    rows
}

on_both! {
    async fn sql_and_rust_agree_on_every_status(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(day(15)));
        let hub = db.hub(&clock).await.unwrap();
        let setup = JurisdictionSetup {
            region: RegionCode::parse("320902").unwrap(),
            name: "亭湖区".into(),
            packs: vec![PackChoice {
                id: "tinghu".into(),
                effective_on: Some(day(1)),
            }],
            settings: serde_json::Map::new(),
            precedence: None,
        };
        let jurisdiction = hub.ensure_jurisdiction(&setup).await.unwrap();
        let project = ProjectRow {
            jurisdiction_id: jurisdiction,
            id: Uuid::now_v7(),
            name: "一".into(),
            name_folded: None,
            likened: None,
            project_code: None,
            unit_id: None,
            stage: "application".into(),
            project_type: None,
            build_nature: None,
            budget_fen: None,
            investment_fen: None,
            classified: false,
            tracked_since: None,
            derived: serde_json::json!({}),
            assessed_for: None,
            assessed_under: None,
            unstarted_set: None,
            next_change_on: None,
            version: 1,
            created_at: hub.clock().now(),
            updated_at: hub.clock().now(),
        };
        let rows = grid(jurisdiction, project.id);
        let raw = db.raw().await.unwrap();
        raw.insert(vec![project]).await.unwrap();
        raw.insert(rows.clone()).await.unwrap();

        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let mut met = std::collections::BTreeSet::new();
        for today in [day(9), day(10), day(12), day(15), day(18), day(19), day(21)] {
            let said: Vec<(Uuid, String)> = obligation::Entity::find_in(&scope)
                .select_only()
                .column(obligation::Column::Id)
                .column_as(status_expr(today), "status")
                .into_tuple()
                .all(&hub.reader())
                .await
                .unwrap();
            let said: std::collections::HashMap<Uuid, String> = said.into_iter().collect();
            assert_eq!(said.len(), rows.len());
            for row in &rows {
                let expected = status_on(&ObligationRow::from(row.clone()), today);
                met.insert(expected);
                assert_eq!(said[&row.id], expected.as_str(), "on {today}: {row:?}");
            }
        }
        assert_eq!(met.len(), Status::ALL.len(), "the grid meets every status");
    }
}
