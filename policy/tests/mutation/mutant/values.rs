use shuniu_policy::{
    Vocabulary,
    vocabulary::{Definition, Family},
};

use super::{
    Adding,
    block::{Block, closing, elements, keys, word},
};

/// Every value of an attribute, a fact or a derived value, and every gate that is closed, replaced
/// by the next one that could stand there.
pub(crate) fn change(adding: &mut Adding<'_>, block: &Block<'_>) {
    attributes(adding);
    facts(adding);
    derived(adding, block);
    gates(adding);
}

/// The value after this one, round and round, that does not stand there already.
fn next<'a>(names: &[&'a str], at: &str, taken: &[&str]) -> Option<&'a str> {
    let place = names.iter().position(|name| *name == at)?;
    let mut round = names.iter().cycle().skip(place + 1).take(names.len());
    round.find(|name| !taken.contains(*name)).copied()
}

fn names(of: &Definition) -> Vec<&str> {
    of.values.iter().map(|value| value.name.as_str()).collect()
}

/// The word at a place, or each word of the list that opens there.
fn replace(adding: &mut Adding<'_>, kind: &'static str, at: usize, names: &[&str]) {
    let line = adding.line;
    let places = if line[at..].starts_with('[') {
        elements(line, at)
    } else {
        vec![word(line, at)]
    };
    let taken: Vec<&str> = places.iter().map(|place| &line[place.clone()]).collect();
    for place in &places {
        if let Some(other) = next(names, &line[place.clone()], &taken) {
            adding.replaced(kind, place.clone(), other);
        }
    }
}

/// The event or document whose attributes stand at `at`.
fn whose(line: &str, at: usize) -> Option<&'static Definition> {
    let heads = [("event: ", Family::Event), ("document: ", Family::Document)];
    let heads = heads.into_iter().filter_map(|(key, family)| {
        let place = line[..at].rfind(key)? + key.len();
        Some((place, family))
    });
    let (place, family) = heads.max_by_key(|(place, _)| *place)?;
    Vocabulary::shared().get(family, &line[word(line, place)])
}

fn attributes(adding: &mut Adding<'_>) {
    let line = adding.line;
    for at in keys(line, "parts: ") {
        let parts = whose(line, at).and_then(|of| of.attribute("parts"));
        if let Some(parts) = parts {
            replace(adding, "value", at, &names(parts));
        }
    }
    for at in keys(line, "where: ") {
        let Some(of) = whose(line, at) else {
            continue;
        };
        for element in elements(line, at) {
            let name = word(line, element.start);
            if let Some(attribute) = of.attribute(&line[name.clone()]) {
                replace(adding, "value", name.end + ": ".len(), &names(attribute));
            }
        }
    }
}

/// The words with which the fact or derived value is compared that is named at `at`.
fn compared(adding: &mut Adding<'_>, at: usize, of: &Definition) {
    let line = adding.line;
    let open = line[..at].rfind('{').unwrap_or_default();
    let end = closing(line, open).unwrap_or(line.len());
    let tests = [
        "eq: ",
        "ne: ",
        "in: ",
        "contains: ",
        "contains_any: ",
        "contains_all: ",
    ];
    for test in tests {
        for place in keys(&line[..end], test)
            .into_iter()
            .filter(|place| *place > at)
        {
            replace(adding, "value", place, &names(of));
        }
    }
}

fn facts(adding: &mut Adding<'_>) {
    let line = adding.line;
    for (key, family) in [("fact: ", Family::Fact), ("derived: ", Family::Derived)] {
        for at in keys(line, key) {
            if let Some(of) = Vocabulary::shared().get(family, &line[word(line, at)]) {
                compared(adding, at, of);
            }
        }
    }
}

/// The value that a rule gives.
fn derived(adding: &mut Adding<'_>, block: &Block<'_>) {
    if let Some(of) = Vocabulary::shared().get(Family::Derived, block.under) {
        for at in keys(adding.line, "value: ") {
            replace(adding, "value", at, &names(of));
        }
    }
}

fn gates(adding: &mut Adding<'_>) {
    let all: Vec<&str> = Vocabulary::shared().names(Family::Gate).collect();
    for at in keys(adding.line, "close: ") {
        replace(adding, "gate", at, &all);
    }
}
