use std::collections::BTreeMap;

use super::{Bilingual, Derived, Outcome, Rule, read_provision::bilingual};
use crate::{
    condition::{Condition, Names, condition, number, typed},
    source::{Fields, Node},
    vocabulary::{Definition, Family, ValueType},
};

/// What `derived.yaml` holds.
#[derive(Default)]
pub(super) struct DerivedFile {
    pub(super) conditions: BTreeMap<String, Condition>,
    pub(super) condition_titles: BTreeMap<String, Bilingual>,
    pub(super) derived: Vec<Derived>,
    /// The provisions that each condition rests on.
    pub(super) conditions_by: BTreeMap<String, Vec<String>>,
}

impl DerivedFile {
    /// The provisions that a condition or value rests on.
    pub(super) fn cited(&self) -> impl Iterator<Item = &String> {
        let values = self.derived.iter().map(|derived| &derived.by);
        self.conditions_by.values().chain(values).flatten()
    }
}

pub(super) fn derived_file(node: &Node, names: &Names<'_>) -> DerivedFile {
    let mut file = DerivedFile::default();
    let keys = ["conditions", "derived"];
    let Some(fields) = Fields::of(node, "derived.yaml", &keys, names.problems) else {
        return file;
    };
    let conditions = fields
        .get("conditions")
        .and_then(Node::mapping)
        .unwrap_or_default();
    for (name, node) in conditions {
        let keys = ["title", "by", "when"];
        let Some(fields) = Fields::of(node, "a condition", &keys, names.problems) else {
            continue;
        };
        let title = fields
            .get("title")
            .and_then(|node| bilingual(node, "`title`", names));
        let by = by(fields, names);
        let read = fields.need("when").and_then(|node| condition(node, names));
        if let (Some(name), Some(read)) = (name.scalar(), read) {
            file.conditions.insert(name.to_owned(), read);
            file.conditions_by.insert(name.to_owned(), by);
            if let Some(title) = title {
                file.condition_titles.insert(name.to_owned(), title);
            }
        }
    }
    for node in fields.list("derived") {
        if let Some(derived) = derived(node, names) {
            if file.derived.iter().any(|d| d.name == derived.name) {
                names
                    .problems
                    .at(node, format!("`{}` is derived twice", derived.name));
            }
            file.derived.push(derived);
        }
    }
    file
}

fn by(fields: Fields<'_>, names: &Names<'_>) -> Vec<String> {
    let words = fields.words("by").into_iter();
    words
        .filter_map(|(node, _)| names.member(node, "provision", names.provisions))
        .collect()
}

fn derived(node: &Node, names: &Names<'_>) -> Option<Derived> {
    let fields = Fields::of(
        node,
        "a derived value",
        &["name", "by", "rules"],
        names.problems,
    )?;
    let (name, of) = names.defined(Family::Derived, fields.need("name")?)?;
    let rules = fields.list("rules");
    if rules.is_empty() {
        names.problems.at(node, "`rules` is missing");
    }
    Some(Derived {
        name,
        by: by(fields, names),
        rules: rules
            .iter()
            .filter_map(|node| rule(node, of, names))
            .collect(),
    })
}

fn rule(node: &Node, of: &Definition, names: &Names<'_>) -> Option<Rule> {
    let fields = Fields::of(node, "a rule", &["when", "value"], names.problems)?;
    let when = condition(fields.need("when")?, names)?;
    let entries = node.mapping().unwrap_or_default();
    let Some((_, value)) = entries
        .iter()
        .find(|(key, _)| key.scalar() == Some("value"))
    else {
        names.problems.at(node, "`value` is missing");
        return None;
    };
    let value = if value.is_null() {
        Outcome::Null
    } else if value.mapping().is_none() {
        Outcome::Literal(typed(value, of, names)?)
    } else if value
        .mapping()?
        .iter()
        .any(|(key, _)| key.scalar() == Some("only_of"))
    {
        let fields = Fields::of(value, "a value", &["only_of"], names.problems)?;
        let (name, fact) = names.defined(Family::Fact, fields.need("only_of")?)?;
        if fact.value_type != Some(ValueType::List) {
            names
                .problems
                .at(value, format!("`{}` is no list", fact.name));
        }
        Outcome::OnlyOf(name)
    } else {
        Outcome::Setting(number(value, names)?)
    };
    Some(Rule { when, value })
}
