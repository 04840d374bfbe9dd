use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use shuniu_entities::{Scope, Tenant, document_content};
use uuid::Uuid;

use super::store::ContentName;
use crate::fault::Fault;
use crate::hub::Hub;

/// Most contents looked at in one round.
const ROUND: usize = 1000;

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
        for place in self.known_jurisdictions().iter() {
            let old = now - contents.unowned;
            let old = contents.store.kept_before(place.id, old, ROUND).await?;
            let held = self.held_hashes(place.id, &old).await?;
            for hash in old.into_iter().filter(|hash| !held.contains(hash)) {
                let jurisdiction = place.id;
                contents
                    .store
                    .remove(&ContentName { jurisdiction, hash })
                    .await?;
                swept.contents += 1;
            }
        }
        Ok(swept)
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
