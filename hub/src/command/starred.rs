//! Commands that bear the mark of a state secret in one of their texts.

use serde_json::Value;
use shuniu_connectors::contract::bears_star;
use shuniu_connectors::texts;

use crate::fault::Fault;

/// Why a text with such a mark is not taken in.
const PROBLEM: &str = "the text bears the mark of a state secret; a classified project (涉密) has no content here; enter that it exists with `registerClassified`";

/// Refuses a command one of whose texts bears the mark, wherever it stands in it.
pub(super) fn refuse(command: &Value) -> Result<(), Fault> {
    match place(command) {
        Some(field) => Err(Fault::invalid(field, PROBLEM)),
        None => Ok(()),
    }
}

/// Refuses a name with the mark.
pub(crate) fn refuse_name(field: &str, name: &str) -> Result<(), Fault> {
    if bears_star(name) {
        return Err(Fault::invalid(field, PROBLEM));
    }
    Ok(())
}

/// The field that bears it, named as callers name it.
fn place(value: &Value) -> Option<String> {
    let way = texts::find(value, &bears_star)?;
    let fields = way.iter().filter(|part| part.parse::<usize>().is_err());
    Some(fields.map(|name| camel(name)).collect::<Vec<_>>().join("."))
}

fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let mut camel = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::place;

    #[test]
    fn the_field_is_named_as_callers_name_it() {
        let command = json!({"facts": [{"name": "a", "value": "x"}, {"value": "某（机密★）"}]});
        assert_eq!(place(&command).as_deref(), Some("facts.value"));
        let command = json!({"system_name": "绝密级 ★", "year": 2026});
        assert_eq!(place(&command).as_deref(), Some("systemName"));
        assert_eq!(place(&json!({"name": "机密文件管理系统"})), None);
    }
}
