use std::path::{Path, PathBuf};

use shuniu_connectors::contract::System;
use shuniu_connectors::sandbox::KNOWN;
use tokio::process::Command;

/// Set by `cargo xtask test`.
const FOLDER: &str = "SHUNIU_TEST_CONTRACT_TOOLS";

/// A committed contract.
pub(super) struct Contract {
    pub(super) system: System,
    pub(super) path: PathBuf,
}

/// Every contract that a connector has, found by looking.
pub(super) fn contracts() -> Vec<Contract> {
    let folders = std::fs::read_dir(root().join("connectors/src")).unwrap();
    let mut found: Vec<Contract> = folders
        .map(|entry| entry.unwrap().path())
        .filter(|folder| folder.join("contract.yaml").is_file())
        .map(|folder| Contract {
            system: System::new(folder.file_name().unwrap().to_str().unwrap()),
            path: folder.join("contract.yaml"),
        })
        .collect();
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert_eq!(found.len(), KNOWN.len(), "each sandbox keeps a contract");
    found
}

pub(super) fn contract_of(system: &System) -> Contract {
    let mut found = contracts().into_iter();
    found.find(|contract| contract.system == *system).unwrap()
}

/// One of the scripts in `tests/contracts`.
pub(super) fn script(name: &str) -> Command {
    let mut python = Command::new(installed("python/bin/python"));
    python
        .arg(root().join("tests/contracts").join(name))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    python
}

/// The mock server.
pub(super) fn prism() -> PathBuf {
    installed("node/node_modules/.bin/prism")
}

fn installed(program: &str) -> PathBuf {
    let folder = std::env::var_os(FOLDER).expect(
        "no tools to check contracts with: run `cargo xtask test`, which sets \
         SHUNIU_TEST_CONTRACT_TOOLS",
    );
    Path::new(&folder).join(program)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Runs it to its end; whether it is content, and what it said.
pub(super) async fn run(mut command: Command) -> (bool, String) {
    let ended = command.kill_on_drop(true).output().await.unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    (
        ended.status.success(),
        said + &String::from_utf8_lossy(&ended.stderr),
    )
}

/// The contract with a passage altered, in a folder that is named as its system.
pub(super) fn altered(contract: &Contract, from: &str, to: &str, folder: &Path) -> PathBuf {
    let text = std::fs::read_to_string(&contract.path).unwrap();
    assert!(text.contains(from), "{from}");
    let home = folder.join(contract.system.as_str());
    std::fs::create_dir_all(&home).unwrap();
    let path = home.join("contract.yaml");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    path
}
