use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, Select};
use shuniu_entities::{Key, Keyed, Scope, Tenant, finding, obligation, organization, project};
use shuniu_policy::{Fen, RegionCode};

use super::page::{Keyset, Page, Slice, gather};
use super::row::{OrganizationRow, ProjectRow};
use super::search::Sought;
use super::status::{Status, stands};
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;
use crate::sync::MARKED;

use project::Column;

/// How a name is looked for. Width and case of letters, spaces and signs make no difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameMatch {
    /// It begins so.
    Prefix(String),
    /// It holds this anywhere; two characters at least.
    Contains(String),
    /// It holds this anywhere, or the unified project code begins with it, or it is the number
    /// of a contract or tender of the project; two characters at least.
    OrNumber(String),
}

/// Which projects are listed. What is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFilter {
    /// Only in these regions, which the caller's token must name.
    pub regions: Vec<RegionCode>,
    /// Only in these stages.
    pub stages: Vec<String>,
    /// Only of these units.
    pub units: Vec<Key>,
    /// Only of these types.
    pub types: Vec<String>,
    /// Only with such a name. State-secret projects are never found by name.
    pub name: Option<NameMatch>,
    /// Only with this unified project code, as printed.
    pub project_code: Option<String>,
    /// Whether a unified project code is known.
    pub has_project_code: Option<bool>,
    /// Only with an investment of at least this.
    pub investment_from: Option<Fen>,
    /// Only with an investment of at most this.
    pub investment_to: Option<Fen>,
    /// Whether any duty is overdue today.
    pub has_overdue: Option<bool>,
    /// Whether a system marks it as state-secret, so that it has to be declared; asked by those who
    /// may do that.
    pub to_be_declared: Option<bool>,
    /// Only those changed at or after this instant.
    pub updated_since: Option<DateTime<Utc>>,
}

/// What projects are listed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectOrder {
    /// When it last changed.
    UpdatedAt,
    /// When it came in.
    CreatedAt,
    /// Its name, by code points.
    Name,
    /// Its investment; unknown ones count as smallest.
    Investment,
}

impl ProjectOrder {
    const fn column(self) -> Column {
        match self {
            Self::UpdatedAt => Column::UpdatedAt,
            Self::CreatedAt => Column::CreatedAt,
            Self::Name => Column::Name,
            Self::Investment => Column::InvestmentFen,
        }
    }

    /// Name of the order with its direction, as marks carry it.
    #[must_use]
    pub const fn name(self, descending: bool) -> &'static str {
        match (self, descending) {
            (Self::UpdatedAt, false) => "updated",
            (Self::UpdatedAt, true) => "-updated",
            (Self::CreatedAt, false) => "created",
            (Self::CreatedAt, true) => "-created",
            (Self::Name, false) => "name",
            (Self::Name, true) => "-name",
            (Self::Investment, false) => "investment",
            (Self::Investment, true) => "-investment",
        }
    }
}

impl View {
    /// One page of the projects.
    ///
    /// # Errors
    ///
    /// [`Fault::Forbidden`] outside the caller's jurisdictions; [`Fault::Invalid`] for a search
    /// text of one character, a stage or type that no law there knows, or a cursor of another order.
    pub async fn projects(
        &self,
        filter: &ProjectFilter,
        order: (ProjectOrder, bool),
        slice: &Slice,
    ) -> Result<Page<ProjectRow>, Fault> {
        let (by, descending) = order;
        let keyset = Keyset {
            name: by.name(descending).to_owned(),
            value: Some(by.column()),
            key: [Column::Id, Column::JurisdictionId],
            descending,
        };
        let (scope, choice) = self.choice(filter).await?;
        let rows = |scope: &Scope| vec![choice.select(scope)];
        keyset.read(&scope, rows, slice, &self.reader()).await
    }

    /// How many projects there are.
    ///
    /// # Errors
    ///
    /// As [`View::projects`].
    pub async fn count_projects(&self, filter: &ProjectFilter) -> Result<u64, Fault> {
        let (scope, choice) = self.choice(filter).await?;
        Ok(choice.select(&scope).count(&self.reader()).await?)
    }

    /// The given projects, of those that the caller may see.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the role may not read projects or the database fails.
    pub async fn projects_by_key(&self, keys: &[Key]) -> Result<Vec<ProjectRow>, Fault> {
        let scope = self.scope(Permission::ReadProjects).await?;
        gather(keys, &self.reader(), |keys| {
            project::Entity::find_keys(&scope, keys)
        })
        .await
    }

