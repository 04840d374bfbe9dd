use chrono::NaiveDate;
use serde::Deserialize;
use shuniu_hub::policy::assessment::{Days, Flag, Marks, conclusion};
use shuniu_hub::query::{ObligationRow, ReasonRow};

use crate::graphql::definition::Reason;

/// The stored reasons, and what follows on the day asked about: that changes from day to day and
/// is never stored.
pub(super) fn because(duty: &ObligationRow, stored: &ReasonRow, day: NaiveDate) -> Vec<Reason> {
    let mut told = Reason::all(&stored.because);
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
    let marks = Marks {
        ended_early: is_marked(stored, Flag::EndedEarly),
        undated: is_undated(duty, &told),
    };
    told.push(conclusion(&days, marks, day).into());
    told
}

fn is_marked(stored: &ReasonRow, flag: Flag) -> bool {
    let flags = Vec::<String>::deserialize(&stored.flags).unwrap_or_default();
    flags.iter().any(|one| one == flag.as_str())
}

/// What was done on no known day is stored as done on the day of the evaluation; what was done on
/// a known one is told with it.
fn is_undated(duty: &ObligationRow, told: &[Reason]) -> bool {
    let evaluated = duty.fulfilled_on.filter(|on| *on == duty.assessed_for);
    evaluated.is_some_and(|on| {
        let day = on.to_string();
        !told.iter().any(|reason| reason.zh.contains(&day))
    })
}
