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

fn known(definition: &Definition, word: &str) -> bool {
    definition.values.iter().any(|value| value.name == word)
}

fn expected(definition: &Definition, kind: ValueType) -> String {
    let words = || {
        let names: Vec<&str> = definition.values.iter().map(|v| v.name.as_str()).collect();
        names.join(", ")
    };
    match kind {
        ValueType::Money => "decimal yuan as text, such as \"1180000.00\"".to_owned(),
        ValueType::Int => "a whole number".to_owned(),
        ValueType::Bool => "true or false".to_owned(),
        ValueType::One => format!("one of {}", words()),
        ValueType::List => format!("a list of {}", words()),
        ValueType::Date => "a date such as \"2026-06-30\"".to_owned(),
    }
}
