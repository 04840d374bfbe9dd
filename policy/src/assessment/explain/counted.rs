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
        (
            format!("，对应日{unrolled}{}，顺延至{day}", rest.zh),
            format!(
                ", the corresponding day {unrolled} {}, rolled to {day}",
                rest.en
            ),
        )
    };
    both(
        format!("自{from}起{}，当日不计入{zh}", term.zh()),
        format!("{term} after {from}, first day not counted{en}"),
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
        format!(" (a {en} that was worked)"),
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
        format!("is a rest day ({} is a holiday)", span.en),
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
            both(format!("{zh}调休上班"), format!("{en} was worked"))
        } else {
            both(format!("{zh}放假"), format!("{en} was a holiday"))
        }
    });
    let told: Vec<Bilingual> = told.collect();
    (!told.is_empty()).then(|| crate::words::joined(&told, "，", ", "))
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
        format!("{term} after {from} is {day}, {en}, not rolled"),
    )
}

/// Days that the text prints.
pub(super) fn calendar_day(period: Period, from: Option<NaiveDate>, day: NaiveDate) -> Bilingual {
    let name = of_period(period);
    match from {
        Some(from) => both(
            format!("{name}的事项应于{from}至{day}办理，日期为条文所载，不顺延"),
            format!("that of {period} is done from {from} to {day}, the days printed, not rolled"),
        ),
        None => both(
            format!("{name}的事项最迟于{day}办理，日期为条文所载，不顺延"),
            format!("that of {period} is due on {day}, the day printed, not rolled"),
        ),
    }
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

/// Why a period is owed: what began before it ended, and what has not ended before it.
pub(super) fn instance(words: Words<'_>, instance: &Instance) -> Bilingual {
    let name = of_period(instance.period);
    let period = instance.period;
    let Some((first, on)) = &instance.first else {
        let (zh, en) = match period.kind() {
            PeriodKind::Month => ("每月", "every month"),
            PeriodKind::Quarter => ("每季度", "every quarter"),
            PeriodKind::Year => ("每年", "every year"),
        };
        return both(
            format!("条文要求{zh}办理，本期为{name}"),
            format!("it is owed {en}; this one is {period}"),
        );
    };
    let first = words.kind(first);
    let mut said = both(format!("{on}{}", first.zh), format!("{} on {on}", first.en));
    if let Some((last, ended)) = &instance.last {
        let last = words.kind(last);
        let (zh, en) = match ended {
            Some(day) => (
                format!("，{day}才{}", last.zh),
                format!(", {} not before {day}", last.en),
            ),
            None => (
                format!("，尚无{}的记录", last.zh),
                format!(", {} is not on record", last.en),
            ),
        };
        said.zh.push_str(&zh);
        said.en.push_str(&en);
    }
    both(
        format!("{}，故应就{name}办理", said.zh),
        format!("{}: so {period} is owed", said.en),
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
