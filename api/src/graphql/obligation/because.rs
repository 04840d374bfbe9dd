use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value as Json;
use shuniu_hub::policy::assessment::{Flag, Marks, Status, conclusion, status, waited};
use shuniu_hub::query::Dated;

use crate::graphql::definition::Reason;

/// The stored reasons, and what follows on the day asked about: that changes from day to day and
/// is never stored.
pub(crate) fn because(
    duty: &impl Dated,
    (reasons, flags, attention_on): (&Json, &Json, Option<NaiveDate>),
    day: NaiveDate,
) -> Vec<Reason> {
    let mut told = Reason::all(reasons);
    let marks = Marks {
        ended_early: stored(flags).contains(&Flag::EndedEarly.as_str().to_owned()),
        undated: is_undated(duty, &told),
        workdays: told.iter().any(counts_workdays),
        attention: waited(&duty.days(), duty.period(), attention_on, day),
    };
    told.push(conclusion(&duty.days(), marks, day).into());
    told
}

/// The stored flags, and `attention` where it waits for longer than that on the day asked about.
pub(crate) fn flags(
    duty: &impl Dated,
    (flags, attention_on): (&Json, Option<NaiveDate>),
    day: NaiveDate,
) -> Vec<String> {
    let mut flags = stored(flags);
    let waited = attention_on.is_some_and(|since| since < day);
    if waited && status(&duty.days(), day) == Status::Pending {
        flags.push(Flag::Attention.as_str().to_owned());
    }
    flags
}

/// Whether it is how a last day was counted in working days.
fn counts_workdays(reason: &Reason) -> bool {
    reason.zh.starts_with('自') && reason.zh.contains("个工作日，当日不计入")
}

fn stored(flags: &Json) -> Vec<String> {
    Vec::deserialize(flags).unwrap_or_default()
}

/// What was done on no known day is stored as done on the day of the evaluation; what was done on
/// a known one is told with it.
fn is_undated(duty: &impl Dated, told: &[Reason]) -> bool {
    let done = duty.days().fulfilled_on;
    done.filter(|on| *on == duty.assessed_for())
        .is_some_and(|on| {
            let day = on.to_string();
            !told.iter().any(|reason| reason.zh.contains(&day))
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shuniu_hub::query::ObligationRow;
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
        let reasons = json!([{"zh": zh, "en": "so it is"}]);
        let stored = (&reasons, &json!(flags), duty.attention_on);
        let mut told = because(duty, stored, day(on));
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
    fn a_margin_in_calendar_days_is_told_so_beside_working_days() {
        let counted = "自2026-03-01起7个工作日，当日不计入，末日2026-03-10";
        assert_eq!(
            last(&duty(), counted, &[], "2026-03-22"),
            "结论：截至2026-03-22已逾期12日（自然日，末日2026-03-10）"
        );
    }

    #[test]
    fn what_has_waited_for_long_says_for_how_long_it_may() {
        let open = ObligationRow {
            due_on: None,
            last_on: None,
            attention_on: Some(day("2026-03-31")),
            ..duty()
        };
        let said = |on| last(&open, "2026-03-01立项批复", &[], on);
        assert_eq!(
            said("2026-04-01"),
            "结论：截至2026-04-01尚未完成，也未逾期；已逾30日未办，加提醒标记（该日数是设置，不是法律，R4）"
        );
        assert!(!said("2026-03-31").contains("提醒"));
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
