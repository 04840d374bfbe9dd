use super::*;

fn day(day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 3, day)
}

fn on(days: &Days, marks: Marks, today: u32) -> (String, String) {
    let Bilingual { zh, en } = conclusion(days, marks, day(today).unwrap());
    (zh, en)
}

fn said(days: &Days, today: u32) -> (String, String) {
    on(days, Marks::default(), today)
}

fn both(zh: &str, en: &str) -> (String, String) {
    (zh.to_owned(), en.to_owned())
}

fn due() -> Days {
    Days {
        triggered_on: day(1),
        due_on: day(10),
        last_on: day(10),
        ..Days::default()
    }
}

#[test]
fn a_deadline_tells_the_days_that_are_left_and_those_that_are_over() {
    assert_eq!(
        said(&due(), 5),
        both(
            "结论：截至2026-03-05未逾期，距末日2026-03-10尚有5日",
            "conclusion: on 2026-03-05 it is not late; 5 days are left until the last day 2026-03-10",
        )
    );
    assert_eq!(
        said(&due(), 10).0,
        "结论：2026-03-10为末日，当日完成仍为按期"
    );
    assert_eq!(
        said(&due(), 22),
        both(
            "结论：截至2026-03-22已逾期12日（末日2026-03-10）",
            "conclusion: on 2026-03-22 overdue by 12 days (last day 2026-03-10)",
        )
    );
}

#[test]
fn what_is_done_tells_by_how_many_days_it_was_early_or_late() {
    let done = |on: u32| Days {
        fulfilled_on: day(on),
        ..due()
    };
    assert_eq!(
        said(&done(7), 20),
        both(
            "结论：于2026-03-07完成，早于末日2026-03-10共3日，按期",
            "conclusion: done on 2026-03-07, 3 days before the last day 2026-03-10, in time",
        )
    );
    assert_eq!(
        said(&done(10), 20).0,
        "结论：于末日2026-03-10当日完成，按期"
    );
    assert_eq!(
        said(&done(11), 20),
        both(
            "结论：于2026-03-11完成，逾期1日（末日2026-03-10）",
            "conclusion: done on 2026-03-11, 1 day late (last day 2026-03-10)",
        )
    );
    let undated = Marks {
        undated: true,
        ..Marks::default()
    };
    assert_eq!(
        on(&done(7), undated, 7),
        both(
            "结论：已完成，未晚于末日2026-03-10",
            "conclusion: done, not after the last day 2026-03-10",
        )
    );
}

#[test]
fn a_broken_limit_tells_which() {
    let over = Days {
        incurable: true,
        ..due()
    };
    assert_eq!(
        said(&over, 13),
        both(
            "结论：截至2026-03-13已超过上限3日（末日2026-03-10），构成违反，不能补救",
            "conclusion: on 2026-03-13 past the limit by 3 days (last day 2026-03-10): breached, and it cannot be cured",
        )
    );
    let ended = Days {
        fulfilled_on: day(12),
        ..over.clone()
    };
    assert!(said(&ended, 20).0.contains("于2026-03-12完成，超过上限2日"));
    let short = Marks {
        ended_early: true,
        ..Marks::default()
    };
    assert_eq!(
        on(&over, short, 13),
        both(
            "结论：未满最短期间即已结束，构成违反，不能补救",
            "conclusion: it ended before its minimum: breached, and it cannot be cured",
        )
    );
    let pending = Days {
        last_on: None,
        due_on: None,
        ..over
    };
    assert!(on(&pending, short, 13).0.ends_with("须重新计足"));
}

#[test]
fn without_a_day_or_a_start_nothing_is_counted() {
    let mut days = Days::default();
    assert_eq!(said(&days, 5).0, "结论：截至2026-03-05尚未起算");
    days.triggered_on = day(7);
    assert!(said(&days, 5).0.ends_with("将于2026-03-07起算"));
    assert_eq!(
        said(&days, 9),
        both(
            "结论：截至2026-03-09尚未完成，不判逾期",
            "conclusion: on 2026-03-09 it is not done, and has no day to be late by",
        )
    );
    days.earliest_on = day(20);
    assert!(said(&days, 9).0.contains("未到最早日2026-03-20，尚有11日"));
    days.fulfilled_on = day(20);
    assert!(said(&days, 9).0.contains("于2026-03-20届满，尚有11日"));
}

#[test]
fn what_cannot_be_told_says_what_would_settle_it() {
    let unread = Days {
        observed_through: day(8),
        ..due()
    };
    assert_eq!(
        said(&unread, 15).0,
        "结论：截至2026-03-15不能判断：记录只完整到2026-03-08，早于末日2026-03-10"
    );
    let provisional = Days {
        provisional: true,
        ..due()
    };
    assert!(said(&provisional, 15).0.contains("载入后即可判定"));
    let undetermined = Days {
        undetermined: true,
        ..unread
    };
    assert_eq!(said(&undetermined, 15).0, "结论：截至2026-03-15不能判断");
}

#[test]
fn a_margin_beside_working_days_is_told_to_be_of_calendar_days() {
    let workdays = Marks {
        workdays: true,
        ..Marks::default()
    };
    assert_eq!(
        on(&due(), workdays, 9),
        both(
            "结论：截至2026-03-09未逾期，距末日2026-03-10尚有1日（自然日）",
            "conclusion: on 2026-03-09 it is not late; 1 day is left until the last day 2026-03-10 (calendar days)",
        )
    );
    assert_eq!(
        on(&due(), workdays, 20).0,
        "结论：截至2026-03-20已逾期10日（自然日，末日2026-03-10）"
    );
}

#[test]
fn what_was_reached_without_a_calendar_is_no_firm_last_day() {
    let provisional = Days {
        provisional: true,
        ..due()
    };
    assert_eq!(
        said(&provisional, 5),
        both(
            "结论：截至2026-03-05未逾期，距暂定末日2026-03-10尚有5日",
            "conclusion: on 2026-03-05 it is not late; 5 days are left until the provisional last day 2026-03-10",
        )
    );
    let done = Days {
        fulfilled_on: day(7),
        ..provisional
    };
    assert_eq!(
        said(&done, 20).0,
        "结论：于2026-03-07完成，早于暂定末日2026-03-10共3日，按期"
    );
}

#[test]
fn what_has_waited_for_long_says_that_the_number_of_days_is_no_law() {
    let open = Days {
        triggered_on: day(1),
        ..Days::default()
    };
    let today = NaiveDate::from_ymd_opt(2026, 4, 20).unwrap();
    let raised = NaiveDate::from_ymd_opt(2026, 3, 31);
    let marks = Marks {
        attention: waited(&open, None, raised, today),
        ..Marks::default()
    };
    let Bilingual { zh, en } = conclusion(&open, marks, today);
    assert_eq!(
        (zh, en),
        both(
            "结论：截至2026-04-20尚未完成，不判逾期；已满30日仍未办理，加提醒标记（该日数为本系统的设置，非法定期限，R4）",
            "conclusion: on 2026-04-20 it is not done, and has no day to be late by; marked for attention after 30 days, a setting of this system and no time limit of the law (R4)",
        )
    );
    assert_eq!(waited(&open, None, raised, raised.unwrap()), None);
    let march = Some(Period::Month(2026, 3));
    let raised = NaiveDate::from_ymd_opt(2026, 4, 10);
    assert_eq!(waited(&open, march, raised, today), Some(10));
}
