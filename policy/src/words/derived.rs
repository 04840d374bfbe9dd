use super::{
    Words, both,
    comparison::{chinese, unit},
    english,
};
use crate::{
    condition::Condition,
    pack::{Bilingual, Derived, Outcome, Rule},
    vocabulary::{Family, ValueType},
};

impl Words<'_> {
    /// The rules of a derived value, the first that holds first.
    pub(crate) fn derived(self, derived: &Derived) -> Vec<Bilingual> {
        let rules = derived.rules.iter().enumerate();
        rules
            .map(|(at, rule)| self.rule(&derived.name, rule, at > 0))
            .collect()
    }

    /// The rule that decided, and what it gave.
    pub(crate) fn decisive(self, derived: &Derived, at: usize) -> Option<Bilingual> {
        let rule = derived.rules.get(at)?;
        let always = matches!(rule.when, Condition::Always);
        let value = self.gives(&derived.name, &rule.value, always && at == 0);
        if always {
            return Some(value);
        }
        let when = self.condition(&rule.when).into_text();
        Some(both(
            format!("{}，故{}", when.zh, value.zh),
            format!("{}, so {}", when.en, value.en),
        ))
    }

    fn rule(self, name: &str, rule: &Rule, later: bool) -> Bilingual {
        let value = self.gives(
            name,
            &rule.value,
            matches!(rule.when, Condition::Always) && !later,
        );
        let (zh, en) = match (&rule.when, later) {
            (Condition::Always, false) => (String::new(), String::new()),
            (Condition::Always, true) => ("否则，".to_owned(), "otherwise, ".to_owned()),
            (when, _) => {
                let when = self.condition(when).into_text();
                let (zh, en) = if later {
                    ("否则，", "otherwise, ")
                } else {
                    ("", "")
                };
                (
                    format!("{zh}当{}时，", when.zh),
                    format!("{en}when {}, ", when.en),
                )
            }
        };
        both(
            format!("{zh}{}", value.zh),
            english::capital(&format!("{en}{}", value.en)),
        )
    }

    /// That a derived value is what a rule gives, in all cases if `always`.
    fn gives(self, name: &str, outcome: &Outcome, always: bool) -> Bilingual {
        let Some(of) = self.definition(Family::Derived, name) else {
            return both(name, name);
        };
        let value = self.outcome(name, outcome);
        let named = match of.value_type {
            Some(ValueType::Bool) => format!("“{}”", chinese(of)),
            _ => chinese(of).to_owned(),
        };
        let (en, is) = (english::subject(of), english::is(of));
        let always = if always {
            ("一律", " always")
        } else {
            ("", "")
        };
        match outcome {
            Outcome::Null => both(
                format!("{}{}没有规定", chinese(of), always.0),
                format!("there is{} no rule for {en}", always.1),
            ),
            _ => both(
                format!("{}{}为{}", named, always.0, value.zh),
                format!("{en} {is}{} {}", always.1, value.en),
            ),
        }
    }

    /// What a rule gives.
    pub(crate) fn outcome(self, name: &str, outcome: &Outcome) -> Bilingual {
        match outcome {
            Outcome::Null => both("没有规定", "no rule"),
            Outcome::Literal(value) => match self.definition(Family::Derived, name) {
                Some(of) => Self::measure(value, of),
                None => both(value.to_string(), value.to_string()),
            },
            Outcome::Setting(number) => {
                let of = self.definition(Family::Derived, name);
                self.number(number, &of.map_or_else(|| both("", ""), unit))
            }
            Outcome::OnlyOf(_) => both("所登记的那一项", "the only one recorded"),
        }
    }
}
