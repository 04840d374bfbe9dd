use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use shuniu_entities::{Scope, Tenant, document_content};
use uuid::Uuid;

use super::Contents;
use super::store::ContentName;
use crate::fault::Fault;
use crate::hub::Hub;

/// What a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that nobody went on with.
    pub uploads: u64,
    /// Contents that no document holds.
    pub contents: u64,
}

impl Hub {
    /// Removes uploads that were given up and contents that no document holds, once they are old
    /// enough.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store or the database fails.
    pub async fn sweep_contents(&self) -> Result<Swept, Fault> {
        let mut swept = Swept::default();
        let Some(contents) = self.kept_contents() else {
            return Ok(swept);
        };
        let now = self.clock().now();
        let (spool, idle) = (contents.spool.clone(), now - contents.idle);
        let removed = tokio::task::spawn_blocking(move || spool.sweep(idle)).await;
        swept.uploads = removed.unwrap_or(Ok(0))?;
        let old = now - contents.unowned;
        for place in self.known_jurisdictions().iter() {
            swept.contents += self.sweep_place(contents, place.id, old).await?;
        }
        Ok(swept)
    }

    /// Looks at every page of what the store keeps for a place; tells how many it removed.
    async fn sweep_place(
        &self,
        contents: &Contents,
        jurisdiction: Uuid,
        old: DateTime<Utc>,
    ) -> Result<u64, Fault> {
        let (mut removed, mut after) = (0, None);
        loop {
            let page = contents
                .store
                .kept_before(jurisdiction, old, after.as_deref());
            let page = page.await?;
            let held = self.held_hashes(jurisdiction, &page.hashes).await?;
            for hash in page.hashes.into_iter().filter(|hash| !held.contains(hash)) {
                let name = ContentName { jurisdiction, hash };
                removed += u64::from(contents.store.remove(&name, old).await?);
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(removed),
            }
        }
    }

    /// Those of the hashes that documents hold.
    async fn held_hashes(
        &self,
        jurisdiction: Uuid,
        hashes: &[String],
    ) -> Result<BTreeSet<String>, Fault> {
        use document_content::{Column, Entity};
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let mut held = BTreeSet::new();
        for chunk in hashes.chunks(256) {
            let rows: Vec<String> = Entity::find_in(&scope)
                .filter(Column::Hash.is_in(chunk))
                .select_only()
                .column(Column::Hash)
                .distinct()
                .into_tuple()
                .all(&self.reader())
                .await?;
            held.extend(rows);
        }
        Ok(held)
    }
}
