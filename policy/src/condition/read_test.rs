use super::{Compare, Held, Names, Number, Operand, Test, place};
use crate::{
    facts::Value,
    source::{Fields, Node},
    vocabulary::{Definition, ValueType, read_value},
};

pub(super) const TESTS: [&str; 12] = [
    "eq",
    "ne",
    "lt",
    "lte",
    "gt",
    "gte",
    "in",
    "contains",
    "contains_any",
    "contains_all",
    "count",
    "is_null",
];

/// Reads the one comparison beside `fact:` or `derived:`.
pub(super) fn test(fields: Fields<'_>, of: &Definition, names: &Names<'_>) -> Option<Test> {
    let given: Vec<&str> = TESTS.into_iter().filter(|key| fields.has(key)).collect();
    let [key] = given[..] else {
        let message = format!("`{}` needs exactly one of {}", of.name, TESTS.join(", "));
        names.problems.at(fields.node, message);
        return None;
    };
    let node = fields.get(key)?;
    let kind = of.value_type?;
    let allowed = match key {
        "eq" | "ne" => kind != ValueType::List,
        "lt" | "lte" | "gt" | "gte" => {
            matches!(kind, ValueType::Money | ValueType::Int | ValueType::Date)
        }
        "in" => kind == ValueType::One,
        "is_null" => true,
        _ => kind == ValueType::List,
    };
    if !allowed {
        let message = format!(
            "`{}` is of type {kind}, which `{key}` cannot judge",
            of.name
        );
        names.problems.at(node, message);
        return None;
    }
    if let Some((_, compare)) = Compare::WORDS.iter().find(|(word, _)| *word == key) {
        return operand(node, of, names).map(|operand| Test::Compare(*compare, operand));
    }
    match key {
        "in" => words(node, of, names).map(Test::In),
        "contains" => {
            let single = word(node, of, names)?;
            Some(Test::Contains(single))
        }
        "contains_any" => words(node, of, names).map(Test::ContainsAny),
        "contains_all" => words(node, of, names).map(Test::ContainsAll),
        "count" => comparison(node, names).map(|(compare, number)| Test::Count(compare, number)),
        _ => Some(Test::IsNull),
    }
}

fn operand(node: &Node, of: &Definition, names: &Names<'_>) -> Option<Operand> {
    if node.mapping().is_some() {
        let unit = if of.value_type == Some(ValueType::Money) {
            100
        } else {
            1
        };
        return setting(node, names).map(|name| Operand::Setting { name, unit });
    }
    match Held::of(&typed(node, of, names)?, of, &mut Vec::new()) {
        Held::Number(number) => Some(Operand::Held(number)),
        Held::Words { .. } | Held::Other => None,
    }
}

/// A literal of the definition's type.
pub(crate) fn typed(node: &Node, of: &Definition, names: &Names<'_>) -> Option<Value> {
    read_value(node, of, names.problems)
}

fn words(node: &Node, of: &Definition, names: &Names<'_>) -> Option<Vec<i64>> {
    let Some(items) = node.sequence() else {
        names
            .problems
            .at(node, format!("a list of values of `{}` is needed", of.name));
        return None;
    };
    items.iter().map(|item| word(item, of, names)).collect()
}

fn word(node: &Node, of: &Definition, names: &Names<'_>) -> Option<i64> {
    let single = Definition {
        value_type: Some(ValueType::One),
        ..of.clone()
    };
    match typed(node, &single, names)? {
        Value::One(word) => Some(place(&word, of)),
        _ => None,
    }
}

/// `{gte: 2}`: one comparison with a whole number.
pub(super) fn comparison(node: &Node, names: &Names<'_>) -> Option<(Compare, Number)> {
    let keys: Vec<&str> = Compare::WORDS.iter().map(|(word, _)| *word).collect();
    let fields = Fields::of(node, "a comparison", &keys, names.problems)?;
    let mut given = Compare::WORDS.iter().filter(|(word, _)| fields.has(word));
    let (Some((word, compare)), None) = (given.next(), given.next()) else {
        names.problems.at(
            node,
            format!("exactly one of {} is needed", keys.join(", ")),
        );
        return None;
    };
    Some((*compare, number(fields.get(word)?, names)?))
}

/// A whole number or `{setting: name}`.
pub(crate) fn number(node: &Node, names: &Names<'_>) -> Option<Number> {
    if node.mapping().is_some() {
        let name = setting(node, names)?;
        if names.settings.get(&name).is_some_and(Option::is_none) {
            let message =
                format!("the setting `{name}` is unset; only a fact may be compared with it");
            names.problems.at(node, message);
        }
        return Some(Number::Setting(name));
    }
    let parsed = node.plain().and_then(|text| text.parse().ok());
    if parsed.is_none() {
        names
            .problems
            .at(node, "a whole number or {setting: name} is needed");
    }
    parsed.map(Number::Literal)
}

fn setting(node: &Node, names: &Names<'_>) -> Option<String> {
    let fields = Fields::of(node, "a setting", &["setting"], names.problems)?;
    let node = fields.need("setting")?;
    let name = node.scalar().unwrap_or_default();
    if names.settings.contains_key(name) {
        return Some(name.to_owned());
    }
    let known = names.settings.keys().map(String::as_str);
    names.problems.unknown(node, "setting", name, known);
    None
}
