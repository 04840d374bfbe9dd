use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::Response,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{
    effect::Effect,
    faults::Malformed,
    form::whole,
    kernel::{Kernel, Place, StreamShape, envelope, refuse},
};
use crate::mapping::{format_instant, parse_instant};

/// Records on a page when the caller does not say, and at most.
pub(super) const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 1_000;

/// The query of a page: `since` is inclusive, `afterId` goes on within that instant.
#[derive(Debug, Default)]
pub(crate) struct PageQuery {
    pub(super) since: Option<String>,
    pub(super) after_id: Option<String>,
    pub(super) limit: Option<usize>,
}

impl PageQuery {
    /// The query of a system that writes it otherwise.
    pub(crate) fn new(
        since: Option<&str>,
        after_id: Option<&str>,
        limit: Option<usize>,
    ) -> Result<Self, String> {
        let page = Self {
            since: since.map(str::to_owned),
            after_id: after_id.map(str::to_owned),
            limit,
        };
        page.within_limits()
    }

    /// Out of a query, whose other parameters are nobody's business.
    fn of_query(query: &str) -> Result<Self, String> {
        let mut page = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let digits = || value.bytes().all(|b| b.is_ascii_digit());
            let twice = match name.as_ref() {
                "since" => page.since.replace(value.into_owned()).is_some(),
                "afterId" => page.after_id.replace(value.into_owned()).is_some(),
                "limit" => {
                    let number = value.parse().ok().filter(|_| digits());
                    let number = number.ok_or_else(bad_limit)?;
                    page.limit.replace(number).is_some()
                }
                _ => false,
            };
            if twice {
                return Err(format!("{name} is given twice"));
            }
        }
        page.within_limits()
    }

    /// Out of a body, which has no other fields.
    pub(crate) fn of_body(body: &Value) -> Result<Self, String> {
        let mut page = Self::default();
        let fields = body.as_object().ok_or("the body is not a JSON object")?;
        for (name, value) in fields {
            let text = || {
                let text = value.as_str().map(str::to_owned);
                text.ok_or_else(|| format!("{name} is no text"))
            };
            match name.as_str() {
                "since" => page.since = Some(text()?),
                "afterId" => page.after_id = Some(text()?),
                "limit" => {
                    let number = whole(value).and_then(|n| usize::try_from(n).ok());
                    page.limit = Some(number.ok_or_else(bad_limit)?);
                }
                _ => return Err(format!("{name} is not a field of this question")),
            }
        }
        page.within_limits()
    }

    fn within_limits(self) -> Result<Self, String> {
        match self.limit {
            Some(limit) if !(1..=MAX_LIMIT).contains(&limit) => Err(bad_limit()),
            _ => Ok(self),
        }
    }
}

/// One page, before a system writes it its own way.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) items: Vec<Value>,
    /// Time and id of the last record, while there is more.
    pub(crate) next: Option<(String, String)>,
    pub(crate) server_time: String,
}

fn bad_limit() -> String {
    format!("limit is no whole number from 1 to {MAX_LIMIT}")
}

/// The refusal of a page that is asked for wrongly.
pub(crate) fn bad_query(message: &str) -> Response {
    refuse(StatusCode::BAD_REQUEST, "BAD_QUERY", message)
}

impl<S: Sync> FromRequestParts<S> for PageQuery {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let query = parts.uri.query().unwrap_or_default();
        Self::of_query(query).map_err(|message| bad_query(&message))
    }
}

/// An instant that is written as the form says, to the letter.
pub(super) fn instant(text: &str, format: &str) -> Option<DateTime<Utc>> {
    let time = parse_instant(text, format)?;
    let strict = match format {
        "rfc3339" => text
            .as_bytes()
            .get(10)
            .is_some_and(|b| b.eq_ignore_ascii_case(&b'T')),
        _ => format_instant(time, format) == text,
    };
    strict.then_some(time)
}

impl Kernel {
    /// One page of a stream as most systems write it, with the faults in force.
    pub(crate) fn page(&self, shape: &StreamShape, query: &PageQuery, effect: &Effect) -> Response {
        let sheet = match self.sheet(shape, query, effect) {
            Ok(sheet) => sheet,
            Err(refusal) => return *refusal,
        };
        let next = sheet.next;
        let next = next.map(|(time, id)| json!({ "since": time, "afterId": id }));
        envelope(&json!({
            "items": sheet.items,
            "next": next,
            "serverTime": sheet.server_time,
        }))
    }

    /// One page of a stream, with the faults in force; a refusal where the query cannot be read.
    pub(crate) fn sheet(
        &self,
        shape: &StreamShape,
        query: &PageQuery,
        effect: &Effect,
    ) -> Result<Sheet, Box<Response>> {
        let from = match &query.since {
            None => None,
            Some(text) => match instant(text, shape.time_format) {
                Some(time) => Some(time),
                None => {
                    let message = format!("since is not of the form {}", shape.time_format);
                    return Err(Box::new(bad_query(&message)));
                }
            },
        };
        let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
        let wanted = |place: &Place| match (from, &query.after_id) {
            (None, _) => true,
            (Some(from), None) => place.0 >= from,
            (Some(from), Some(id)) => *place > (from, id.clone()),
        };
        let (mut items, more) = self.read(|state| {
            let records = state.streams.get(shape.name).map_or(&[][..], Vec::as_slice);
            let given = records.iter().filter(|record| self.gives(shape, record));
            let mut found = given.filter(|record| wanted(&shape.place(record)));
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
        Ok(Sheet {
            items,
            next: next.map(|(time, id)| (format_instant(time, shape.time_format), id)),
            server_time: self.clock.now().to_rfc3339(),
        })
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
