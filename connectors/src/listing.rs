//! Reading what a system lists as received from us, trusting nothing that would make something seem
//! to be missing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{
    Failure,
    contract::{Answer, Cursor, Listed, ReceivedEnd, ReceivedPage},
    egress::Request,
    mapping::{format_instant, parse_instant},
};

/// How times are written in the lists of all systems.
const TIME: &str = "rfc3339";

/// The place a list is asked for: `since` is inclusive, `afterId` (a key) breaks the tie.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Place<'a> {
    limit: u32,
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_id: Option<&'a str>,
}

impl<'a> Place<'a> {
    pub(crate) fn new(from: &'a Cursor, limit: u32) -> Self {
        Self {
            limit,
            since: format_instant(from.time(), TIME),
            after_id: from.id(),
        }
    }

    /// Adds it to the query of a request.
    pub(crate) fn on(self, request: Request) -> Request {
        let request = request
            .query("limit", self.limit.to_string())
            .query("since", self.since);
        match self.after_id {
            Some(id) => request.query("afterId", id),
            None => request,
        }
    }
}

/// A page as the other side sends it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sent {
    items: Vec<Item>,
    /// The place of the last item while there is more, null at the end; a list that says neither
    /// has no end.
    #[serde(default, deserialize_with = "said")]
    next: Option<Option<Next>>,
    server_time: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    idempotency_key: String,
    kind: String,
    /// As a question by the key is answered.
    answer: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Next {
    since: String,
    after_id: String,
}

/// Tells what is null from what is not there.
fn said<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<Next>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// An answer of the system, read.
pub(crate) struct Read {
    pub(crate) number: String,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) answer: Answer,
}

/// Holds a page against what was asked for. `read` reads an answer as it reads one to a question by
/// key.
pub(crate) fn page(
    what: &str,
    sent: Sent,
    from: &Cursor,
    read: impl Fn(Value) -> Result<Read, Failure>,
) -> Result<ReceivedPage, Failure> {
    let mut listed: Vec<Listed> = Vec::with_capacity(sent.items.len());
    for item in sent.items {
        let Read {
            number,
            received_at,
            answer,
        } = read(item.answer)?;
        let key = item.idempotency_key;
        if from.is_past(received_at, &key) {
            return Err(Failure::remote(format!(
                "{what}: {key} of {received_at} lies before the place asked for; the platform ignores since or afterId"
            )));
        }
        if let Some(last) = listed.last()
            && (last.received_at, last.key.as_str()) >= (received_at, key.as_str())
        {
            return Err(Failure::remote(format!(
                "{what}: the page is not sorted by time of receipt and key, or repeats one ({key} of {received_at}); what it leaves out would seem to be missing"
            )));
        }
        listed.push(Listed {
            key,
            number,
            kind: item.kind,
            received_at,
            answer,
        });
    }
    let end = match sent.next {
        None => ReceivedEnd::Unsaid,
        Some(None) => ReceivedEnd::Complete {
            through: sent.server_time,
        },
        Some(Some(next)) => ReceivedEnd::More(follows(what, &next, &listed)?),
    };
    Ok(ReceivedPage { listed, end })
}

/// The place behind the last item, if that is what the next page starts at.
fn follows(what: &str, next: &Next, listed: &[Listed]) -> Result<Cursor, Failure> {
    let time = parse_instant(&next.since, TIME);
    let last = listed.last().filter(|last| {
        last.key == next.after_id && time.is_some_and(|time| time == last.received_at)
    });
    let last = last.ok_or_else(|| {
        Failure::remote(format!(
            "{what}: the next page ({}, {}) does not follow the last item; the platform's paging is broken",
            next.since, next.after_id
        ))
    })?;
    Ok(Cursor::after(last.received_at, last.key.clone()))
}
