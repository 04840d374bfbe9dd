use std::collections::BTreeSet;

use super::{Code, Warning, place::Place, reach::warning};
use crate::{
    condition::Condition,
    pack::{Outcome, Pack, conditions},
    source::{Content, Node, Problems, parse},
    vocabulary::{Family, Vocabulary},
};

/// Names that the pack defines and does not use.
pub(super) fn look(pack: &Pack) -> Vec<Warning> {
    let used = Used::of(pack);
    let mut found = Vec::new();
    let mut complain = |place, code, name: &str, what: &str| {
        found.push(warning(
            place,
            code,
            name,
            format!("{what}; use it or take it out"),
        ));
    };
    let manifest = |texts: &[String]| Place::begins(pack, "pack.toml", texts);
    for name in pack.settings.keys() {
        if name != "attention_days" && !used.settings.contains(name) {
            let place = manifest(&[format!("{name} ="), format!("{name}=")]);
            complain(place, Code::UnusedSetting, name, "no rule asks the setting");
        }
    }
    for ruling in &pack.rulings {
        if ruling.id != OF_VERSIONS && !used.rulings.contains(ruling.id.as_str()) {
            let place = manifest(&[format!("{} =", ruling.id), format!("{}=", ruling.id)]);
            let what = "no provision cites the ruling";
            complain(place, Code::UnusedRuling, &ruling.id, what);
        }
    }
    for role in &pack.roles {
        if !used.roles.contains(role.key.as_str()) {
            let place = manifest(&[format!("key = \"{}\"", role.key)]);
            let what = "no provision names the role";
            complain(place, Code::UnusedRole, &role.key, what);
        }
    }
    for name in pack.conditions.keys() {
        if !used.conditions.contains(name.as_str()) {
            let place = Place::condition(pack, name);
            let what = "nothing asks the condition";
            complain(place, Code::UnusedCondition, name, what);
        }
    }
    for fact in pack.vocabulary().all(Family::Fact) {
        let own = Vocabulary::shared().get(Family::Fact, &fact.name).is_none();
        if own && !used.facts.contains(fact.name.as_str()) {
            let place = manifest(&[format!("name = \"{}\"", fact.name)]);
            let what = "no condition asks the fact";
            complain(place, Code::UnusedFact, &fact.name, what);
        }
    }
    found
}

/// Settles by which version of a pack anything is judged, so that no provision cites it.
const OF_VERSIONS: &str = "R19";

#[derive(Default)]
struct Used<'a> {
    settings: BTreeSet<String>,
    rulings: BTreeSet<&'a str>,
    roles: BTreeSet<&'a str>,
    conditions: BTreeSet<&'a str>,
    facts: BTreeSet<&'a str>,
}

impl<'a> Used<'a> {
    fn of(pack: &'a Pack) -> Self {
        let mut used = Self::default();
        for (path, text) in pack.sources() {
            if let Some(tree) = parse(text, &Problems::of(path)).filter(|_| is_yaml(path)) {
                settings(&tree, &mut used.settings);
            }
        }
        let mut asking: Vec<&Condition> = pack.scope.iter().collect();
        for provision in &pack.provisions {
            used.rulings
                .extend(provision.rulings.iter().map(String::as_str));
            let roles = provision.responsible.iter().chain(&provision.recipient);
            used.roles.extend(roles.map(String::as_str));
            asking.extend(conditions(provision));
        }
        asking.extend(pack.conditions.values());
        for rule in pack.derived.iter().flat_map(|derived| &derived.rules) {
            asking.push(&rule.when);
            if let Outcome::OnlyOf(fact) = &rule.value {
                used.facts.insert(fact);
            }
        }
        for condition in asking {
            condition.walk(&mut |part| match part {
                Condition::Named(name) => {
                    used.conditions.insert(name);
                }
                Condition::Fact { name, .. } | Condition::Known(name) => {
                    used.facts.insert(name);
                }
                _ => {}
            });
        }
        used
    }
}

fn is_yaml(path: &str) -> bool {
    std::path::Path::new(path)
        .extension()
        .is_some_and(|extension| extension == "yaml")
}

/// Every name that stands as `{setting: name}`.
fn settings(node: &Node, into: &mut BTreeSet<String>) {
    match &node.content {
        Content::Scalar { .. } => {}
        Content::Sequence(items) => items.iter().for_each(|item| settings(item, into)),
        Content::Mapping(entries) => {
            for (key, value) in entries {
                match value.scalar() {
                    Some(name) if key.scalar() == Some("setting") => {
                        into.insert(name.to_owned());
                    }
                    _ => settings(value, into),
                }
            }
        }
    }
}
