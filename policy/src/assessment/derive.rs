use super::{DerivedValue, Reason, judge::Context, scene::Scene, verdict::Verdict};
use crate::{
    condition::Truth,
    facts::Value,
    pack::{Derived, Outcome},
};

/// A derived value, as far as it can be told.
pub(super) enum DerivedResult {
    Known {
        value: Option<Value>,
        because: Vec<Reason>,
    },
    Unknown(Verdict),
}

impl Scene<'_> {
    /// A classification; a pack without rules for it gives null.
    pub(super) fn derive(&self, name: &str) -> DerivedResult {
        match self.pack.derived(name) {
            Some(derived) => self.first_rule(derived),
            None => DerivedResult::Known {
                value: None,
                because: Vec::new(),
            },
        }
    }

    fn first_rule(&self, derived: &Derived) -> DerivedResult {
        let mut because = Vec::new();
        for rule in &derived.rules {
            let verdict = self.judge(&rule.when, Context::PLAIN);
            match verdict.truth {
                Truth::Unknown => return DerivedResult::Unknown(verdict),
                Truth::False => because.extend(verdict.reasons),
                Truth::True => {
                    let value = match &rule.value {
                        Outcome::Null => None,
                        Outcome::Literal(value) => Some(value.clone()),
                        Outcome::Setting(number) => Some(Value::Int(self.pack.number(number))),
                        Outcome::OnlyOf(fact) => match self.facts.get(fact) {
                            Some(Value::List(words)) => words.first().cloned().map(Value::One),
                            _ => None,
                        },
                    };
                    return DerivedResult::Known {
                        value,
                        because: verdict.reasons,
                    };
                }
            }
        }
        DerivedResult::Known {
            value: None,
            because,
        }
    }

    /// All classifications of the pack.
    pub(super) fn derived_values(&self) -> Vec<DerivedValue> {
        let derived = self.pack.derived.iter();
        derived
            .map(|derived| {
                let (value, needs, because) = match self.first_rule(derived) {
                    DerivedResult::Known { value, because } => (value, Vec::new(), because),
                    DerivedResult::Unknown(verdict) => {
                        (None, verdict.needs.into_iter().collect(), verdict.reasons)
                    }
                };
                DerivedValue {
                    name: derived.name.clone(),
                    pack: self.pack.id.clone(),
                    by: derived.by.clone(),
                    value,
                    needs,
                    because,
                }
            })
            .collect()
    }
}
