use std::collections::BTreeMap;

use chrono::{Days, Duration};
use shuniu_policy::{Assessment, Status};

use crate::{
    sheet::Sheet,
    trial::{Held, holds, key, may_pass, same, same_in},
};

/// While nothing else is recorded, what is late stays late: it is no longer pending, nor yet to
/// come, nor done. It may only go out of sight, with the plan year or the calendar year whose it was.
#[test]
fn what_is_late_stays_late_as_days_pass() {
    holds(|judge, sheet, chance| {
        let sheet = sheet.clone().without_what_lies_ahead();
        let passed = Days::new(1 + chance.next() % 900);
        let Some(later) = sheet.today.checked_add_days(passed) else {
            return Ok(());
        };
        let (now, then) = (judge.of(&sheet), judge.on(&sheet, later));
        for obligation in &now.obligations {
            let status = obligation.status(now.assessed_for);
            let for_good = [Status::Overdue, Status::Breached, Status::FulfilledLate];
            let Some(same) = same_in(&then, obligation) else {
                continue;
            };
            let after = same.status(then.assessed_for);
            if for_good.contains(&status) && after != status {
                return Err(format!(
                    "{} is {status} and on {later} it is {after}",
                    obligation.provision
                ));
            }
        }
        Ok(())
    });
}

/// Statuses change by themselves; of a complete file nothing else does before the day that is told.
#[test]
fn nothing_new_comes_into_being_before_the_day_that_is_told() {
    holds(|judge, sheet, chance| {
        let sheet = Sheet {
            complete_through: None,
            complete_by_kind: BTreeMap::new(),
            ..sheet.clone()
        };
        let now = judge.of(&sheet);
        let end = now
            .next_change_on
            .unwrap_or(sheet.today + Duration::days(2000));
        let span = (end - sheet.today).num_days();
        // The last day before is the likeliest to be wrong.
        let days = [
            span - 1,
            chance
                .below(usize::try_from(span).unwrap())
                .try_into()
                .unwrap(),
        ];
        for ahead in days {
            let day = sheet.today + Duration::days(ahead);
            let then = judge.on(&sheet, day);
            told_beforehand(&now, &then)?;
        }
        Ok(())
    });
}

fn told_beforehand(now: &Assessment, then: &Assessment) -> Held {
    let day = then.assessed_for;
    for obligation in &then.obligations {
        if same_in(now, obligation).is_none() {
            return Err(format!("{:?} is new on {day}", key(obligation)));
        }
    }
    for obligation in &now.obligations {
        let expected = obligation.status(day);
        let got = same_in(then, obligation).map(|same| same.status(day));
        if got != Some(expected) {
            return Err(format!(
                "{:?} was to be {expected} on {day} and is {got:?}",
                key(obligation)
            ));
        }
    }
    for (gate, same) in now.gates.iter().zip(&then.gates) {
        if may_pass(gate) != may_pass(same) {
            return Err(format!("gate {} is another on {day}", gate.gate));
        }
    }
    Ok(())
}

#[test]
fn what_lies_ahead_changes_nothing_today() {
    holds(|judge, sheet, _| {
        let until_now = sheet.clone().without_what_lies_ahead();
        same(&judge.of(sheet), &judge.of(&until_now))
    });
}

/// Days out of order, such as an acceptance before the approval, perform nothing: what is done was
/// done after it began, and not before the first day on which it may be.
#[test]
fn nothing_is_done_before_it_began() {
    holds(|judge, sheet, _| {
        for obligation in &judge.of(sheet).obligations {
            let days = &obligation.days;
            let Some(done) = days.fulfilled_on else {
                continue;
            };
            let from = [days.triggered_on, days.earliest_on]
                .into_iter()
                .flatten()
                .max();
            if from.is_none_or(|from| done < from) {
                return Err(format!("{} is done on {done}", obligation.provision));
            }
        }
        Ok(())
    });
}
