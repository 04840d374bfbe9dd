use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::{
    condition::{Compare, Condition, Operand, Test, told, word},
    facts::Value,
    pack::Pack,
    values::Fen,
    vocabulary::{Definition, ValueType},
};

/// What conditions ask of one fact.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    tests: Vec<Test>,
    /// Whether it is asked if the fact is recorded at all.
    known: bool,
    /// Whether its only element is looked at, whatever it is.
    element: bool,
}

impl Asked {
    pub(super) fn by(&mut self, condition: &Condition) {
        match condition {
            Condition::Fact { test, .. } => self.tests.push(test.clone()),
            _ => self.known = true,
        }
    }

    pub(super) fn by_element(&mut self) {
        self.element = true;
    }

    /// The values on each side of everything that is asked: each number with the one below and
    /// above it, each value of an enumeration, the lists that the tests can tell apart.
    pub(super) fn candidates(&self, of: &Definition, pack: &Pack) -> Vec<Option<Value>> {
        let mut values: Vec<Option<Value>> = match of.value_type {
            Some(ValueType::Bool) => vec![Value::Bool(true), Value::Bool(false)],
            Some(ValueType::One) => of
                .values
                .iter()
                .map(|value| Value::One(value.name.clone()))
                .collect(),
            Some(ValueType::List) => self.lists(of, pack),
            Some(ValueType::Money) => self
                .limits(pack)
                .map(|fen| Value::Money(Fen::new(fen)))
                .collect(),
            Some(ValueType::Int) => self.limits(pack).map(Value::Int).collect(),
            Some(ValueType::Date) => self.days(of),
            None => Vec::new(),
        }
        .into_iter()
        .map(Some)
        .collect();
        if self.known {
            values.push(None);
        }
        values
    }

    /// Whether the candidates leave out no combination that the tests can tell apart.
    pub(super) fn is_complete(&self) -> bool {
        let mut named = BTreeSet::new();
        for test in &self.tests {
            match test {
                Test::Contains(word) => {
                    named.insert(word);
                }
                Test::ContainsAny(words) | Test::ContainsAll(words) => named.extend(words),
                _ => {}
            }
        }
        named.len() <= MOST_NAMED
    }

    fn operands(&self) -> impl Iterator<Item = &Operand> {
        self.tests.iter().filter_map(|test| match test {
            Test::Compare(_, operand) => Some(operand),
            _ => None,
        })
    }

    /// Whole numbers as they are held, on each side of every one that it is compared with.
    fn limits(&self, pack: &Pack) -> impl Iterator<Item = i64> {
        let limits = self.operands().filter_map(|operand| match operand {
            Operand::Held(number) => Some(*number),
            Operand::Setting { name, unit } => Some(pack.setting(name)?.saturating_mul(*unit)),
        });
        around(limits).into_iter()
    }

    fn days(&self, of: &Definition) -> Vec<Value> {
        let limits = self.operands().filter_map(|operand| match operand {
            Operand::Held(number) => match told(*number, of)? {
                Value::Date(day) => Some(day),
                _ => None,
            },
            Operand::Setting { .. } => None,
        });
        let limits: Vec<NaiveDate> = limits.collect();
        if limits.is_empty() {
            return vec![Value::Date(NaiveDate::default())];
        }
        let near = |day: NaiveDate| [day.pred_opt(), Some(day), day.succ_opt()];
        let days: BTreeSet<NaiveDate> = limits.into_iter().flat_map(near).flatten().collect();
        days.into_iter().map(Value::Date).collect()
    }

    /// Every subset of what the tests name, by itself and with so many others as a count asks
    /// for.
    fn lists(&self, of: &Definition, pack: &Pack) -> Vec<Value> {
        let mut named: Vec<&str> = Vec::new();
        let mut others = 1;
        for test in &self.tests {
            match test {
                Test::Contains(place) => named.extend(word(*place, of)),
                Test::ContainsAny(places) | Test::ContainsAll(places) => {
                    named.extend(places.iter().filter_map(|place| word(*place, of)));
                }
                Test::Count(compare, number) => {
                    let beyond = i64::from(!matches!(compare, Compare::Lt | Compare::Gte));
                    let count = pack.number(number).saturating_add(beyond);
                    others = others.max(usize::try_from(count).unwrap_or_default());
                }
                Test::Compare(..) | Test::In(_) | Test::IsNull => {}
            }
        }
        named.sort_unstable();
        named.dedup();
        named.truncate(MOST_NAMED);
        let all = of.values.iter().map(|value| value.name.as_str());
        let rest: Vec<&str> = all.filter(|name| !named.contains(name)).collect();
        let mut lists = BTreeSet::new();
        if self.element {
            lists.extend(of.values.iter().map(|value| vec![value.name.clone()]));
        }
        for chosen in 0..1_usize << named.len() {
            let held = named.iter().enumerate();
            let held = held.filter(|(at, _)| chosen >> at & 1 == 1);
            let held: Vec<&str> = held.map(|(_, name)| *name).collect();
            for more in 0..=others.min(rest.len()) {
                let words = held.iter().chain(&rest[..more]);
                lists.insert(words.map(|word| (*word).to_owned()).collect::<Vec<_>>());
            }
        }
        lists.into_iter().map(Value::List).collect()
    }
}

/// Of a longer list of words not every subset is tried.
const MOST_NAMED: usize = 8;

/// Each limit, one below and one above; nothing below nothing. Without a limit any number will do.
fn around(limits: impl Iterator<Item = i64>) -> BTreeSet<i64> {
    let near = |limit: i64| [limit.saturating_sub(1), limit, limit.saturating_add(1)];
    let mut numbers: BTreeSet<i64> = limits.flat_map(near).filter(|n| *n >= 0).collect();
    if numbers.is_empty() {
        numbers.insert(1);
    }
    numbers
}
