//! The character U+0000, which PostgreSQL keeps in no text: a record that holds it is set aside, and
//! what is said of it is kept with a visible sign in its place.

use serde_json::Value;
use shuniu_connectors::contract::{CanonicalRecord, Misfit, RawRecord, RecordError};

use crate::texts;

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

/// What is wrong with a record of which something that would be kept holds the character: its id,
/// or what the mapping reads of its body.
pub(super) fn refused(raw: &RawRecord, record: &CanonicalRecord) -> Option<RecordError> {
    // Within JSON it can only stand as this; nearly no record has it.
    let may_hold = raw.body.contains("\\u0000");
    let holds = raw.external_id.contains(NULL) || (may_hold && within(record));
    holds.then(|| {
        let place = serde_json::from_str(&raw.body).ok();
        let place = place.and_then(|body: Value| place_of(&body));
        RecordError::new(shown(place.unwrap_or_default()), &Misfit::NullCharacter)
    })
}

fn within(record: &CanonicalRecord) -> bool {
    // A record that cannot be written as JSON cannot be kept either.
    serde_json::to_value(record).map_or(true, |record| place_of(&record).is_some())
}

/// Where in a value the character stands first (JSON pointer).
fn place_of(value: &Value) -> Option<String> {
    let way = texts::find(value, &|text| text.contains(NULL))?;
    Some(texts::pointer(&way))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(external_id: &str, body: &str) -> RawRecord {
        RawRecord {
            external_id: external_id.to_owned(),
            source_time: chrono::DateTime::UNIX_EPOCH,
            body: body.to_owned(),
        }
    }

    fn named(name: &str) -> CanonicalRecord {
        let mut record = CanonicalRecord::default();
        record.project.name = Some(name.to_owned());
        record
    }

    #[test]
    fn it_is_found_where_it_stands_and_not_where_its_escape_is_written_out() {
        let body = r#"{"a":[{"b/c":"x"},{"b/c":"坏\u0000字"}]}"#;
        let refused_at = refused(&raw("1", body), &named("坏\0字")).map(|error| error.path);
        assert_eq!(refused_at.as_deref(), Some("/a/1/b~1c"));
        let written_out = r#"{"a":"\\u0000"}"#;
        assert_eq!(refused(&raw("1", written_out), &named("\\u0000")), None);
        let ignored = refused(&raw("1", body), &named("好字"));
        assert_eq!(ignored, None, "what is not read is no trouble");
        assert!(refused(&raw("1\0", "{}"), &named("好字")).is_some());
        assert_eq!(shown("坏\0字".to_owned()), "坏␀字");
    }
}
