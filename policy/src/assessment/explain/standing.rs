use chrono::NaiveDate;

use super::super::Since;
use crate::{
    condition::{DutyState, Pattern},
    pack::{Bilingual, Clock, Pack, Trigger},
    vocabulary::Family,
    words::{Words, both},
};

/// What would start the time of a provision, and has not happened.
pub(super) fn not_started(words: Words<'_>, provision: &str, unseen: bool) -> Bilingual {
    let no = if unseen { "未见" } else { "尚无" };
    let not_en = if unseen {
        "was not seen on record"
    } else {
        "is not on record"
    };
    let duty = words
        .pack
        .provision(provision)
        .and_then(|p| p.duty.as_ref());
    let by = duty.and_then(|duty| match &duty.clock {
        Clock::Triggered { by, .. } => Some(by),
        Clock::Recurring(recurring) => recurring.first.as_ref().map(|first| &first.by),
        Clock::PlanYear(_) => None,
    });
    match by {
        Some(Trigger::FirstOf(patterns)) => {
            let Bilingual { zh, en } = quoted(words, patterns);
            both(
                format!("起算事件{zh}均{no}记录"),
                format!("what starts its time {not_en}, none of {en}"),
            )
        }
        Some(Trigger::LatestOf(patterns)) => {
            let Bilingual { zh, en } = quoted(words, patterns);
            both(
                format!("起算须{zh}均已发生，尚未齐备"),
                format!("its time starts once all of these are on record: {en}"),
            )
        }
        Some(Trigger::One(pattern)) => {
            let Bilingual { zh, en } = words.kind_of(pattern);
            both(
                format!("起算事件“{zh}”{no}记录"),
                format!("“{en}”, which starts its time, {not_en}"),
            )
        }
        Some(Trigger::Standing) | None => both("尚未起算", "its time has not started"),
    }
}

fn quoted(words: Words<'_>, patterns: &[Pattern]) -> Bilingual {
    let all = patterns.iter().map(|pattern| {
        let Bilingual { zh, en } = words.kind_of(pattern);
        both(format!("“{zh}”"), format!("“{en}”"))
    });
    crate::words::joined(&all.collect::<Vec<_>>(), "、", ", ")
}

/// Since when something stands that no event starts.
pub(super) fn since(on: NaiveDate, since: Since) -> Bilingual {
    match since {
        Since::FirstRecord => both(
            format!("自项目首次有记录之日{on}起"),
            format!("since the first record of the project, of {on}"),
        ),
        Since::Attested => both(
            format!("自纳入之日{on}起"),
            format!("since {on}, from which on records are kept here"),
        ),
        Since::Nothing => both(
            "自项目存在起，尚无事件在案",
            "from the beginning of the project, of which no event is on record yet",
        ),
    }
}

/// The rule by which a classification was decided.
pub(super) fn decided(words: Words<'_>, name: &str, rule: Option<usize>) -> Bilingual {
    let rules = words
        .pack
        .derived(name)
        .map(|derived| words.derived(derived));
    let decisive = rule.and_then(|at| rules?.into_iter().nth(at));
    decisive.map_or_else(
        || {
            let Bilingual { zh, en } = words.term(Family::Derived, name);
            both(
                format!("没有一条规则适用，故“{zh}”无规定"),
                format!("no rule applies, so “{en}” is not settled"),
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
    let Bilingual { zh, en } = words.term(Family::Gate, gate);
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
    state: DutyState,
    holds: Option<bool>,
) -> Bilingual {
    let said = match state {
        DutyState::Triggered => [
            ("期限已起算", "its time has started"),
            ("期限尚未起算", "its time has not started"),
            (
                "期限是否起算尚不能确定",
                "whether its time has started cannot be told",
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
            ("持续已超过最短期间", "it went on after its minimum"),
            ("持续未超过最短期间", "it did not go on after its minimum"),
            (
                "持续是否超过最短期间尚不能确定",
                "whether it went on after its minimum cannot be told",
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
            both(format!("{article}：{zh}"), format!("{article}: {en}"))
        }
        None => both(format!("本条：{zh}"), format!("this provision: {en}")),
    }
}

/// A ruling in brief, with its number.
pub(super) fn ruling(pack: &Pack, id: &str) -> Bilingual {
    pack.ruling(id).map_or_else(
        || both(id, id),
        |ruling| {
            let Bilingual { zh, en } = ruling.in_brief();
            both(format!("{id}：{zh}"), format!("{id}: {en}"))
        },
    )
}
