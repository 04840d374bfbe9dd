//! A connector as it was, but for one thing: it has learned to read what it set aside before, or it
//! has become slow.

use std::sync::Arc;

use async_trait::async_trait;
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{CanonicalRecord, Connector, Cursor, Page, RecordError, Stream};
use shuniu_tests::{Double, StandIn};
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
    pub(crate) fn taught(was: &Arc<dyn Connector>) -> Arc<StandIn<Self>> {
        Self::reading(was, ("研究类", "服务类"))
    }

    /// It reads something otherwise now.
    pub(crate) fn reading(
        was: &Arc<dyn Connector>,
        taught: (&'static str, &'static str),
    ) -> Arc<StandIn<Self>> {
        Arc::new(StandIn(Self {
            was: Arc::clone(was),
            taught: Some(taught),
            slow: None,
        }))
    }

    /// It is slow now.
    pub(crate) fn slow(was: &Arc<dyn Connector>, slow: &Arc<Slow>) -> Arc<StandIn<Self>> {
        Arc::new(StandIn(Self {
            was: Arc::clone(was),
            taught: None,
            slow: Some(Arc::clone(slow)),
        }))
    }
}

#[async_trait]
impl Double for Altered {
    fn was(&self) -> &dyn Connector {
        self.was.as_ref()
    }

    async fn pull(&self, stream: &Stream, cursor: Option<&Cursor>) -> Result<Page, Failure> {
        if let (Some(slow), Some(_)) = (&self.slow, cursor) {
            slow.asked.notify_one();
            slow.go_on.notified().await;
        }
        self.was.pull(stream, cursor).await
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
}
