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

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn duty() -> ObligationRow {
        ObligationRow {
            jurisdiction_id: Uuid::nil(),
            id: Uuid::nil(),
            project_id: Uuid::nil(),
            unit_id: None,
            provision: "tinghu-11".to_owned(),
            pack_id: "tinghu".to_owned(),
            pack_version: "1".to_owned(),
            subject: "-".to_owned(),
            occurrence: "-".to_owned(),
            period: "-".to_owned(),
            triggered_on: Some(day("2026-03-01")),
            earliest_on: None,
            due_on: Some(day("2026-03-10")),
            latest_on: None,
            last_on: Some(day("2026-03-10")),
            fulfilled_on: None,
            fulfilled_by: None,
            observed_through: None,
            incurable: false,
            undetermined: false,
            provisional: false,
            attention_on: None,
            assessed_for: day("2026-03-07"),
        }
    }

    /// What is told last, of a duty for which this is stored.
    fn last(duty: &ObligationRow, zh: &str, flags: &[&str], on: &str) -> String {
        let stored = ReasonRow {
            jurisdiction_id: Uuid::nil(),
            id: Uuid::nil(),
            because: json!([{"zh": zh, "en": "so it is"}]),
            needs: json!([]),
            flags: json!(flags),
            fault: None,
        };
        let mut told = because(duty, &stored, day(on));
        assert_eq!(
            told[0].zh, zh,
            "what is stored comes first, whenever it was stored"
        );
        told.pop().unwrap().zh
    }

    #[test]
    fn what_follows_is_of_the_day_on_which_it_is_read() {
        let said = |on| last(&duty(), "2026-03-01立项批复", &[], on);
        assert_eq!(
            said("2026-03-05"),
            "结论：截至2026-03-05未逾期，距末日2026-03-10尚有5日"
        );
        assert_eq!(
            said("2026-03-22"),
            "结论：截至2026-03-22已逾期12日（末日2026-03-10）"
        );
    }

    #[test]
    fn a_run_that_ended_early_is_told_by_its_flag() {
        let short = ObligationRow {
            due_on: None,
            last_on: None,
            incurable: true,
            ..duty()
        };
        let said = last(
            &short,
            "2026-03-05试运行结束",
            &["ended_early"],
            "2026-03-22",
        );
        assert_eq!(said, "结论：截至2026-03-22未满最短期间，须重新计足");
    }

    #[test]
    fn what_was_done_on_no_known_day_is_told_without_one() {
        let done = ObligationRow {
            fulfilled_on: Some(day("2026-03-07")),
            ..duty()
        };
        let said = |zh| last(&done, zh, &[], "2026-03-22");
        assert_eq!(
            said("项目代码已在案，日期不明"),
            "结论：已完成，未晚于末日2026-03-10"
        );
        assert_eq!(
            said("项目代码于2026-03-07在案"),
            "结论：于2026-03-07完成，早于末日2026-03-10共3日，按期"
        );
    }
}
