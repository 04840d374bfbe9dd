use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Query, SimpleExpr, SubQueryStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, IntoSimpleExpr, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait, Select,
};
use shuniu_entities::{Key, Scope, Tenant, obligation, project};
use shuniu_policy::RegionCode;

use super::page::{Keyset, Mark, Page, Slice, SortValue};
use super::responsible::Responsible;
use super::row::ObligationRow;
use super::status::{Status, stands};
use super::unstarted::{self, Unstarted};
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
    /// Only by provisions that bind these.
    pub responsible: Responsible,
    /// Not of state-secret projects (涉密).
    pub unclassified: bool,
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
            responsible: Responsible::Anybody,
            unclassified: false,
        }
    }
}

/// Name of the order, as marks carry it.
const BY_LAST_DAY: &str = "last_day";

/// Most provisions, in all jurisdictions together, that are looked through one by one. Above, most
/// of what is open is by one of them.
const ONE_BY_ONE: usize = 32;

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
    /// [`Fault::Forbidden`] outside the caller's jurisdictions; [`Fault::Invalid`] for a role that
    /// no pack there knows.
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
        let (scope, duties) = self.duties(filter).await?;
        let rows = |scope: &Scope| duties.runs(scope);
        let (columns, reader) = (ObligationRow::columns(), self.reader());
        // First what has not begun: what begins meanwhile is then read twice, and not left out.
        let projects = |scope: &Scope| duties.projects(scope);
        let unstarted = match duties.unstarted() {
            None => Vec::new(),
            Some(unstarted) => unstarted.page(&scope, projects, slice, &reader).await?,
        };
        let page = keyset
            .read_as(&columns, &scope, rows, slice, &reader)
            .await?;
        let unstarted = unstarted::but(unstarted, &page.rows);
        Ok(page.joined_by(unstarted, slice, |row| {
            (row.last_on, row.id, row.jurisdiction_id)
        }))
    }

    /// How many duties there are.
    ///
    /// # Errors
    ///
    /// As [`View::obligations`].
    pub async fn count_obligations(&self, filter: &ObligationFilter) -> Result<u64, Fault> {
        let (scope, duties) = self.duties(filter).await?;
        let reader = self.reader();
        let Some(unstarted) = duties.unstarted() else {
            return Ok(duties.select(&scope).count(&reader).await?);
        };
        let mut begun = duties.select(&scope).select_only().into_query();
        begun.expr(Func::count(Expr::col((obligation::Entity, Column::Id))));
        let others = unstarted.number(&scope, duties.projects(&scope));
        let number =
            |statement| SimpleExpr::SubQuery(None, Box::new(SubQueryStatement::from(statement)));
        let both = Query::select()
            .expr_as(number(begun).add(number(others)), Alias::new("number"))
            .to_owned();
        let both = reader.get_database_backend().build(&both);
        let row = reader.query_one_raw(both).await?;
        let number: Option<i64> = row.map(|row| row.try_get("", "number")).transpose()?;
        Ok(u64::try_from(number.unwrap_or_default()).unwrap_or_default())
    }

    /// What the filter chooses, and where.
    pub(super) async fn duties<'f>(
        &self,
        filter: &'f ObligationFilter,
    ) -> Result<(Scope, Duties<'f>), Fault> {
        let scope = self
            .scope_in(Permission::ReadProjects, &filter.regions)
            .await?;
        let asked = (&filter.provisions[..], &filter.responsible);
        let provisions = self.provisions(&scope, asked)?;
        let places = scope.seen().len();
        Ok((
            scope,
            Duties {
                filter,
                provisions,
                places,
            },
        ))
    }
}

/// A filter with the provisions that it comes down to.
pub(super) struct Duties<'f> {
    filter: &'f ObligationFilter,
    /// Only by these, where it says anything of provisions.
    provisions: Option<Vec<String>>,
    /// How many jurisdictions are looked at.
    places: usize,
}

