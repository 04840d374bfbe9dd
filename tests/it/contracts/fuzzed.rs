use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};
use shuniu_connectors::contract::System;
use shuniu_connectors::sandbox::{SandboxHandle, SandboxOptions, access, start_known};
use shuniu_connectors::seed::{SeedOptions, World, generate};
use shuniu_tests::soak::is_soaking;

use super::tools::{altered, contract_of, contracts, run, script};

/// Requests of each kind to each operation.
const EXAMPLES: &str = "8";
const EXAMPLES_OF_A_SOAK: &str = "200";

/// Names the requests that are drawn; another one draws others.
const SEED: &str = "SHUNIU_TEST_SEED";

/// Whether a record is one of those that the seed spoils on purpose: it marks them by their id.
fn is_spoilt(record: &Value) -> bool {
    let texts = record
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_str);
    let mut marks =
        texts.map(|text| text.is_empty() || text.ends_with("-Y") || text.ends_with("-Y2"));
    marks.any(|marked| marked)
}

async fn sandbox(world: &World, system: &System) -> SandboxHandle {
    let mut records: BTreeMap<String, Vec<Value>> = world.of_system(system);
    for stream in records.values_mut() {
        stream.retain(|record| !is_spoilt(record));
        assert!(stream.len() > 20);
    }
    let options = SandboxOptions {
        records,
        ..SandboxOptions::default()
    };
    let started = start_known(system, ([127, 0, 0, 1], 0).into(), options).await;
    started.unwrap().expect("each contract has a sandbox")
}

async fn fuzz(contract: &Path, system: &System, url: &str) -> (bool, String) {
    let access = access(system);
    let settings = access.settings.into_iter();
    let secrets = access.secrets.into_iter();
    let known: Map<String, Value> = settings
        .chain(secrets.map(|secret| (secret.key, secret.text.expose().to_owned())))
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect();
    let examples = if is_soaking() {
        EXAMPLES_OF_A_SOAK
    } else {
        EXAMPLES
    };
    let seed = std::env::var(SEED).unwrap_or_else(|_| "1".to_owned());
    let mut fuzz = script("fuzz.py");
    fuzz.arg(contract).arg(url);
    fuzz.args(["--examples", examples, "--seed", &seed]);
    fuzz.env("ACCESS", Value::Object(known).to_string());
    run(fuzz).await
}

#[tokio::test]
async fn no_sandbox_contradicts_its_contract() {
    let world = generate(SeedOptions::default());
    for contract in contracts() {
        let sandbox = sandbox(&world, &contract.system).await;
        let (content, said) = fuzz(&contract.path, &contract.system, sandbox.url()).await;
        assert!(content, "{}\n{said}", contract.system);
        sandbox.shutdown().await;
    }
}

#[tokio::test]
async fn a_contradiction_is_found() {
    let world = generate(SeedOptions::default());
    let system = System::TRADING_CENTRE;
    let sandbox = sandbox(&world, &system).await;
    let folder = tempfile::tempdir().unwrap();
    for (from, to, found) in [
        // What the sandbox answers is not what the contract says.
        (
            "contract: { const: \"1\" }",
            "contract: { const: \"2\" }",
            "GET /meta",
        ),
        // What the contract forbids the sandbox takes.
        ("maximum: 1000,", "maximum: 10,", "in query"),
    ] {
        let path = altered(&contract_of(&system), from, to, folder.path());
        let (content, said) = fuzz(&path, &system, sandbox.url()).await;
        assert!(!content && said.contains(found), "{said}");
    }
}
