use std::{sync::Arc, time::Duration};

use serde_json::json;
use shuniu_connectors::{
    ManualClock, Secret,
    contract::{Connector, System},
    investment_approval::{InvestmentApproval, InvestmentApprovalConfig},
};

use crate::rig::{Rig, approval_config, now, records};

const SYSTEM: System = System::INVESTMENT_APPROVAL;

#[tokio::test]
async fn a_wrong_key_is_a_matter_of_configuration() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let config = InvestmentApprovalConfig {
        app_key: Some(Secret::new("wrong")),
        ..approval_config(rig.sandbox.url())
    };
    let connector = InvestmentApproval::new(&config, rig.clock.clone()).unwrap();
    let failure = connector.check().await.unwrap_err();
    assert_eq!(failure.class(), "config");
    assert!(failure.to_string().contains("BAD_SIGNATURE"), "{failure}");
}

#[tokio::test]
async fn an_unknown_requester_is_refused() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let config = InvestmentApprovalConfig {
        requester_id: "stranger".into(),
        ..approval_config(rig.sandbox.url())
    };
    let connector = InvestmentApproval::new(&config, rig.clock.clone()).unwrap();
    let failure = connector.check().await.unwrap_err();
    assert!(
        failure.to_string().contains("UNKNOWN_REQUESTER"),
        "{failure}"
    );
}

#[tokio::test]
async fn a_clock_that_is_off_is_named() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let late = Arc::new(ManualClock::new(now() + chrono::Duration::minutes(6)));
    let connector = InvestmentApproval::new(&approval_config(rig.sandbox.url()), late).unwrap();
    let failure = connector.check().await.unwrap_err();
    assert_eq!(failure.class(), "config");
    assert!(failure.to_string().contains("CLOCK_SKEW"), "{failure}");
}

#[tokio::test]
async fn the_secret_is_fetched_once_and_renewed_when_it_ends() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 25)).await;
    rig.run(None).await;
    assert_eq!(rig.journal().await.counts["POST /auth/secret"], 1);

    rig.clock.advance(Duration::from_secs(31 * 60));
    rig.run(None).await;
    assert_eq!(rig.journal().await.counts["POST /auth/secret"], 2);
}

#[tokio::test]
async fn a_secret_that_ends_early_is_renewed_in_the_middle_of_a_run() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 25)).await;
    let page = rig.pull(None).await;
    rig.faults(json!({ "expire_secret": true })).await;
    let (ids, _, _) = rig.run(Some(page.next)).await;
    assert_eq!(ids.len(), 15);
    let journal = rig.journal().await;
    assert_eq!(journal.counts["POST /auth/secret"], 2);
    assert_eq!(
        journal.entries.iter().filter(|e| e.status == 401).count(),
        1
    );
}

#[tokio::test]
async fn a_key_can_come_from_a_file() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, "sandbox-app-key\n").unwrap();
    let config = InvestmentApprovalConfig {
        app_key: None,
        app_key_file: Some(path),
        ..approval_config(rig.sandbox.url())
    };
    let connector = InvestmentApproval::new(&config, rig.clock.clone()).unwrap();
    connector.check().await.unwrap();

    let none = InvestmentApprovalConfig {
        app_key_file: None,
        ..config
    };
    let failure = InvestmentApproval::new(&none, rig.clock.clone()).unwrap_err();
    assert!(failure.to_string().contains("`secret_file`"), "{failure}");
}

#[tokio::test]
async fn a_platform_that_forgot_our_secret_is_asked_for_a_new_one() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 5)).await;
    assert_eq!(rig.pull(None).await.records.len(), 5);
    rig.replace(json!({ "streams": {} })).await;
    assert_eq!(
        rig.pull(None).await.records.len(),
        0,
        "an emptied sandbox has nothing"
    );
}
