use std::process::Stdio;

use shuniu_connectors::contract::System;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Child;

use super::tools::{contract_of, prism, script};

/// A mock of a contract. It ends when its standard input does, so also when a test panics.
pub(super) struct Mock {
    pub(super) url: String,
    _process: Child,
}

impl Mock {
    /// Serves what the contract gives as examples; bodies travel as the contract says.
    pub(super) async fn of(system: &System) -> Self {
        Self::start(system, &[]).await
    }

    /// Serves the examples and nothing else, envelopes with them.
    pub(super) async fn bare(system: &System) -> Self {
        Self::start(system, &["--bare"]).await
    }

    async fn start(system: &System, options: &[&str]) -> Self {
        let mut mock = script("mock.py");
        mock.arg(contract_of(system).path)
            .arg("--prism")
            .arg(prism());
        mock.args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = mock.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let said = lines.next_line().await.unwrap();
        let url = said.as_deref().and_then(|line| line.strip_prefix("ready "));
        Self {
            url: url.expect("the mock starts").to_owned(),
            _process: process,
        }
    }
}
