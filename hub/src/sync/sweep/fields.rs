use std::collections::BTreeSet;

use serde_json::Value;

/// The paths at which two texts of a record differ, as JSON pointers; those of what one of them
/// lacks too. Where one is no JSON, the whole differs.
#[must_use]
pub fn changed_fields(before: &str, after: &str) -> BTreeSet<String> {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    let mut paths = BTreeSet::new();
    match (read(before), read(after)) {
        (Some(before), Some(after)) => walk("", &before, &after, &mut paths),
        _ => {
            paths.insert(String::new());
        }
    }
    paths
}

fn walk(path: &str, before: &Value, after: &Value, paths: &mut BTreeSet<String>) {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for key in keys {
                let escaped = key.replace('~', "~0").replace('/', "~1");
                let (one, other) = (one.get(key), other.get(key));
                let null = Value::Null;
                let both = (one.unwrap_or(&null), other.unwrap_or(&null));
                let path = format!("{path}/{escaped}");
                if one.is_some() == other.is_some() {
                    walk(&path, both.0, both.1, paths);
                } else {
                    paths.insert(path);
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (at, (one, other)) in one.iter().zip(other).enumerate() {
                walk(&format!("{path}/{at}"), one, other, paths);
            }
        }
        (one, other) if one == other => {}
        _ => {
            paths.insert(path.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_what_changed_and_to_what_one_side_lacks() {
        let before = r#"{"a": 1, "b": {"c": [1, 2], "d": null}, "e/f": "x"}"#;
        let after = r#"{"a": 1, "b": {"c": [1, 3]}, "e/f": "y", "g": 1}"#;
        let changed: Vec<String> = changed_fields(before, after).into_iter().collect();
        assert_eq!(changed, ["/b/c/1", "/b/d", "/e~1f", "/g"]);
        assert!(changed_fields(before, before).is_empty());
        assert_eq!(changed_fields("", before).len(), 1);
    }
}
