//! Reading a stream in pages ordered by (time, id), trusting nothing that would lose records.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

use crate::{
    Failure,
    contract::{Cursor, Misfit, Page, RawRecord, RecordError, UnreadableRecord},
    egress::Request,
    mapping::{StreamRule, format_instant, parse_instant},
};

/// The most records that the contracts let a page be asked for.
const MOST_ON_A_PAGE: u32 = 1_000;

/// A page as the other side sends it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Received {
    items: Vec<Box<RawValue>>,
    /// The last record's place, while there is more.
    next: Option<NextPage>,
    /// The other side's clock.
    server_time: Option<DateTime<Utc>>,
}

impl Received {
    /// A page of a platform that writes its pages otherwise.
    pub(crate) const fn new(
        items: Vec<Box<RawValue>>,
        next: Option<NextPage>,
        server_time: Option<DateTime<Utc>>,
    ) -> Self {
        Self {
            items,
            next,
            server_time,
        }
    }

    /// A page that was put together here; `next` is the place of its last record, while there is
    /// more.
    pub(crate) fn of(
        bodies: impl Iterator<Item = String>,
        next: Option<(DateTime<Utc>, String)>,
        rule: &StreamRule,
    ) -> Result<Self, serde_json::Error> {
        Ok(Self {
            items: bodies
                .map(RawValue::from_string)
                .collect::<Result<_, _>>()?,
            next: next.map(|(time, id)| NextPage {
                since: format_instant(time, &rule.source_time_format),
                after_id: id,
            }),
            server_time: None,
        })
    }
}

/// The place of the last record of a page, as the platform writes its time.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NextPage {
    since: String,
    after_id: String,
}

impl NextPage {
    pub(crate) fn new(since: &str, after_id: &str) -> Self {
        Self {
            since: since.to_owned(),
            after_id: after_id.to_owned(),
        }
    }
}

/// What a stream's pages are held against.
pub(crate) struct Expectation<'a> {
    pub(crate) what: String,
    pub(crate) rule: &'a StreamRule,
    pub(crate) cursor: Option<&'a Cursor>,
    pub(crate) overlap: Duration,
    pub(crate) now: DateTime<Utc>,
}

/// The place of a cursor as the platforms are asked for it: `since` is inclusive, `afterId` breaks
/// the tie.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Place<'a> {
    limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_id: Option<&'a str>,
}

impl<'a> Place<'a> {
    pub(crate) fn new(rule: &StreamRule, cursor: Option<&'a Cursor>, limit: u32) -> Self {
        Self {
            limit: limit.min(MOST_ON_A_PAGE),
            since: cursor.map(|cursor| format_instant(cursor.time(), &rule.source_time_format)),
            after_id: cursor.and_then(Cursor::id),
        }
    }
}

impl Place<'_> {
    /// The time, as the other side writes it.
    pub(crate) fn since(&self) -> Option<String> {
        self.since.clone()
    }

    /// The id seen last at that time.
    pub(crate) const fn after_id(&self) -> Option<&str> {
        self.after_id
    }
}

/// Adds the place of the cursor to a request.
pub(crate) fn place(
    request: Request,
    rule: &StreamRule,
    cursor: Option<&Cursor>,
    limit: u32,
) -> Request {
    let place = Place::new(rule, cursor, limit);
    let mut request = request.query("limit", place.limit.to_string());
    if let Some(since) = place.since {
        request = request.query("since", since);
    }
    match place.after_id {
        Some(id) => request.query("afterId", id),
        None => request,
    }
}

