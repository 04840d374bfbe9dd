use chrono::{Datelike, NaiveDate};

use super::super::{Bound, Instance};
use crate::{
    calendar::{Departure, Term, Unit},
    pack::Bilingual,
    values::{Period, PeriodKind},
    words::{Words, both},
};

/// How a last day was counted.
pub(super) fn last_day(
    (from, term): (NaiveDate, Term),
    (unrolled, day): (NaiveDate, NaiveDate),
    departures: &[Departure],
) -> Bilingual {
    let (zh, en) = if term.unit == Unit::Workdays {
        let skipped = told(departures, from.year());
        let skipped = skipped.map_or_else(Default::default, |skipped| {
            (format!("；其间{}", skipped.zh), format!("; {}", skipped.en))
        });
        (
            format!("，末日{day}{}", skipped.0),
            format!(", last day {day}{}", skipped.1),
        )
    } else if unrolled == day {
        let worked = worked(day, departures);
        (
            format!("，末日{day}{}", worked.zh),
            format!(", last day {day}{}", worked.en),
        )
    } else {
        let rest = rest(unrolled, departures, from.year());
        let (reached_zh, reached_en) = reached(term, unrolled);
        (
            format!("，{reached_zh}{}，顺延至{day}", rest.zh),
            format!(", {reached_en} {}, extended to {day}", rest.en),
        )
    };
    both(
        format!("自{from}起{}，当日不计入{zh}", term.zh()),
        format!("{term} after {from}, first day not counted{en}"),
    )
}

/// The day that a term leads to. Only months and years have a corresponding day.
fn reached(term: Term, day: NaiveDate) -> (String, String) {
    let amount = term.amount;
    match term.unit {
        Unit::Days => (
            format!("第{amount}日{day}"),
            format!("the {amount}{} day, {day},", ordinal(amount)),
        ),
        Unit::Workdays | Unit::Months | Unit::Years => (
            format!("对应日{day}"),
            format!("the corresponding day, {day},"),
        ),
    }
}

fn ordinal(number: u32) -> &'static str {
    match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// A last day that was reached without the calendar of its year.
pub(super) fn no_calendar(
    (from, term): (NaiveDate, Term),
    year: i32,
    provisional: NaiveDate,
) -> Bilingual {
    let (zh, en) = match term.unit {
        Unit::Workdays => Default::default(),
        Unit::Days | Unit::Months | Unit::Years => {
            let (zh, en) = reached(term, term.corresponding_day(from));
            (format!("，{zh}"), format!(", {}", en.trim_end_matches(',')))
        }
    };
    both(
        format!(
            "自{from}起{}，当日不计入{zh}；{year}年的放假安排尚未载入，末日暂记为{provisional}，不判逾期",
            term.zh()
        ),
        format!(
            "{term} after {from}, first day not counted{en}; the calendar of {year} is not loaded: the last day is provisionally {provisional}, and nothing is late by it"
        ),
    )
}

/// That a day of a weekend is worked, and so not rolled.
fn worked(day: NaiveDate, departures: &[Departure]) -> Bilingual {
    let in_it = |one: &Departure| one.works && one.first <= day && day <= one.last;
    if !departures.iter().any(in_it) {
        return both("", "");
    }
    let (zh, en) = weekday(day);
    both(
        format!("（{zh}，调休上班）"),
        format!(" (a {en} that was a working day)"),
    )
}

/// Why the corresponding day is no working day.
fn rest(day: NaiveDate, departures: &[Departure], year: i32) -> Bilingual {
    let in_it = |one: &&Departure| !one.works && one.first <= day && day <= one.last;
    let Some(holiday) = departures.iter().find(in_it) else {
        let (zh, en) = weekday(day);
        return both(format!("是{zh}"), format!("is a {en}"));
    };
    let span = span(holiday, year);
    both(
        format!("逢休息日（{}放假）", span.zh),
        format!(
            "is a rest day ({} {})",
            span.en,
            be(holiday, ("is a holiday", "are holidays"))
        ),
    )
}

/// What a day of the week is called.
fn weekday(day: NaiveDate) -> (&'static str, &'static str) {
    let called = [
        ("周一", "Monday"),
        ("周二", "Tuesday"),
        ("周三", "Wednesday"),
        ("周四", "Thursday"),
        ("周五", "Friday"),
        ("周六", "Saturday"),
        ("周日", "Sunday"),
    ];
    called[day.weekday().num_days_from_monday() as usize]
}

fn told(departures: &[Departure], year: i32) -> Option<Bilingual> {
    let told = departures.iter().map(|one| {
        let Bilingual { zh, en } = span(one, year);
        if one.works {
            let be = be(one, ("was a working day", "were working days"));
            both(format!("{zh}调休上班"), format!("{en} {be}"))
        } else {
            let be = be(one, ("was a holiday", "were holidays"));
            both(format!("{zh}放假"), format!("{en} {be}"))
        }
    });
    let told: Vec<Bilingual> = told.collect();
    (!told.is_empty()).then(|| crate::words::joined(&told, "，", ", "))
}

