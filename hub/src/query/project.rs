use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Query};
use sea_orm::{ColumnTrait, IntoSimpleExpr, PaginatorTrait, QueryFilter, Select};
use shuniu_entities::{Key, Keyed, Scope, Tenant, obligation, organization, project};
use shuniu_policy::{Fen, RegionCode};

use super::page::{Keyset, Page, Slice, gather};
use super::row::{OrganizationRow, ProjectRow};
use super::status::{Status, stands};
use super::view::View;
use crate::access::Permission;
use crate::fault::Fault;

use project::Column;

/// How a name is looked for. Letters match whatever their case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameMatch {
    /// It begins so.
    Prefix(String),
    /// It holds this anywhere; two characters at least.
    Contains(String),
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
    /// text of one character or a cursor of another order.
    pub async fn projects(
        &self,
        filter: &ProjectFilter,
        order: (ProjectOrder, bool),
        slice: &Slice,
    ) -> Result<Page<ProjectRow>, Fault> {
        let (by, descending) = order;
        let keyset = Keyset {
            name: by.name(descending).to_owned(),
            value: Some(by.column().into_simple_expr()),
            key: [
                Column::Id.into_simple_expr(),
                Column::JurisdictionId.into_simple_expr(),
            ],
            descending,
        };
        let select = self.chosen_projects(filter).await?;
        keyset.read(select, slice, &self.reader()).await
    }

    /// How many projects there are.
    ///
    /// # Errors
    ///
    /// As [`View::projects`].
    pub async fn count_projects(&self, filter: &ProjectFilter) -> Result<u64, Fault> {
        let select = self.chosen_projects(filter).await?;
        Ok(select.count(&self.reader()).await?)
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

    async fn chosen_projects(
        &self,
        filter: &ProjectFilter,
    ) -> Result<Select<project::Entity>, Fault> {
        let scope = self
            .scope_in(Permission::ReadProjects, &filter.regions)
            .await?;
        let mut select = project::Entity::find_in(&scope);
        if !filter.stages.is_empty() {
            select = select.filter(Column::Stage.is_in(&filter.stages));
        }
        if !filter.units.is_empty() {
            select = select.filter(shuniu_entities::among(
                Column::JurisdictionId,
                Column::UnitId,
                &filter.units,
            ));
        }
        if !filter.types.is_empty() {
            select = select.filter(Column::ProjectType.is_in(&filter.types));
        }
        if let Some(name) = &filter.name {
            select = select
                .filter(named(name)?)
                .filter(Column::Classified.eq(false));
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
            let late = self.overdue(&scope);
            let key = Expr::tuple([
                Column::JurisdictionId.into_simple_expr(),
                Column::Id.into_simple_expr(),
            ]);
            select = select.filter(if has {
                key.in_subquery(late)
            } else {
                key.not_in_subquery(late)
            });
        }
        Ok(select)
    }

    /// The projects with a duty that is overdue today.
    fn overdue(&self, scope: &Scope) -> sea_orm::sea_query::SelectStatement {
        let within = scope.seen().iter().copied();
        Query::select()
            .columns([
                obligation::Column::JurisdictionId,
                obligation::Column::ProjectId,
            ])
            .from(obligation::Entity)
            .and_where(obligation::Column::JurisdictionId.is_in(within))
            .and_where(stands(self.today(), &[Status::Overdue]))
            .to_owned()
    }
}

fn named(name: &NameMatch) -> Result<sea_orm::sea_query::SimpleExpr, Fault> {
    let pattern = match name {
        NameMatch::Prefix(text) if text.is_empty() => {
            return Err(Fault::invalid(
                "filter.namePrefix",
                "is empty; leave it out",
            ));
        }
        NameMatch::Prefix(text) => format!("{}%", literally(text)),
        NameMatch::Contains(text) if text.chars().count() < 2 => {
            let problem = "needs two characters at least";
            return Err(Fault::invalid("filter.nameContains", problem));
        }
        NameMatch::Contains(text) => format!("%{}%", literally(text)),
    };
    let column = Expr::expr(Func::lower(Column::Name.into_simple_expr()));
    Ok(column.like(LikeExpr::new(pattern).escape('\\')))
}

/// The text in lower case, with the signs that `LIKE` reads as wildcards taken literally.
fn literally(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for sign in text.to_ascii_lowercase().chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern
}
