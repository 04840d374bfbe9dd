//! The status of a duty on a day: one definition, in Rust and in SQL.

use chrono::NaiveDate;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, IntoSimpleExpr};
use serde::{Deserialize, Serialize};
use shuniu_entities::obligation::{Column, Model};

/// How a duty stands on a day. Never stored: it follows from the stored days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It applies; what starts it has not happened.
    NotDue,
    /// Running and not late.
    Pending,
    /// The last day has passed and it can still be done.
    Overdue,
    /// Done in time.
    Fulfilled,
    /// Done after the last day.
    FulfilledLate,
    /// A limit was exceeded that nothing can cure.
    Breached,
    /// A missing fact or an unobserved stretch hides the answer.
    Undetermined,
}

impl Status {
    /// Every one, in the order of a duty's life.
    pub const ALL: &[Self] = &[
        Self::NotDue,
        Self::Pending,
        Self::Overdue,
        Self::Fulfilled,
        Self::FulfilledLate,
        Self::Breached,
        Self::Undetermined,
    ];

    /// Its name in the vocabulary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::Pending => "pending",
            Self::Overdue => "overdue",
            Self::Fulfilled => "fulfilled",
            Self::FulfilledLate => "fulfilled_late",
            Self::Breached => "breached",
            Self::Undetermined => "undetermined",
        }
    }
}

/// How the duty stands on the day.
#[must_use]
pub fn status_on(duty: &Model, day: NaiveDate) -> Status {
    if duty.undetermined || duty.fault.is_some() {
        return Status::Undetermined;
    }
    let last = duty.due_on.or(duty.latest_on);
    let past = |date: NaiveDate| last.is_some_and(|last| date > last);
    if let Some(done) = duty.fulfilled_on.filter(|done| *done <= day) {
        return match (past(done), duty.incurable) {
            (false, _) => Status::Fulfilled,
            (true, false) => Status::FulfilledLate,
            (true, true) => Status::Breached,
        };
    }
    if duty.triggered_on.is_none_or(|start| start > day) {
        return Status::NotDue;
    }
    match (past(day), duty.incurable) {
        (false, _) => Status::Pending,
        (true, false) => Status::Overdue,
        (true, true) => Status::Breached,
    }
}

/// Matches the duties that stand so on the day.
pub(crate) fn stands(day: NaiveDate, statuses: &[Status]) -> SimpleExpr {
    status_expr(day).is_in(statuses.iter().map(|status| status.name()))
}

/// The last permitted day, whether printed as a deadline or as the end of a window.
pub(crate) fn last_day() -> SimpleExpr {
    Func::coalesce([
        Column::DueOn.into_simple_expr(),
        Column::LatestOn.into_simple_expr(),
    ])
    .into()
}

/// [`status_on`] as an expression over the columns of `obligation`.
pub(crate) fn status_expr(day: NaiveDate) -> SimpleExpr {
    let named = |status: Status| Expr::val(status.name());
    let done = || Condition::all().add(Column::FulfilledOn.lte(day));
    let done_late = || done().add(Column::FulfilledOn.into_simple_expr().gt(last_day()));
    let late = || Condition::all().add(last_day().lt(day));
    CaseStatement::new()
        .case(
            Column::Undetermined
                .eq(true)
                .or(Column::Fault.is_not_null()),
            named(Status::Undetermined),
        )
        .case(
            done_late().add(Column::Incurable.eq(true)),
            named(Status::Breached),
        )
        .case(done_late(), named(Status::FulfilledLate))
        .case(done(), named(Status::Fulfilled))
        .case(
            Column::TriggeredOn
                .is_null()
                .or(Column::TriggeredOn.gt(day)),
            named(Status::NotDue),
        )
        .case(
            late().add(Column::Incurable.eq(true)),
            named(Status::Breached),
        )
        .case(late(), named(Status::Overdue))
        .finally(named(Status::Pending))
        .into()
}
