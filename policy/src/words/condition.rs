use super::{Phrase, Words, both};
use crate::{
    condition::{Condition, DutyState, Number, Test},
    facts::Source,
    pack::Bilingual,
    vocabulary::Family,
};

impl Words<'_> {
    /// A condition as a sentence.
    pub(crate) fn condition(self, condition: &Condition) -> Phrase {
        self.said(condition, false)
    }

    /// That a condition does not hold.
    pub(crate) fn otherwise(self, condition: &Condition) -> Phrase {
        self.said(condition, true)
    }

    fn said(self, condition: &Condition, denied: bool) -> Phrase {
        match condition {
            Condition::Always if denied => Phrase::plain("从不", "never"),
            Condition::Always => Phrase::plain("任何情形", "always"),
            Condition::All(parts) => self.parts(parts, denied, !denied),
            Condition::Any(parts) => self.parts(parts, denied, denied),
            Condition::Not(part) => self.said(part, !denied),
            Condition::Named(name) => self.named(name, denied),
            Condition::Known(name) => {
                let Bilingual { zh, en } = self.term(Family::Fact, name);
                if denied {
                    Phrase::plain(format!("{zh}尚未登记"), format!("{en} is not recorded"))
                } else {
                    Phrase::plain(format!("{zh}已登记"), format!("{en} is recorded"))
                }
            }
            Condition::Fact { name, test } => self.valued(Family::Fact, name, test, denied),
            Condition::Derived { name, test } => self.valued(Family::Derived, name, test, denied),
            Condition::Record(pattern) => {
                let Bilingual { zh, en } = self.noun(pattern);
                match (pattern.source, denied) {
                    (Source::Event, false) => {
                        Phrase::plain(format!("{zh}已发生"), format!("{en} has happened"))
                    }
                    (Source::Event, true) => {
                        Phrase::plain(format!("{zh}未发生"), format!("{en} has not happened"))
                    }
                    (Source::Document, false) => {
                        Phrase::plain(format!("{zh}已在案"), format!("{en} is on file"))
                    }
                    (Source::Document, true) => {
                        Phrase::plain(format!("{zh}不在案"), format!("{en} is not on file"))
                    }
                }
            }
            Condition::Report(kind) => {
                let Bilingual { zh, en } = self.quoted(Family::Report, kind);
                if denied {
                    Phrase::plain(format!("{zh}未报送"), format!("{en} is not submitted"))
                } else {
                    Phrase::plain(format!("{zh}已报送"), format!("{en} is submitted"))
                }
            }
            Condition::Panel {
                kind,
                at_least,
                odd,
                external,
            } => {
                let panel = self.panel(kind, at_least, *odd, *external);
                if denied { panel.denied() } else { panel }
            }
            Condition::Changes(compare, number) => {
                let compare = if denied { compare.opposite() } else { *compare };
                let Bilingual { zh, en } = self.amount(compare, number, &both("项", ""));
                Phrase::plain(
                    format!("已确定或实施的变更{zh}"),
                    format!("the number of changes decided or implemented {en}"),
                )
            }
            Condition::Exception(id) => {
                let (zh, en) = if denied { ("未", "no") } else { ("已", "an") };
                let article = self.pack.provision(id).map_or("", |p| p.article.as_str());
                Phrase::plain(
                    format!("{zh}对{article}（{id}）登记例外"),
                    format!("{en} exception to {article} ({id}) is recorded"),
                )
            }
            Condition::Duty { state, of } => self.duty_state(*state, of.as_deref(), denied),
        }
    }

    fn parts(self, parts: &[Condition], denied: bool, all: bool) -> Phrase {
        let parts = parts.iter().map(|part| self.said(part, denied)).collect();
        if all {
            Phrase::join(parts, "，且", ", and ")
        } else {
            Phrase::join(parts, "，或", ", or ")
        }
    }

    /// What a named condition says, if it is short; else its name.
    fn named(self, name: &str, denied: bool) -> Phrase {
        match self.pack.conditions.get(name) {
            Some(inner) if self.is_short(inner) => self.said(inner, denied),
            _ if denied => Phrase::plain(
                format!("条件 {name} 不成立"),
                format!("the condition {name} does not hold"),
            ),
            _ => Phrase::plain(
                format!("条件 {name} 成立"),
                format!("the condition {name} holds"),
            ),
        }
    }

    /// Whether a condition is said in one comparison.
    pub(super) fn is_short(self, condition: &Condition) -> bool {
        match condition {
            Condition::All(_) | Condition::Any(_) => false,
            Condition::Not(part) => self.is_short(part),
            Condition::Named(name) => {
                let inner = self.pack.conditions.get(&**name);
                inner.is_some_and(|inner| self.is_short(inner))
            }
            _ => true,
        }
    }

    fn valued(self, family: Family, name: &str, test: &Test, denied: bool) -> Phrase {
        let Some(of) = self.definition(family, name) else {
            return Phrase::plain(name, name);
        };
        // Null is neither below nor above anything, so only equality can be turned round.
        let ordered = matches!(test, Test::Compare(compare, _) if compare.is_ordered());
        if denied && family == Family::Derived && ordered {
            return self.test(of, test, false).denied();
        }
        self.test(of, test, denied)
    }

    fn panel(self, kind: &str, at_least: &Number, odd: bool, external: Option<bool>) -> Phrase {
        let Bilingual { zh, en } = self.quoted(Family::Event, kind);
        let size = self.number(at_least, &both("人", ""));
        let mut text = both(
            format!("最近一次{zh}不少于{}", size.zh),
            format!("the latest {en} has at least {} members", size.en),
        );
        let mut add = |zh: &str, en: &str| {
            text.zh.push_str(zh);
            text.en.push_str(en);
        };
        if odd {
            add("、为单数", ", an odd number");
        }
        match external {
            Some(true) => add("、均为外部专家", ", all from outside"),
            Some(false) => add("、并非均为外部专家", ", not all from outside"),
            None => {}
        }
        Phrase::plain(text.zh, text.en)
    }

    fn duty_state(self, state: DutyState, of: Option<&str>, denied: bool) -> Phrase {
        let (zh, en) = match state {
            DutyState::Triggered => ("已起算", "has started"),
            DutyState::Fulfilled => ("已完成", "is fulfilled"),
            DutyState::Overdue => ("已逾期", "is overdue"),
            DutyState::Breached => ("已突破上限", "is breached"),
            DutyState::LongEnough => ("已持续足够时间", "has lasted long enough"),
            DutyState::PastEarliest => ("持续已超过最短期限", "went on after its minimum"),
        };
        let whose = match of {
            None => both("本条的义务", "the duty of this provision"),
            Some(id) => {
                let article = self.pack.provision(id).map_or("", |p| p.article.as_str());
                both(
                    format!("{article}（{id}）的义务"),
                    format!("the duty of {article} ({id})"),
                )
            }
        };
        let (no_zh, no_en) = if denied {
            ("并非", "it is not so that ")
        } else {
            ("", "")
        };
        Phrase::plain(
            format!("{}{no_zh}{zh}", whose.zh),
            format!("{no_en}{} {en}", whose.en),
        )
    }
}
