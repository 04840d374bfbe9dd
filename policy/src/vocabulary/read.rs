use super::{Definition, ValueType};
use crate::{
    facts::Value,
    source::{Node, Problems, boolean, iso_date, unknown_name},
    values::Fen,
};

/// Reads a typed value; what does not fit the definition goes to `problems`.
pub(crate) fn read_value(node: &Node, of: &Definition, problems: &Problems) -> Option<Value> {
    let name = &of.name;
    let read = match of.value_type? {
        ValueType::Bool => return boolean(node, name, problems).map(Value::Bool),
        ValueType::List => {
            let Some(items) = node.sequence() else {
                problems.at(node, format!("`{name}` must be a list of its values"));
                return None;
            };
            let values: Vec<String> = items
                .iter()
                .filter_map(|item| one(item, of, problems))
                .collect();
            return (values.len() == items.len()).then_some(Value::List(values));
        }
        ValueType::One => return one(node, of, problems).map(Value::One),
        ValueType::Money => match node.plain().map(Fen::from_yuan) {
            Some(Ok(fen)) => Ok(Value::Money(fen)),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("must be an amount in yuan such as 1180000.50".to_owned()),
        },
        ValueType::Int => match node.plain().and_then(whole) {
            Some(number) => Ok(Value::Int(number)),
            None => Err("must be a whole number".to_owned()),
        },
        ValueType::Date => match node.plain().and_then(iso_date) {
            Some(date) => Ok(Value::Date(date)),
            None => Err("must be a date such as 2026-03-02".to_owned()),
        },
    };
    read.map_err(|what| problems.at(node, format!("`{name}`: {what}")))
        .ok()
}

fn one(node: &Node, of: &Definition, problems: &Problems) -> Option<String> {
    let word = node.scalar().unwrap_or_default();
    let known = of.values.iter().map(|v| v.name.as_str());
    if of.values.iter().any(|v| v.name == word) {
        return Some(word.to_owned());
    }
    problems.at(
        node,
        unknown_name(&format!("value of {}", of.name), word, known),
    );
    None
}

/// A whole number in its one plain spelling: no sign but minus, no leading zeros.
fn whole(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}