impl Duties<'_> {
    /// Those of them that nothing has started, where the filter leaves any.
    pub(super) fn unstarted(&self) -> Option<Unstarted> {
        let filter = self.filter;
        if filter.due_from.is_some() || filter.due_to.is_some() {
            return None;
        }
        let known = filter.statuses.contains(&Status::NotDue);
        let unknown = filter.statuses.contains(&Status::Undetermined);
        let undetermined = match (known, unknown) {
            (true, true) => None,
            (false, false) if filter.statuses.is_empty() => None,
            (false, false) => return None,
            (_, unknown) => Some(unknown),
        };
        Some(Unstarted {
            provisions: self.provisions.clone(),
            packs: filter.packs.clone(),
            undetermined,
        })
    }

    /// The projects whose duties are chosen, of those that the scope sees.
    pub(super) fn projects(&self, scope: &Scope) -> Select<project::Entity> {
        use project::Column;
        let filter = self.filter;
        let mut select = project::Entity::find_in(scope);
        for (column, keys) in [
            (Column::UnitId, &filter.units),
            (Column::Id, &filter.projects),
        ] {
            if !keys.is_empty() {
                select = select.filter(scope.among(Column::JurisdictionId, column, keys));
            }
        }
        if filter.unclassified {
            select = select.filter(Column::Classified.eq(false));
        }
        select
    }

    /// The duties that are chosen and stand in rows of their own, of those that the scope sees.
    pub(super) fn select(&self, scope: &Scope) -> Select<obligation::Entity> {
        self.standing_so(self.by_all(scope))
    }

    /// Those of them that stand as the filter says.
    fn standing_so(&self, duties: Select<obligation::Entity>) -> Select<obligation::Entity> {
        let statuses = &self.filter.statuses;
        if statuses.is_empty() {
            return duties;
        }
        let mut duties = duties.filter(stands::<Column>(self.filter.day, statuses));
        // Whatever else stands has begun; said apart for the same reason as what follows.
        let not_begun = [Status::NotDue, Status::Undetermined];
        if !statuses.iter().any(|status| not_begun.contains(status)) {
            duties = duties.filter(Column::TriggeredOn.is_not_null());
        }
        // Nothing else can be late; said apart so that an index can start and end there.
        let late = [Status::Overdue, Status::FulfilledLate, Status::Breached];
        if statuses.iter().all(|status| late.contains(status)) {
            return duties.filter(Column::LastOn.lt(self.filter.day));
        }
        duties
    }

    /// The same as several that share no row, each in the order of an index.
    fn runs(&self, scope: &Scope) -> Vec<Select<obligation::Entity>> {
        let statuses = &self.filter.statuses;
        let worked_on = [Status::Pending, Status::Overdue];
        let apart = !statuses.is_empty() && statuses.iter().all(|one| worked_on.contains(one));
        let mut runs = Vec::new();
        for duties in self.by_each(scope) {
            if !apart {
                runs.push(self.standing_so(duties));
                continue;
            }
            for status in worked_on.iter().filter(|one| statuses.contains(one)) {
                runs.extend(self.standing(duties.clone(), *status));
            }
        }
        runs
    }

    /// What is worked on is looked for where it is: the past is full of what was performed.
    fn standing(
        &self,
        duties: Select<obligation::Entity>,
        status: Status,
    ) -> [Select<obligation::Entity>; 2] {
        let day = self.filter.day;
        let duties = duties
            .filter(stands::<Column>(day, &[status]))
            .filter(Column::TriggeredOn.is_not_null());
        if status == Status::Pending {
            return [
                duties.clone().filter(Column::LastOn.is_null()),
                duties.filter(Column::LastOn.gte(day)),
            ];
        }
        // What is overdue on the day and was performed since was performed late.
        let late = Column::FulfilledOn
            .into_simple_expr()
            .gt(Column::LastOn.into_simple_expr());
        let duties = duties.filter(Column::LastOn.lt(day));
        [
            duties.clone().filter(Column::FulfilledOn.is_null()),
            duties.filter(late),
        ]
    }

    /// By all provisions together.
    fn by_all(&self, scope: &Scope) -> Select<obligation::Entity> {
        let duties = self.whatever(scope);
        match &self.provisions {
            None => duties,
            Some(provisions) => duties.filter(Column::Provision.is_in(provisions)),
        }
    }

    /// By each provision, where they are few.
    fn by_each(&self, scope: &Scope) -> Vec<Select<obligation::Entity>> {
        match &self.provisions {
            Some(few) if few.len() * self.places <= ONE_BY_ONE => few
                .iter()
                .map(|one| self.whatever(scope).filter(Column::Provision.eq(one)))
                .collect(),
            _ => vec![self.by_all(scope)],
        }
    }

    /// By any provision, however they stand.
    fn whatever(&self, scope: &Scope) -> Select<obligation::Entity> {
        let filter = self.filter;
        let mut select = obligation::Entity::find_in(scope);
        // Which unit owes stands in the row too; said so that an index can go by it.
        if let Some(own) = scope.of_units(Column::JurisdictionId, Column::UnitId) {
            select = select.filter(own);
        }
        if let Some(from) = filter.due_from {
            select = select.filter(Column::LastOn.gte(from));
        }
        if let Some(to) = filter.due_to {
            select = select.filter(Column::LastOn.lte(to));
        }
        for (column, keys) in [
            (Column::UnitId, &filter.units),
            (Column::ProjectId, &filter.projects),
        ] {
            if !keys.is_empty() {
                select = select.filter(scope.among(Column::JurisdictionId, column, keys));
            }
        }
        if !filter.packs.is_empty() {
            select = select.filter(Column::PackId.is_in(&filter.packs));
        }
        if filter.unclassified {
            let classified = Query::select()
                .columns([project::Column::JurisdictionId, project::Column::Id])
                .from(project::Entity)
                .and_where(scope.within(project::Column::JurisdictionId))
                .and_where(project::Column::Classified.eq(true))
                .to_owned();
            let of = Expr::tuple([
                Column::JurisdictionId.into_simple_expr(),
                Column::ProjectId.into_simple_expr(),
            ]);
            select = select.filter(of.in_subquery(classified).not());
        }
        select
    }
}
