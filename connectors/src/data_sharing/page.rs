//! The platform's pages: a list, and the breakpoint (断点) behind it.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    Failure,
    contract::Cursor,
    keyset::{NextPage, Received},
    mapping::{StreamRule, format_instant},
};

/// What stands between time and id in a breakpoint.
pub(super) const BETWEEN: char = '|';

/// A page as the platform sends it.
#[derive(Deserialize)]
pub(super) struct Sent {
    list: Vec<Box<RawValue>>,
    #[serde(default)]
    breakpoint: Option<String>,
    #[serde(default)]
    server_time: Option<DateTime<Utc>>,
}

/// The place of a cursor as the platform writes it.
pub(super) fn breakpoint(rule: &StreamRule, cursor: &Cursor) -> String {
    let time = format_instant(cursor.time(), &rule.source_time_format);
    match cursor.id() {
        Some(id) => format!("{time}{BETWEEN}{id}"),
        None => time,
    }
}

impl Sent {
    /// The same in the words of the checks that all pages go through.
    pub(super) fn received(self, what: &str) -> Result<Received, Failure> {
        let next = match self.breakpoint {
            None => None,
            Some(text) => {
                let Some((since, after_id)) = text.split_once(BETWEEN) else {
                    return Err(Failure::remote(format!(
                        "{what}: the breakpoint {text:?} names no record; expected time{BETWEEN}id"
                    )));
                };
                Some(NextPage::new(since, after_id))
            }
        };
        Ok(Received::new(self.list, next, self.server_time))
    }
}
