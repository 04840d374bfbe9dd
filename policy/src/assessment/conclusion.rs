use chrono::NaiveDate;

use super::{Days, Obligation, Reason, Status, status};
use crate::{
    pack::Bilingual,
    values::Period,
    words::{Words, both},
};

/// What of an obligation its days alone do not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The state that has to last ended before its minimum.
    pub ended_early: bool,
    /// The day on which it was done is not known, or may be that of the evaluation.
    pub undated: bool,
    /// Its last day was counted in working days, which the margin is not.
    pub workdays: bool,
    /// It has waited for longer than this many days, by the setting that raises `attention`.
    pub attention: Option<i64>,
}

/// What follows from the days of an obligation on a day, as a sentence in both languages: how it
/// stands and by how many calendar days. It changes from day to day, so it is told when somebody
/// reads, and never kept.
#[must_use]
pub fn conclusion(days: &Days, marks: Marks, today: NaiveDate) -> Bilingual {
    let Marks {
        ended_early,
        undated,
        ..
    } = marks;
    let last = Last::of(days, marks);
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
        Status::Pending => attended(pending(days, last, ended_early, today), marks),
        Status::Overdue => late(last, today, ("已逾期", "overdue")),
        Status::Fulfilled => fulfilled(days, last, undated),
        Status::FulfilledLate => done_late(days, last, ("逾期", "late"), ("", "")),
        Status::Breached if ended_early => both(
            "未满最短期间即已结束，构成违反，不能补救",
            "it ended before its minimum: breached, and it cannot be cured",
        ),
        Status::Breached => breached(days, last, today),
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
            workdays: self.because.iter().any(Reason::counts_workdays),
            attention: waited(&self.days, self.period, self.attention_on, today),
        };
        conclusion(&self.days, marks, today)
    }
}

