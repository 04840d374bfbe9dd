use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use sha2::{Digest as _, Sha256};

use super::{Offset, Part, Received};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::query::ContentRow;

impl Hub {
    /// What becomes of a part of a content for a document that holds one already: the same one
    /// again changes nothing. Whoever did not hear that it came may so ask once more.
    pub(super) async fn compare<E>(
        &self,
        held: ContentRow,
        part: &Part,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Received, Fault> {
        let size = u64::try_from(held.size_bytes).unwrap_or_default();
        let whole = match &part.offset {
            Offset::Whole => true,
            Offset::At(range) => *range == (0..size),
            Offset::End => false,
        };
        // A part that is the same proves nothing of the rest.
        let told = part.sha256.as_ref().filter(|_| !whole);
        if part.total.is_some_and(|total| total != size) || !whole && told.is_none() {
            return Ok(Received::Held(held));
        }
        let hash = self.hash_of(body, part.length().unwrap_or(size)).await;
        let same = match (hash, told) {
            (None, _) => false,
            (Some(hash), None) => hash == held.hash,
            (Some(_), Some(told)) => {
                let mut chunks = self.fetch(&held, 0..size).await?;
                let mut sha256 = Sha256::new();
                while let Some(chunk) = chunks.try_next().await? {
                    sha256.update(&chunk);
                }
                sha256.finalize()[..] == told[..]
            }
        };
        Ok(match same {
            true => Received::Again(held),
            false => Received::Held(held),
        })
    }

    /// SM3 of a body that has so many bytes; nothing of another.
    async fn hash_of<E>(
        &self,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
        length: u64,
    ) -> Option<String> {
        let mut body = std::pin::pin!(body);
        let mut sm3 = self.seal().hasher();
        let mut left = length;
        while let Some(chunk) = body.next().await {
            let chunk = chunk.ok()?;
            left = left.checked_sub(chunk.len() as u64)?;
            sm3.update(&chunk);
        }
        (left == 0).then(|| sm3.finish())
    }
}
