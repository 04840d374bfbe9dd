//! What is particular to the sharing platform: the gateway's signature, services that are granted,
//! and breakpoints.

use std::sync::Arc;

use axum::{Json, Router, extract::RawQuery, http::HeaderMap, routing::get};
use serde_json::{Value, json};
use shuniu_connectors::{
    ManualClock, Secret,
    contract::{Connector, Cursor, Stream, System, check_wholly},
    data_sharing::{DataSharing, DataSharingConfig},
    egress::{Channel, Request},
};

use crate::rig::{Rig, Subject, http, loopback, now, records, sharing_config, wrong_with};

const SYSTEM: System = System::DATA_SHARING;

async fn refused(change: impl FnOnce(DataSharingConfig) -> DataSharingConfig) -> String {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let config = change(sharing_config(rig.sandbox.url()));
    let connector = DataSharing::new(&config, rig.clock.clone()).unwrap();
    let failure = wrong_with(&connector).await;
    assert_eq!(failure.class(), "config", "{failure}");
    failure.to_string()
}

#[tokio::test]
async fn whoever_the_gateway_turns_away_is_told_what_to_mend() {
    let stranger = |config| DataSharingConfig {
        paas_id: "stranger".into(),
        ..config
    };
    let wrong = |config| DataSharingConfig {
        token: Some(Secret::new("wrong")),
        ..config
    };
    let another = |config| DataSharingConfig {
        deliveries_service: Some("sandbox-connections".into()),
        ..config
    };
    let none = |config| DataSharingConfig {
        connections_service: None,
        ..config
    };
    for (said, code, mend) in [
        (refused(stranger).await, "UNKNOWN_PAASID", "check paas_id"),
        (refused(wrong).await, "BAD_SIGNATURE", "secret_file"),
        (refused(another).await, "NOT_GRANTED", "deliveries_service"),
        (refused(none).await, "NOT_GRANTED", "connections_service"),
    ] {
        assert!(said.contains(code) && said.contains(mend), "{said}");
    }
}

#[tokio::test]
async fn a_clock_that_is_off_is_named() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    for (minutes, off) in [(4, false), (-4, false), (6, true), (-6, true)] {
        let there = Arc::new(ManualClock::new(now() + chrono::Duration::minutes(minutes)));
        let connector = DataSharing::new(&sharing_config(rig.sandbox.url()), there).unwrap();
        let checked = connector.check().await;
        assert_eq!(checked.is_err(), off, "{minutes}: {checked:?}");
        if let Err(failure) = checked {
            assert!(failure.to_string().contains("CLOCK_SKEW"), "{failure}");
        }
    }
}

/// Whatever the gateway has seen once does not pass a second time, and what is tried again is signed
/// anew.
#[tokio::test]
async fn a_nonce_passes_once_and_each_attempt_has_its_own() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 25)).await;
    rig.faults(json!({ "status": 503, "for_requests": 2 }))
        .await;
    assert_eq!(rig.pull(None).await.records.len(), 10);
    let journal = rig.journal().await;
    let statuses: Vec<u16> = journal.entries.iter().map(|entry| entry.status).collect();
    assert_eq!(statuses, [503, 503, 200]);

    let channel = Channel::new("by hand", rig.sandbox.url(), http(), rig.clock.clone()).unwrap();
    let timestamp = now().timestamp() + i64::try_from(rig.seconds()).unwrap();
    let by_hand = by_hand(&timestamp.to_string());
    let first = channel.send(&by_hand).await.unwrap();
    assert_eq!(first.status, 200);
    let second = channel.send(&by_hand).await.unwrap();
    let said: Value = serde_json::from_slice(&second.body).unwrap();
    assert_eq!((second.status, &said["code"]), (401, &json!("REPLAYED")));
}

/// A request as the integrations that were seen make it.
fn by_hand(timestamp: &str) -> Request {
    use sha2::{Digest, Sha256};
    let nonce = "n0nce";
    let text = format!("{timestamp}sandbox-token{nonce}{timestamp}");
    Request::get("v1/connections")
        .header("x-tif-paasid", "shuniu")
        .header("x-tif-timestamp", timestamp)
        .header("x-tif-nonce", nonce)
        .header("x-tif-serviceId", "sandbox-connections")
        .header("x-tif-signature", hex::encode(Sha256::digest(text)))
}

#[tokio::test]
async fn a_token_can_come_from_a_file() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, "sandbox-token\n").unwrap();
    let config = DataSharingConfig {
        token: None,
        token_file: Some(path),
        ..sharing_config(rig.sandbox.url())
    };
    let connector = DataSharing::new(&config, rig.clock.clone()).unwrap();
    let (report, wrong) = check_wholly(&connector).await.unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(report.steps.len(), 4, "each service is tried: {report:?}");

    let none = DataSharingConfig {
        token_file: None,
        ..config
    };
    let failure = DataSharing::new(&none, rig.clock.clone()).unwrap_err();
    assert!(failure.to_string().contains("`secret_file`"), "{failure}");
}

/// Each list goes on from its own place, asked for as the platform writes it.
#[tokio::test]
async fn a_page_is_asked_for_by_its_breakpoint_alone() {
    let on = Subject {
        system: SYSTEM,
        stream: Stream::DELIVERIES,
    };
    let rig = on.rig(on.records(12)).await;
    let first = rig.pull(None).await;
    let text = first.next.to_text();
    let stored = Cursor::from_text(&text).unwrap();
    assert_eq!(stored.id(), Some("SQ-00009"));
    let last = rig.pull(Some(&stored)).await;
    assert_eq!((last.records.len(), last.complete), (2, true));
}

/// A platform without ids of services, whose breakpoint names no record.
#[tokio::test]
async fn a_breakpoint_without_an_id_is_refused_and_no_service_id_is_made_up() {
    let answer = |headers: HeaderMap, RawQuery(query): RawQuery| async move {
        assert!(!headers.contains_key("x-tif-serviceid"), "{headers:?}");
        let query = query.unwrap_or_default();
        assert_eq!(query, "rows=10");
        Json(json!({ "code": "0", "message": "ok", "data": {
            "list": [], "breakpoint": "2026-06-30 10:00:00"
        }}))
    };
    let listener = tokio::net::TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let routes = Router::new().route("/v1/connections", get(answer));
    let server = tokio::spawn(async move { axum::serve(listener, routes).await });
    let config = DataSharingConfig {
        connections_service: None,
        ..sharing_config(&url)
    };
    let clock = Arc::new(ManualClock::new(now()));
    let connector = DataSharing::new(&config, clock).unwrap();
    let failure = connector.pull(&Stream::CONNECTIONS, None).await;
    let failure = failure.unwrap_err();
    assert_eq!(failure.class(), "remote");
    assert!(failure.to_string().contains("names no record"), "{failure}");
    server.abort();
}
