//! What the signature and the cipher of the asset cloud keep out.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, Uri},
    response::IntoResponse,
};
use serde_json::{Value, json};
use shuniu_connectors::{
    Failure, ManualClock, Secret,
    asset_cloud::{
        AssetCloud, AssetCloudConfig, SignatureForm, public_key,
        sandbox::{Credentials, start},
    },
    contract::{Connector, Stream, System},
    egress::{Channel, ChannelSettings, Request},
};

use crate::rig::{Rig, asset_config, http, loopback, now, options, records};

const SYSTEM: System = System::ASSET_CLOUD;

async fn checked(rig: &Rig, config: AssetCloudConfig) -> Result<(), Failure> {
    let connector = AssetCloud::new(&config, rig.clock.clone())?;
    connector.check().await.map(drop)
}

#[tokio::test]
async fn each_wrong_setting_is_named() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let right = || asset_config(rig.sandbox.url());
    checked(&rig, right()).await.unwrap();
    let other = Secret::new("33".repeat(32));
    for (config, said) in [
        (
            AssetCloudConfig {
                app_code: "stranger".into(),
                ..right()
            },
            "UNKNOWN_APP",
        ),
        (
            AssetCloudConfig {
                private_key: Some(other.clone()),
                ..right()
            },
            "register the public key",
        ),
        (
            AssetCloudConfig {
                signer_id: "shuniu".into(),
                ..right()
            },
            "signer_id",
        ),
        (
            AssetCloudConfig {
                signature_form: SignatureForm::Der,
                ..right()
            },
            "signature_form",
        ),
        (
            AssetCloudConfig {
                platform_public_key: public_key(&other).unwrap(),
                ..right()
            },
            "check platform_public_key",
        ),
        (
            AssetCloudConfig {
                cipher_key: Some(Secret::new("ff".repeat(16))),
                ..right()
            },
            "cipher_key",
        ),
    ] {
        let failure = checked(&rig, config).await.unwrap_err();
        assert_eq!(failure.class(), "config", "{failure}");
        assert!(failure.to_string().contains(said), "{said}: {failure}");
    }
}

#[tokio::test]
async fn public_keys_without_04_and_der_signatures_do_as_well() {
    let clock = Arc::new(ManualClock::new(now()));
    let credentials = Credentials {
        signature_form: SignatureForm::Der,
        app_public_key: Credentials::default().app_public_key[2..].into(),
        ..Credentials::default()
    };
    let seeded = options(&Stream::ASSET_CHANGES, records(&SYSTEM, 3), &clock);
    let sandbox = start(loopback(), seeded, credentials).await.unwrap();
    let config = asset_config(sandbox.url());
    let config = AssetCloudConfig {
        platform_public_key: config.platform_public_key[2..].into(),
        signature_form: SignatureForm::Der,
        ..config
    };
    let connector = AssetCloud::new(&config, clock).unwrap();
    let page = connector.pull(&Stream::ASSET_CHANGES, None).await.unwrap();
    assert_eq!(page.records.len(), 3);
}

#[tokio::test]
async fn a_clock_that_is_off_is_named() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    for (seconds, fits) in [(-301, false), (-300, true), (300, true), (301, false)] {
        let off = now() + chrono::Duration::seconds(seconds);
        let off = Arc::new(ManualClock::new(off));
        let connector = AssetCloud::new(&asset_config(rig.sandbox.url()), off).unwrap();
        let outcome = connector.check().await;
        assert_eq!(outcome.is_ok(), fits, "{seconds}: {outcome:?}");
        if let Err(failure) = outcome {
            assert_eq!(failure.class(), "config");
            assert!(failure.to_string().contains("CLOCK_SKEW"), "{failure}");
        }
    }
}

/// What went over the wire, and what goes back instead of the answer.
#[derive(Clone, Default)]
struct Wire {
    platform: String,
    bodies: Arc<Mutex<Vec<(String, Bytes)>>>,
    /// Whether requests are kept from the platform.
    held: Arc<AtomicBool>,
    /// Whether each request is sent twice.
    repeats: Arc<AtomicBool>,
    twist: Arc<Mutex<Option<Twist>>>,
}

type Twist = Box<dyn Fn(&mut Value) + Send>;

/// Stands between the connector and the platform.
async fn between(rig: &Rig) -> (Wire, String) {
    let wire = Wire {
        platform: rig.sandbox.url().to_owned(),
        ..Wire::default()
    };
    let router = Router::new().fallback(relay).with_state(wire.clone());
    let listener = tokio::net::TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (wire, url)
}

