use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use shuniu_connectors::Clock;
use shuniu_connectors::contract::System;
use shuniu_hub::clock::ManualClock;
use shuniu_tests::outside::Outside;

use super::PAGE;
use crate::conformance::subject::{Records, Side};

/// The sandbox of a system.
pub(in crate::conformance) struct Interface {
    system: System,
    outside: Outside,
}

impl Interface {
    pub(in crate::conformance) async fn start(
        system: &System,
        records: &Records,
        clock: &ManualClock,
    ) -> Self {
        let outside = Outside::alone(system, records.clone(), clock)
            .await
            .unwrap();
        Self {
            system: system.clone(),
            outside,
        }
    }

    async fn control(&self, path: &str, body: &Value) {
        self.outside
            .control(&self.system, path, body)
            .await
            .unwrap();
    }
}

#[async_trait]
impl Side for Interface {
    fn settings(&self) -> Value {
        let page = [("page_size", json!(PAGE))];
        self.outside.settings(&self.system, &page).unwrap()
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.outside.clock()
    }

    fn advance(&self, by: Duration) {
        self.outside.advance(by);
    }

    async fn brings(&self, records: &Records) {
        self.outside.bring(&self.system, records).await.unwrap();
    }

    async fn holds(&self, records: &Records) {
        let state = json!({ "streams": records, "extra": {} });
        self.control("state", &state).await;
    }

    async fn widens(&self, records: &Records) {
        let mut wider = records.clone();
        for one in wider.values_mut().flatten() {
            one["whatNobodyKnows"] = json!("新增字段");
        }
        self.brings(&wider).await;
    }

    async fn faults(&self, faults: Value) {
        self.control("faults", &faults).await;
    }

    async fn requests(&self) -> Option<u64> {
        let journal = self.outside.journal(&self.system).await.unwrap();
        Some(journal.total)
    }

    async fn decides(&self) {
        // An official takes his time; a platform that waits for questions is asked twice.
        self.advance(Duration::from_secs(600));
    }

    async fn received(&self) -> u64 {
        let journal = self.outside.journal(&self.system).await.unwrap();
        let taken = journal.counts.iter().filter(|(what, _)| {
            what.starts_with("POST ") && TAKES.iter().any(|path| what.ends_with(path))
        });
        taken.map(|(_, count)| count).sum()
    }

    async fn breaks(&self, _: &Records) -> Vec<&'static str> {
        Vec::new()
    }

    async fn mends(&self, _: &Records) {}

    async fn traces(&self) -> Vec<String> {
        let state = self.outside.state(&self.system).await.unwrap();
        vec![state["streams"].to_string()]
    }

    async fn end(self: Box<Self>) {
        self.outside.stop().await;
    }
}

/// What the paths end with that take what is handed over.
const TAKES: [&str; 3] = ["/project-codes/applications", "/registrations", "/cards"];
