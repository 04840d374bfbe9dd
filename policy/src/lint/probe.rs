use crate::{
    assessment::Assessment,
    condition::{Condition, Truth},
    facts::Value,
    pack::{Derived, Outcome, Pack, Rule},
};

/// Conditions asked of a pack as if they were derived values of it, so that they are judged by
/// the engine and by nothing else.
#[derive(Debug)]
pub(super) struct Probes {
    pub(super) pack: Pack,
    count: usize,
}

impl Probes {
    pub(super) fn of(pack: &Pack, conditions: &[Condition]) -> Self {
        let mut pack = pack.clone();
        for (number, condition) in conditions.iter().enumerate() {
            pack.derived.push(Derived {
                name: name(number),
                by: Vec::new(),
                rules: vec![
                    Rule {
                        when: condition.clone(),
                        value: Outcome::Literal(Value::Bool(true)),
                    },
                    Rule {
                        when: Condition::Not(Box::new(condition.clone())),
                        value: Outcome::Literal(Value::Bool(false)),
                    },
                ],
            });
        }
        Self {
            pack,
            count: conditions.len(),
        }
    }

    /// How each condition was judged; unknown as well where the pack is not in force that day.
    pub(super) fn truths(&self, assessment: &Assessment) -> Vec<Truth> {
        let truth = |number| {
            let value = assessment.derived(&name(number));
            match value.and_then(|derived| derived.value.as_ref()) {
                Some(Value::Bool(holds)) => Truth::from(*holds),
                _ => Truth::Unknown,
            }
        };
        (0..self.count).map(truth).collect()
    }
}

fn name(number: usize) -> String {
    format!("probe {number}")
}
