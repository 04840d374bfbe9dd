//! The status of a duty on a day: the definition of `policy`, and the same in SQL for filters.

use chrono::NaiveDate;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, IntoSimpleExpr};
use shuniu_entities::{institution_obligation, obligation};
pub use shuniu_policy::assessment::Status;
use shuniu_policy::assessment::{Days, status};
use shuniu_policy::values::Period;

use super::row::{InstitutionObligationRow, ObligationRow};

macro_rules! days_of {
    ($duty:ident) => {
        Days {
            undetermined: $duty.undetermined,
            triggered_on: $duty.triggered_on,
            earliest_on: $duty.earliest_on,
            due_on: $duty.due_on,
            latest_on: $duty.latest_on,
            last_on: $duty.last_on,
            fulfilled_on: $duty.fulfilled_on,
            observed_through: $duty.observed_through,
            incurable: $duty.incurable,
            provisional: $duty.provisional,
        }
    };
}

/// A row that is a duty: all that its status rests on.
pub trait Dated {
    /// Its days.
    fn days(&self) -> Days;

    /// Whether what performed it has no day.
    fn undated(&self) -> bool;

    /// The period it is of, where it recurs.
    fn period(&self) -> Option<Period>;

    /// The day on which it was performed, as seen on a day; nothing where it has none.
    fn performed_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        // Of a term that elapses by itself the day is known before it comes.
        let done = self.days().fulfilled_on.filter(|done| *done <= day);
        done.filter(|_| !self.undated())
    }
}

macro_rules! dated {
    ($($row:ty),+) => {$(
        impl Dated for $row {
            fn days(&self) -> Days {
                days_of!(self)
            }

            fn undated(&self) -> bool {
                self.undated == Some(true)
            }

            fn period(&self) -> Option<Period> {
                self.period.parse().ok()
            }
        }
    )+};
}
dated!(ObligationRow, InstitutionObligationRow);

/// How the duty stands on the day. Never stored: it follows from the stored days.
#[must_use]
pub fn status_on(duty: &impl Dated, day: NaiveDate) -> Status {
    status(&duty.days(), day)
}

/// The columns of a table of duties that a status rests on.
pub(crate) trait DutyColumns: ColumnTrait {
    const UNDETERMINED: Self;
    const TRIGGERED_ON: Self;
    const LAST_ON: Self;
    const FULFILLED_ON: Self;
    const OBSERVED_THROUGH: Self;
    const INCURABLE: Self;
    const PROVISIONAL: Self;
}

macro_rules! duty_columns {
    ($($table:ident),+) => {$(
        impl DutyColumns for $table::Column {
            const UNDETERMINED: Self = Self::Undetermined;
            const TRIGGERED_ON: Self = Self::TriggeredOn;
            const LAST_ON: Self = Self::LastOn;
            const FULFILLED_ON: Self = Self::FulfilledOn;
            const OBSERVED_THROUGH: Self = Self::ObservedThrough;
            const INCURABLE: Self = Self::Incurable;
            const PROVISIONAL: Self = Self::Provisional;
        }
    )+};
}
duty_columns!(obligation, institution_obligation);

/// Matches the duties that stand so on the day.
pub(crate) fn stands<C: DutyColumns>(day: NaiveDate, statuses: &[Status]) -> SimpleExpr {
    status_of::<C>(day).is_in(statuses.iter().map(|status| status.as_str()))
}

/// [`status_on`] as an expression over the columns of `obligation`.
#[must_use]
pub fn status_expr(day: NaiveDate) -> SimpleExpr {
    status_of::<obligation::Column>(day)
}

/// [`status_on`] as an expression over the columns of a table of duties.
pub(crate) fn status_of<C: DutyColumns>(day: NaiveDate) -> SimpleExpr {
    let named = |status: Status| Expr::val(status.as_str());
    let last = || C::LAST_ON.into_simple_expr();
    let done = || C::FULFILLED_ON.lte(day);
    let in_time = C::LAST_ON
        .is_null()
        .or(C::FULFILLED_ON.into_simple_expr().lte(last()));
    let unseen = C::OBSERVED_THROUGH.into_simple_expr().lt(last());
    CaseStatement::new()
        .case(C::UNDETERMINED.eq(true), named(Status::Undetermined))
        .case(
            C::TRIGGERED_ON.is_null().or(C::TRIGGERED_ON.gt(day)),
            named(Status::NotDue),
        )
        .case(done().and(in_time), named(Status::Fulfilled))
        .case(
            C::LAST_ON.is_null().or(C::LAST_ON.gte(day)),
            named(Status::Pending),
        )
        .case(C::PROVISIONAL.eq(true), named(Status::Undetermined))
        .case(done().and(C::INCURABLE.eq(true)), named(Status::Breached))
        .case(done(), named(Status::FulfilledLate))
        .case(unseen, named(Status::Undetermined))
        .case(C::INCURABLE.eq(true), named(Status::Breached))
        .finally(named(Status::Overdue))
        .into()
}