/// Checks a received page and finds where to go on.
pub(crate) fn assemble(received: Received, expected: &Expectation<'_>) -> Result<Page, Failure> {
    let what = &expected.what;
    let empty = received.items.is_empty();
    let mut records: Vec<RawRecord> = Vec::with_capacity(received.items.len());
    let mut unreadable = Vec::new();
    for item in received.items {
        match name(expected.rule, item.get()) {
            Ok(record) => admit(expected, &mut records, record)?,
            Err(error) => unreadable.push(UnreadableRecord {
                body: item.get().to_owned(),
                error,
            }),
        }
    }
    let last = records
        .last()
        .map(|r| (r.source_time, r.external_id.clone()));
    let Some(NextPage {
        since: time,
        after_id: id,
    }) = received.next
    else {
        let observed = received.server_time.map(|at| at.min(expected.now));
        return Ok(Page {
            next: resting_place(expected, last.as_ref().map(|(time, _)| *time)),
            observed_through: observed.or(last.map(|(time, _)| time.min(expected.now))),
            records,
            unreadable,
            complete: true,
        });
    };
    if empty {
        return Err(Failure::remote(format!(
            "{what}: an empty page names a next one ({time}, {id}); the platform's paging is broken"
        )));
    }
    let place = parse_instant(&time, &expected.rule.source_time_format).ok_or_else(|| {
        Failure::remote(format!(
            "{what}: next page starts at {time:?}, which is no time of the form {}",
            expected.rule.source_time_format
        ))
    })?;
    if expected
        .cursor
        .is_some_and(|cursor| cursor.is_past(place, &id))
    {
        return Err(Failure::remote(format!(
            "{what}: the next page ({time}, {id}) is not after this one; the platform's paging loops"
        )));
    }
    let strays = last
        .as_ref()
        .is_some_and(|last| unreadable.is_empty() && *last != (place, id.clone()));
    if strays {
        return Err(Failure::remote(format!(
            "{what}: the next page ({time}, {id}) does not follow the last record; records would be lost"
        )));
    }
    Ok(Page {
        next: Cursor::after(place, id),
        // Others of the last record's instant may be on the next page.
        observed_through: last
            .map(|(time, _)| (time - Duration::milliseconds(1)).min(expected.now)),
        records,
        unreadable,
        complete: false,
    })
}

/// Where the next run starts: the overlap before the last record, that instant included. A record of
/// the future carries it no further than now: what is changed until then comes before it.
fn resting_place(expected: &Expectation<'_>, last: Option<DateTime<Utc>>) -> Cursor {
    let rest =
        |time: DateTime<Utc>| Cursor::from_instant(time.min(expected.now) - expected.overlap);
    match (last, expected.cursor) {
        (Some(time), _) => rest(time),
        (None, Some(cursor)) if cursor.id().is_some() => rest(cursor.time()),
        (None, Some(cursor)) => cursor.clone(),
        (None, None) => Cursor::from_instant(DateTime::UNIX_EPOCH),
    }
}

fn admit(
    expected: &Expectation<'_>,
    records: &mut Vec<RawRecord>,
    record: RawRecord,
) -> Result<(), Failure> {
    let what = &expected.what;
    let id = &record.external_id;
    let time = record.source_time;
    if expected
        .cursor
        .is_some_and(|cursor| cursor.is_past(time, id))
    {
        return Err(Failure::remote(format!(
            "{what}: record {id} of {time} lies before the place asked for; the platform ignores since or afterId"
        )));
    }
    if let Some(previous) = records.last() {
        let before = (previous.source_time, previous.external_id.as_str());
        if before == (time, id.as_str()) {
            if previous.body == record.body {
                return Ok(());
            }
            return Err(Failure::remote(format!(
                "{what}: record {id} of {time} comes twice with different contents"
            )));
        }
        if before > (time, id.as_str()) {
            return Err(Failure::remote(format!(
                "{what}: the page is not sorted by time and id (record {id} of {time}); records would be lost"
            )));
        }
    }
    records.push(record);
    Ok(())
}

/// Reads a record's own id and time.
pub(crate) fn name(rule: &StreamRule, body: &str) -> Result<RawRecord, RecordError> {
    let value: Value = serde_json::from_str(body)
        .map_err(|error| RecordError::new("", &Misfit::NotJson(error.to_string())))?;
    let text = |path: &str| match value.pointer(path) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        _ => Err(RecordError::new(path, &Misfit::NoIdentity)),
    };
    let external_id = text(&rule.external_id)?;
    let time = text(&rule.source_time)?;
    let format = &rule.source_time_format;
    let source_time = parse_instant(&time, format).ok_or_else(|| {
        let misfit = Misfit::Time {
            text: time.clone(),
            format: format.clone(),
        };
        RecordError::new(rule.source_time.clone(), &misfit)
    })?;
    Ok(RawRecord {
        external_id,
        source_time,
        body: body.to_owned(),
    })
}
