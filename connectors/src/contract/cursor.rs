use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The format number of the cursors written today.
const VERSION: u8 = 1;

/// A place in a stream, ordered by (time, id).
///
/// Within a run the next page starts right after `(time, id)`. A finished run leaves a cursor
/// without id: the next run starts at its time, that instant included, so that records sharing
/// the last timestamp, or arriving late within the overlap, come again and are not lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// The format of this cursor.
    v: u8,
    /// The record time, inclusive.
    time: DateTime<Utc>,
    /// The last id seen at that time; absent between runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

/// Why a stored text is not a cursor.
#[derive(Debug, thiserror::Error)]
pub enum CursorError {
    /// Not the JSON of a cursor.
    #[error("stored cursor {text:?} cannot be read; run the sync with --full to start again")]
    Unreadable {
        /// The text.
        text: String,
        /// What the parser said.
        #[source]
        source: serde_json::Error,
    },
    /// Written by a later version of the product.
    #[error("stored cursor has format {0}, this version reads up to {VERSION}; upgrade shuniu")]
    TooNew(u8),
}

impl Cursor {
    /// Within a run: right after the record `id` of `time`.
    #[must_use]
    pub fn after(time: DateTime<Utc>, id: impl Into<String>) -> Self {
        Self {
            v: VERSION,
            time,
            id: Some(id.into()),
        }
    }

    /// Between runs: at `time`, that instant included.
    #[must_use]
    pub const fn from_instant(time: DateTime<Utc>) -> Self {
        Self {
            v: VERSION,
            time,
            id: None,
        }
    }

    /// The record time to start from, inclusive.
    #[must_use]
    pub const fn time(&self) -> DateTime<Utc> {
        self.time
    }

    /// The last id seen at that time.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether a record at `(time, id)` lies at or before this place, so that it must not come.
    #[must_use]
    pub fn is_past(&self, time: DateTime<Utc>, id: &str) -> bool {
        match &self.id {
            Some(seen) => (time, id) <= (self.time, seen.as_str()),
            None => time < self.time,
        }
    }

    /// The text to store.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("a cursor is plain data, which always serialises")
    }

    /// Reads a stored text.
    ///
    /// # Errors
    ///
    /// [`CursorError`] when it is no cursor or of a later format.
    pub fn from_text(text: &str) -> Result<Self, CursorError> {
        let cursor: Self =
            serde_json::from_str(text).map_err(|source| CursorError::Unreadable {
                text: text.to_owned(),
                source,
            })?;
        if cursor.v > VERSION {
            return Err(CursorError::TooNew(cursor.v));
        }
        Ok(cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_cursor_of_each_format_reads_back() {
        for text in [
            r#"{"v":1,"time":"2026-06-30T10:00:00Z","id":"TH-1"}"#,
            r#"{"v":1,"time":"2026-06-30T10:00:00Z"}"#,
        ] {
            assert_eq!(Cursor::from_text(text).unwrap().to_text(), text);
        }
        assert!(matches!(
            Cursor::from_text(r#"{"v":9,"time":"2026-06-30T10:00:00Z"}"#),
            Err(CursorError::TooNew(9))
        ));
    }

    #[test]
    fn between_runs_the_instant_itself_is_included() {
        let time: DateTime<Utc> = "2026-06-30T10:00:00Z".parse().unwrap();
        assert!(!Cursor::from_instant(time).is_past(time, "a"));
        assert!(Cursor::after(time, "a").is_past(time, "a"));
        assert!(!Cursor::after(time, "a").is_past(time, "b"));
    }
}
