use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, QueryFilter, Select};
use shuniu_entities::{Key, Scope, Tenant, outbox};
use shuniu_policy::RegionCode;

use super::page::{Keyset, Mark, Page, Slice, SortValue};
use super::row::OutboxRow;
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;

use outbox::Column;

/// Which hand-overs are listed. What is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandOverFilter {
    /// Only in these regions, which the caller's token must name.
    pub regions: Vec<RegionCode>,
    /// Only in these states, as the outbox keeps them.
    pub states: Vec<String>,
    /// Only of these kinds, as the outbox keeps them.
    pub kinds: Vec<String>,
    /// Only what these systems are told.
    pub systems: Vec<String>,
    /// Only of these projects.
    pub projects: Vec<Key>,
}

/// Name of the order, as marks carry it: the oldest first.
const BY_AGE: &str = "age";

impl HandOverFilter {
    /// The place of a hand-over in the list.
    #[must_use]
    pub fn mark(key: Key) -> Mark {
        Mark {
            order: BY_AGE.to_owned(),
            value: SortValue::Unknown,
            key,
        }
    }

    fn chosen(&self, scope: &Scope, state: Option<&str>) -> Select<outbox::Entity> {
        let mut select = outbox::Entity::find_in(scope);
        if let Some(state) = state {
            select = select.filter(Column::State.eq(state));
        }
        if !self.kinds.is_empty() {
            select = select.filter(Column::Kind.is_in(self.kinds.iter().map(String::as_str)));
        }
        if !self.projects.is_empty() {
            select = select.filter(scope.among(
                Column::JurisdictionId,
                Column::ProjectId,
                &self.projects,
            ));
        }
        if !self.systems.is_empty() {
            select = select.filter(Column::System.is_in(self.systems.iter().map(String::as_str)));
        }
        select
    }
}

impl View {
    /// One page of what is or was handed over to outside systems, the oldest first.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] outside the caller's jurisdictions.
    pub async fn hand_overs(
        &self,
        filter: &HandOverFilter,
        slice: &Slice,
    ) -> Result<Page<OutboxRow>, Fault> {
        let keyset = Keyset {
            name: BY_AGE.to_owned(),
            value: None,
            key: [Column::Id, Column::JurisdictionId],
            descending: false,
        };
        let scope = self
            .scope_in(Permission::ReadProjects, &filter.regions)
            .await?;
        // One run for each state, so that each is read in the order of its index.
        let rows = |scope: &Scope| match filter.states.as_slice() {
            [] => vec![filter.chosen(scope, None)],
            states => {
                let states = states.iter().collect::<BTreeSet<_>>().into_iter();
                states
                    .map(|state| filter.chosen(scope, Some(state)))
                    .collect()
            }
        };
        keyset.read(&scope, rows, slice, &self.reader()).await
    }
}
