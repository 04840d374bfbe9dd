//! The tree of valid keys, taken from the types themselves, and the search for the nearest one.

use serde::Serialize;
use serde_json::{Map, Value};
use shuniu_hub::precedence::OwnPrecedence;

use super::{Config, InstanceHead, JurisdictionConfig, SYSTEMS, SystemKind};

/// Returns the defaults as a tree; a list of tables holds one element that shows its keys.
pub(super) fn tree() -> Value {
    let mut config = Config::default();
    config.jurisdictions.push(JurisdictionConfig {
        // What may be left out is a key all the same.
        precedence: Some(OwnPrecedence::default()),
        ..JurisdictionConfig::default()
    });
    let mut tree = plain(config);
    let every = SYSTEMS.iter().fold(instance(None), |mut all, kind| {
        merge(&mut all, &instance(Some(kind)));
        all
    });
    tree["connectors"]["instances"] = Value::Array(vec![every]);
    tree
}

/// Returns the keys of an instance of a system; without one, those that every instance has.
pub(super) fn instance(kind: Option<&SystemKind>) -> Value {
    let mut keys = plain(InstanceHead::default());
    if let Some(kind) = kind {
        merge(&mut keys, &(kind.keys)());
    }
    keys
}

fn plain(settings: impl Serialize) -> Value {
    serde_json::to_value(settings).expect("settings are plain data with text keys")
}

/// Lays one tree over another.
pub(super) fn merge(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                merge(under.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
}

/// Returns the full names of all leaves, such as `limits.introspection.depth`.
pub(super) fn leaves(tree: &Value) -> Vec<String> {
    fn walk(prefix: &str, tables: &Map<String, Value>, names: &mut Vec<String>) {
        for (key, value) in tables {
            let name = if prefix.is_empty() {
                key.clone()
            } else {
                format!("{prefix}.{key}")
            };
            match value {
                Value::Object(inner) if !inner.is_empty() => walk(&name, inner, names),
                Value::Array(list) => match list.first() {
                    Some(Value::Object(inner)) => walk(&name, inner, names),
                    _ => names.push(name),
                },
                _ => names.push(name),
            }
        }
    }
    let mut names = Vec::new();
    if let Value::Object(tables) = tree {
        walk("", tables, &mut names);
    }
    names
}

/// Says which systems have a key that an instance of another system was given, such as
/// `paths.cards`; nothing where none has it.
pub(super) fn owners(key: &str) -> Option<String> {
    let has = |kind: &&SystemKind| {
        let keys = instance(Some(*kind));
        let mut parts = key.split('.');
        parts
            .try_fold(&keys, |table, part| table.get(part))
            .is_some()
    };
    let owners: Vec<_> = SYSTEMS.iter().filter(has).map(|kind| kind.name).collect();
    (!owners.is_empty()).then(|| owners.join(", "))
}

/// What the keys of a connector begin with.
const INSTANCES: &str = "connectors.instances.";
/// What the keys of a place begin with.
const JURISDICTIONS: &str = "jurisdictions.";

/// Says which key was probably meant. Keys of the same table come first, then all others, so that
/// a key in the wrong section is found too.
pub(super) fn hint(key: &str, siblings: &[&str], all: &[String]) -> String {
    let (parent, last) = key
        .rsplit_once('.')
        .map_or(("", key), |(parent, last)| (parent, last));
    if let Some(sibling) = nearest(last, siblings.iter().copied()) {
        let name = if parent.is_empty() {
            sibling.to_owned()
        } else {
            format!("{parent}.{sibling}")
        };
        return format!("did you mean `{name}`?");
    }
    // What is given in a file, and never in the settings themselves.
    let in_file = format!("{last}_file");
    if siblings.contains(&in_file.as_str()) {
        let name = if parent.is_empty() {
            in_file
        } else {
            format!("{parent}.{in_file}")
        };
        return format!("it is read from a file that `{name}` names");
    }
    // Nobody describes a place where he describes a system.
    let is_far = |name: &str| key.starts_with(INSTANCES) && name.starts_with(JURISDICTIONS);
    let others = || {
        let names = all.iter().map(String::as_str);
        names.filter(|name| !is_far(name))
    };
    if let Some(name) = others().find(|name| name.rsplit('.').next() == Some(last)) {
        return format!("did you mean `{name}`?");
    }
    // Every key of a system is near every other by the name that they begin with.
    let near = (!key.starts_with(INSTANCES)).then(|| nearest(key, others()));
    match near.flatten() {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("the keys here are {}", siblings.join(", ")),
    }
}

/// Finds the nearest name, if any is near enough to be a slip.
pub(super) fn nearest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(distance, name)| distance * 5 <= name.len().max(given.len()) * 2)
        .min()
        .map(|(_, name)| name)
}
