//! Walks through what streams of outside systems hold, and what they found.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use shuniu_entities::{
    Key, Keyed, Scope, Tenant, padded, source_record, sync_difference, sync_sweep,
};
use shuniu_policy::RegionCode;

use super::page::{MAX_PAGE, gather};
use super::row::{DifferenceRow, SweepRow};
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;
use crate::sync::changed_fields;

/// Records whose versions are looked up together.
const CHUNK: usize = 500;

/// At which paths a record differs from the version before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedRow {
    /// The record.
    pub record: Key,
    /// JSON pointers; none where there is no version before, or one of them was not kept.
    pub paths: BTreeSet<String>,
}

impl View {
    /// The newest walks in the regions, newest first.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] unless the role sees the integration side; so for the others.
    pub async fn sweeps(&self, regions: &[RegionCode], limit: u32) -> Result<Vec<SweepRow>, Fault> {
        let scope = self.scope_in(Permission::ReadIntegration, regions).await?;
        let select = sync_sweep::Entity::find_in(&scope)
            .order_by_desc(sync_sweep::Column::BeganAt)
            .order_by_desc(sync_sweep::Column::Id)
            .limit(u64::from(Ord::min(limit, MAX_PAGE)));
        Ok(select.all(&self.reader()).await?)
    }

    /// The given walks.
    ///
    /// # Errors
    ///
    /// As [`View::sweeps`].
    pub async fn sweeps_by_key(&self, keys: &[Key]) -> Result<Vec<SweepRow>, Fault> {
        let scope = self.scope(Permission::ReadIntegration).await?;
        gather(keys, &self.reader(), |keys| {
            sync_sweep::Entity::find_keys(&scope, keys)
        })
        .await
    }

    /// The records in which the two sides differed, as far as they are listed.
    ///
    /// # Errors
    ///
    /// As [`View::sweeps`].
    pub async fn differences_of(&self, sweeps: &[Key]) -> Result<Vec<DifferenceRow>, Fault> {
        use sync_difference::{Column, Entity};
        let scope = self.scope(Permission::ReadIntegration).await?;
        gather(sweeps, &self.reader(), |keys| {
            let among = scope.among(Column::JurisdictionId, Column::SweepId, keys);
            Entity::find_in(&scope)
                .filter(among)
                .order_by_asc(Column::SweepId)
                .order_by_asc(Column::Id)
        })
        .await
    }

    /// At which paths records differ from the versions before them.
    ///
    /// # Errors
    ///
    /// As [`View::sweeps`].
    pub async fn changed_fields_of(&self, records: &[Key]) -> Result<Vec<ChangedRow>, Fault> {
        let scope = self.scope(Permission::ReadIntegration).await?;
        let mut changed = Vec::with_capacity(records.len());
        for keys in records.chunks(CHUNK) {
            let rows = gather(keys, &self.reader(), |keys| {
                source_record::Entity::find_keys(&scope, keys)
            })
            .await?;
            let before = self.before(&scope, &rows).await?;
            changed.extend(rows.iter().map(|row| {
                let before = before.get(&row.key()).filter(|body| !body.is_empty());
                let paths = before.filter(|_| !row.body.is_empty());
                let paths = paths.map(|before| changed_fields(before, &row.body));
                ChangedRow {
                    record: row.key(),
                    paths: paths.unwrap_or_default(),
                }
            }));
        }
        Ok(changed)
    }

    /// The text of the version before each of the records.
    async fn before(
        &self,
        scope: &Scope,
        rows: &[source_record::Model],
    ) -> Result<BTreeMap<Key, String>, Fault> {
        use source_record::Column;
        let connectors: BTreeSet<_> = rows.iter().map(|row| row.connector_id).collect();
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.external_id.as_str()).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let versions = source_record::Entity::find_in(scope)
            .filter(Column::ConnectorId.is_in(connectors))
            .filter(Column::ExternalId.is_in(padded(&ids)))
            .order_by_asc(Column::SourceTime)
            .order_by_asc(Column::Id)
            .all(&self.reader())
            .await?;
        let mut before = BTreeMap::new();
        for row in rows {
            let earlier = versions.iter().take_while(|one| one.id != row.id);
            let of_it = |one: &&source_record::Model| {
                one.jurisdiction_id == row.jurisdiction_id
                    && one.connector_id == row.connector_id
                    && one.stream == row.stream
                    && one.external_id == row.external_id
            };
            if let Some(one) = earlier.filter(of_it).last() {
                before.insert(row.key(), one.body.clone());
            }
        }
        Ok(before)
    }
}
