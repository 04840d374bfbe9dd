use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, Func, JoinType, Query, SelectStatement, SimpleExpr,
};
use sea_orm::{QuerySelect, QueryTrait, Select};
use shuniu_entities::unstarted_obligation::{Column, Entity};
use shuniu_entities::{Scope, project};

use super::Unstarted;
use super::row::of_set;

/// The projects, as the duties of their sets are joined to them, and these duties.
pub(in crate::query) const OWING: &str = "owing";
pub(in crate::query) const OWED: &str = "owed";

/// Names of what sets of projects are counted by.
pub(in crate::query) const PLACE: &str = "place";
const SET: &str = "set_of";
/// How many projects there are.
pub(in crate::query) const PROJECTS: &str = "projects";

impl Unstarted {
    /// How many the projects owe, as a statement that gives the number.
    pub(in crate::query) fn number(
        &self,
        scope: &Scope,
        projects: Select<project::Entity>,
    ) -> SelectStatement {
        let owing = owing(projects, &[]);
        let mut owed = self.duties(scope).select_only().into_query();
        owed.expr_as(of_set(Column::JurisdictionId), Alias::new(PLACE))
            .expr_as(of_set(Column::SetId), Alias::new(SET))
            .expr_as(Func::count(of_set(Column::Number)), Alias::new("duties"))
            .add_group_by([of_set(Column::JurisdictionId), of_set(Column::SetId)]);
        let all = named(OWING, PROJECTS).mul(named(OWED, "duties"));
        let all = Func::coalesce([Func::sum(all).into(), Expr::val(0)]);
        Query::select()
            .expr(Expr::expr(all).cast_as(Alias::new("bigint")))
            .from_subquery(owing, Alias::new(OWING))
            .join_subquery(JoinType::InnerJoin, owed, Alias::new(OWED), same_set())
            .to_owned()
    }
}

/// How many of the projects owe each set, told apart by what else is said of them.
pub(in crate::query) fn owing(
    projects: Select<project::Entity>,
    by: &[(String, SimpleExpr)],
) -> SelectStatement {
    let mut each = projects.select_only().into_query();
    each.expr_as(
        of_project(project::Column::JurisdictionId),
        Alias::new(PLACE),
    )
    .expr_as(of_project(project::Column::UnstartedSet), Alias::new(SET))
    .and_where(of_project(project::Column::UnstartedSet).is_not_null());
    let own = |name: &str| Expr::col(Alias::new(name));
    let mut owing = Query::select();
    for name in [PLACE, SET] {
        owing.expr(own(name)).add_group_by([own(name)]);
    }
    // What is told apart is computed in a subselect, so that no value is bound twice.
    for (name, value) in by {
        each.expr_as(value.clone(), Alias::new(name.as_str()));
        owing.expr(own(name)).add_group_by([own(name)]);
    }
    owing
        .expr_as(Func::count(own(PLACE)), Alias::new(PROJECTS))
        .from_subquery(each, Alias::new("each"))
        .to_owned()
}

/// The duties of sets with what is told of them, to be joined as `owed`.
pub(in crate::query) fn told(
    duties: Select<Entity>,
    by: &[(String, SimpleExpr)],
) -> SelectStatement {
    let mut owed = duties.select_only().into_query();
    owed.expr_as(of_set(Column::JurisdictionId), Alias::new(PLACE))
        .expr_as(of_set(Column::SetId), Alias::new(SET));
    for (name, value) in by {
        owed.expr_as(value.clone(), Alias::new(name.as_str()));
    }
    owed
}

/// Whether what is owed is what the projects owe.
pub(in crate::query) fn same_set() -> SimpleExpr {
    let same = |name| named(OWING, name).eq(named(OWED, name));
    same(PLACE).and(same(SET))
}

pub(in crate::query) fn named(table: &str, column: &str) -> SimpleExpr {
    Expr::col((Alias::new(table), Alias::new(column)))
}

fn of_project(column: project::Column) -> SimpleExpr {
    Expr::col((project::Entity, column))
}
