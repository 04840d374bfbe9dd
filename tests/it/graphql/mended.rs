//! A connector that has learned to read what it set aside before.

use std::sync::Arc;

use async_trait::async_trait;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{
    CanonicalRecord, CheckReport, Connector, Cursor, Outbound, Page, RecordError, Stream, System,
};
use shuniu_connectors::egress::BreakerState;
use shuniu_connectors::mapping::Names;

/// The field whose code list it has been taught.
pub(crate) const TAUGHT: &str = "/projectType";

/// The connector as it was, apart from how it reads [`TAUGHT`].
pub(crate) struct Mended(pub(crate) Arc<dyn Connector>);

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
        self.0.map(stream, &body.replace("研究类", "服务类"))
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
