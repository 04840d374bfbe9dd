use serde_json::{Value, json};
use shuniu_api::config::SystemKind;
use shuniu_connectors::sandbox::access;

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::subject::{Transport, open, set};

/// What no answer may show.
const CANARY: &str = "canary-1-7f3a90";

/// 1: the settings are declared, and secrets are named by files alone.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let side = on.idle().await;
    let kind = SystemKind::of(on.system.as_str()).unwrap();
    let (keys, given) = ((kind.keys)(), side.settings());
    for key in given.as_object().unwrap().keys() {
        assert!(keys.get(key).is_some(), "{on}: {key} is not declared");
    }
    drop(open(&on.system, side.as_ref(), &[]).unwrap());
    let refused = |path: &str, value: Value| {
        let told = open(&on.system, side.as_ref(), &[(path, value)]);
        told.err()
            .unwrap_or_else(|| panic!("{on}: {path} is taken"))
            .to_string()
    };
    let told = refused("page_sise", json!(5));
    assert!(
        told.contains("page_sise") && told.contains("page_size"),
        "{on}: {told}"
    );
    refused("page_size", json!("many"));
    if on.subject.transport() == Transport::Interface {
        for secret in access(&on.system).secrets {
            assert!(
                secret.key.ends_with("_file"),
                "{on}: {} is no file",
                secret.key
            );
            assert!(
                keys.get(secret.key).is_some(),
                "{on}: {} is not declared",
                secret.key
            );
            let inline = secret.key.trim_end_matches("_file");
            let told = refused(inline, json!(CANARY));
            assert!(!told.contains(CANARY), "{on}: {told}");
            let shown = (kind.shown)(given.clone()).unwrap().to_string();
            assert!(!shown.contains(secret.text.expose()), "{on}: {shown}");
        }
    }
    if given.get("exchange").is_some() {
        let url = format!("postgres://hub:{CANARY}@127.0.0.1/exchange");
        for (path, value) in [("exchange.password", CANARY), ("exchange.url", &url)] {
            let told = refused(path, json!(value));
            assert!(!told.contains(CANARY), "{on}: {told}");
        }
        let mut settings = given.clone();
        set(&mut settings, "exchange.url", json!(url));
        let shown = (kind.shown)(settings).unwrap().to_string();
        assert!(!shown.contains(CANARY), "{on}: {shown}");
    }
    side.end().await;
    Outcome::Held
}
