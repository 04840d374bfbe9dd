use chrono::{Datelike, NaiveDate};
use serde_json::Value as Json;
use shuniu_policy::Fen;
use shuniu_policy::facts::Value;
use shuniu_policy::vocabulary::{Definition, ValueType};

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

/// Reads a JSON value as the vocabulary types it.
///
/// Money is decimal yuan as text, dates are ISO text, lists are arrays of names.
///
/// # Errors
///
/// [`ValueError`] with what the name takes; words are checked against the permitted ones.
pub fn typed(definition: &Definition, json: &Json) -> Result<Value, ValueError> {
    let kind = definition.value_type.unwrap_or(ValueType::Bool);
    let read = match (kind, json) {
        (ValueType::Money, Json::String(yuan)) => Fen::from_yuan(yuan).ok().map(Value::Money),
        (ValueType::Money, Json::Number(yuan)) if yuan.is_i64() => {
            Fen::from_yuan(&yuan.to_string()).ok().map(Value::Money)
        }
        (ValueType::Int, Json::Number(number)) => number.as_i64().map(Value::Int),
        (ValueType::Bool, Json::Bool(truth)) => Some(Value::Bool(*truth)),
        (ValueType::One, Json::String(word)) if known(definition, word) => {
            Some(Value::One(word.clone()))
        }
        (ValueType::List, Json::Array(words)) => {
            let words = words
                .iter()
                .map(|word| word.as_str().filter(|w| known(definition, w)));
            words
                .map(|word| word.map(ToOwned::to_owned))
                .collect::<Option<_>>()
                .map(Value::List)
        }
        (ValueType::Date, Json::String(day)) => day.parse().ok().map(Value::Date),
        _ => None,
    };
    read.ok_or_else(|| ValueError {
        name: definition.name.clone(),
        expected: expected(definition, kind),
        got: json.to_string(),
    })
}

/// Reads a value that somebody enters, and gives it as it is kept: money with two decimals. More
/// than [`typed`] it refuses what cannot be: amounts and numbers below zero, and days of no age of
/// ours.
///
/// # Errors
///
/// [`ValueError`].
pub fn entered(definition: &Definition, json: &Json) -> Result<Json, ValueError> {
    let value = typed(definition, json)?;
    let possible = match &value {
        Value::Money(fen) => *fen >= Fen::ZERO,
        Value::Int(number) => i32::try_from(*number).is_ok_and(|number| number >= 0),
        Value::Date(day) => is_of_our_age(*day),
        _ => true,
    };
    if !possible {
        let kind = definition.value_type.unwrap_or(ValueType::Bool);
        return Err(ValueError {
            name: definition.name.clone(),
            expected: expected(definition, kind),
            got: json.to_string(),
        });
    }
    Ok(match value {
        Value::Money(fen) => Json::from(fen.to_string()),
        _ => json.clone(),
    })
}

/// Whether a day can be one of a project's: a slip such as the year 0001 or 20226 is none.
#[must_use]
pub fn is_of_our_age(day: NaiveDate) -> bool {
    (1949..2200).contains(&day.year())
}

fn known(definition: &Definition, word: &str) -> bool {
    definition.values.iter().any(|value| value.name == word)
}

fn expected(definition: &Definition, kind: ValueType) -> String {
    let words = || {
        let names: Vec<&str> = definition.values.iter().map(|v| v.name.as_str()).collect();
        names.join(", ")
    };
    match kind {
        ValueType::Money => "decimal yuan of at least 0 as text, such as \"1180000.00\"".to_owned(),
        ValueType::Int => "a whole number of at least 0".to_owned(),
        ValueType::Bool => "true or false".to_owned(),
        ValueType::One => format!("one of {}", words()),
        ValueType::List => format!("a list of {}", words()),
        ValueType::Date => "a date such as \"2026-06-30\"".to_owned(),
    }
}
