use std::sync::Arc;

use serde_json::json;
use shuniu_connectors::{
    ManualClock,
    contract::{Stream, System},
    sandbox::{SandboxError, SandboxOptions},
    trading_centre,
};

use crate::rig::{Rig, loopback, now, options, record, records};

const SYSTEM: System = System::TRADING_CENTRE;

#[tokio::test]
async fn a_sandbox_remembers_in_its_own_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trading.json");
    let clock = Arc::new(ManualClock::new(now()));
    let with_file = |records| SandboxOptions {
        data: Some(path.clone()),
        ..options(&Stream::TENDERS, records, &clock)
    };
    let first = trading_centre::sandbox::start(loopback(), with_file(records(&SYSTEM, 3))).await;
    first.unwrap().shutdown().await;
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("NOTICE_ID").count(), 3);

    // The file wins over what is passed in.
    let second = trading_centre::sandbox::start(loopback(), with_file(vec![])).await;
    second.unwrap().shutdown().await;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);

    let credentials = shuniu_connectors::investment_approval::sandbox::Credentials::default();
    let other = shuniu_connectors::investment_approval::sandbox::start(
        loopback(),
        with_file(vec![]),
        credentials,
    );
    assert!(matches!(other.await, Err(SandboxError::Data { .. })));
}

#[tokio::test]
async fn the_control_adds_replaces_and_shows() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    rig.add(vec![record(&SYSTEM, 1, 30), record(&SYSTEM, 7, 40)])
        .await;
    let (ids, _, _) = rig.run(None).await;
    assert_eq!(ids, ["N00000", "N00002", "N00001", "N00007"]);

    rig.faults(json!({ "latency_ms": 3 })).await;
    let state = rig.state().await;
    assert_eq!(state["system"], "trading_centre");
    assert_eq!(state["faults"]["latency_ms"], 3);
    assert_eq!(rig.faults_on().await, state["faults"]);
    assert_eq!(state["streams"]["tenders"].as_array().unwrap().len(), 4);
    assert_eq!(rig.journal().await.total, 1, "the control is not counted");
}

#[tokio::test]
async fn latency_passes_on_the_sandboxes_clock() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    rig.faults(json!({ "latency_ms": 3_000, "for_requests": 1 }))
        .await;
    rig.pull(None).await;
    assert_eq!(rig.seconds(), 3);
}
