//! A connector that has learned to read what it set aside before.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{
    CanonicalRecord, CheckReport, Connector, Cursor, Outbound, Page, RecordError, Stream, System,
};
use shuniu_connectors::egress::BreakerState;
use shuniu_connectors::mapping::Names;

/// The fields that it takes for what they must have been.
pub(super) const FIELDS: [&str; 2] = ["amountUnit", "totalInvestment"];

/// The connector as it was, apart from how it reads [`FIELDS`].
pub(super) struct Mended(pub(super) Arc<dyn Connector>);

#[async_trait]
impl Connector for Mended {
    fn system(&self) -> System {
        self.0.system()
    }

    fn streams(&self) -> &[Stream] {
        self.0.streams()
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        self.0.check().await
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        self.0.pull(stream, cursor).await
    }

    fn mapping_version(&self) -> &str {
        "mended"
    }

    fn names(&self, stream: &Stream) -> Names {
        self.0.names(stream)
    }

    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        let mut record: Value = serde_json::from_str(body).unwrap();
        record["amountUnit"] = json!("万元");
        record["totalInvestment"] = json!(118.5);
        self.0.map(stream, &record.to_string())
    }

    fn outbound(&self) -> Option<&dyn Outbound> {
        self.0.outbound()
    }

    fn breaker(&self) -> BreakerState {
        self.0.breaker()
    }

    fn restore_breaker(&self, state: BreakerState) {
        self.0.restore_breaker(state);
    }
}
