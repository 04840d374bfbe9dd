use serde_json::{Value, json};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::CheckReport;
use shuniu_connectors::sandbox::access;

use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::subject::{Side, Transport, open};

async fn check(
    on: &Kit<'_>,
    side: &dyn Side,
    further: &[(&str, Value)],
) -> Result<CheckReport, Failure> {
    open(&on.system, side, further)?.check().await
}

/// What is refused for our own settings, and does not tell the secret.
async fn refused(on: &Kit<'_>, side: &dyn Side, further: &[(&str, Value)], secret: &str) {
    let failure = check(on, side, further).await.expect_err("it is taken");
    let told = failure.to_string();
    assert_eq!(failure.class(), "config", "{on}: {further:?}: {told}");
    assert!(secret.is_empty() || !told.contains(secret), "{on}: {told}");
}

/// The same secret with another first sign, so that it keeps its form.
fn other(secret: &str) -> String {
    let first = if secret.starts_with('1') { "2" } else { "1" };
    format!("{first}{}", &secret[1..])
}

/// 2: a check passes, refuses what is wrong, and outlives credentials that end.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let side = on.idle().await;
    let side = side.as_ref();
    let report = check(on, side, &[]).await.unwrap();
    assert_eq!(report.system, on.system.as_str(), "{on}");
    assert!(!report.steps.is_empty(), "{on}: {report:?}");
    match on.subject.transport() {
        Transport::Interface => over_its_interface(on, side).await,
        Transport::Files => {
            refused(on, side, &[("drop.folder", json!("/nowhere/at/all"))], "").await;
        }
        Transport::MarkedRows | Transport::ReadRows => {
            let url = side.settings()["exchange"]["url"]
                .as_str()
                .unwrap()
                .to_owned();
            let (server, _) = url.rsplit_once('/').unwrap();
            let nowhere = format!("{server}/no_such_database");
            refused(on, side, &[("exchange.url", json!(nowhere))], "").await;
        }
    }
    Outcome::Held
}

async fn over_its_interface(on: &Kit<'_>, side: &dyn Side) {
    let folder = tempfile::tempdir().unwrap();
    for secret in access(&on.system).secrets {
        let wrong = other(secret.text.expose());
        let file = folder.path().join(secret.name);
        std::fs::write(&file, &wrong).unwrap();
        refused(on, side, &[(secret.key, json!(file))], &wrong).await;
        let gone = folder.path().join("gone");
        refused(on, side, &[(secret.key, json!(gone))], "").await;
    }
    // What was given out for a while is asked for anew, whoever held it.
    let connector = open(&on.system, side, &[]).unwrap();
    connector.check().await.unwrap();
    side.faults(json!({ "expire_secret": true, "for_requests": 1 }))
        .await;
    for stream in connector.streams() {
        connector.pull(stream, None).await.unwrap();
    }
    connector.check().await.unwrap();
}
