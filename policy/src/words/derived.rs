use super::{Words, both};
use crate::{
    pack::{Bilingual, Derived, Outcome, Rule},
    vocabulary::Family,
};

impl Words<'_> {
    /// The rules of a derived value, the first that holds first.
    pub(crate) fn derived(self, derived: &Derived) -> Vec<Bilingual> {
        let rules = derived.rules.iter();
        rules.map(|rule| self.rule(&derived.name, rule)).collect()
    }

    fn rule(self, name: &str, rule: &Rule) -> Bilingual {
        let when = self.condition(&rule.when).into_text();
        let term = self.term(Family::Derived, name);
        let value = self.outcome(name, &rule.value);
        both(
            format!("{}：{}——{}", term.zh, when.zh, value.zh),
            format!("{}: {} – {}", term.en, when.en, value.en),
        )
    }

    /// What a rule gives.
    pub(crate) fn outcome(self, name: &str, outcome: &Outcome) -> Bilingual {
        match outcome {
            Outcome::Null => both("没有规定", "no rule"),
            Outcome::Literal(value) => match self.definition(Family::Derived, name) {
                Some(of) => both(value.zh(of), value.en(of)),
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
