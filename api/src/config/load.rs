//! Reading settings.

use std::{ops::Range, path::Path};

use serde::Deserialize;
use serde_json::Value;
use shuniu_hub::connectors::strict::explain;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::origin::{Places, line};
use super::{Config, ConfigError, InstanceHead, SYSTEMS, SystemKind, environment, known};

/// Where the outside systems stand.
const INSTANCES: &str = "connectors.instances";

/// Reads the file, if one is named, then the environment of the process.
///
/// # Errors
///
/// Fails when the file cannot be read, on an unknown key, a value of the wrong type, or a value
/// that cannot work.
pub fn load(path: Option<&Path>) -> Result<Config, ConfigError> {
    // Variables that are not UTF-8 cannot be ours: all our names and values are.
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    match path {
        None => load_from("", "", variables),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|cause| ConfigError::Read {
                path: path.to_owned(),
                cause,
            })?;
            load_from(&path.display().to_string(), &text, variables)
        }
    }
}

/// Reads the text of a file called `path`, then the given variables.
///
/// # Errors
///
/// Fails as [`load`] does.
pub fn load_from(
    path: &str,
    text: &str,
    variables: impl Iterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let table = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
        path: path.to_owned(),
        line: line(text, start(&error)),
        message: error.message().trim_end().to_owned(),
    })?;
    let tree = known::tree();
    let walk = Walk {
        path,
        text,
        all: known::leaves(&tree),
        places: Places::of(text, table.get_ref()),
    };
    walk.table("", table.get_ref(), &tree, &walk.all)?;
    // Once as settings, for errors with a line, and once as plain data, to lay variables over.
    toml::from_str::<Config>(text).map_err(|error| walk.mistyped(&error))?;
    let mut settings: Value = toml::from_str(text).map_err(|error| walk.mistyped(&error))?;
    let mut origin = walk.places.origin(path);
    environment::apply(&mut settings, &mut origin, variables)?;
    let config = serde_json::from_value(settings).map_err(|error| ConfigError::Read {
        path: path.into(),
        cause: error.into(),
    })?;
    let config = Config { origin, ..config };
    config.check()?;
    Ok(config)
}

fn start(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

struct Walk<'a> {
    path: &'a str,
    text: &'a str,
    all: Vec<String>,
    places: Places,
}

impl Walk<'_> {
    fn table(
        &self,
        prefix: &str,
        table: &DeTable<'_>,
        tree: &Value,
        all: &[String],
    ) -> Result<(), ConfigError> {
        let Value::Object(known) = tree else {
            return Ok(());
        };
        // The place itself names the keys: packs in `effective_on`, settings of its packs.
        if known.is_empty() {
            return Ok(());
        }
        for (key, value) in table {
            let name = if prefix.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{prefix}.{}", key.get_ref())
            };
            let Some(inner) = known.get(key.get_ref().as_ref()) else {
                let siblings: Vec<_> = known.keys().map(String::as_str).collect();
                return Err(ConfigError::UnknownKey {
                    path: self.path.to_owned(),
                    line: line(self.text, key.span().start),
                    hint: self.hint(&name, &siblings, all),
                    key: name,
                });
            };
            match value.get_ref() {
                DeValue::Table(table) => self.table(&name, table, inner, all)?,
                DeValue::Array(list) => {
                    let sample = inner.get(0).unwrap_or(&Value::Null);
                    for item in list {
                        match item.get_ref() {
                            DeValue::Table(table) if name == INSTANCES => {
                                self.instance(item.span(), table)?;
                            }
                            DeValue::Table(table) => self.table(&name, table, sample, all)?,
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The keys of an instance are those of its system.
    fn instance(&self, span: Range<usize>, table: &DeTable<'_>) -> Result<(), ConfigError> {
        let Some(DeValue::String(system)) = table.get("system").map(Spanned::get_ref) else {
            let all = known::tree();
            let every = &all["connectors"]["instances"][0];
            return self.table(INSTANCES, table, every, &self.all);
        };
        let Some(kind) = SystemKind::of(system) else {
            let at = table
                .get("system")
                .map_or(span.start, |value| value.span().start);
            let names = SYSTEMS.iter().map(|kind| kind.name);
            let hint = known::nearest(system, names)
                .map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
            let message = format!(
                "is \"{system}\", which has no connector; known: {}{hint}",
                SystemKind::names()
            );
            let key = self.places.key_at(at).unwrap_or(INSTANCES);
            let place = format!("{}:{}: ", self.path, line(self.text, at));
            return Err(ConfigError::Value {
                place,
                key: key.to_owned(),
                message,
            });
        };
        let keys = known::instance(Some(kind));
        // The keys of other systems are no hint.
        let elsewhere = self.all.iter().filter(|name| !name.starts_with(INSTANCES));
        let own = known::leaves(&keys);
        let own = own.iter().map(|name| format!("{INSTANCES}.{name}"));
        let all: Vec<_> = own.chain(elsewhere.cloned()).collect();
        self.table(INSTANCES, table, &keys, &all)?;
        let part = |wanted: fn(&str) -> bool| -> DeTable<'_> {
            let all = table.iter().filter(|(key, _)| wanted(key.get_ref()));
            all.map(|(key, value)| (key.clone(), value.clone()))
                .collect()
        };
        let head = part(|key| key == "base_url" || InstanceHead::KEYS.contains(&key));
        let own = part(|key| !InstanceHead::KEYS.contains(&key));
        let head = toml::Deserializer::from(Spanned::new(span.clone(), head));
        InstanceHead::deserialize(head).map_err(|error| self.mistyped(&error))?;
        (kind.read)(Spanned::new(span, own)).map_err(|error| self.mistyped(&error))
    }

    fn hint(&self, key: &str, siblings: &[&str], all: &[String]) -> String {
        let own = key.strip_prefix(INSTANCES);
        match own.and_then(|own| known::owners(own.trim_start_matches('.'))) {
            Some(systems) => format!(
                "it is a setting of {systems}, and this instance is of another system: leave it out, or mend `system`"
            ),
            None => known::hint(key, siblings, all),
        }
    }

    fn mistyped(&self, error: &toml::de::Error) -> ConfigError {
        let start = start(error);
        ConfigError::Type {
            path: self.path.to_owned(),
            line: line(self.text, start),
            key: self.places.key_at(start).unwrap_or("settings").to_owned(),
            message: explain(error.message().trim_end()),
        }
    }
}
