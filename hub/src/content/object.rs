use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt as _, stream};
use shuniu_connectors::Failure;
use shuniu_connectors::object_store::Bucket;
use uuid::Uuid;

use super::store::{Chunks, ContentName, ContentStore, Kept, StoreError};

/// How much is read in one request: what a caller waits for, and what is in memory for each.
const PIECE: u64 = 4 << 20;

/// What is put and removed to try a bucket out; no hash is called so.
const TRIAL: &str = "trial";

/// Contents as objects of a bucket: `JURISDICTION/ab/abcdef…`, as in the folder of a
/// [`DiskStore`](super::DiskStore), so that one can be copied into the other.
#[derive(Clone, Debug)]
pub struct ObjectStore {
    bucket: Arc<Bucket>,
}

impl ObjectStore {
    /// Keeps contents in the bucket.
    #[must_use]
    pub fn of(bucket: Bucket) -> Self {
        let bucket = Arc::new(bucket);
        Self { bucket }
    }
}

fn key(name: &ContentName) -> String {
    let group = name.hash.get(..2).unwrap_or("-");
    format!("{}/{group}/{}", name.jurisdiction, name.hash)
}

fn failed(doing: &'static str) -> impl FnOnce(Failure) -> StoreError {
    move |failure| match failure {
        Failure::Transient { message, .. } => StoreError::Elsewhere {
            doing,
            problem: message,
        },
        other => StoreError::Unusable(other.to_string()),
    }
}

#[async_trait::async_trait]
impl ContentStore for ObjectStore {
    async fn keep(&self, name: &ContentName, staged: &Path) -> Result<(), StoreError> {
        // Putting again what is there makes it young.
        let put = self.bucket.put(&key(name), staged).await;
        put.map_err(failed("keep the content"))
    }

    async fn holds(&self, name: &ContentName) -> Result<bool, StoreError> {
        let about = self.bucket.about(&key(name)).await;
        let about = about.map_err(failed("look for the content"))?;
        Ok(about.is_some())
    }

    async fn open(&self, name: &ContentName, range: Range<u64>) -> Result<Chunks, StoreError> {
        let source = Source {
            bucket: Arc::clone(&self.bucket),
            key: key(name),
            hash: name.hash.clone(),
        };
        if range.is_empty() {
            return match self.holds(name).await? {
                true => Ok(stream::empty().boxed()),
                false => Err(StoreError::Missing(source.hash)),
            };
        }
        // What is not there is told before anything is promised.
        let first = source.piece(&range).await?;
        let at = range.start + first.len() as u64;
        let rest = stream::try_unfold((source, at..range.end), |(source, left)| async move {
            if left.is_empty() {
                return Ok(None);
            }
            let piece = source.piece(&left).await?;
            let left = left.start + piece.len() as u64..left.end;
            Ok(Some((piece, (source, left))))
        });
        Ok(stream::once(async { Ok(first) }).chain(rest).boxed())
    }

    async fn kept_before(
        &self,
        jurisdiction: Uuid,
        before: DateTime<Utc>,
        after: Option<&str>,
    ) -> Result<Kept, StoreError> {
        let page = self.bucket.list(&format!("{jurisdiction}/"), after).await;
        let page = page.map_err(failed("list what it keeps"))?;
        let last = page.objects.last().map(|object| object.key.clone());
        let old = page.objects.iter().filter(|object| object.at < before);
        let hash = |key: &str| key.rsplit('/').next().map(str::to_owned);
        Ok(Kept {
            hashes: old.filter_map(|object| hash(&object.key)).collect(),
            next: last.filter(|_| page.more),
        })
    }

    async fn remove(&self, name: &ContentName, before: DateTime<Utc>) -> Result<bool, StoreError> {
        let key = key(name);
        let about = self.bucket.about(&key).await;
        let about = about.map_err(failed("look for the content"))?;
        if about.is_none_or(|about| about.at >= before) {
            return Ok(false);
        }
        let removed = self.bucket.remove(&key).await;
        removed.map_err(failed("remove the content"))?;
        Ok(true)
    }

    async fn answers(&self) -> Result<(), StoreError> {
        self.bucket.answers().await.map_err(failed("answer"))
    }

    async fn try_out(&self) -> Result<(), StoreError> {
        self.answers().await?;
        let put = self.bucket.put_bytes(TRIAL, Bytes::from_static(b"shuniu"));
        put.await.map_err(failed("take an object"))?;
        let removed = self.bucket.remove(TRIAL).await;
        removed.map_err(failed("remove an object"))
    }
}

struct Source {
    bucket: Arc<Bucket>,
    key: String,
    hash: String,
}

impl Source {
    /// The beginning of what is left.
    async fn piece(&self, left: &Range<u64>) -> Result<Bytes, StoreError> {
        let end = left.end.min(left.start.saturating_add(PIECE));
        let piece = self.bucket.read(&self.key, left.start..end).await;
        let piece = piece.map_err(failed("give the content"))?;
        piece.ok_or_else(|| StoreError::Missing(self.hash.clone()))
    }
}
