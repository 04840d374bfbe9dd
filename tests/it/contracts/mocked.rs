use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_api::config::SystemKind;
use shuniu_connectors::contract::{Answer, Connector, Cursor, ReceivedEnd, System};
use shuniu_connectors::sandbox::access;
use tokio::process::Command;

use super::handed::{Abc, sample};
use super::mock::Mock;
use super::tools::{contracts, run};

/// What the settings of an instance say, with its secrets in files of this folder.
fn settings(system: &System, url: &str, folder: &Path) -> Value {
    let mut settings = json!({"base_url": url});
    let access = access(system);
    for (key, value) in access.settings {
        settings[key] = value.into();
    }
    for secret in access.secrets {
        let path = folder.join(secret.name);
        std::fs::write(&path, secret.text.expose()).unwrap();
        settings[secret.key] = json!(path);
    }
    settings
}

/// A settings file of the product with one instance and a database of its own.
fn settings_file(system: &System, url: &str, folder: &Path) -> PathBuf {
    let url_of = |name: &str| format!("sqlite://{}?mode=rwc", folder.join(name).display());
    let mut text = format!(
        r#"
        database.url = "{}"
        ledger.key_file = {:?}
        connectors.allow_private_networks = true

        [[jurisdictions]]
        region = "320902"
        name = "亭湖区"
        packs = ["tinghu"]
        effective_on = {{ tinghu = "2024-01-01" }}

        [[connectors.instances]]
        id = "mock"
        system = "{system}"
        jurisdiction = "320902"
        "#,
        url_of("hub.sqlite"),
        folder.join("ledger.key"),
    );
    for (key, value) in settings(system, url, folder).as_object().unwrap() {
        text += &format!("{key} = {value}\n");
    }
    let path = folder.join("shuniu.toml");
    std::fs::write(&path, text).unwrap();
    path
}

async fn shuniu(words: &[&str], config: &Path) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuniu_under_test"));
    command.args(words).arg("--config").arg(config);
    command.env("RUST_LOG", "off");
    run(command).await
}

async fn synced(config: &Path) -> Vec<Value> {
    let (well, said) = shuniu(&["sync", "--json"], config).await;
    assert!(well, "{said}");
    // What it logs comes behind.
    let mut told = serde_json::Deserializer::from_str(&said).into_iter();
    let first = told.next().and_then(Result::ok);
    first.unwrap_or_else(|| panic!("{said}"))
}

fn opened(system: &System, url: &str, folder: &Path) -> Arc<dyn Connector> {
    let mut settings = settings(system, url, folder);
    settings["http"] = json!({"allow_private": true});
    let kind = SystemKind::of(system.as_str()).unwrap();
    let clock = shuniu_connectors::SystemClock::new();
    (kind.open)(settings, Arc::new(clock)).unwrap()
}

#[tokio::test]
async fn a_mock_of_each_contract_serves_the_product() {
    for contract in contracts() {
        let system = &contract.system;
        let folder = tempfile::tempdir().unwrap();
        let mock = Mock::of(system).await;
        let config = settings_file(system, &mock.url, folder.path());

        let (well, said) = shuniu(&["connector", "check"], &config).await;
        assert!(well && said.contains("ok"), "{system}: {said}");

        // The records of the examples are understood, and known again the second time.
        let streams = (SystemKind::of(system.as_str()).unwrap().streams)();
        for already in [false, true] {
            let runs = synced(&config).await;
            let read: Vec<&str> = runs
                .iter()
                .filter_map(|run| run["stream"].as_str())
                .collect();
            let named: Vec<&str> = streams
                .iter()
                .map(shuniu_connectors::contract::Stream::as_str)
                .collect();
            assert_eq!(read, named, "{system}");
            for run in &runs {
                let count = |name: &str| run["counts"][name].as_u64().unwrap();
                assert!(count("received") > 0, "{system}: {run}");
                assert_eq!(
                    count("quarantined") + count("refused"),
                    0,
                    "{system}: {run}"
                );
                let unchanged = if already { count("received") } else { 0 };
                assert_eq!(count("unchanged"), unchanged, "{system}: {run}");
            }
        }

        let connector = opened(system, &mock.url, folder.path());
        let Some(outbound) = connector.outbound() else {
            continue;
        };
        for kind in outbound.takes() {
            let pushed = outbound.push(&sample(*kind), &Abc).await;
            let receipt = pushed.unwrap_or_else(|failure| panic!("{system} {kind:?}: {failure}"));
            let said: Value = serde_json::from_str(&receipt.body).unwrap();
            assert!(said["state"].is_string(), "{system} {kind:?}: {said}");
        }
        let asked = outbound.ask("example-key-1").await.unwrap();
        assert!(
            matches!(asked, Answer::Known(receipt) if receipt.decided),
            "{system}"
        );
        let from = Cursor::from_instant("2000-01-01T00:00:00Z".parse().unwrap());
        let page = outbound.received(&from).await.unwrap();
        let complete = matches!(page.end, ReceivedEnd::Complete { through: Some(_) });
        assert!(complete && !page.listed.is_empty(), "{system}: {page:?}");
    }
}

#[tokio::test]
async fn a_mock_that_repeats_a_sealed_answer_is_not_believed() {
    let system = System::ASSET_CLOUD;
    let folder = tempfile::tempdir().unwrap();
    let mock = Mock::bare(&system).await;
    let connector = opened(&system, &mock.url, folder.path());
    let failure = connector.check().await.unwrap_err();
    assert_eq!(failure.class(), "config");
    assert!(
        failure.to_string().contains("belongs to another request"),
        "{failure}"
    );
}
