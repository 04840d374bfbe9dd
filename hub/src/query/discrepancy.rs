use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use shuniu_entities::{Key, Scope, Tenant, discrepancy, project_fact};
use shuniu_policy::RegionCode;

use super::page::{Keyset, Mark, Page, Slice, SortValue, gather};
use super::row::{DiscrepancyRow, FactRow};
use super::view::View;
use crate::access::Permission;
pub use crate::desk::Dispute;
use crate::fault::Fault;
use crate::field::Slot;

use discrepancy::Column;

/// Which disagreements are listed. What is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiscrepancyFilter {
    /// Only in these regions, which the caller's token must name.
    pub regions: Vec<RegionCode>,
    /// Only where one of these sources speaks of the field.
    pub systems: Vec<String>,
    /// Only about these fields, as orders of sources name them.
    pub fields: Vec<String>,
    /// Only those that stand so.
    pub states: Vec<Dispute>,
    /// Only of these projects.
    pub projects: Vec<Key>,
}

/// Name of the order, as marks carry it: the oldest first.
const BY_AGE: &str = "age";

impl DiscrepancyFilter {
    /// The place of a disagreement in the list.
    #[must_use]
    pub fn mark(row: &DiscrepancyRow) -> Mark {
        Mark {
            order: BY_AGE.to_owned(),
            value: SortValue::Unknown,
            key: row.key(),
        }
    }

    fn chosen(&self, scope: &Scope, state: Option<Dispute>) -> Select<discrepancy::Entity> {
        let mut select = discrepancy::Entity::find_in(scope);
        if let Some(state) = state {
            select = select.filter(Column::State.eq(state.as_str()));
        }
        if !self.fields.is_empty() {
            let any = self.fields.iter().map(|field| about(field));
            select = select.filter(any.fold(Expr::val(false).eq(true), ExprTrait::or));
        }
        if !self.projects.is_empty() {
            select = select.filter(scope.among(
                Column::JurisdictionId,
                Column::ProjectId,
                &self.projects,
            ));
        }
        if !self.systems.is_empty() {
            select = select.filter(spoken_of(scope, &self.systems));
        }
        select
    }

    /// The field, as orders of sources name it.
    #[must_use]
    pub fn slot(row: &DiscrepancyRow) -> Slot {
        Slot::of_key(&row.subject, &row.name)
    }
}

impl View {
    /// One page of what sources disagree about, what was first disputed first.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] outside the caller's jurisdictions.
    pub async fn discrepancies(
        &self,
        filter: &DiscrepancyFilter,
        slice: &Slice,
    ) -> Result<Page<DiscrepancyRow>, Fault> {
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
                    .map(|state| filter.chosen(scope, Some(*state)))
                    .collect()
            }
        };
        keyset.read(&scope, rows, slice, &self.reader()).await
    }

    /// How many disagreements there are in each state; states without any are left out.
    ///
    /// # Errors
    ///
    /// As [`View::discrepancies`].
    pub async fn count_discrepancies(
        &self,
        filter: &DiscrepancyFilter,
    ) -> Result<BTreeMap<String, u64>, Fault> {
        let scope = self
            .scope_in(Permission::ReadProjects, &filter.regions)
            .await?;
        let mut select = filter.chosen(&scope, None);
        if !filter.states.is_empty() {
            let states = filter.states.iter().map(|state| state.as_str());
            select = select.filter(Column::State.is_in(states));
        }
        let rows: Vec<(String, i64)> = select
            .select_only()
            .column(Column::State)
            .column_as(Column::Id.count(), "times")
            .group_by(Column::State)
            .into_tuple()
            .all(&self.reader())
            .await?;
        let counted = rows.into_iter();
        Ok(counted
            .map(|(state, times)| (state, u64::try_from(times).unwrap_or_default()))
            .collect())
    }

    /// The disagreements about the projects, in the order in which they arose.
    ///
    /// # Errors
    ///
    /// As [`View::discrepancies`].
    pub async fn discrepancies_of(&self, projects: &[Key]) -> Result<Vec<DiscrepancyRow>, Fault> {
        self.of_projects::<discrepancy::Entity>(projects, &[Column::Id])
            .await
    }

    /// The given disagreements.
    ///
    /// # Errors
    ///
    /// As [`View::discrepancies`].
    pub async fn discrepancies_by_key(&self, keys: &[Key]) -> Result<Vec<DiscrepancyRow>, Fault> {
        self.by_key::<discrepancy::Entity>(keys).await
    }

    /// What sources say of the tenders, contracts and assets of the projects, field by field,
    /// with what they said before.
    ///
    /// # Errors
    ///
    /// As [`View::discrepancies`].
    pub async fn field_values_of(&self, projects: &[Key]) -> Result<Vec<FactRow>, Fault> {
        use project_fact::Column;
        use shuniu_entities::OfProject as _;
        let scope = self.scope(Permission::ReadProjects).await?;
        gather(projects, &self.reader(), |keys| {
            project_fact::Entity::find_of(&scope, keys)
                .filter(Column::Subject.is_not_null())
                .order_by_asc(Column::Subject)
                .order_by_asc(Column::Name)
                .order_by_asc(Column::RecordedAt)
                .order_by_asc(Column::Id)
        })
        .await
    }
}

/// The field of a name such as `investment_yuan` or `contract.amount_yuan`.
fn about(field: &str) -> SimpleExpr {
    match field.split_once('.') {
        Some((kind, name)) => Column::Subject
            .starts_with(format!("{kind}:"))
            .and(Column::Name.eq(name)),
        None => {
            let project = Slot::of_project(field);
            Column::Subject
                .eq(project.subject_key())
                .and(Column::Name.eq(field))
        }
    }
}

/// Whether one of the sources gives the field a value now.
fn spoken_of(scope: &Scope, systems: &[String]) -> SimpleExpr {
    use project_fact::Column as Fact;
    let fact = |column: Fact| Expr::col((project_fact::Entity, column));
    let disputed = |column: Column| Expr::col((discrepancy::Entity, column));
    let subject = fact(Fact::Subject).if_null(Slot::of_project("").subject_key().to_owned());
    let said = Query::select()
        .expr(Expr::val(1))
        .from(project_fact::Entity)
        .and_where(fact(Fact::JurisdictionId).is_in(scope.seen().iter().copied()))
        .and_where(fact(Fact::JurisdictionId).eq(disputed(Column::JurisdictionId)))
        .and_where(fact(Fact::ProjectId).eq(disputed(Column::ProjectId)))
        .and_where(fact(Fact::Name).eq(disputed(Column::Name)))
        .and_where(subject.eq(disputed(Column::Subject)))
        .and_where(fact(Fact::Source).is_in(systems))
        .and_where(fact(Fact::Standing).is_in(["current", "losing"]))
        .to_owned();
    Expr::exists(said)
}
