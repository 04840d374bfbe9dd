use std::collections::BTreeMap;

use super::{Compare, Number};
use crate::{
    facts::{Source, Value},
    vocabulary::Name,
};

/// Which events or documents are meant.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) source: Source,
    pub(crate) kind: Name,
    /// Each attribute must have (for a list: hold) one of the values.
    pub(crate) attributes: Vec<(String, Vec<Value>)>,
    /// Each whole-number attribute must pass its comparison.
    pub(crate) compared: Vec<(String, Compare, Number)>,
    /// The records that fit must together hold all these parts.
    pub(crate) parts: Vec<String>,
    /// Only the latest of the kind is looked at.
    pub(crate) latest: bool,
    /// Comparisons with the latest of another pattern.
    pub(crate) orders: Vec<(Order, Pattern)>,
    pub(crate) year: Option<YearTest>,
}

impl Pattern {
    /// Whether it holds days against each other or against a year.
    pub(crate) fn looks_at_days(&self) -> bool {
        !self.orders.is_empty() || self.year.is_some()
    }

    /// Whether attributes are such as it wants them; days, numbers and parts aside.
    pub(crate) fn wants(&self, attributes: &BTreeMap<String, Value>) -> bool {
        self.attributes.iter().all(|(name, values)| {
            let got = attributes.get(name);
            got.is_some_and(|got| values.iter().any(|wanted| fits(got, wanted)))
        })
    }
}

/// Equal, or an element of a list.
fn fits(got: &Value, wanted: &Value) -> bool {
    match (got, wanted) {
        (Value::List(words), Value::One(word)) => words.contains(word),
        _ => got == wanted,
    }
}

/// How a day stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Before,
    NotAfter,
    After,
    NotBefore,
}

impl Order {
    pub(crate) const WORDS: [(&'static str, Self); 4] = [
        ("before", Self::Before),
        ("not_after", Self::NotAfter),
        ("after", Self::After),
        ("not_before", Self::NotBefore),
    ];

    pub(crate) fn holds<T: Ord + Copy>(self, left: T, right: T) -> bool {
        match self {
            Self::Before => left < right,
            Self::NotAfter => left <= right,
            Self::After => left > right,
            Self::NotBefore => left >= right,
        }
    }

    /// Whether it holds while the other has not happened.
    pub(crate) fn holds_without_other(self) -> bool {
        matches!(self, Self::Before | Self::NotAfter)
    }
}

/// The calendar year of a record, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum YearTest {
    Previous,
    Current,
}
