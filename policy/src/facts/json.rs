use serde_json::Value as Json;

use super::Value;
use crate::source::iso_date;
use crate::values::Fen;
use crate::vocabulary::{Definition, ValueType};

/// A JSON value that is not of the type the vocabulary gives.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} takes {expected}, not {got}")]
pub struct ValueError {
    /// The fact or attribute.
    pub name: String,
    /// What it takes, with an example.
    pub expected: String,
    /// What was given.
    pub got: String,
}

impl Value {
    /// Reads a JSON value as the vocabulary types it: money is decimal yuan as text, dates are ISO
    /// text, lists are arrays of names.
    ///
    /// # Errors
    ///
    /// [`ValueError`] with what the name takes; words are checked against the permitted ones.
    pub fn from_json(json: &Json, of: &Definition) -> Result<Self, ValueError> {
        let word = |json: &Json| {
            let word = json.as_str().filter(|word| of.value(word).is_some());
            word.map(str::to_owned)
        };
        let read = match (of.value_type.unwrap_or(ValueType::Bool), json) {
            (ValueType::Money, Json::String(yuan)) => Fen::from_yuan(yuan).ok().map(Self::Money),
            (ValueType::Money, Json::Number(yuan)) if yuan.is_i64() => {
                Fen::from_yuan(&yuan.to_string()).ok().map(Self::Money)
            }
            (ValueType::Int, Json::Number(number)) => number.as_i64().map(Self::Int),
            (ValueType::Bool, Json::Bool(truth)) => Some(Self::Bool(*truth)),
            (ValueType::One, json) => word(json).map(Self::One),
            (ValueType::List, Json::Array(words)) => words
                .iter()
                .map(word)
                .collect::<Option<_>>()
                .map(Self::List),
            (ValueType::Date, Json::String(day)) => iso_date(day).map(Self::Date),
            _ => None,
        };
        read.ok_or_else(|| ValueError::new(json, of))
    }
}

impl ValueError {
    /// What the name takes, of a value that it does not.
    #[must_use]
    pub fn new(got: &Json, of: &Definition) -> Self {
        let words = || {
            let names: Vec<&str> = of.values.iter().map(|v| v.name.as_str()).collect();
            names.join(", ")
        };
        let expected = match of.value_type.unwrap_or(ValueType::Bool) {
            ValueType::Money => "decimal yuan of at least 0 as text, such as \"1180000.00\"".into(),
            ValueType::Int => "a whole number of at least 0".into(),
            ValueType::Bool => "true or false".into(),
            ValueType::One => format!("one of {}", words()),
            ValueType::List => format!("a list of {}", words()),
            ValueType::Date => "a date such as \"2026-06-30\"".into(),
        };
        Self {
            name: of.name.clone(),
            expected,
            got: got.to_string(),
        }
    }
}