async fn relay(State(wire): State<Wire>, uri: Uri, body: Bytes) -> impl IntoResponse {
    let path = uri.path().trim_start_matches('/').to_owned();
    let request = if body.is_empty() {
        Request::get(&path)
    } else {
        Request::post(&path, "application/json", body.to_vec())
    };
    wire.bodies.lock().unwrap().push((path, body));
    if wire.held.load(Ordering::SeqCst) {
        return (StatusCode::OK, "{}".to_owned());
    }
    if wire.repeats.load(Ordering::SeqCst) {
        post(&wire.platform, &request).await;
    }
    let (status, answer) = post(&wire.platform, &request).await;
    let mut answer: Value = serde_json::from_slice(&answer).unwrap();
    if let Some(twist) = &*wire.twist.lock().unwrap() {
        twist(&mut answer);
    }
    let status = StatusCode::from_u16(status).unwrap();
    (status, answer.to_string())
}

async fn post(url: &str, request: &Request) -> (u16, Vec<u8>) {
    let clock = Arc::new(ManualClock::new(now()));
    let channel = Channel::new("probe", url, http(), clock).unwrap();
    let response = channel.send(request).await.unwrap();
    (response.status, response.body)
}

fn post_of(path: &str, envelope: &Value) -> Request {
    Request::post(path, "application/json", envelope.to_string().into_bytes())
}

#[tokio::test]
async fn a_request_is_taken_once_unchanged_for_its_service_and_in_its_time() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    let (wire, url) = between(&rig).await;
    let connector = AssetCloud::new(&asset_config(&url), rig.clock.clone()).unwrap();
    connector.pull(&Stream::ASSET_CHANGES, None).await.unwrap();
    let (path, body) = wire.bodies.lock().unwrap().last().cloned().unwrap();
    assert_eq!(path, "v1/changes");
    let seen: Value = serde_json::from_slice(&body).unwrap();
    for shown in ["limit", "320902"] {
        assert!(!String::from_utf8_lossy(&body).contains(shown), "{shown}");
    }

    let refused = |path: &'static str, envelope: Value| {
        let platform = rig.sandbox.url().to_owned();
        async move {
            let (status, body) = post(&platform, &post_of(path, &envelope)).await;
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(status, 401, "{body}");
            body["code"].as_str().unwrap().to_owned()
        }
    };
    let changed = |field: &str, value: &str| {
        let mut envelope = seen.clone();
        envelope[field] = json!(value);
        envelope
    };
    assert_eq!(refused("v1/changes", seen.clone()).await, "REPLAYED");
    assert_eq!(refused("v1/cards", seen.clone()).await, "WRONG_SERVICE");
    for (field, value) in [
        ("nonce", "00112233445566778899aabbccddeeff"),
        ("encData", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ("signData", "AAAA"),
        ("signData", "!"),
    ] {
        let envelope = changed(field, value);
        assert_eq!(
            refused("v1/changes", envelope).await,
            "BAD_SIGNATURE",
            "{field}"
        );
    }
    // One millisecond, still within five minutes: the signature covers it.
    let later = seen["timestamp"].as_str().unwrap().parse::<i64>().unwrap() + 1;
    let envelope = changed("timestamp", &later.to_string());
    assert_eq!(refused("v1/changes", envelope).await, "BAD_SIGNATURE");
    let envelope = changed("encType", "AES");
    assert_eq!(refused("v1/changes", envelope).await, "BAD_SCHEME");
    assert_eq!(refused("v1/changes", json!({})).await, "NOT_SEALED");

    rig.clock.advance(std::time::Duration::from_secs(601));
    assert_eq!(refused("v1/changes", seen.clone()).await, "CLOCK_SKEW");
}

#[tokio::test]
async fn nobody_else_can_use_up_our_number() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    let (wire, url) = between(&rig).await;
    let connector = AssetCloud::new(&asset_config(&url), rig.clock.clone()).unwrap();
    wire.held.store(true, Ordering::SeqCst);
    let unheard = connector.pull(&Stream::ASSET_CHANGES, None).await;
    assert_eq!(unheard.unwrap_err().class(), "remote");
    let (path, body) = wire.bodies.lock().unwrap().last().cloned().unwrap();
    let ours: Value = serde_json::from_slice(&body).unwrap();
    let mut forged = ours.clone();
    forged["encData"] = json!("AAAA");
    let platform = rig.sandbox.url();
    assert_eq!(post(platform, &post_of(&path, &forged)).await.0, 401);
    assert_eq!(post(platform, &post_of(&path, &ours)).await.0, 200);
}

