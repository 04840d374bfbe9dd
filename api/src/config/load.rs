//! Reading settings.

use std::path::Path;

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::{Config, ConfigError, environment, known};

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
    let syntax = |error: &toml::de::Error| ConfigError::Syntax {
        path: path.to_owned(),
        line: line(text, error.span().map_or(0, |span| span.start)),
        message: error.message().trim_end().to_owned(),
    };
    let table = DeTable::parse(text).map_err(|error| syntax(&error))?;
    let tree = known::tree();
    Walk {
        path,
        text,
        all: known::leaves(&tree),
    }
    .table("", table.get_ref(), &tree)?;
    // Once as settings, for errors with a line, and once as plain data, to lay variables over.
    toml::from_str::<Config>(text).map_err(|error| syntax(&error))?;
    let mut settings: Value = toml::from_str(text).map_err(|error| syntax(&error))?;
    let mut names = Vec::new();
    let variables = variables.inspect(|(name, _)| names.push(name.clone()));
    environment::apply(&mut settings, variables)?;
    let config: Config = serde_json::from_value(settings).map_err(|error| {
        names.retain(|name| name.starts_with("SHUNIU__"));
        ConfigError::Variable {
            name: names.join(", "),
            message: error.to_string(),
        }
    })?;
    config.check()?;
    Ok(config)
}

struct Walk<'a> {
    path: &'a str,
    text: &'a str,
    all: Vec<String>,
}

impl Walk<'_> {
    fn table(&self, prefix: &str, table: &DeTable<'_>, tree: &Value) -> Result<(), ConfigError> {
        let Value::Object(known) = tree else {
            return Ok(());
        };
        // Keys that are names of the user's own, such as packs.
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
                    hint: known::hint(&name, &siblings, &self.all),
                    key: name,
                });
            };
            match value.get_ref() {
                DeValue::Table(table) => self.table(&name, table, inner)?,
                DeValue::Array(list) => {
                    let sample = inner.get(0).unwrap_or(&Value::Null);
                    for item in list {
                        if let DeValue::Table(table) = item.get_ref() {
                            self.table(&name, table, sample)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Counts the lines up to a byte offset, from one.
fn line(text: &str, offset: usize) -> usize {
    1 + text
        .as_bytes()
        .iter()
        .take(offset)
        .filter(|byte| **byte == b'\n')
        .count()
}
