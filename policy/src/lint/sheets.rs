use std::{collections::BTreeMap, sync::Arc};

use super::{atoms::Atoms, candidates::Asked};
use crate::{
    condition::Condition,
    facts::{Facts, Value},
    pack::{Outcome, Pack},
    vocabulary::{Family, Vocabulary},
};

/// Sheets of facts on each side of everything that some conditions ask.
#[derive(Debug)]
pub(super) struct Sheets {
    axes: Vec<(String, Vec<Option<Value>>)>,
    vocabulary: Arc<Vocabulary>,
    /// Whether all combinations are among them, and not a part only.
    pub(super) complete: bool,
    count: u64,
    combinations: u64,
}

/// What one sheet says of each fact; a fact that is not recorded is absent.
pub(super) type Sheet<'a> = BTreeMap<&'a str, &'a Value>;

/// So many combinations are tried; of more, so many drawn evenly.
const MOST: u64 = 4096;

impl Sheets {
    /// For conditions over facts alone, with the named conditions and derived values of `pack`.
    pub(super) fn for_conditions(conditions: &[Condition], pack: &Pack) -> Self {
        let mut asked = BTreeMap::new();
        for condition in conditions {
            ask(condition, pack, &mut asked, &mut Vec::new());
        }
        let vocabulary = Arc::clone(pack.vocabulary());
        let mut complete = true;
        let axes: Vec<_> = asked
            .into_iter()
            .filter_map(|(name, asked)| {
                let of = vocabulary.get(Family::Fact, &name)?;
                complete &= asked.is_complete();
                Some((name, asked.candidates(of, pack)))
            })
            .collect();
        let combinations = axes.iter().fold(1_u64, |product, (_, values)| {
            product.saturating_mul(values.len() as u64)
        });
        Self {
            axes,
            vocabulary,
            complete: complete && combinations <= MOST,
            count: combinations.min(MOST),
            combinations,
        }
    }

    /// All of them that can be: something with particulars is something of its kind.
    pub(super) fn each<'a>(&'a self, atoms: &'a Atoms) -> impl Iterator<Item = Sheet<'a>> {
        let sheets = (0..self.count).map(|number| self.sheet(number));
        sheets.filter(|sheet| {
            let mut holding = sheet.iter().filter(|(_, value)| ***value == YES);
            holding.all(|(special, _)| {
                let mut others = sheet.iter().filter(|(_, value)| ***value == NO);
                others.all(|(bare, _)| !atoms.follows(special, bare))
            })
        })
    }

    fn sheet(&self, number: u64) -> Sheet<'_> {
        let mut rest = if self.combinations <= MOST {
            number
        } else {
            spread(number) % self.combinations
        };
        let mut sheet = BTreeMap::new();
        for (name, values) in &self.axes {
            let many = values.len() as u64;
            let at = usize::try_from(rest % many).unwrap_or_default();
            rest /= many;
            if let Some(value) = &values[at] {
                sheet.insert(name.as_str(), value);
            }
        }
        sheet
    }

    /// A sheet as a project of which nothing else is known.
    pub(super) fn facts(&self, sheet: &Sheet<'_>) -> Facts {
        let mut facts = Facts::new(Arc::clone(&self.vocabulary));
        for (name, value) in sheet {
            facts
                .set(name, (*value).clone())
                .expect("the values were drawn from the definition of the fact");
        }
        facts
    }
}

const YES: Value = Value::Bool(true);
const NO: Value = Value::Bool(false);

/// Numbers far from each other, the same ones every time (splitmix64).
fn spread(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The facts that a condition rests on, with what is asked of each.
fn ask<'a>(
    condition: &'a Condition,
    pack: &'a Pack,
    into: &mut BTreeMap<String, Asked>,
    seen: &mut Vec<&'a str>,
) {
    let mut parts = Vec::new();
    condition.walk(&mut |part| parts.push(part));
    for part in parts {
        match part {
            Condition::Fact { name, .. } | Condition::Known(name) => {
                into.entry(name.to_string()).or_default().by(part);
            }
            Condition::Named(name) if !seen.contains(&&**name) => {
                seen.push(name);
                if let Some(inner) = pack.conditions.get(&**name) {
                    ask(inner, pack, into, seen);
                }
            }
            Condition::Derived { name, .. } if !seen.contains(&&**name) => {
                seen.push(name);
                let rules = pack.derived(name).into_iter().flat_map(|d| &d.rules);
                for rule in rules {
                    ask(&rule.when, pack, into, seen);
                    if let Outcome::OnlyOf(fact) = &rule.value {
                        into.entry(fact.to_string()).or_default().by_element();
                    }
                }
            }
            _ => {}
        }
    }
}
