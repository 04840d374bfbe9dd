use chrono::NaiveDate;

use super::{
    super::Since,
    record::{link, no_record},
};
use crate::{
    assessment::reason::Ruled,
    condition::{DutyState, Pattern},
    pack::{Bilingual, Clock, Duty, Pack, Shape, Trigger},
    vocabulary::Family,
    words::{Words, both, joined},
};

/// What would start the time of a provision, and has not happened.
pub(super) fn not_started(words: Words<'_>, provision: &str, unseen: bool) -> Bilingual {
    let duty = words
        .pack
        .provision(provision)
        .and_then(|p| p.duty.as_ref());
    let counts = duty.is_some_and(counts_days);
    let en = if counts {
        "its time begins"
    } else {
        "the duty arises"
    };
    match duty.and_then(started_by) {
        Some(Trigger::One(pattern)) => {
            let said = words.kind_of(pattern);
            let no = no_record(pattern.source, &said, unseen);
            let from = if counts {
                format!("自{}起算", said.zh)
            } else {
                "义务自其产生".to_owned()
            };
            both(
                format!("{}，{from}", no.zh),
                format!("{}, with which {en}", no.en),
            )
        }
        Some(Trigger::FirstOf(patterns)) => {
            let no = if unseen { "未见" } else { "尚无" };
            let no_en = if unseen {
                "no record was seen"
            } else {
                "no record"
            };
            let all = linked(words, patterns, ("、", " nor "));
            let from = if counts {
                "其中任一项有记录即起算，数项有记录的以排在前者为准"
            } else {
                "其中任一项有记录义务即产生，数项有记录的以排在前者为准"
            };
            both(
                format!("{}均{no}记录，{from}", all.zh),
                format!(
                    "{no_en} {}; {en} once any of them is on record, by the first in this order",
                    all.en
                ),
            )
        }
        Some(Trigger::LatestOf(patterns)) => {
            let all = linked(words, patterns, ("、", " and "));
            let then = if counts { "起算" } else { "产生义务" };
            both(
                format!("须{}均有记录才{then}，尚未齐备", all.zh),
                format!(
                    "{en} only once there is a record {}; not all of it is there yet",
                    all.en
                ),
            )
        }
        Some(Trigger::Standing) | None if counts => both("尚未起算", "its time has not begun"),
        Some(Trigger::Standing) | None => both("义务尚未产生", "the duty has not arisen"),
    }
}

/// What starts the time of a duty.
pub(in crate::assessment) fn started_by(duty: &Duty) -> Option<&Trigger> {
    match &duty.clock {
        Clock::Triggered { by, .. } => Some(by),
        Clock::Recurring(recurring) => recurring.first.as_ref().map(|first| &first.by),
        Clock::PlanYear(_) => None,
    }
}

/// Whether the duty has a day that is counted, so that one may speak of its time.
fn counts_days(duty: &Duty) -> bool {
    !matches!(
        (&duty.clock, &duty.shape),
        (Clock::Triggered { .. }, Shape::Open)
    )
}

fn linked(words: Words<'_>, patterns: &[Pattern], (zh, en): (&str, &str)) -> Bilingual {
    let all = patterns.iter().map(|pattern| {
        let said = words.kind_of(pattern);
        both(said.zh, format!("{} {}", link(pattern.source), said.en))
    });
    joined(&all.collect::<Vec<_>>(), zh, en)
}

/// Since when something stands that no event starts.
pub(super) fn since(on: NaiveDate, since: Since) -> Bilingual {
    match since {
        Since::FirstRecord => both(
            format!("义务自项目首次有记录之日{on}起存在"),
            format!("owed since {on}, the day of the first record of the project"),
        ),
        Since::Attested => both(
            format!("义务自纳入之日{on}起存在"),
            format!("owed since {on}, from which on records are kept here"),
        ),
        Since::Nothing => both(
            "义务自项目存在起即有，尚无事件在案",
            "owed from the beginning of the project, of which no event is on record yet",
        ),
    }
}

