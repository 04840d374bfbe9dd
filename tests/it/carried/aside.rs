use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_connectors::contract::System;
use shuniu_entities::{Scope, Tenant, quarantine};
use shuniu_hub::clock::ManualClock;
use shuniu_tests::journey::{set_up, today};
use shuniu_tests::outside::sync;
use shuniu_tests::{TestDb, on_both};

use super::way::{Delivered, Records, Way};

const CONTRACT: &str =
    include_str!("../../../connectors/src/trading_centre/fixtures/contracts.json");

/// A contract notice in which one field says otherwise.
fn notice(id: &str, field: &str, value: &str) -> Value {
    let mut notice: Value = serde_json::from_str(CONTRACT).unwrap();
    notice["NOTICE_ID"] = json!(id);
    notice["CONTRACT_CODE"] = json!(id);
    notice[field] = json!(value);
    notice
}

on_both! {
    async fn what_cannot_be_is_set_aside_with_its_field_and_its_row(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let system = System::TRADING_CENTRE;
        let records = Records::from([(
            "contracts".to_owned(),
            vec![
                notice("TH-C-00018", "CONTRACT_AMOUNT", "-5"),
                notice("TH-C-00019", "SIGNING_TIME", "2031-07-18"),
            ],
        )]);
        for (way, row) in [(Way::Files, ".csv"), (Way::Marked, "trading_centre_contracts")] {
            let own = TestDb::migrated(db.engine()).await.unwrap();
            let hub = own.hub(&clock).await.unwrap();
            let place = set_up(&hub, 0).await.unwrap();
            let delivered = Delivered::of(&system, way, &records, db.engine(), &clock).await;
            let source = hub.attach(place, delivered.connector()).await.unwrap();
            sync(&hub, &[source]).await.unwrap();
            let scope = Scope::jurisdictions(vec![place]);
            let aside = quarantine::Entity::find_in(&scope).all(&hub.reader()).await.unwrap();
            let mut told: Vec<_> = aside
                .iter()
                .map(|one| {
                    let (en, zh) = (&one.reason, one.reason_zh.as_deref().unwrap());
                    assert!(en.contains(row) && zh.contains(row), "{way:?}: {en} {zh}");
                    let place = en.split(": ").next().unwrap();
                    assert!(place.contains("row ") || place.contains("seq "), "{way:?}: {en}");
                    (one.path.as_str(), one.code.as_deref().unwrap())
                })
                .collect();
            told.sort_unstable();
            let expected = [
                ("/CONTRACT_AMOUNT", "below_zero"),
                ("/SIGNING_TIME", "still_to_come"),
            ];
            assert_eq!(told, expected, "{way:?}");
            hub.database().clone().close().await.unwrap();
            delivered.outside.remove().await.unwrap();
            own.remove().await.unwrap();
        }
    }
}