#[tokio::test]
async fn a_repeated_request_is_named() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    let (wire, url) = between(&rig).await;
    let connector = AssetCloud::new(&asset_config(&url), rig.clock.clone()).unwrap();
    wire.repeats.store(true, Ordering::SeqCst);
    let outcome = connector.pull(&Stream::ASSET_CHANGES, None).await;
    let failure = outcome.unwrap_err();
    assert_eq!(failure.class(), "config", "{failure}");
    assert!(
        failure.to_string().contains("repeats our requests"),
        "{failure}"
    );
}

#[tokio::test]
async fn an_answer_that_was_tampered_with_is_not_believed() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    let (wire, url) = between(&rig).await;
    let connector = AssetCloud::new(&asset_config(&url), rig.clock.clone()).unwrap();
    let old = Arc::new(Mutex::new(Value::Null));
    let keep = Arc::clone(&old);
    let twist = |twist: Twist| *wire.twist.lock().unwrap() = Some(twist);
    twist(Box::new(move |answer| {
        *keep.lock().unwrap() = answer.clone();
    }));
    connector.pull(&Stream::ASSET_CHANGES, None).await.unwrap();
    let old = old.lock().unwrap().clone();

    let set = |field: &'static str, value: &'static str| -> Twist {
        Box::new(move |answer| answer[field] = json!(value))
    };
    for (change, said) in [
        (
            Box::new(move |answer: &mut Value| *answer = old.clone()) as Twist,
            "REPLAYED",
        ),
        (
            set("encData", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            "not signed by the platform",
        ),
        (set("signData", "AAAA"), "not signed by the platform"),
        (
            set("timestamp", "1782784800001"),
            "not signed by the platform",
        ),
        (set("timestamp", "1700000000000"), "five minutes"),
        (set("service", "ping"), "another service"),
        (set("appCode", "other"), "another request"),
        (set("signType", "RSA"), "contract.yaml"),
    ] {
        twist(change);
        let outcome = connector.pull(&Stream::ASSET_CHANGES, None).await;
        let failure = outcome.unwrap_err();
        assert_eq!(failure.class(), "config", "{failure}");
        assert!(failure.to_string().contains(said), "{said}: {failure}");
    }
    twist(Box::new(|answer| {
        *answer = json!({ "code": "0", "data": { "items": [] } });
    }));
    let outcome = connector.pull(&Stream::ASSET_CHANGES, None).await;
    assert_eq!(
        outcome.unwrap_err().class(),
        "remote",
        "an answer in the open is none"
    );
}

#[tokio::test]
async fn a_retried_request_is_sealed_anew() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    rig.faults(json!({ "cut_body": true, "for_requests": 2 }))
        .await;
    assert_eq!(rig.pull(None).await.records.len(), 3);
    // Six pauses of 59 seconds: by then the first seal would be too old.
    let patient = asset_config(rig.sandbox.url());
    let patient = AssetCloudConfig {
        http: ChannelSettings {
            attempts: 7,
            ..patient.http
        },
        ..patient
    };
    let connector = AssetCloud::new(&patient, rig.clock.clone()).unwrap();
    rig.faults(json!({ "status": 429, "retry_after": 59, "for_requests": 6 }))
        .await;
    let page = connector.pull(&rig.stream, None).await.unwrap();
    assert_eq!(page.records.len(), 3);
    let statuses: Vec<u16> = rig
        .journal()
        .await
        .entries
        .iter()
        .map(|e| e.status)
        .collect();
    assert!(!statuses.contains(&401), "{statuses:?}");
}

#[tokio::test]
async fn keys_can_come_from_files() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let folder = tempfile::tempdir().unwrap();
    let config = asset_config(rig.sandbox.url());
    let file = |name: &str, secret: &Option<Secret>| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{}\n", secret.as_ref().unwrap().expose())).unwrap();
        Some(path)
    };
    let from_files = AssetCloudConfig {
        private_key_file: file("sm2", &config.private_key),
        cipher_key_file: file("sm4", &config.cipher_key),
        private_key: None,
        cipher_key: None,
        ..config
    };
    checked(&rig, from_files.clone()).await.unwrap();
    let none = AssetCloudConfig {
        cipher_key_file: None,
        ..from_files
    };
    let failure = checked(&rig, none).await.unwrap_err();
    assert!(failure.to_string().contains("cipher_key_file"), "{failure}");
}

#[test]
fn the_readme_names_the_key_of_the_sandbox() {
    let key = Credentials::default().platform_public_key().unwrap();
    assert!(include_str!("../../README.md").contains(&key), "{key}");
}
