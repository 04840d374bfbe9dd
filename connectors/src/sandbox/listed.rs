use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{
    effect::Effect,
    faults::Malformed,
    kernel::{Kernel, envelope},
    page::{DEFAULT_LIMIT, PageQuery, bad_query, instant},
};
use crate::mapping::{format_instant, parse_instant};

/// How times are written.
const TIME: &str = "rfc3339";

/// Something that was handed in.
pub(crate) struct HandedIn {
    pub(crate) key: String,
    pub(crate) kind: String,
    /// As a question by the key is answered; says `receivedAt`.
    pub(crate) answer: Value,
}

impl HandedIn {
    fn place(&self) -> (DateTime<Utc>, &str) {
        let received = self.answer["receivedAt"].as_str().unwrap_or_default();
        let received = parse_instant(received, TIME).unwrap_or(DateTime::UNIX_EPOCH);
        (received, &self.key)
    }
}

impl Kernel {
    /// One page of what was handed in, by time of receipt and key, with the faults in force.
    pub(crate) fn received(
        &self,
        mut all: Vec<HandedIn>,
        query: &PageQuery,
        effect: &Effect,
    ) -> Response {
        let from = match query.since.as_deref().map(|text| instant(text, TIME)) {
            Some(None) => return bad_query("since is not of the form rfc3339"),
            Some(Some(time)) => time,
            None => DateTime::UNIX_EPOCH,
        };
        let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
        all.retain(|one| match &query.after_id {
            None => one.place().0 >= from,
            Some(id) => one.place() > (from, id.as_str()),
        });
        all.sort_by(|one, other| one.place().cmp(&other.place()));
        let more = all.len() > limit;
        all.truncate(limit);
        let last = all.last().map(HandedIn::place).filter(|_| more);
        let next =
            last.map(|(time, id)| json!({ "since": format_instant(time, TIME), "afterId": id }));
        let mut items: Vec<Value> = all
            .iter()
            .map(|one| {
                json!({
                    "idempotencyKey": one.key,
                    "kind": one.kind,
                    "answer": one.answer,
                })
            })
            .collect();
        if effect.faults.reorder {
            items.reverse();
        }
        if effect.faults.duplicate
            && let Some(first) = items.first().cloned()
        {
            items.insert(0, first);
        }
        let mut page = json!({
            "items": items,
            "next": next,
            "serverTime": self.clock.now().to_rfc3339(),
        });
        match effect.faults.malformed {
            Malformed::EmptyPageWithNext => {
                page["items"] = json!([]);
                page["next"] =
                    json!({ "since": format_instant(self.clock.now(), TIME), "afterId": "next" });
            }
            Malformed::CursorLoop => {
                page["next"] =
                    json!({ "since": format_instant(from, TIME), "afterId": query.after_id });
            }
            _ => {}
        }
        envelope(&page)
    }
}
