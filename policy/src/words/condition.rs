use super::{Phrase, Words, both, comparison::chinese, english};
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
            Condition::Known(name) => self.known(name, denied),
            Condition::Fact { name, test } => self.valued(Family::Fact, name, test, denied),
            Condition::Derived { name, test } => self.valued(Family::Derived, name, test, denied),
            Condition::Record(pattern) => {
                let Bilingual { zh, en } = self.noun(pattern);
                match (pattern.source, denied) {
                    (Source::Event, false) => {
                        Phrase::plain(format!("{zh}已发生"), format!("{en} has happened"))
                    }
                    (Source::Event, true) => Phrase::plain(
                        format!("没有{zh}的记录"),
                        format!("there is no record of {en}"),
                    ),
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
                let provision = self.provision(id);
                Phrase::plain(
                    format!("{zh}对{}登记例外", provision.zh),
                    format!("{en} exception to {} is recorded", provision.en),
                )
            }
            Condition::Duty { state, of } => self.duty_state(*state, of.as_deref(), denied),
        }
    }

    pub(super) fn known(self, name: &str, denied: bool) -> Phrase {
        let Some(of) = self.definition(Family::Fact, name) else {
            return Phrase::plain(name, name);
        };
        let (zh, en, is) = (chinese(of), english::subject(of), english::is(of));
        if denied {
            Phrase::plain(format!("{zh}尚未登记"), format!("{en} {is} not recorded"))
        } else {
            Phrase::plain(format!("{zh}已登记"), format!("{en} {is} recorded"))
        }
    }

    fn parts(self, parts: &[Condition], denied: bool, all: bool) -> Phrase {
        if !denied
            && let [Condition::Known(name), rest] = parts
            && !all
        {
            return self.unless_unrecorded(name, rest);
        }
        let parts = parts.iter().map(|part| self.said(part, denied)).collect();
        if all {
            Phrase::join(parts, "，且", ", and ")
        } else {
            Phrase::join(parts, "，或", ", or ")
        }
    }

    /// What holds by what is recorded of a fact, and otherwise by something else.
    fn unless_unrecorded(self, name: &str, rest: &Condition) -> Phrase {
        let unrecorded = self.known(name, true).into_text();
        let rest = self.otherwise(rest).into_text();
        Phrase::plain(
            format!("不属于{}而{}的情形", unrecorded.zh, rest.zh),
            format!("it is not so that {} and {}", unrecorded.en, rest.en),
        )
    }

    /// What a named condition is called, where it has a title; else what it says.
    fn named(self, name: &str, denied: bool) -> Phrase {
        match (self.pack.condition_titles.get(name), denied) {
            (Some(Bilingual { zh, en }), true) => Phrase::plain(
                format!("不属于“{zh}”的情形"),
                format!("it is not a case of “{en}”"),
            ),
            (Some(Bilingual { zh, en }), false) => Phrase::plain(
                format!("属于“{zh}”的情形"),
                format!("it is a case of “{en}”"),
            ),
            (None, _) => match self.pack.conditions.get(name) {
                Some(inner) => self.said(inner, denied),
                None => Phrase::plain(name, name),
            },
        }
    }

    /// Whether a condition is said in one comparison, so that a sentence needs no title for it.
    pub(crate) fn is_short(self, condition: &Condition) -> bool {
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
        let members = self.members(at_least, odd, external);
        Phrase::plain(
            format!("最近一次{zh}{}", members.zh),
            format!("the latest {en} has {}", members.en),
        )
    }

    /// How many members a panel has to have, and which.
    pub(crate) fn members(self, at_least: &Number, odd: bool, external: Option<bool>) -> Bilingual {
        let size = self.number(at_least, &both("人", ""));
        let mut text = both(
            format!("不少于{}", size.zh),
            format!("at least {} members", size.en),
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
        text
    }

    fn duty_state(self, state: DutyState, of: Option<&str>, denied: bool) -> Phrase {
        let (zh, en) = match state {
            DutyState::Triggered => ("已起算", "has started"),
            DutyState::Fulfilled => ("已完成", "is fulfilled"),
            DutyState::Overdue => ("已逾期", "is overdue"),
            DutyState::Breached => ("已违反", "is breached"),
            DutyState::LongEnough => ("持续已满最短期间", "has lasted its minimum"),
            DutyState::PastEarliest => ("持续已超过最短期间", "went on after its minimum"),
        };
        let whose = match of {
            None => both("本条的义务", "the duty of this provision"),
            Some(id) => {
                let Bilingual { zh, en } = self.provision(id);
                both(format!("{zh}的义务"), format!("the duty of {en}"))
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
