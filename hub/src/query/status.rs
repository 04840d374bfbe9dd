//! The status of a duty on a day: the definition of `policy`, and the same in SQL for filters.

use chrono::NaiveDate;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, IntoSimpleExpr};
use shuniu_entities::obligation::Column;
pub use shuniu_policy::assessment::Status;
use shuniu_policy::assessment::{Days, status};

use super::row::ObligationRow;

/// How the duty stands on the day. Never stored: it follows from the stored days.
#[must_use]
pub fn status_on(duty: &ObligationRow, day: NaiveDate) -> Status {
    let days = Days {
        undetermined: duty.undetermined,
        triggered_on: duty.triggered_on,
        earliest_on: duty.earliest_on,
        due_on: duty.due_on,
        latest_on: duty.latest_on,
        last_on: duty.last_on,
        fulfilled_on: duty.fulfilled_on,
        observed_through: duty.observed_through,
        incurable: duty.incurable,
        provisional: duty.provisional,
    };
    status(&days, day)
}

/// Matches the duties that stand so on the day.
pub(crate) fn stands(day: NaiveDate, statuses: &[Status]) -> SimpleExpr {
    status_expr(day).is_in(statuses.iter().map(|status| status.as_str()))
}

/// [`status_on`] as an expression over the columns of `obligation`.
#[must_use]
pub fn status_expr(day: NaiveDate) -> SimpleExpr {
    let named = |status: Status| Expr::val(status.as_str());
    let last = || Column::LastOn.into_simple_expr();
    let done = || Column::FulfilledOn.lte(day);
    let in_time = Column::LastOn
        .is_null()
        .or(Column::FulfilledOn.into_simple_expr().lte(last()));
    let unseen = Column::ObservedThrough.into_simple_expr().lt(last());
    CaseStatement::new()
        .case(Column::Undetermined.eq(true), named(Status::Undetermined))
        .case(
            Column::TriggeredOn
                .is_null()
                .or(Column::TriggeredOn.gt(day)),
            named(Status::NotDue),
        )
        .case(done().and(in_time), named(Status::Fulfilled))
        .case(
            Column::LastOn.is_null().or(Column::LastOn.gte(day)),
            named(Status::Pending),
        )
        .case(Column::Provisional.eq(true), named(Status::Undetermined))
        .case(
            done().and(Column::Incurable.eq(true)),
            named(Status::Breached),
        )
        .case(done(), named(Status::FulfilledLate))
        .case(unseen, named(Status::Undetermined))
        .case(Column::Incurable.eq(true), named(Status::Breached))
        .finally(named(Status::Overdue))
        .into()
}
