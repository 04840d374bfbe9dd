//! The texts of JSON values: their strings, and the names of their fields.

use serde_json::Value;

/// The way to a text within a value: names of fields and places in lists, from the outside.
pub type Way = Vec<String>;

/// The way to the first text that is as asked; empty where the value itself is one. A name is where
/// its field is.
pub fn find(value: &Value, is_it: &impl Fn(&str) -> bool) -> Option<Way> {
    match value {
        Value::String(text) => is_it(text).then(Way::new),
        Value::Array(values) => {
            let mut values = values.iter().enumerate();
            values.find_map(|(at, value)| Some(behind(at.to_string(), find(value, is_it)?)))
        }
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let way = if is_it(name) {
                Way::new()
            } else {
                find(value, is_it)?
            };
            Some(behind(name.clone(), way))
        }),
        _ => None,
    }
}

fn behind(first: String, mut way: Way) -> Way {
    way.insert(0, first);
    way
}

/// The way as a JSON pointer (RFC 6901).
pub fn pointer(way: &Way) -> String {
    let parts = way.iter();
    let parts = parts.map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1")));
    parts.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{find, pointer};

    #[test]
    fn a_text_is_found_with_its_place() {
        let value = json!({"a": [{"b/c": "x"}, {"b/c": "here"}], "there~": 1});
        let place = |wanted: &str| find(&value, &|text| text == wanted).map(|way| pointer(&way));
        assert_eq!(place("here").as_deref(), Some("/a/1/b~1c"));
        assert_eq!(place("there~").as_deref(), Some("/there~0"));
        assert_eq!(place("nowhere"), None);
        assert_eq!(
            find(&json!("here"), &|text| text == "here"),
            Some(Vec::new())
        );
    }
}
