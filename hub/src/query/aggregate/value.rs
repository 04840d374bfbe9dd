use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, Func, Query, SimpleExpr};
use sea_orm::{ColumnTrait, IntoSimpleExpr};
use shuniu_entities::{
    contract, institution_obligation, obligation, payment, project, project_event,
};

use super::Counted;
use super::dimension::Dimension;
use crate::desk::Standing;
use crate::query::status::status_of;

/// The event by which a project is approved, in the words of the shared vocabulary.
const APPROVED: &str = "project_approved";

/// Whether groups of what is counted can be told apart by it.
pub(super) fn has(counted: &Counted, dimension: Dimension) -> bool {
    is_division(dimension) || value(counted, dimension).is_some()
}

pub(super) const fn is_division(dimension: Dimension) -> bool {
    matches!(
        dimension,
        Dimension::Jurisdiction | Dimension::Prefecture | Dimension::Province
    )
}

pub(super) const fn is_of_project(dimension: Dimension) -> bool {
    matches!(
        dimension,
        Dimension::Stage
            | Dimension::ProjectType
            | Dimension::BuildNature
            | Dimension::ApprovalYear
    )
}

/// What one of the counted has in a dimension; nothing where it has no such dimension.
pub(super) fn value(counted: &Counted, dimension: Dimension) -> Option<SimpleExpr> {
    use project::Column;
    let own = match (counted, dimension) {
        (Counted::Projects(_), Dimension::Year) => told(year(first_day(None))),
        (Counted::Contracts { .. }, Dimension::Year) => {
            year(contract::Column::SignedOn.into_simple_expr())
        }
        (Counted::Contracts { .. }, Dimension::Supplier) => {
            contract::Column::SupplierId.into_simple_expr()
        }
        (Counted::Payments { .. }, Dimension::Year) => {
            year(payment::Column::PaidOn.into_simple_expr())
        }
        (Counted::Payments { .. }, Dimension::PaymentKind) => {
            payment::Column::Kind.into_simple_expr()
        }
        (Counted::Obligations(_), Dimension::Year) => {
            year(obligation::Column::LastOn.into_simple_expr())
        }
        (Counted::Obligations(_), Dimension::Unit) => obligation::Column::UnitId.into_simple_expr(),
        (Counted::Obligations(_), Dimension::Pack) => obligation::Column::PackId.into_simple_expr(),
        (Counted::Obligations(_), Dimension::Provision) => {
            obligation::Column::Provision.into_simple_expr()
        }
        (Counted::Obligations(filter), Dimension::Status) => {
            status_of::<obligation::Column>(filter.day)
        }
        (Counted::InstitutionObligations(filter), dimension) => {
            return of_institution(filter.day, dimension);
        }
        (_, Dimension::ApprovalYear) => told(year(first_day(Some(APPROVED)))),
        (_, Dimension::Stage) => told(Column::Stage.into_simple_expr()),
        (_, Dimension::ProjectType) => told(Column::ProjectType.into_simple_expr()),
        (_, Dimension::BuildNature) => told(Column::BuildNature.into_simple_expr()),
        (_, Dimension::Unit) => told(Column::UnitId.into_simple_expr()),
        _ => return None,
    };
    Some(own)
}

/// What a duty of a unit or a bureau has in a dimension.
fn of_institution(day: NaiveDate, dimension: Dimension) -> Option<SimpleExpr> {
    use institution_obligation::Column;
    Some(match dimension {
        Dimension::Year => year(Column::LastOn.into_simple_expr()),
        // The bureau goes by the id of its place and is no unit.
        Dimension::Unit => {
            let place = Column::JurisdictionId.into_simple_expr();
            let unit = Column::InstitutionId.into_simple_expr();
            CaseStatement::new()
                .case(unit.clone().ne(place), unit)
                .into()
        }
        Dimension::Pack => Column::PackId.into_simple_expr(),
        Dimension::Provision => Column::Provision.into_simple_expr(),
        Dimension::Status => status_of::<Column>(day),
        _ => return None,
    })
}

/// Of a state-secret project nothing is told.
fn told(value: SimpleExpr) -> SimpleExpr {
    CaseStatement::new()
        .case(project::Column::Classified.eq(false), value)
        .into()
}

/// The year of a day, as text.
fn year(day: SimpleExpr) -> SimpleExpr {
    // A day is text on the one engine and becomes the same text on the other.
    let text = day.cast_as(Alias::new("text"));
    Func::cust(Alias::new("SUBSTR"))
        .args([text, Expr::val(1), Expr::val(4)])
        .into()
}

/// The first day on which something in force happened to the project.
fn first_day(kind: Option<&str>) -> SimpleExpr {
    use project_event::{Column, Entity};
    let mut first = Query::select();
    first
        .expr(Column::OccurredOn.min())
        .from(Entity)
        .and_where(of_project(Column::JurisdictionId, Column::ProjectId))
        .and_where(Column::Standing.eq(Standing::Current.as_str()));
    if let Some(kind) = kind {
        first.and_where(Column::Kind.eq(kind));
    }
    SimpleExpr::SubQuery(None, Box::new(first.into()))
}

/// Whether a row belongs to the project.
pub(super) fn of_project(place: impl ColumnTrait, id: impl ColumnTrait) -> SimpleExpr {
    let project = |column| Expr::col((project::Entity, column));
    place
        .into_simple_expr()
        .eq(project(project::Column::JurisdictionId))
        .and(id.into_simple_expr().eq(project(project::Column::Id)))
}