/// For how many days a duty without a last day may wait until it raises `attention`, where it has
/// waited for longer (R4).
#[must_use]
pub fn waited(
    days: &Days,
    period: Option<Period>,
    attention_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<i64> {
    let since = period.map(Period::last_day).or(days.triggered_on)?;
    let raised = attention_on.filter(|day| *day < today)?;
    (status(days, today) == Status::Pending).then(|| count(since, raised))
}

/// A last day as a conclusion tells it.
#[derive(Clone, Copy)]
struct Last {
    day: Option<NaiveDate>,
    /// It was reached without a calendar.
    provisional: bool,
    workdays: bool,
}

impl Last {
    fn of(days: &Days, marks: Marks) -> Self {
        Self {
            day: days.last_on,
            provisional: days.provisional,
            workdays: marks.workdays,
        }
    }

    /// What the day is called.
    fn called(self) -> (&'static str, &'static str) {
        if self.provisional {
            ("暂定末日", "provisional last day")
        } else {
            ("末日", "last day")
        }
    }

    /// How days from or until it are counted, where one could think otherwise.
    fn counted(self) -> (&'static str, &'static str) {
        if self.workdays {
            ("（自然日）", " (calendar days)")
        } else {
            ("", "")
        }
    }

    /// The day in brackets, behind a number of days.
    fn behind(self, day: NaiveDate) -> Bilingual {
        let (zh, en) = self.called();
        let (by_zh, by_en) = match self.workdays {
            true => ("自然日，", "calendar days, "),
            false => ("", ""),
        };
        both(
            format!("（{by_zh}{zh}{day}）"),
            format!("({by_en}{en} {day})"),
        )
    }
}

/// Adds that it has waited for longer than the setting allows.
fn attended(said: Bilingual, marks: Marks) -> Bilingual {
    let Some(days) = marks.attention else {
        return said;
    };
    both(
        format!(
            "{}；已满{days}日仍未办理，加提醒标记（该日数为本系统的设置，非法定期限，R4）",
            said.zh
        ),
        format!(
            "{}; marked for attention after {}, a setting of this system and no time limit of the law (R4)",
            said.en,
            Words::days(days)
        ),
    )
}

fn pending(days: &Days, end: Last, ended_early: bool, today: NaiveDate) -> Bilingual {
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
                "on {today} its first day {day} has not come, {} left",
                Words::days_are(left)
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
    let (last_zh, last_en) = end.called();
    match end.day {
        None => both(
            format!("截至{today}尚未完成，不判逾期"),
            format!("on {today} it is not done, and has no day to be late by"),
        ),
        Some(last) if last == today => both(
            format!("{today}为{last_zh}，当日完成仍为按期"),
            format!("{today} is the {last_en}; done today it is in time"),
        ),
        Some(last) => {
            let left = count(today, last);
            let (by_zh, by_en) = end.counted();
            both(
                format!("截至{today}未逾期，距{last_zh}{last}尚有{left}日{by_zh}"),
                format!(
                    "on {today} it is not late; {} left until the {last_en} {last}{by_en}",
                    Words::days_are(left)
                ),
            )
        }
    }
}

fn late(end: Last, today: NaiveDate, (zh, en): (&str, &str)) -> Bilingual {
    let Some(last) = end.day else {
        return both(format!("截至{today}{zh}"), format!("on {today} {en}"));
    };
    let over = count(last, today);
    let behind = end.behind(last);
    both(
        format!("截至{today}{zh}{over}日{}", behind.zh),
        format!("on {today} {en} by {} {}", Words::days(over), behind.en),
    )
}

fn fulfilled(days: &Days, end: Last, undated: bool) -> Bilingual {
    let (last_zh, last_en) = end.called();
    if undated {
        return match end.day {
            Some(last) => both(
                format!("已完成，未晚于{last_zh}{last}"),
                format!("done, not after the {last_en} {last}"),
            ),
            None => both("已完成", "done"),
        };
    }
    let Some(done) = days.fulfilled_on else {
        return both("已完成", "it is done");
    };
    match end.day {
        None => both(format!("于{done}完成"), format!("done on {done}")),
        Some(last) if last == done => both(
            format!("于{last_zh}{done}当日完成，按期"),
            format!("done on the {last_en} {done}, in time"),
        ),
        Some(last) => {
            let early = count(done, last);
            let (by_zh, by_en) = end.counted();
            both(
                format!("于{done}完成，早于{last_zh}{last}共{early}日{by_zh}，按期"),
                format!(
                    "done on {done}, {} before the {last_en} {last}{by_en}, in time",
                    Words::days(early)
                ),
            )
        }
    }
}

fn done_late(
    days: &Days,
    end: Last,
    (zh, en): (&str, &str),
    (then_zh, then_en): (&str, &str),
) -> Bilingual {
    let (Some(done), Some(last)) = (days.fulfilled_on, end.day) else {
        return both("已完成", "it is done");
    };
    let over = count(last, done);
    let behind = end.behind(last);
    both(
        format!("于{done}完成，{zh}{over}日{}{then_zh}", behind.zh),
        format!(
            "done on {done}, {} {en} {}{then_en}",
            Words::days(over),
            behind.en
        ),
    )
}

fn breached(days: &Days, end: Last, today: NaiveDate) -> Bilingual {
    let then = ("，构成违反，不能补救", ": breached, and it cannot be cured");
    if days.fulfilled_on.is_some_and(|done| done <= today) {
        return done_late(days, end, ("超过上限", "past the limit"), then);
    }
    let Bilingual { zh, en } = late(end, today, ("已超过上限", "past the limit"));
    both(format!("{zh}{}", then.0), format!("{en}{}", then.1))
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
        format!("截至{today}不能判断"),
        format!("on {today} it cannot be told"),
    )
}

fn count(from: NaiveDate, until: NaiveDate) -> i64 {
    until.signed_duration_since(from).num_days()
}

#[cfg(test)]
mod tests;
