use super::{Words, both};
use crate::{
    condition::Condition,
    pack::{Bilingual, Derived, Outcome, Rule},
    vocabulary::Family,
};

impl Words<'_> {
    /// The rules of a derived value, the first that holds first.
    pub(crate) fn derived(self, derived: &Derived) -> Vec<Bilingual> {
        let rules = derived.rules.iter().enumerate();
        rules
            .map(|(at, rule)| self.rule(&derived.name, rule, at > 0))
            .collect()
    }

    fn rule(self, name: &str, rule: &Rule, later: bool) -> Bilingual {
        let term = self.term(Family::Derived, name);
        let value = self.outcome(name, &rule.value);
        let (zh, en) = match &rule.when {
            Condition::Always if later => ("否则，".to_owned(), "otherwise ".to_owned()),
            Condition::Always => ("一律".to_owned(), "always ".to_owned()),
            when => {
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
            format!("{zh}{}：{}", term.zh, value.zh),
            format!("{en}{}: {}", term.en, value.en),
        )
    }

    /// What a rule gives.
    pub(crate) fn outcome(self, name: &str, outcome: &Outcome) -> Bilingual {
        match outcome {
            Outcome::Null => both("没有规定", "no rule"),
            Outcome::Literal(value) => match self.definition(Family::Derived, name) {
                Some(of) => Self::value(value, of),
                None => both(value.to_string(), value.to_string()),
            },
            Outcome::Setting(number) => self.number(number, &both("", "")),
            Outcome::OnlyOf(fact) => {
                let Bilingual { zh, en } = self.term(Family::Fact, fact);
                both(format!("{zh}的唯一一项"), format!("the only one of {en}"))
            }
        }
    }
}