    /// The given units, bureaus and suppliers.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the role may not read projects or the database fails.
    pub async fn organizations(&self, keys: &[Key]) -> Result<Vec<OrganizationRow>, Fault> {
        let scope = self.scope(Permission::ReadProjects).await?;
        gather(keys, &self.reader(), |keys| {
            organization::Entity::find_keys(&scope, keys)
        })
        .await
    }

    /// What the filter chooses, and where.
    pub(super) async fn choice<'f>(
        &self,
        filter: &'f ProjectFilter,
    ) -> Result<(Scope, Choice<'f>), Fault> {
        let scope = self
            .scope_in(Permission::ReadProjects, &filter.regions)
            .await?;
        self.must_be_known(filter)?;
        if filter.to_be_declared.is_some() {
            self.scope_in(Permission::Reconcile, &filter.regions)
                .await?;
        }
        let sought = match &filter.name {
            None => None,
            Some(name) => Some(Sought::of(name, &scope, &self.reader()).await?),
        };
        let today = self.today();
        let choice = Choice {
            filter,
            sought,
            today,
        };
        Ok((scope, choice))
    }
}

/// A filter with what it took to know how to go about it.
pub(super) struct Choice<'f> {
    filter: &'f ProjectFilter,
    sought: Option<Sought>,
    today: NaiveDate,
}

impl Choice<'_> {
    /// The projects that are chosen, of those that the scope sees.
    pub(super) fn select(&self, scope: &Scope) -> Select<project::Entity> {
        let filter = self.filter;
        let mut select = project::Entity::find_in(scope);
        if !filter.stages.is_empty() {
            select = select.filter(Column::Stage.is_in(&filter.stages));
        }
        if !filter.units.is_empty() {
            select =
                select.filter(scope.among(Column::JurisdictionId, Column::UnitId, &filter.units));
        }
        if !filter.types.is_empty() {
            select = select.filter(Column::ProjectType.is_in(&filter.types));
        }
        if let Some(sought) = &self.sought {
            select = select.filter(sought.in_scope(scope));
        }
        if let Some(code) = &filter.project_code {
            select = select.filter(Column::ProjectCode.eq(code.as_str()));
        }
        match filter.has_project_code {
            Some(true) => select = select.filter(Column::ProjectCode.is_not_null()),
            Some(false) => select = select.filter(Column::ProjectCode.is_null()),
            None => {}
        }
        if let Some(from) = filter.investment_from {
            select = select.filter(Column::InvestmentFen.gte(from.get()));
        }
        if let Some(to) = filter.investment_to {
            select = select.filter(Column::InvestmentFen.lte(to.get()));
        }
        if let Some(since) = filter.updated_since {
            select = select.filter(Column::UpdatedAt.gte(since));
        }
        if let Some(has) = filter.has_overdue {
            let late = Expr::exists(self.overdue());
            select = select.filter(if has { late } else { late.not() });
        }
        if let Some(marked) = filter.to_be_declared {
            let told = Expr::exists(told_to_be_declared());
            select = select.filter(if marked { told } else { told.not() });
        }
        select
    }

    /// The duties of the project that are overdue today: looked for project by project, in the
    /// order in which projects are listed.
    fn overdue(&self) -> SelectStatement {
        use obligation::Column;
        Query::select()
            .expr(Expr::val(1))
            .from(obligation::Entity)
            .and_where(
                Expr::col((obligation::Entity, Column::JurisdictionId))
                    .equals((project::Entity, project::Column::JurisdictionId)),
            )
            .and_where(
                Expr::col((obligation::Entity, Column::ProjectId))
                    .equals((project::Entity, project::Column::Id)),
            )
            .and_where(stands::<Column>(self.today, &[Status::Overdue]))
            .to_owned()
    }
}

/// The finding that a system marks the project as state-secret; by its key.
fn told_to_be_declared() -> SelectStatement {
    use finding::Column;
    Query::select()
        .expr(Expr::val(1))
        .from(finding::Entity)
        .and_where(
            Expr::col((finding::Entity, Column::JurisdictionId))
                .equals((project::Entity, project::Column::JurisdictionId)),
        )
        .and_where(
            Expr::col((finding::Entity, Column::ProjectId))
                .equals((project::Entity, project::Column::Id)),
        )
        .and_where(Expr::col((finding::Entity, Column::Code)).eq(MARKED))
        .to_owned()
}
