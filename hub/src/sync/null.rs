//! The character U+0000, which PostgreSQL keeps in no text: a record that holds it is set aside, and
//! what is said of it is kept with a visible sign in its place.

use serde_json::Value;

const NULL: char = '\0';
/// U+2400, which is printed as the letters NUL.
const INSTEAD: &str = "\u{2400}";

/// The text as it can be kept.
pub(super) fn shown(text: String) -> String {
    if text.contains(NULL) {
        text.replace(NULL, INSTEAD)
    } else {
        text
    }
}

/// The value as it can be kept.
pub(super) fn kept(value: Value) -> Value {
    match value {
        Value::String(text) => shown(text).into(),
        Value::Array(values) => values.into_iter().map(kept).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter();
            fields
                .map(|(name, value)| (shown(name), kept(value)))
                .collect()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_with_a_visible_sign_in_its_place() {
        assert_eq!(shown("坏\0字".to_owned()), "坏␀字");
        let value = serde_json::json!({"a\0": ["坏\0字", 1]});
        assert_eq!(kept(value), serde_json::json!({"a␀": ["坏␀字", 1]}));
    }
}