/// The rule by which a classification was decided.
pub(super) fn decided(words: Words<'_>, name: &str, rule: Option<usize>) -> Bilingual {
    let derived = words.pack.derived(name);
    let decisive = rule.and_then(|at| words.decisive(derived?, at));
    decisive.map_or_else(
        || {
            let Bilingual { zh, en } = words.term(Family::Derived, name);
            both(
                format!("没有一条规则适用，故不能得出“{zh}”"),
                format!("no rule applies, so that “{en}” cannot be told"),
            )
        },
        |said| {
            both(
                format!("依此：{}", said.zh),
                format!("by this rule: {}", said.en),
            )
        },
    )
}

/// What a provision does to a step.
pub(super) fn step(words: Words<'_>, gate: &str, closed: bool) -> Bilingual {
    let zh = words.term(Family::Gate, gate).zh;
    let en = words.phrase(Family::Gate, gate).en;
    if closed {
        both(
            format!("步骤“{zh}”因本条关闭"),
            format!("the step “{en}” is closed by this provision"),
        )
    } else {
        both(
            format!("步骤“{zh}”不因本条关闭"),
            format!("the step “{en}” is not closed by this provision"),
        )
    }
}

/// What follows where it is not done in time.
pub(super) fn missed(words: Words<'_>, provision: &str) -> Bilingual {
    let duty = words
        .pack
        .provision(provision)
        .and_then(|p| p.duty.as_ref());
    let missed = duty.and_then(|duty| duty.missed.clone());
    missed.unwrap_or_else(|| both("", ""))
}

/// How a duty stands.
pub(super) fn duty(
    words: Words<'_>,
    provision: Option<&str>,
    (state, timed): (DutyState, bool),
    holds: Option<bool>,
) -> Bilingual {
    let said = match state {
        DutyState::Triggered if timed => [
            ("期限已起算", "its time has begun"),
            ("期限尚未起算", "its time has not begun"),
            (
                "期限是否起算尚不能确定",
                "whether its time has begun cannot be told",
            ),
        ],
        DutyState::Triggered => [
            ("义务已产生", "the duty has arisen"),
            ("义务尚未产生", "the duty has not arisen"),
            (
                "义务是否产生尚不能确定",
                "whether the duty has arisen cannot be told",
            ),
        ],
        DutyState::Fulfilled => [
            ("义务已履行", "the duty is done"),
            ("义务尚未履行", "the duty is not done"),
            (
                "义务是否履行尚不能确定",
                "whether the duty is done cannot be told",
            ),
        ],
        DutyState::Overdue => [
            ("义务已逾期", "the duty is overdue"),
            ("义务未逾期", "the duty is not overdue"),
            (
                "义务是否逾期尚不能确定",
                "whether the duty is overdue cannot be told",
            ),
        ],
        DutyState::Breached => [
            ("已被违反，不能补救", "it is breached and cannot be cured"),
            ("未被违反", "it is not breached"),
            (
                "是否违反尚不能确定",
                "whether it is breached cannot be told",
            ),
        ],
        DutyState::LongEnough => [
            ("最短期间已满", "the minimum is over"),
            ("最短期间未满", "the minimum is not over"),
            (
                "最短期间是否已满尚不能确定",
                "whether the minimum is over cannot be told",
            ),
        ],
        DutyState::PastEarliest => [
            ("已超过最短期间", "it has lasted longer than its minimum"),
            (
                "未超过最短期间",
                "it has not lasted longer than its minimum",
            ),
            (
                "是否超过最短期间尚不能确定",
                "whether it has lasted longer than its minimum cannot be told",
            ),
        ],
    };
    let (zh, en) = match holds {
        Some(true) => said[0],
        Some(false) => said[1],
        None => said[2],
    };
    match provision.and_then(|id| words.pack.provision(id)) {
        Some(provision) => {
            let article = &provision.article;
            both(
                format!("{article}：{zh}"),
                format!("{}: {en}", words.article(article).en),
            )
        }
        None if state == DutyState::Triggered && !timed => {
            let en = en.replacen("the duty", "the duty of this article", 1);
            both(format!("本条的{zh}"), en)
        }
        None => both(format!("本条：{zh}"), format!("this article: {en}")),
    }
}

/// What a ruling says to the case, with its number.
pub(super) fn ruling(pack: &Pack, Ruled { id, parts }: &Ruled) -> Bilingual {
    pack.ruling(id).map_or_else(
        || both(id, id),
        |ruling| {
            let Bilingual { zh, en } = ruling.said(parts);
            both(format!("{id}：{zh}"), format!("{id}: {en}"))
        },
    )
}
