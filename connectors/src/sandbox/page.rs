use axum::{http::StatusCode, response::Response};
use chrono::DateTime;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    effect::Effect,
    faults::Malformed,
    kernel::{Kernel, Place, StreamShape, envelope, refuse},
};
use crate::mapping::{format_instant, parse_instant};

/// Records on a page when the caller does not say, and at most.
pub(super) const DEFAULT_LIMIT: usize = 100;
pub(super) const MAX_LIMIT: usize = 1_000;

/// The query of a page: `since` is inclusive, `afterId` goes on within that instant.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageQuery {
    pub(super) since: Option<String>,
    pub(super) after_id: Option<String>,
    pub(super) limit: Option<usize>,
}

impl Kernel {
    /// One page of a stream, with the faults in force.
    pub(crate) fn page(&self, shape: &StreamShape, query: &PageQuery, effect: &Effect) -> Response {
        let from = match &query.since {
            None => None,
            Some(text) => match parse_instant(text, shape.time_format) {
                Some(time) => Some(time),
                None => {
                    let message = format!("since is not of the form {}", shape.time_format);
                    return refuse(StatusCode::BAD_REQUEST, "BAD_QUERY", &message);
                }
            },
        };
        let limit = query.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT);
        let wanted = |place: &Place| match (from, &query.after_id) {
            (None, _) => true,
            (Some(from), None) => place.0 >= from,
            (Some(from), Some(id)) => *place > (from, id.clone()),
        };
        let (mut items, more) = self.read(|state| {
            let records = state.streams.get(shape.name).map_or(&[][..], Vec::as_slice);
            let mut found = records.iter().filter(|record| wanted(&shape.place(record)));
            let items: Vec<Value> = found.by_ref().take(limit).cloned().collect();
            (items, found.next().is_some())
        });
        let last = items.last().map(|record| shape.place(record));
        let mut next = last.filter(|_| more);
        match effect.faults.malformed {
            Malformed::EmptyPageWithNext => {
                items.clear();
                next = Some((self.clock.now(), "next".to_owned()));
            }
            Malformed::CursorLoop => {
                let here = from.unwrap_or(DateTime::UNIX_EPOCH);
                next = Some((here, query.after_id.clone().unwrap_or_default()));
            }
            _ => {}
        }
        spoil(&mut items, shape, effect);
        let next = next.map(
            |(time, id)| json!({ "since": format_instant(time, shape.time_format), "afterId": id }),
        );
        envelope(&json!({
            "items": items,
            "next": next,
            "serverTime": self.clock.now().to_rfc3339(),
        }))
    }
}

fn spoil(items: &mut Vec<Value>, shape: &StreamShape, effect: &Effect) {
    if effect.faults.drift
        && let Some(Value::Object(record)) = items.first_mut()
        && let Some(value) = record.remove(shape.drift)
    {
        record.insert(format!("{}_2", shape.drift), value);
    }
    if effect.faults.duplicate
        && let Some(first) = items.first().cloned()
    {
        items.insert(0, first);
    }
    if effect.faults.reorder {
        items.reverse();
    }
}
