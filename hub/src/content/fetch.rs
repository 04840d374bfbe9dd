use std::ops::Range;

use super::store::{Chunks, ContentName, StoreError};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::query::ContentRow;

impl Hub {
    /// Reads a part of a content that the caller was shown; the range lies within it.
    ///
    /// # Errors
    ///
    /// [`Fault::Store`] when the store does not give it.
    pub async fn fetch(&self, content: &ContentRow, range: Range<u64>) -> Result<Chunks, Fault> {
        let name = ContentName {
            jurisdiction: content.jurisdiction_id,
            hash: content.hash.clone(),
        };
        let Some(contents) = self.kept_contents() else {
            return Err(StoreError::Missing(name.hash).into());
        };
        Ok(contents.store.open(&name, range).await?)
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
