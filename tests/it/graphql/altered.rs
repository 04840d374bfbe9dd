//! A connector as it was, but for one thing: it has learned to read what it set aside before, or it
//! has become slow.

use std::sync::Arc;

use async_trait::async_trait;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{
    CanonicalRecord, CheckReport, Connector, Cursor, Mapper, Outbound, Page, RecordError, Stream,
    System,
};
use shuniu_connectors::egress::Breaker;
use tokio::sync::Notify;

/// The field whose code list it has been taught.
pub(crate) const TAUGHT: &str = "/projectType";

/// Holds back every page but the first of a stream.
#[derive(Debug, Default)]
pub(crate) struct Slow {
    /// Somebody has asked for a page that is held back.
    pub(crate) asked: Notify,
    /// Lets one page go.
    pub(crate) go_on: Notify,
}

/// A connector that was altered.
pub(crate) struct Altered {
    was: Arc<dyn Connector>,
    /// What it reads otherwise now, and as what.
    taught: Option<(&'static str, &'static str)>,
    slow: Option<Arc<Slow>>,
}

impl Altered {
    /// It reads [`TAUGHT`] now.
    pub(crate) fn taught(was: &Arc<dyn Connector>) -> Arc<Self> {
        Self::reading(was, ("研究类", "服务类"))
    }

    /// It reads something otherwise now.
    pub(crate) fn reading(
        was: &Arc<dyn Connector>,
        taught: (&'static str, &'static str),
    ) -> Arc<Self> {
        Arc::new(Self {
            was: Arc::clone(was),
            taught: Some(taught),
            slow: None,
        })
    }

    /// It is slow now.
    pub(crate) fn slow(was: &Arc<dyn Connector>, slow: &Arc<Slow>) -> Arc<Self> {
        Arc::new(Self {
            was: Arc::clone(was),
            taught: None,
            slow: Some(Arc::clone(slow)),
        })
    }
}

#[async_trait]
impl Connector for Altered {
    fn system(&self) -> System {
        self.was.system()
    }

    fn streams(&self) -> &[Stream] {
        self.was.streams()
    }

    async fn check(&self) -> Result<CheckReport, Failure> {
        self.was.check().await
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        if let (Some(slow), Some(_)) = (&self.slow, cursor) {
            slow.asked.notify_one();
            slow.go_on.notified().await;
        }
        self.was.pull(stream, cursor).await
    }

    fn mapping(&self) -> &dyn Mapper {
        self.was.mapping()
    }

    fn mapping_version(&self) -> &str {
        if self.taught.is_some() {
            "mended"
        } else {
            self.was.mapping_version()
        }
    }

    fn map(&self, stream: &Stream, body: &str) -> Result<CanonicalRecord, RecordError> {
        match self.taught {
            Some((from, to)) => self.was.map(stream, &body.replace(from, to)),
            None => self.was.map(stream, body),
        }
    }

    fn outbound(&self) -> Option<&dyn Outbound> {
        self.was.outbound()
    }

    fn breaker(&self) -> &Breaker {
        self.was.breaker()
    }
}
