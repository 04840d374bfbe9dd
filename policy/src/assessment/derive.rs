use std::borrow::Cow;

use super::relevant::each_once;
use super::verdict::Verdict;
use super::{DerivedValue, Reason, judge::Context, judgement::Judgement, scene::Scene};
use crate::{
    condition::Truth,
    facts::Value,
    pack::{Derived, Outcome, Rule},
};

impl<'a> Scene<'a> {
    /// The first rule that does not fail, with how it stands: it gives the value, or what it needs
    /// is needed. None where every rule fails; then the value is null.
    pub(super) fn first_rule<J: Judgement>(&self, derived: &'a Derived) -> Option<(&'a Rule, J)> {
        let judged = |rule: &'a Rule| (rule, self.judge::<J>(&rule.when, Context::PLAIN));
        let mut rules = derived.rules.iter().map(judged);
        rules.find(|(_, judgement)| judgement.truth() != Truth::False)
    }

    /// The value that a rule gives; none is null.
    pub(super) fn outcome(&self, rule: &'a Rule) -> Option<Cow<'a, Value>> {
        match &rule.value {
            Outcome::Null => None,
            Outcome::Literal(value) => Some(Cow::Borrowed(value)),
            Outcome::Setting(number) => Some(Cow::Owned(Value::Int(self.pack.number(number)))),
            Outcome::OnlyOf(fact) => match self.sheet.value(fact) {
                Some(Value::List(words)) => {
                    let only = words.first().cloned();
                    only.map(|word| Cow::Owned(Value::One(word)))
                }
                _ => None,
            },
        }
    }

    /// All classifications of the pack.
    pub(super) fn derived_values(&self) -> Vec<DerivedValue> {
        let derived = self.pack.derived.iter();
        derived
            .map(|derived| {
                let (value, needs, mut because) = match self.first_rule::<Verdict>(derived) {
                    Some((_, verdict)) if verdict.truth == Truth::Unknown => {
                        (None, verdict.needs.into_iter().collect(), verdict.reasons)
                    }
                    Some((rule, verdict)) => {
                        let at = derived.rules.iter().position(|one| std::ptr::eq(one, rule));
                        let mut because = verdict.reasons;
                        because.push(decided(derived, at));
                        (self.outcome(rule), Vec::new(), because)
                    }
                    None => {
                        let mut because = self.why_no_rule(derived);
                        because.push(decided(derived, None));
                        (None, Vec::new(), because)
                    }
                };
                each_once(&mut because, self.pack);
                DerivedValue {
                    name: derived.name.to_string(),
                    pack: self.pack.id.clone(),
                    by: derived.by.clone(),
                    value: value.map(Cow::into_owned),
                    needs,
                    because,
                }
            })
            .collect()
    }

    fn why_no_rule(&self, derived: &Derived) -> Vec<Reason> {
        let rules = derived.rules.iter();
        let verdicts = rules.map(|rule| self.judge::<Verdict>(&rule.when, Context::PLAIN));
        verdicts.flat_map(|verdict| verdict.reasons).collect()
    }
}

fn decided(derived: &Derived, rule: Option<usize>) -> Reason {
    Reason::Decided {
        name: derived.name.to_string(),
        rule,
    }
}
