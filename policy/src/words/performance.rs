use super::{Phrase, Words, both, joined};
use crate::{
    condition::{Compare, Condition, Operand, Test},
    pack::{Bilingual, Clock, Duty, Performance, Shape},
    vocabulary::Family,
};

impl Words<'_> {
    /// What performs a duty.
    pub(super) fn performed(self, duty: &Duty) -> Bilingual {
        let ways: Vec<Bilingual> = duty
            .performed_by
            .iter()
            .map(|way| self.way(way).into_text())
            .collect();
        let mut text = match ways.len() {
            0 => both("期满即完成", "It is fulfilled when the time is over"),
            1 => both(
                format!("完成于：{}", ways[0].zh),
                format!("It is performed by: {}", ways[0].en),
            ),
            _ => {
                let all = joined(&ways, "；", "; ");
                both(
                    format!("完成于下列全部：{}", all.zh),
                    format!("It is performed by all of: {}", all.en),
                )
            }
        };
        if duty.counts_earlier {
            let (zh, en) = match duty.clock {
                Clock::Recurring(_) => (
                    "；该期开始之前的也计入",
                    "; what came before the period began counts",
                ),
                _ => (
                    "；起算之前已在案的也计入",
                    "; what was there before the clock started counts",
                ),
            };
            text.zh.push_str(zh);
            text.en.push_str(en);
        }
        let dated = matches!(duty.clock, Clock::Triggered { .. });
        if dated && matches!(duty.shape, Shape::Open) {
            text.zh.push_str("；没有末日，完成之前一直待办");
            text.en
                .push_str("; there is no last day, it is pending until then");
        }
        text
    }

    fn way(self, performance: &Performance) -> Phrase {
        match performance {
            Performance::Record(pattern) => {
                let Bilingual { zh, en } = self.noun(pattern);
                Phrase::plain(zh, en)
            }
            Performance::Report(kind) => {
                let Bilingual { zh, en } = self.quoted(Family::Report, kind);
                Phrase::plain(zh, en)
            }
            Performance::Fact(condition) => self.condition(condition),
            Performance::Any(parts) => {
                if let Some(name) = either_answer(parts) {
                    return self.known(name, false);
                }
                let parts = parts.iter().map(|part| self.way(part)).collect();
                Phrase::join(parts, "或", " or ")
            }
        }
    }
}

/// The question that two ways answer, one with yes and one with no: any answer will do.
fn either_answer(ways: &[Performance]) -> Option<&str> {
    let [one, other] = ways else { return None };
    let (name, yes) = answer(one)?;
    (answer(other)? == (name, !yes)).then_some(name)
}

fn answer(way: &Performance) -> Option<(&str, bool)> {
    match way {
        Performance::Fact(Condition::Fact {
            name,
            test: Test::Compare(Compare::Eq, Operand::Held(held)),
        }) if matches!(held, 0 | 1) => Some((name, *held == 1)),
        _ => None,
    }
}
