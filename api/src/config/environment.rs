//! `SHUNIU__SECTION__KEY`.

use serde_json::Value;
use shuniu_hub::connectors::strict::explain;

use super::{Config, ConfigError, Origin, known};

/// What all variables of ours begin with.
const PREFIX: &str = "SHUNIU__";

/// Lays the variables over the tree of settings read so far.
pub(super) fn apply(
    settings: &mut Value,
    origin: &mut Origin,
    variables: impl Iterator<Item = (String, String)>,
) -> Result<(), ConfigError> {
    let tree = known::tree();
    let mut variables: Vec<_> = variables
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect();
    variables.sort();
    for (name, text) in variables {
        let key = name[PREFIX.len()..].to_lowercase().replace("__", ".");
        let pointer = format!("/{}", key.replace('.', "/"));
        let Some(sample) = tree.pointer(&pointer).filter(|sample| is_leaf(sample)) else {
            return Err(unknown(name, key, &tree));
        };
        let value = convert(sample, &text).map_err(|message| ConfigError::Variable {
            name: name.clone(),
            message,
        })?;
        set(settings, &key, value);
        // One at a time, so that the one that is wrong is named.
        serde_json::from_value::<Config>(settings.clone()).map_err(|error| {
            ConfigError::Variable {
                name: name.clone(),
                message: format!("`{key}`: {}", explain(&error.to_string())),
            }
        })?;
        origin.note(key, format!("environment variable {name}: "));
    }
    Ok(())
}

fn is_leaf(sample: &Value) -> bool {
    match sample {
        Value::Object(_) => false,
        Value::Array(list) => !list.first().is_some_and(Value::is_object),
        _ => true,
    }
}

fn unknown(name: String, key: String, tree: &Value) -> ConfigError {
    let leaves = known::leaves(tree);
    let settable = leaves
        .iter()
        .filter(|leaf| !leaf.starts_with("connectors.instances."));
    let hint = match known::nearest(&key, settable.map(String::as_str)) {
        Some(near) => format!("did you mean {}?", variable(near)),
        None => "the keys are listed in deploy/shuniu.default.toml".to_owned(),
    };
    ConfigError::UnknownVariable { name, key, hint }
}

/// Returns the variable that stands for a key.
fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

/// Reads a text as the type the default has; a key without a default is a text.
fn convert(sample: &Value, text: &str) -> Result<Value, String> {
    match sample {
        Value::Bool(_) => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(format!("expected true or false, found \"{text}\"")),
        },
        Value::Number(_) => {
            let number: u64 = text
                .parse()
                .map_err(|_| format!("expected a whole number, found \"{text}\""))?;
            Ok(number.into())
        }
        Value::Array(_) => {
            let items = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty());
            Ok(Value::Array(
                items.map(|item| Value::String(item.to_owned())).collect(),
            ))
        }
        _ => Ok(Value::String(text.to_owned())),
    }
}

fn set(settings: &mut Value, key: &str, value: Value) {
    let mut place = settings;
    for part in key.split('.') {
        if !place.is_object() {
            *place = Value::Object(serde_json::Map::new());
        }
        place = &mut place[part];
    }
    *place = value;
}
