use super::{Names, Order, Pattern, YearTest, read_test::comparison};
use crate::{
    facts::{Source, Value},
    source::{Fields, Node},
    vocabulary::{Definition, ValueType},
};

pub(super) const KEYS: [&str; 8] = [
    "where",
    "parts",
    "latest",
    "before",
    "not_after",
    "after",
    "not_before",
    "in_year",
];

/// Reads `{event: …}` or `{document: …}` with its further keys.
pub(crate) fn pattern(node: &Node, names: &Names<'_>) -> Option<Pattern> {
    let mut keys = vec!["event", "document"];
    keys.extend(KEYS);
    let fields = Fields::of(node, "an event or document", &keys, names.problems)?;
    let (source, head) = match (fields.get("event"), fields.get("document")) {
        (Some(head), None) => (Source::Event, head),
        (None, Some(head)) => (Source::Document, head),
        _ => {
            names
                .problems
                .at(node, "either `event` or `document` is needed");
            return None;
        }
    };
    let (kind, of) = names.defined(source.family(), head)?;
    let mut orders = Vec::new();
    for (word, order) in Order::WORDS {
        if let Some(other) = fields.get(word) {
            orders.push((order, pattern(other, names)?));
        }
    }
    let years = [
        ("previous", YearTest::Previous),
        ("current", YearTest::Current),
    ];
    let mut found = Pattern {
        source,
        kind,
        attributes: Vec::new(),
        compared: Vec::new(),
        parts: match fields.get("parts") {
            Some(node) => parts(node, of, names)?,
            None => Vec::new(),
        },
        latest: fields.flag("latest"),
        orders,
        year: match fields.get("in_year") {
            Some(node) => Some(names.word(node, "year", &years)?),
            None => None,
        },
    };
    if let Some(node) = fields.get("where") {
        attributes(node, of, &mut found, names)?;
    }
    Some(found)
}

/// Reads `where` into the pattern: a value, several, or a comparison of a whole number.
fn attributes(node: &Node, of: &Definition, into: &mut Pattern, names: &Names<'_>) -> Option<()> {
    let known: Vec<&str> = of.attributes.iter().map(|a| a.name.as_str()).collect();
    let what = format!("the attributes of {}", of.name);
    Fields::of(node, &what, &known, names.problems)?;
    for (key, value) in node.mapping().unwrap_or_default() {
        let attribute = of.attribute(key.scalar()?)?;
        let name = attribute.name.clone();
        if value.mapping().is_some() && attribute.value_type == Some(ValueType::Int) {
            let (compare, number) = comparison(value, names)?;
            into.compared.push((name, compare, number));
            continue;
        }
        let values = match value.sequence() {
            Some(items) => items
                .iter()
                .map(|item| single(item, attribute, names))
                .collect(),
            None => single(value, attribute, names).map(|value| vec![value]),
        };
        into.attributes.push((name, values?));
    }
    Some(())
}

fn parts(node: &Node, of: &Definition, names: &Names<'_>) -> Option<Vec<String>> {
    let Some(attribute) = of.attribute("parts") else {
        names
            .problems
            .at(node, format!("`{}` has no parts", of.name));
        return None;
    };
    match super::typed(node, attribute, names)? {
        Value::List(words) => Some(words),
        _ => None,
    }
}

/// A value, or one element of a list attribute.
fn single(node: &Node, of: &Definition, names: &Names<'_>) -> Option<Value> {
    let element = Definition {
        value_type: match of.value_type {
            Some(ValueType::List) => Some(ValueType::One),
            other => other,
        },
        ..of.clone()
    };
    super::typed(node, &element, names)
}