/// What is said of one day, or of several.
fn be(days: &Departure, (one, several): (&'static str, &'static str)) -> &'static str {
    if days.first == days.last {
        one
    } else {
        several
    }
}

/// `10月1日至8日`; with the year where it is not the one at hand.
fn span(one: &Departure, year: i32) -> Bilingual {
    let Departure { first, last, .. } = *one;
    let of = if first.year() == year {
        String::new()
    } else {
        format!("{}年", first.year())
    };
    let begins = format!("{of}{}月{}日", first.month(), first.day());
    if first == last {
        return both(begins, first.to_string());
    }
    let ends = if first.month() == last.month() {
        format!("{}日", last.day())
    } else {
        format!("{}月{}日", last.month(), last.day())
    };
    both(format!("{begins}至{ends}"), format!("{first} to {last}"))
}

/// The end of a window, which is not rolled.
pub(super) fn corresponding(
    from: NaiveDate,
    term: Term,
    bound: Bound,
    day: NaiveDate,
) -> Bilingual {
    let (zh, en) = match bound {
        Bound::Earliest => ("最早自该日起办理", "the first day on which it can be done"),
        Bound::Latest => ("为最后一日", "the last day"),
    };
    both(
        format!("自{from}起满{}为{day}，{zh}，不顺延", term.zh()),
        format!("{term} after {from} is {day}, {en}, not extended"),
    )
}

/// The days of a period: those that the text prints, or for which a ruling reads its words.
pub(super) fn calendar_day(
    period: Period,
    (from, day): (Option<NaiveDate>, NaiveDate),
    read_by: Option<&str>,
) -> Bilingual {
    let name = of_period(period);
    let (when_zh, when_en) = match from {
        Some(from) => (
            format!("应于{from}至{day}办理"),
            format!("must be done from {from} to {day}"),
        ),
        None => (format!("最迟于{day}办理"), format!("must be done by {day}")),
    };
    let (by_zh, by_en) = match read_by {
        Some(ruling) => (
            format!("条文所写的时间按{ruling}读取"),
            format!("the time that the text names is read by {ruling}"),
        ),
        None => (
            "日期为条文所载".to_owned(),
            "the text prints the day".to_owned(),
        ),
    };
    both(
        format!("{name}的事项{when_zh}（{by_zh}），不顺延"),
        format!("for {period} it {when_en} ({by_en}), not extended"),
    )
}

/// A letter that was filed in time.
pub(super) fn extended(on: NaiveDate, until: Option<NaiveDate>) -> Bilingual {
    match until {
        Some(day) => both(
            format!("{on}的延期文件将末日延至{day}"),
            format!("the extension of {on} moves the last day to {day}"),
        ),
        None => both(
            format!("{on}的延期文件未写明延至何日，补录该日期即可判定"),
            format!("the extension of {on} states no day; record it, and it can be told"),
        ),
    }
}

/// Why a period is owed: since when and until when they are, and which this one is.
pub(super) fn instance(words: Words<'_>, instance: &Instance) -> Bilingual {
    let period = instance.period;
    let name = of_period(period);
    let ((every_zh, by_zh), every_en) = match period.kind() {
        PeriodKind::Month => (("每月", "逐月"), "every month"),
        PeriodKind::Quarter => (("每季度", "逐季"), "every quarter"),
        PeriodKind::Year => (("每年", "逐年"), "every year"),
    };
    let Some((first, on)) = &instance.first else {
        return both(
            format!("条文要求{every_zh}办理，本期为{name}"),
            format!("it is owed {every_en}; this one is {period}"),
        );
    };
    let first = words.kind(first).1;
    let last = instance.last.as_ref().map(|(last, ended)| {
        let last = words.kind(last).1;
        match ended {
            Some(day) => both(
                format!("，至{}止（{day}）", last.zh),
                format!(" until {} on {day}", last.en),
            ),
            None => both(
                format!("，至{}止（尚无其记录）", last.zh),
                format!(" until {}, which is not on record yet", last.en),
            ),
        }
    });
    let last = last.unwrap_or_else(|| both("", ""));
    both(
        format!("自{on}{}起{by_zh}办理{}；本期为{name}", first.zh, last.zh),
        format!(
            "owed {every_en} since {} on {on}{}; this one is {period}",
            first.en, last.en
        ),
    )
}

/// A period as a sentence names it.
pub(super) fn of_period(period: Period) -> String {
    match period {
        Period::Year(year) => format!("{year}年"),
        Period::Quarter(year, quarter) => {
            let quarters = ["一", "二", "三", "四"];
            let at = (quarter.clamp(1, 4) - 1) as usize;
            format!("{year}年第{}季度", quarters[at])
        }
        Period::Month(year, month) => format!("{year}年{month}月"),
    }
}
