use chrono::NaiveDate;

use super::super::{Bound, Lasted, Limit};
use crate::{
    facts::Source,
    pack::Bilingual,
    words::{Words, both},
};

/// Between which days a state may end.
pub(super) fn limits(
    from: NaiveDate,
    (min, max): (Option<Limit>, Option<Limit>),
    used: u64,
) -> Bilingual {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    if let Some(Limit { term, day }) = min {
        zh.push(format!("满{}为{day}（最早）", term.zh()));
        en.push(format!("not before {day} ({term})"));
    }
    if let Some(Limit { term, day }) = max {
        let less = if used == 0 {
            Default::default()
        } else {
            (
                format!("，此前各次已用{used}日，计入在内"),
                format!(" less the {used} days of earlier runs"),
            )
        };
        zh.push(format!("满{}为{day}（最迟{}）", term.zh(), less.0));
        en.push(format!("not after {day} ({term}{})", less.1));
    }
    both(
        format!("自{from}起，{}，不顺延", zh.join("，")),
        format!("begun on {from}: {}, not extended", en.join(", ")),
    )
}

/// How long it lasted, and how long it had to or might.
pub(super) fn lasted(words: Words<'_>, lasted: &Lasted) -> Bilingual {
    let Lasted {
        from,
        on,
        limit: Limit { term, day },
        ..
    } = lasted;
    let end = words.kind(&lasted.ended_by).1;
    if lasted.bound == Bound::Latest {
        let over = (*on - *day).num_days();
        return both(
            format!(
                "{on}{}，自{from}起最长{}，应不迟于{day}，已超过{over}日",
                end.zh,
                term.zh()
            ),
            format!(
                "{} on {on}, {} too late: begun on {from}, not after {day} ({term})",
                end.en,
                Words::days(over)
            ),
        );
    }
    let passed = (*on - *from).num_days();
    let (zh, en) = if lasted.curable {
        (
            "须重新开始并另行计足",
            "it has to begin anew and last long enough by itself",
        )
    } else {
        (
            "期间已经结束，等待不能补足",
            "it is over, and waiting does not lengthen it",
        )
    };
    both(
        format!(
            "{on}{}，自{from}起仅{passed}日，不足{}（最早应为{day}）；{zh}",
            end.zh,
            term.zh()
        ),
        format!(
            "{} on {on}, only {} after {from}, short of {term} (not before {day}): {en}",
            end.en,
            Words::days(passed)
        ),
    )
}

/// That it has not lasted long enough yet.
pub(super) fn not_yet(
    words: Words<'_>,
    began_with: Option<&str>,
    from: NaiveDate,
    limit: Limit,
) -> Bilingual {
    let Bilingual { zh, en } = reaches(words, began_with, from, limit);
    both(format!("{zh}，尚未满"), format!("{en}, which has not come"))
}

/// That it has lasted longer than its minimum.
pub(super) fn past(
    words: Words<'_>,
    began_with: Option<&str>,
    from: NaiveDate,
    limit: Limit,
) -> Bilingual {
    let Bilingual { zh, en } = reaches(words, began_with, from, limit);
    both(format!("{zh}，已超过"), format!("{en}, which is past"))
}

/// From what it is counted, and when a length of time is over.
fn reaches(
    words: Words<'_>,
    began_with: Option<&str>,
    from: NaiveDate,
    Limit { term, day }: Limit,
) -> Bilingual {
    let began = began_with.map(|kind| words.kind(kind));
    let (zh, en) = match began {
        Some((Source::Event, Bilingual { zh, en })) => (zh, format!(", when {en}")),
        Some((Source::Document, Bilingual { zh, en })) => (zh, format!(", the day of {en}")),
        None => (String::new(), String::new()),
    };
    both(
        format!("自{from}{zh}起算，至{day}满{}", term.zh()),
        format!("counted from {from}{en}: {term} later is {day}"),
    )
}
