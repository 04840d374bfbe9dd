use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use uuid::Uuid;

use crate::query::ContentRow;

/// A content on its way out, piece by piece.
pub type Chunks = BoxStream<'static, Result<Bytes, StoreError>>;

/// The name of a content: the same bytes are kept once for each jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentName {
    /// Whose it is.
    pub jurisdiction: Uuid,
    /// SM3 of the bytes, 64 hex digits.
    pub hash: String,
}

impl ContentName {
    /// Under what the content of a document is kept.
    pub(super) fn of(content: &ContentRow) -> Self {
        Self {
            jurisdiction: content.jurisdiction_id,
            hash: content.hash.clone(),
        }
    }
}

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row speaks of the content, and the store does not have it.
    #[error("the document store has lost content {0}; restore it from a backup")]
    Missing(String),
    /// A row speaks of the content, and the store has other bytes under its name.
    #[error("the document store has other bytes as content {0}; restore it from a backup")]
    Altered(String),
    /// The disk refused.
    #[error("{doing} {path}")]
    Disk {
        /// What was attempted.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: io::Error,
    },
    /// The store as it is set up does not let us.
    #[error("the document store cannot be used: {0}")]
    Unusable(String),
    /// A store elsewhere did not do it.
    #[error("the document store did not {doing}: {problem}")]
    Elsewhere {
        /// What was attempted.
        doing: &'static str,
        /// What it said.
        problem: String,
    },
}

impl StoreError {
    pub(super) fn disk(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |cause| Self::Disk { doing, path, cause }
    }
}

/// Does what waits for a disk where nobody else waits for it.
pub(super) async fn on_thread<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        let problem = error.to_string();
        Err(StoreError::Elsewhere { doing, problem })
    })
}

/// A page of what a store keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Hashes of contents of that age.
    pub hashes: Vec<String>,
    /// Where the next page begins; absent on the last.
    pub next: Option<String>,
}

/// Keeps contents under their hash. All of it may be asked again: keeping what is kept and
/// removing what is gone are no errors.
#[async_trait::async_trait]
pub trait ContentStore: Send + Sync + std::fmt::Debug {
    /// Keeps a copy of the staged file, whole or not at all. What was kept before counts as new.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; the staged file stays.
    async fn keep(&self, name: &ContentName, staged: &Path) -> Result<(), StoreError>;

    /// Whether it is there.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot tell.
    async fn holds(&self, name: &ContentName) -> Result<bool, StoreError>;

    /// Reads the bytes of the range, which lies within the content.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] when it is not there.
    async fn open(&self, name: &ContentName, range: Range<u64>) -> Result<Chunks, StoreError>;

    /// Contents that were last kept before an instant, a page in the order of their hashes; the
    /// next page is asked for with what this one names.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot tell.
    async fn kept_before(
        &self,
        jurisdiction: Uuid,
        before: DateTime<Utc>,
        after: Option<&str>,
    ) -> Result<Kept, StoreError>;

    /// Removes it, if it was not kept again since an instant; tells whether it did.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it may still be there.
    async fn remove(&self, name: &ContentName, before: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Tells whether it answers now.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it does not.
    async fn answers(&self) -> Result<(), StoreError>;

    /// Tries out all that it must do, before anybody relies on it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unusable`] when it is set up wrong; another when it does not answer now.
    async fn try_out(&self) -> Result<(), StoreError>;
}
