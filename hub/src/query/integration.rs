use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use shuniu_entities::{
    Key, Keyed, Scope, Tenant, connector_instance, match_candidate, quarantine, sync_cursor,
    sync_run,
};
use shuniu_policy::RegionCode;

use super::page::{Keyset, MAX_PAGE, Mark, Page, Slice, SortValue, gather};
use super::row::{ConnectorRow, CursorRow, MatchRow, QuarantineRow, RunRow};
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;

/// Which entries of a list that people work off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Only in these regions, which the caller's token must name.
    pub regions: Vec<RegionCode>,
    /// Only in this state, such as `open`.
    pub state: Option<String>,
}

/// Name of the order, as marks carry it: the oldest first.
const BY_AGE: &str = "age";

impl Waiting {
    /// The place of an entry in its list.
    #[must_use]
    pub fn mark(key: Key) -> Mark {
        Mark {
            order: BY_AGE.to_owned(),
            value: SortValue::Unknown,
            key,
        }
    }
}

/// Ids are UUIDv7, so they sort by age.
pub(super) fn by_age<E: Tenant>(id: E::Column, jurisdiction: E::Column) -> Keyset<E> {
    Keyset {
        name: BY_AGE.to_owned(),
        value: None,
        key: [id, jurisdiction],
        descending: false,
    }
}

fn in_state<E: Tenant>(scope: &Scope, column: impl ColumnTrait, state: Option<&str>) -> Select<E> {
    let select = E::find_in(scope);
    match state {
        Some(state) => select.filter(column.eq(state)),
        None => select,
    }
}

impl View {
    /// The outside systems of the regions, by name.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] unless the role sees the integration side; so for the others.
    pub async fn connectors(&self, regions: &[RegionCode]) -> Result<Vec<ConnectorRow>, Fault> {
        use connector_instance::Column;
        let scope = self.scope_in(Permission::ReadIntegration, regions).await?;
        let select = connector_instance::Entity::find_in(&scope)
            .order_by_asc(Column::System)
            .order_by_asc(Column::JurisdictionId);
        Ok(select.all(&self.reader()).await?)
    }

    /// The given outside systems; their names are part of every provenance.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the role may not read projects or the database fails.
    pub async fn connectors_by_key(&self, keys: &[Key]) -> Result<Vec<ConnectorRow>, Fault> {
        let scope = self.scope(Permission::ReadProjects).await?;
        // Which systems there are is no secret of any unit.
        let everybody = Scope::jurisdictions(scope.seen().to_vec());
        gather(keys, &self.reader(), |keys| {
            connector_instance::Entity::find_keys(&everybody, keys)
        })
        .await
    }

    /// How far the streams of the given connectors have been read.
    ///
    /// # Errors
    ///
    /// As [`View::connectors`].
    pub async fn cursors_of(&self, connectors: &[Key]) -> Result<Vec<CursorRow>, Fault> {
        use sync_cursor::{Column, Entity};
        let scope = self.scope(Permission::ReadIntegration).await?;
        gather(connectors, &self.reader(), |keys| {
            let among = scope.among(Column::JurisdictionId, Column::ConnectorId, keys);
            Entity::find_in(&scope)
                .filter(among)
                .order_by_asc(Column::Stream)
        })
        .await
    }

    /// The newest runs in the regions, newest first.
    ///
    /// # Errors
    ///
    /// As [`View::connectors`].
    pub async fn sync_runs(
        &self,
        regions: &[RegionCode],
        limit: u32,
    ) -> Result<Vec<RunRow>, Fault> {
        use sync_run::Column;
        let scope = self.scope_in(Permission::ReadIntegration, regions).await?;
        let select = sync_run::Entity::find_in(&scope)
            .order_by_desc(Column::StartedAt)
            .order_by_desc(Column::Id)
            .limit(u64::from(Ord::min(limit, MAX_PAGE)));
        Ok(select.all(&self.reader()).await?)
    }

    /// The records that wait for a person to name their project, the oldest first.
    ///
    /// # Errors
    ///
    /// As [`View::connectors`].
    pub async fn match_candidates(
        &self,
        filter: &Waiting,
        slice: &Slice,
    ) -> Result<Page<MatchRow>, Fault> {
        use match_candidate::{Column, Entity};
        let scope = self
            .scope_in(Permission::ReadIntegration, &filter.regions)
            .await?;
        let state = filter.state.as_deref();
        let rows = |scope: &Scope| vec![in_state::<Entity>(scope, Column::State, state)];
        by_age::<Entity>(Column::Id, Column::JurisdictionId)
            .read(&scope, rows, slice, &self.reader())
            .await
    }

    /// The given entries of the review list.
    ///
    /// # Errors
    ///
    /// As [`View::connectors`].
    pub async fn match_candidates_by_key(&self, keys: &[Key]) -> Result<Vec<MatchRow>, Fault> {
        self.integration_by_key::<match_candidate::Entity>(keys)
            .await
    }

    /// The given records that were set aside.
    ///
    /// # Errors
    ///
    /// As [`View::connectors`].
    pub async fn quarantined_by_key(&self, keys: &[Key]) -> Result<Vec<QuarantineRow>, Fault> {
        self.integration_by_key::<quarantine::Entity>(keys).await
    }

    /// The given runs.
    ///
    /// # Errors
    ///
    /// As [`View::connectors`].
    pub async fn sync_runs_by_key(&self, keys: &[Key]) -> Result<Vec<RunRow>, Fault> {
        self.integration_by_key::<sync_run::Entity>(keys).await
    }

    async fn integration_by_key<E>(&self, keys: &[Key]) -> Result<Vec<E::Model>, Fault>
    where
        E: Keyed,
        E::Model: Send + Sync,
    {
        let scope = self.scope(Permission::ReadIntegration).await?;
        gather(keys, &self.reader(), |keys| E::find_keys(&scope, keys)).await
    }
}
