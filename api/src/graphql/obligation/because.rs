use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value as Json;
use shuniu_hub::policy::assessment::{Flag, Marks, Status, conclusion, status, waited};
use shuniu_hub::query::{Dated, counts_workdays};

use crate::graphql::definition::Reason;

/// What is stored of why a duty stands as it does.
pub(crate) struct Stored<'a> {
    /// The reasons.
    pub(crate) because: &'a Json,
    /// The standing flags.
    pub(crate) flags: &'a Json,
    /// From the day after this one it waits for long.
    pub(crate) attention_on: Option<NaiveDate>,
}

/// The reasons in words, and what follows on the day asked about: that changes from day to day and
/// is never stored.
pub(crate) fn because(
    duty: &impl Dated,
    mut told: Vec<Reason>,
    stored: &Stored<'_>,
    day: NaiveDate,
) -> Vec<Reason> {
    let marks = Marks {
        ended_early: standing(stored.flags).contains(&Flag::EndedEarly.as_str().to_owned()),
        undated: duty.undated(),
        workdays: counts_workdays(stored.because),
        attention: waited(&duty.days(), duty.period(), stored.attention_on, day),
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
    let mut flags = standing(flags);
    let waited = attention_on.is_some_and(|since| since < day);
    if waited && status(&duty.days(), day) == Status::Pending {
        flags.push(Flag::Attention.as_str().to_owned());
    }
    flags
}

fn standing(flags: &Json) -> Vec<String> {
    Vec::deserialize(flags).unwrap_or_default()
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
            undated: None,
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
        let reasons = vec![Reason {
            zh: zh.to_owned(),
            en: "so it is".to_owned(),
        }];
        let stored = Stored {
            because: &json!([]),
            flags: &json!(flags),
            attention_on: duty.attention_on,
        };
        let mut told = because(duty, reasons, &stored, day(on));
        assert_eq!(told[0].zh, zh, "the reasons come first");
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
        let counted = json!([{"counted": {
            "from": "2026-03-01", "term": {"amount": 7, "unit": "workdays"},
            "unrolled": "2026-03-10", "day": "2026-03-10",
        }}]);
        let stored = Stored {
            because: &counted,
            flags: &json!([]),
            attention_on: None,
        };
        let told = because(&duty(), Vec::new(), &stored, day("2026-03-22"));
        assert_eq!(
            told[0].zh,
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
            "结论：截至2026-04-01尚未完成，不判逾期；已满30日仍未办理，加提醒标记（该日数为本系统的设置，非法定期限，R4）"
        );
        assert!(!said("2026-03-31").contains("提醒"));
    }

    #[test]
    fn what_was_done_on_no_known_day_is_told_without_one() {
        let done = ObligationRow {
            fulfilled_on: Some(day("2026-03-07")),
            ..duty()
        };
        let said = |undated| {
            let done = ObligationRow {
                undated,
                ..done.clone()
            };
            last(&done, "项目代码在案", &[], "2026-03-22")
        };
        assert_eq!(said(Some(true)), "结论：已完成，未晚于末日2026-03-10");
        assert_eq!(
            said(Some(false)),
            "结论：于2026-03-07完成，早于末日2026-03-10共3日，按期"
        );
    }
}
