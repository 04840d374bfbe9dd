use std::sync::Arc;

use crate::{
    condition::{Compare, Condition, Operand, Pattern, Test},
    pack::{Derived, Pack, Rule},
    vocabulary::{Definition, Family, Name, ValueType, Vocabulary},
    words::Words,
};

/// What a condition asks besides facts (an event, a document, how a duty stands), each made a
/// yes-or-no fact of its own, so that one sheet of facts settles everything.
#[derive(Clone, Debug)]
pub(super) struct Atoms {
    list: Vec<Condition>,
    /// The pack's own vocabulary has so many facts; the atoms come after them.
    facts: usize,
}

impl Atoms {
    pub(super) fn beside(vocabulary: &Vocabulary) -> Self {
        Self {
            list: Vec::new(),
            facts: vocabulary.all(Family::Fact).len(),
        }
    }

    /// The same condition over facts alone. `own` is the provision whose duty it asks by itself.
    pub(super) fn replaced(&mut self, condition: &Condition, own: &str) -> Condition {
        let parts = |atoms: &mut Self, parts: &[Condition]| {
            let parts = parts.iter().map(|part| atoms.replaced(part, own));
            parts.collect::<Vec<_>>()
        };
        match condition {
            Condition::All(inner) => Condition::All(parts(self, inner)),
            Condition::Any(inner) => Condition::Any(parts(self, inner)),
            Condition::Not(inner) => Condition::Not(Box::new(self.replaced(inner, own))),
            Condition::Record(_)
            | Condition::Report(_)
            | Condition::Panel { .. }
            | Condition::Changes(..)
            | Condition::Exception(_)
            | Condition::Duty { .. } => self.atom(named(condition, own)),
            Condition::Always
            | Condition::Named(_)
            | Condition::Known(_)
            | Condition::Fact { .. }
            | Condition::Derived { .. } => condition.clone(),
        }
    }

    fn atom(&mut self, condition: Condition) -> Condition {
        let wanted = format!("{condition:?}");
        let mut list = self.list.iter();
        let at = list.position(|one| format!("{one:?}") == wanted);
        let at = at.unwrap_or_else(|| {
            self.list.push(condition);
            self.list.len() - 1
        });
        Condition::Fact {
            name: Name::at(self.facts + at, &name(at)),
            test: Test::Compare(Compare::Eq, Operand::Held(true.into())),
        }
    }

    /// The facts, added to a vocabulary.
    pub(super) fn define(&self, into: &mut Vocabulary) {
        for at in 0..self.list.len() {
            into.add_fact(Definition {
                name: name(at),
                zh: name(at),
                en: name(at),
                phrase: None,
                unit: None,
                value_type: Some(ValueType::Bool),
                values: Vec::new(),
                attributes: Vec::new(),
                required: false,
                period: None,
                taken_by: None,
            });
        }
    }

    /// What an atom is, in words; nothing where the fact is no atom.
    pub(super) fn said(&self, fact: &str, holds: bool, pack: &Pack) -> Option<String> {
        let condition = self.get(fact)?;
        let words = Words::of(pack);
        let said = if holds {
            words.condition(condition)
        } else {
            words.otherwise(condition)
        };
        Some(said.into_text().en)
    }

    /// Whether one atom holds in every record in which another does: something with particulars
    /// is something of its kind.
    pub(super) fn follows(&self, from: &str, fact: &str) -> bool {
        match (self.get(from), self.get(fact)) {
            (Some(Condition::Record(special)), Some(Condition::Record(bare))) => {
                from != fact
                    && special.source == bare.source
                    && special.kind == bare.kind
                    && is_bare(bare)
            }
            _ => false,
        }
    }

    fn get(&self, fact: &str) -> Option<&Condition> {
        let at: usize = fact.strip_prefix(PREFIX)?.parse().ok()?;
        self.list.get(at)
    }

    /// The pack without provisions, its named conditions and derived values over facts alone.
    pub(super) fn skeleton(&mut self, pack: &Pack) -> Pack {
        let mut skeleton = pack.clone();
        skeleton.provisions = Vec::new();
        skeleton.cases = Vec::new();
        skeleton.sources = Arc::from([]);
        skeleton.in_force_from = None;
        skeleton.in_force_until = None;
        for condition in skeleton.conditions.values_mut() {
            *condition = self.replaced(condition, "");
        }
        for derived in &mut skeleton.derived {
            *derived = Derived {
                rules: derived
                    .rules
                    .iter()
                    .map(|rule| Rule {
                        when: self.replaced(&rule.when, ""),
                        value: rule.value.clone(),
                    })
                    .collect(),
                ..derived.clone()
            };
        }
        // What a jurisdiction has not stated could be any number.
        for value in skeleton.settings.values_mut() {
            value.get_or_insert(ANY_NUMBER);
        }
        skeleton
    }
}

const PREFIX: &str = "atom ";
const ANY_NUMBER: i64 = 1_000_000;

fn name(at: usize) -> String {
    format!("{PREFIX}{at}")
}

/// The same question, naming the provision that it is asked by.
pub(super) fn named(condition: &Condition, own: &str) -> Condition {
    match condition {
        Condition::Duty { state, of: None } => Condition::Duty {
            state: *state,
            of: Some(own.to_owned()),
        },
        Condition::All(parts) => Condition::All(parts.iter().map(|p| named(p, own)).collect()),
        Condition::Any(parts) => Condition::Any(parts.iter().map(|p| named(p, own)).collect()),
        Condition::Not(part) => Condition::Not(Box::new(named(part, own))),
        other => other.clone(),
    }
}

fn is_bare(pattern: &Pattern) -> bool {
    pattern.attributes.is_empty()
        && pattern.compared.is_empty()
        && pattern.parts.is_empty()
        && pattern.orders.is_empty()
        && pattern.year.is_none()
}
