//! What was handed over is compared with what the other side lists, and what differs is settled.

use serde_json::json;
use shuniu_connectors::contract::System;
use shuniu_hub::sync::Silent;

use super::file::registered;
use super::house::{House, bureau};
use super::integration::synced;
use super::journey::{change, text};

pub(super) async fn what_was_handed_over_is_compared(house: &House) {
    let (sources, outside) = synced(house).await;
    let project = registered(house).await;
    let input = format!(r#"project: "{project}", kind: PROJECT_CODE_APPLICATION"#);
    let asked = change(house, "handOver", &input, "handOver { id }").await;
    house.hub.deliver_due().await.unwrap();
    // The other side forgets that it ever came.
    let system = System::INVESTMENT_APPROVAL;
    let there = outside.state(&system).await.unwrap();
    let forgotten = json!({"streams": there["streams"], "extra": {}});
    outside.control(&system, "state", &forgotten).await.unwrap();
    house.clock.advance(chrono::TimeDelta::minutes(1));

    let of = r#"jurisdiction: "320902", system: "investment_approval""#;
    let wanted = "comparison { state askedBy connector { system } missingThere }";
    let begun = change(house, "startHandOverComparison", of, wanted).await;
    let connector = json!({"system": "investment_approval"});
    assert_eq!(
        begun["comparison"],
        json!({"state": "running", "askedBy": bureau().subject, "connector": connector, "missingThere": null})
    );
    let nowhere = r#"jurisdiction: "320902", system: "trading_centre""#;
    let nowhere =
        format!("mutation {{ startHandOverComparison(input: {{{nowhere}}}) {{ {wanted} }} }}");
    assert_eq!(house.codes(&bureau(), &nowhere).await, ["BAD_USER_INPUT"]);

    let source = sources
        .iter()
        .find(|one| one.connector.system() == system)
        .unwrap();
    for row in house.hub.hand_over_comparisons(source).await.unwrap() {
        house
            .hub
            .compare_hand_overs(source, &row, &Silent)
            .await
            .unwrap();
    }
    let query = "{ handOverComparisons { state missingThere listed }
        handOverDifferences { nodes { kind here there explanationEn handOver { id } connector { system } } } }";
    let mut told = house.data(&bureau(), query).await;
    let finished = json!({"state": "finished", "missingThere": 1, "listed": 0});
    assert_eq!(told["handOverComparisons"], json!([finished]));
    let mut difference = told["handOverDifferences"]["nodes"][0].take();
    let mend = difference["explanationEn"].take();
    assert!(text(&mend).contains("settleHandOver"), "{mend}");
    assert_eq!(
        difference,
        json!({"kind": "MISSING_THERE", "here": "accepted", "there": null, "explanationEn": null,
            "handOver": {"id": asked["handOver"]["id"]}, "connector": connector})
    );

    let settle = format!(
        r#"handOver: {}, fate: NEVER_RECEIVED, reason: "平台迁移时丢失""#,
        asked["handOver"]["id"]
    );
    let settled = change(house, "settleHandOver", &settle, "handOver { state }").await;
    assert_eq!(settled["handOver"]["state"], "prepared");
    let told = house.data(&bureau(), query).await;
    assert_eq!(told["handOverDifferences"]["nodes"], json!([]));
}
