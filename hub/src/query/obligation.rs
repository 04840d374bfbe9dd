use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Func, Query, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use shuniu_entities::{Key, Scope, Tenant, obligation};
use shuniu_policy::RegionCode;

use super::page::{Keyset, Mark, Page, Slice, SortValue};
use super::row::ObligationRow;
use super::status::{Status, stands};
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;

use obligation::Column;

/// Which duties are listed. What is empty does not narrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObligationFilter {
    /// Only in these regions, which the caller's token must name.
    pub regions: Vec<RegionCode>,
    /// Only those that stand so on `day`.
    pub statuses: Vec<Status>,
    /// The day on which the status is asked.
    pub day: NaiveDate,
    /// Only those whose last day is this or later.
    pub due_from: Option<NaiveDate>,
    /// Only those whose last day is this or earlier.
    pub due_to: Option<NaiveDate>,
    /// Only of the projects of these units.
    pub units: Vec<Key>,
    /// Only of these projects.
    pub projects: Vec<Key>,
    /// Only by these provisions.
    pub provisions: Vec<String>,
    /// Only by provisions of these packs.
    pub packs: Vec<String>,
}

impl ObligationFilter {
    /// Every duty, with its status on the day.
    #[must_use]
    pub const fn on(day: NaiveDate) -> Self {
        Self {
            regions: Vec::new(),
            statuses: Vec::new(),
            day,
            due_from: None,
            due_to: None,
            units: Vec::new(),
            projects: Vec::new(),
            provisions: Vec::new(),
            packs: Vec::new(),
        }
    }
}

/// Name of the order, as marks carry it.
const BY_LAST_DAY: &str = "last_day";

impl ObligationFilter {
    /// The place of a duty in the list.
    #[must_use]
    pub fn mark(row: &ObligationRow) -> Mark {
        Mark {
            order: BY_LAST_DAY.to_owned(),
            value: SortValue::from(row.last_on),
            key: row.key(),
        }
    }
}

impl View {
    /// One page of the duties, those without a last day first, then the soonest.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] outside the caller's jurisdictions.
    pub async fn obligations(
        &self,
        filter: &ObligationFilter,
        slice: &Slice,
    ) -> Result<Page<ObligationRow>, Fault> {
        let keyset = Keyset {
            name: BY_LAST_DAY.to_owned(),
            value: Some(Column::LastOn),
            key: [Column::Id, Column::JurisdictionId],
            descending: false,
        };
        let scope = self
            .scope_in(Permission::ReadProjects, &filter.regions)
            .await?;
        let rows = |scope: &Scope| filter.runs(scope);
        let (columns, reader) = (ObligationRow::columns(), self.reader());
        keyset.read_as(&columns, &scope, rows, slice, &reader).await
    }

    /// How many duties there are.
    ///
    /// # Errors
    ///
    /// As [`View::obligations`].
    pub async fn count_obligations(&self, filter: &ObligationFilter) -> Result<u64, Fault> {
        let scope = self
            .scope_in(Permission::ReadProjects, &filter.regions)
            .await?;
        let mut runs = filter.runs(&scope).into_iter().map(|run| {
            let only = run.select_only().column(Column::Id);
            only.into_query()
        });
        let Some(mut all) = runs.next() else {
            return Ok(0);
        };
        all.unions(runs.map(|run| (UnionType::All, run)));
        let count = Query::select()
            .expr(Func::count(Expr::col(Asterisk)))
            .from_subquery(all, Alias::new("chosen"))
            .to_owned();
        let reader = self.reader();
        let count = reader.get_database_backend().build(&count);
        let row = reader.query_one_raw(count).await?;
        let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(count
            .and_then(|count| u64::try_from(count).ok())
            .unwrap_or_default())
    }
}

impl ObligationFilter {
    /// The duties in the order of an index. What is open is looked for among what is open: the
    /// past is full of what was performed.
    fn runs(&self, scope: &Scope) -> Vec<Select<obligation::Entity>> {
        let chosen = self.chosen(scope);
        if self.statuses != [Status::Overdue] {
            return vec![chosen];
        }
        vec![
            chosen.clone().filter(Column::FulfilledOn.is_null()),
            // Performed after the day asked about and after its last day: said apart so that it is
            // found by an index of its own, and not among all that was performed.
            chosen
                .filter(Column::FulfilledOn.gt(self.day))
                .filter(Expr::col(Column::FulfilledOn).gt(Expr::col(Column::LastOn))),
        ]
    }

    pub(super) fn chosen(&self, scope: &Scope) -> Select<obligation::Entity> {
        let mut select = obligation::Entity::find_in(scope);
        if !self.statuses.is_empty() {
            select = select.filter(stands(self.day, &self.statuses));
            // Nothing else can be late; said apart so that an index can start and end there.
            let late = [Status::Overdue, Status::FulfilledLate, Status::Breached];
            if self.statuses.iter().all(|status| late.contains(status)) {
                select = select.filter(Column::LastOn.lt(self.day));
            }
        }
        if let Some(from) = self.due_from {
            select = select.filter(Column::LastOn.gte(from));
        }
        if let Some(to) = self.due_to {
            select = select.filter(Column::LastOn.lte(to));
        }
        for (column, keys) in [
            (Column::UnitId, &self.units),
            (Column::ProjectId, &self.projects),
        ] {
            if !keys.is_empty() {
                select = select.filter(scope.among(Column::JurisdictionId, column, keys));
            }
        }
        if !self.provisions.is_empty() {
            select = select.filter(Column::Provision.is_in(&self.provisions));
        }
        if !self.packs.is_empty() {
            select = select.filter(Column::PackId.is_in(&self.packs));
        }
        select
    }
}
