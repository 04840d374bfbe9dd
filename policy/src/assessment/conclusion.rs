use chrono::NaiveDate;

use super::{Days, Obligation, Status, status};
use crate::{
    pack::Bilingual,
    words::{Words, both},
};

/// What of an obligation its days alone do not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The state that has to last ended before its minimum.
    pub ended_early: bool,
    /// The day on which it was done is not known, or may be that of the evaluation.
    pub undated: bool,
}

/// What follows from the days of an obligation on a day, as a sentence in both languages: how it
/// stands and by how many calendar days. It changes from day to day, so it is told when somebody
/// reads, and never kept.
#[must_use]
pub fn conclusion(days: &Days, marks: Marks, today: NaiveDate) -> Bilingual {
    let Marks {
        ended_early,
        undated,
    } = marks;
    let said = match status(days, today) {
        Status::NotDue => match days.triggered_on {
            Some(day) => both(
                format!("截至{today}尚未起算，将于{day}起算"),
                format!("on {today} its time has not started; it will on {day}"),
            ),
            None => both(
                format!("截至{today}尚未起算"),
                format!("on {today} its time has not started"),
            ),
        },
        Status::Pending => pending(days, ended_early, today),
        Status::Overdue => late(days, today, ("已逾期", "overdue")),
        Status::Fulfilled => fulfilled(days, undated),
        Status::FulfilledLate => done_late(days, ("逾期", "late"), ""),
        Status::Breached if ended_early => both(
            "未满最短期间即已结束，构成违反，不能补救",
            "it ended before its minimum: breached, and it cannot be cured",
        ),
        Status::Breached => breached(days, today),
        Status::Undetermined => undetermined(days, today),
    };
    both(
        format!("结论：{}", said.zh),
        format!("conclusion: {}", said.en),
    )
}

impl Obligation {
    /// What follows from it on a day, by what is known now.
    #[must_use]
    pub fn conclusion(&self, today: NaiveDate) -> Bilingual {
        let marks = Marks {
            ended_early: self.ended_early,
            undated: self.fulfilled_undated,
        };
        conclusion(&self.days, marks, today)
    }
}

fn pending(days: &Days, ended_early: bool, today: NaiveDate) -> Bilingual {
    if ended_early {
        return both(
            format!("截至{today}未满最短期间，须重新计足"),
            format!("on {today} the minimum is not reached; a new run has to last long enough"),
        );
    }
    if let Some(day) = days.fulfilled_on.filter(|day| *day > today) {
        let left = count(today, day);
        return both(
            format!("截至{today}期间未满，于{day}届满，尚有{left}日"),
            format!(
                "on {today} it still lasts, until {day}, {} more",
                Words::days(left)
            ),
        );
    }
    if let Some(day) = days.earliest_on.filter(|day| *day > today) {
        let left = count(today, day);
        return both(
            format!("截至{today}未到最早日{day}，尚有{left}日"),
            format!(
                "on {today} its first day {day} has not come, {} are left",
                Words::days(left)
            ),
        );
    }
    if let (None, Some(day), true) = (days.last_on, days.earliest_on, days.incurable) {
        return both(
            format!("最短期间已于{day}届满，截至{today}尚未完成，没有末日"),
            format!(
                "the minimum was over on {day}; on {today} it is not done, and there is no last day"
            ),
        );
    }
    match days.last_on {
        None => both(
            format!("截至{today}尚未完成，也未逾期"),
            format!("on {today} it is not done, and it is not late"),
        ),
        Some(last) if last == today => both(
            format!("{today}为末日，当日完成仍为按期"),
            format!("{today} is the last day; done today it is in time"),
        ),
        Some(last) => {
            let left = count(today, last);
            both(
                format!("截至{today}未逾期，距末日{last}尚有{left}日"),
                format!(
                    "on {today} it is not late; {} are left until the last day {last}",
                    Words::days(left)
                ),
            )
        }
    }
}

fn late(days: &Days, today: NaiveDate, (zh, en): (&str, &str)) -> Bilingual {
    let Some(last) = days.last_on else {
        return both(format!("截至{today}{zh}"), format!("on {today} {en}"));
    };
    let over = count(last, today);
    both(
        format!("截至{today}{zh}{over}日（末日{last}）"),
        format!("on {today} {en} by {} (last day {last})", Words::days(over)),
    )
}

fn fulfilled(days: &Days, undated: bool) -> Bilingual {
    if undated {
        return match days.last_on {
            Some(last) => both(
                format!("已完成，未晚于末日{last}"),
                format!("done, not after the last day {last}"),
            ),
            None => both("已完成", "done"),
        };
    }
    let Some(done) = days.fulfilled_on else {
        return both("已完成", "it is done");
    };
    match days.last_on {
        None => both(format!("于{done}完成"), format!("done on {done}")),
        Some(last) if last == done => both(
            format!("于末日{done}当日完成，按期"),
            format!("done on the last day {done}, in time"),
        ),
        Some(last) => {
            let early = count(done, last);
            both(
                format!("于{done}完成，早于末日{last}共{early}日，按期"),
                format!(
                    "done on {done}, {} before the last day {last}, in time",
                    Words::days(early)
                ),
            )
        }
    }
}

fn done_late(days: &Days, (zh, en): (&str, &str), and: &str) -> Bilingual {
    let (Some(done), Some(last)) = (days.fulfilled_on, days.last_on) else {
        return both("已完成", "it is done");
    };
    let over = count(last, done);
    let also = if and.is_empty() {
        ""
    } else {
        ", and it cannot be cured"
    };
    both(
        format!("于{done}完成，{zh}{over}日（末日{last}）{and}"),
        format!(
            "done on {done}, {} {en} (last day {last}){also}",
            Words::days(over)
        ),
    )
}

fn breached(days: &Days, today: NaiveDate) -> Bilingual {
    if days.fulfilled_on.is_some_and(|done| done <= today) {
        return done_late(days, ("超过上限", "past the limit"), "，不能补救");
    }
    let Bilingual { zh, en } = late(days, today, ("已超过上限", "past the limit"));
    both(
        format!("{zh}，不能补救"),
        format!("{en}; it cannot be cured"),
    )
}

fn undetermined(days: &Days, today: NaiveDate) -> Bilingual {
    let unread = days.observed_through.zip(days.last_on);
    if !days.undetermined {
        if days.provisional {
            return both(
                format!("截至{today}不能判断：末日所在年份的放假安排未载入，载入后即可判定"),
                format!("on {today} it cannot be told: load the calendar of its last day's year"),
            );
        }
        if let Some((through, last)) = unread {
            return both(
                format!("截至{today}不能判断：记录只完整到{through}，早于末日{last}"),
                format!(
                    "on {today} it cannot be told: the record is complete only through {through}, before the last day {last}"
                ),
            );
        }
    }
    both(
        format!("截至{today}不能判断，补齐上述所缺后即可判定"),
        format!("on {today} it cannot be told; it can once what is missing above is recorded"),
    )
}

fn count(from: NaiveDate, until: NaiveDate) -> i64 {
    until.signed_duration_since(from).num_days()
}

#[cfg(test)]
mod tests;
