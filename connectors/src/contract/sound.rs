//! What is held against a record before anything of it is kept, wherever it came from.

use chrono::NaiveDate;
use serde_json::Value;
use shuniu_policy::vocabulary::Vocabulary;

use super::{CanonicalRecord, Misfit, RawRecord, RecordError, RecordPart, bears_star};
use crate::texts;

/// The character that PostgreSQL keeps in no text.
const NULL: char = '\0';
/// U+2400, which is printed as the letters NUL.
const INSTEAD: &str = "\u{2400}";

impl CanonicalRecord {
    /// What is made of a record one of whose texts bears the mark of a state secret, whether or not
    /// its system has a field for that; nothing of any other.
    #[must_use]
    pub fn of_marked(body: &str) -> Option<Self> {
        is_marked(body).then(|| Self {
            classified: true,
            ..Self::default()
        })
    }

    /// Holds a record that was understood against what can be kept and what can be meant. Of a
    /// classified one nothing is kept, so nothing is asked of it.
    ///
    /// # Errors
    ///
    /// For a text with U+0000, and as [`CanonicalRecord::must_be_possible`]; the record is to be
    /// set aside.
    pub fn must_be_sound(
        &self,
        raw: &RawRecord,
        vocabulary: &Vocabulary,
        today: NaiveDate,
        path_of: impl Fn(RecordPart<'_>) -> Option<String>,
    ) -> Result<(), RecordError> {
        if self.classified {
            return Ok(());
        }
        match self.unkept(raw) {
            Some(error) => Err(error),
            None => self.must_be_possible(vocabulary, today, path_of),
        }
    }

    /// What is wrong with a record of which something that would be kept holds U+0000: its id, or
    /// what the mapping reads of its body.
    fn unkept(&self, raw: &RawRecord) -> Option<RecordError> {
        // Within JSON it can only stand as this; nearly no record has it.
        let may_hold = raw.body.contains("\\u0000");
        let holds = raw.external_id.contains(NULL) || (may_hold && self.holds_null());
        holds.then(|| {
            let place = serde_json::from_str(&raw.body).ok();
            let place = place.and_then(|body: Value| place_of_null(&body));
            let place = place.unwrap_or_default().replace(NULL, INSTEAD);
            RecordError::new(place, &Misfit::NullCharacter)
        })
    }

    fn holds_null(&self) -> bool {
        // A record that cannot be written as JSON cannot be kept either.
        serde_json::to_value(self).map_or(true, |record| place_of_null(&record).is_some())
    }
}

/// Where in a value the character stands first (JSON pointer).
fn place_of_null(value: &Value) -> Option<String> {
    let way = texts::find(value, &|text| text.contains(NULL))?;
    Some(texts::pointer(&way))
}

/// Whether a text of the record bears the mark of a state secret.
fn is_marked(body: &str) -> bool {
    // Nearly none has a star, written as such or as its escape.
    let stars = ["★", "☆", "\\u2605", "\\u2606"];
    stars.iter().any(|star| body.contains(star))
        && match serde_json::from_str(body) {
            Ok(value) => texts::find(&value, &bears_star).is_some(),
            Err(_) => bears_star(body),
        }
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
    fn a_null_is_found_where_it_stands_and_not_where_its_escape_is_written_out() {
        let body = r#"{"a":[{"b/c":"x"},{"b/c":"坏\u0000字"}]}"#;
        let path = |named: CanonicalRecord, raw: RawRecord| named.unkept(&raw).map(|one| one.path);
        let found = path(named("坏\0字"), raw("1", body));
        assert_eq!(found.as_deref(), Some("/a/1/b~1c"));
        assert_eq!(path(named("\\u0000"), raw("1", r#"{"a":"\\u0000"}"#)), None);
        let ignored = path(named("好字"), raw("1", body));
        assert_eq!(ignored, None, "what is not read is no trouble");
        assert!(path(named("好字"), raw("1\0", "{}")).is_some());
    }
}
