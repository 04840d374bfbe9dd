use std::ops::Range;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::store::{Chunks, ContentName, StoreError, on_thread};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::query::ContentRow;
use crate::seal::Hasher;

impl Hub {
    /// Reads a part of a content that the caller was shown; the range lies within it. One that is
    /// read whole still has its hash: its last bytes are given when that is certain.
    ///
    /// # Errors
    ///
    /// [`Fault::Store`] when the store does not give it, or has something else in its place.
    pub async fn fetch(&self, content: &ContentRow, range: Range<u64>) -> Result<Chunks, Fault> {
        let name = ContentName::of(content);
        let Some(contents) = self.kept_contents() else {
            return Err(StoreError::Missing(name.hash).into());
        };
        let size = u64::try_from(content.size_bytes).unwrap_or_default();
        let whole = range == (0..size);
        let chunks = contents.store.open(&name, range).await?;
        if !whole {
            return Ok(chunks);
        }
        let mut chunks = verified(chunks, self.shared_seal().hasher(), size, name.hash);
        // What shows at once is told before anything is promised.
        let first = chunks.try_next().await?;
        Ok(stream::iter(first.map(Ok)).chain(chunks).boxed())
    }

    /// Tells whether the document store answers now; one that is not there need not.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it does not.
    pub async fn store_answers(&self) -> Result<(), StoreError> {
        match self.kept_contents() {
            Some(contents) => contents.store.answers().await,
            None => Ok(()),
        }
    }
}

/// A content on its way out, of which the last piece is given only if all of it has the hash.
fn verified(chunks: Chunks, sm3: Box<dyn Hasher>, size: u64, hash: String) -> Chunks {
    let from = (chunks, sm3, size, hash);
    let checked = stream::try_unfold(Some(from), |state| async move {
        let Some((mut chunks, mut sm3, left, hash)) = state else {
            return Ok(None);
        };
        let Some(chunk) = chunks.try_next().await? else {
            return Err(StoreError::Missing(hash));
        };
        let left = left.saturating_sub(chunk.len() as u64);
        let piece = chunk.clone();
        let hashed = on_thread("hash the content", move || {
            sm3.update(&piece);
            Ok(sm3)
        });
        let sm3 = hashed.await?;
        if left > 0 {
            return Ok(Some((chunk, Some((chunks, sm3, left, hash)))));
        }
        match sm3.finish() == hash {
            true => Ok(Some((chunk, None))),
            false => Err(StoreError::Altered(hash)),
        }
    });
    checked.boxed()
}
