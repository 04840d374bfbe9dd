use super::{Words, both, english, joined};
use crate::{
    calendar::Unit,
    condition::{Condition, Pattern},
    pack::{Bilingual, Choice, Clock, Duration, Duty, Extension, Length, Shape, Trigger},
    vocabulary::Family,
};

impl Words<'_> {
    /// A duty: when its time starts, what performs it, and until when.
    pub(super) fn duty(self, duty: &Duty) -> Vec<Bilingual> {
        let mut said = match &duty.clock {
            Clock::Triggered { by, each } => {
                let counted = !matches!(duty.shape, Shape::Open);
                vec![self.triggered(by, *each, counted)]
            }
            Clock::Recurring(recurring) => self.recurring(recurring),
            Clock::PlanYear(plan) => self.plan_year(plan),
        };
        said.push(self.performed(duty));
        match &duty.shape {
            Shape::Open => {}
            Shape::Due {
                within,
                extended_by,
            } => {
                said.push(self.due(within));
                said.extend(extended_by.as_ref().map(|letter| self.extended(letter)));
            }
            Shape::Window { from, until } => {
                let (from, until) = (self.long(from), self.long(until));
                said.push(both(
                    format!("自满{}之日起至满{}之日止办理（均含当日）；首日不顺延，末日逢休息日顺延", from.zh, until.zh),
                    format!("It is done from the day on which {} are over to the day on which {} are over, both included; the first day is not extended, a last day that is a rest day is", from.en, until.en),
                ));
            }
            Shape::Duration(duration) => said.extend(self.lasting(duration)),
        }
        said.extend(duty.missed.clone());
        said
    }

    /// `counted`: days are counted from it, of which its own is none.
    fn triggered(self, by: &Trigger, each: bool, counted: bool) -> Bilingual {
        if matches!(by, Trigger::Standing) {
            return both(
                "自项目首次有记录起一直存在",
                "It stands from the first recorded event of the project on",
            );
        }
        let Bilingual { zh, en } = self.moment(by);
        let mut text = if counted {
            both(
                format!("自{zh}起算，当日不计入"),
                format!("The time starts with {en}, whose own day does not count"),
            )
        } else {
            both(format!("自{zh}起"), format!("It is owed from {en} on"))
        };
        if each {
            text.zh.push_str("，每一次各自计算");
            text.en.push_str("; each of them counts by itself");
        } else {
            text.zh.push_str("，以最近一次为准");
            text.en.push_str("; of several, the latest counts");
        }
        text
    }

    /// The event that a clock or a period looks at.
    pub(super) fn moment(self, by: &Trigger) -> Bilingual {
        let list = |patterns: &[Pattern]| {
            let nouns: Vec<Bilingual> = patterns.iter().map(|p| self.noun(p)).collect();
            joined(&nouns, "、", ", ")
        };
        match by {
            Trigger::One(pattern) => self.noun(pattern),
            Trigger::FirstOf(patterns) => {
                let Bilingual { zh, en } = list(patterns);
                both(
                    format!("下列中排在最前且已发生的一项（{zh}）"),
                    format!("the first of this list that has happened ({en})"),
                )
            }
            Trigger::LatestOf(patterns) => {
                let Bilingual { zh, en } = list(patterns);
                both(
                    format!("下列全部发生后的最后一日（{zh}）"),
                    format!("the latest of these, once all have happened ({en})"),
                )
            }
            Trigger::Standing => both("项目首次有记录", "the first recorded event"),
        }
    }

    fn due(self, within: &Length) -> Bilingual {
        let Bilingual { zh, en } = self.long(within);
        let rolled = match within.unit {
            Unit::Workdays => ("", ""),
            _ => (
                "，末日逢休息日顺延",
                "; a last day that is a rest day is extended to the next working day",
            ),
        };
        both(
            format!("期限：{zh}内{}", rolled.0),
            format!("It is due within {en}{}", rolled.1),
        )
    }

    fn extended(self, letter: &Extension) -> Bilingual {
        let family = Family::Document;
        let Bilingual { zh, en } = self.quoted(family, &letter.document);
        let of = self.definition(family, &letter.document);
        let until = of.and_then(|of| of.attribute(&letter.until));
        let until = until.map_or_else(
            || both(&letter.until, &letter.until),
            |of| both(&of.zh, &of.en),
        );
        let limit = letter.at_most.as_ref().map(|length| self.long(length));
        let (limit_zh, limit_en) = limit.map_or_else(Default::default, |limit| {
            (
                format!("，自原末日起最多{}", limit.zh),
                format!(", at most {} from the first last day", limit.en),
            )
        });
        both(
            format!(
                "末日或之前提交的{zh}将末日改为其载明的日期（“{}”）{limit_zh}",
                until.zh
            ),
            format!(
                "{} {en} filed on or before the last day moves it to the day it states (“{}”){limit_en}",
                english::article(&en),
                until.en
            ),
        )
    }

    fn lasting(self, duration: &Duration) -> Vec<Bilingual> {
        let mut said: Vec<Bilingual> = duration
            .choices
            .iter()
            .enumerate()
            .map(|(at, choice)| self.limits(choice, duration.unit, at > 0))
            .collect();
        if let Some(pattern) = &duration.ends_with {
            let Bilingual { zh, en } = self.noun(pattern);
            said.push(both(
                format!("持续至{zh}为止"),
                format!("A run ends with {en}"),
            ));
        }
        if duration.short_breaches {
            said.push(both(
                "未满最短期间即结束的，等待不能补足，即为违反",
                "A run that ended before its minimum is a breach: waiting does not lengthen it",
            ));
        }
        if duration.adds_up {
            said.push(both(
                "此前各次的天数计入上限",
                "The days of earlier runs count towards the maximum",
            ));
        }
        if let Some(condition) = &duration.claim_latest_when {
            let Bilingual { zh, en } = self.condition(condition).into_text();
            said.push(both(
                format!("最迟之日只在下列情形列出：{zh}；上限始终有效"),
                format!("The last day is shown only when {en}; the limit holds anyway"),
            ));
        }
        said
    }

    fn limits(self, choice: &Choice, unit: Unit, later: bool) -> Bilingual {
        let when = match &choice.when {
            Condition::Always if later => both("其余情形，", "Otherwise it"),
            Condition::Always => both("", "It"),
            when => {
                let Bilingual { zh, en } = self.condition(when).into_text();
                both(format!("当{zh}时，"), format!("When {en}, it"))
            }
        };
        let limit = |number: &Option<_>, zh: &str, en: &str| {
            number.as_ref().map(|number| {
                let length = self.length(number, unit);
                both(format!("{zh}{}", length.zh), format!("{en} {}", length.en))
            })
        };
        let limits = [
            limit(&choice.min, "至少", "at least"),
            limit(&choice.max, "至多", "at most"),
        ];
        let limits: Vec<Bilingual> = limits.into_iter().flatten().collect();
        let Bilingual { zh, en } = joined(&limits, "、", ", ");
        let (past_zh, past_en) = match choice.max {
            Some(_) => (
                "，超过上限不能补救",
                ", and what goes past the maximum cannot be cured",
            ),
            None => ("", ""),
        };
        both(
            format!("{}持续{zh}；不顺延{past_zh}", when.zh),
            format!("{} lasts {en}; no day is extended{past_en}", when.en),
        )
    }
}
