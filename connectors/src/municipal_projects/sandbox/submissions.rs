use axum::{http::StatusCode, response::Response};
use chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};
use serde_json::{Value, json};

use super::form::Defect;
use crate::sandbox::{Effect, HandedIn, Kernel, PageQuery, envelope, refuse};

/// Seconds after which a submission is decided that is not decided at once.
pub const DECIDES_AFTER_SECONDS: i64 = 60;

/// What can be handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SubmissionKind {
    Registration,
    Filing,
    Change,
    AcceptanceReport,
}

impl SubmissionKind {
    /// As the system names it.
    const fn title(self) -> &'static str {
        match self {
            Self::Registration => "项目登记",
            Self::Filing => "项目报备",
            Self::Change => "变更报备",
            Self::AcceptanceReport => "验收报告",
        }
    }

    /// The beginning of its numbers.
    const fn letters(self) -> &'static str {
        match self {
            Self::Registration => "DJ",
            Self::Filing => "BA",
            Self::Change => "BG",
            Self::AcceptanceReport => "YS",
        }
    }

    /// Whether an official looks at it before it is accepted.
    const fn waits(self) -> bool {
        matches!(self, Self::Change | Self::AcceptanceReport)
    }
}

/// Takes a submission once per key: the same key with the same body gets its answer again.
pub(super) fn submit(kernel: &Kernel, kind: SubmissionKind, key: &str, body: &Value) -> Response {
    let now = kernel.clock.now();
    let examined = kind.examine(kernel, body, local_day(now));
    if let Err(Defect::Malformed(message)) = &examined {
        return refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    }
    if let Some(earlier) = settled(kernel, key) {
        return if earlier["body"] == *body && earlier["submissionKind"] == kind.title() {
            answer(earlier)
        } else {
            let message = "this idempotency key was used for another submission";
            refuse(StatusCode::CONFLICT, "KEY_REUSED", message)
        };
    }
    let verdict = match examined {
        Ok(()) if kind == SubmissionKind::Registration && is_registered(kernel, body) => {
            Err("该项目已登记 this unit has registered a project of this name".to_owned())
        }
        Ok(()) => Ok(()),
        Err(Defect::Rejected(reason) | Defect::Malformed(reason)) => Err(reason),
        Err(Defect::FileMissing(message)) => {
            return refuse(StatusCode::CONFLICT, "FILE_MISSING", &message);
        }
    };
    let outcome = kernel.change(|state| {
        let all = state
            .extra
            .entry("submissions")
            .or_insert_with(|| json!({}));
        let serial = all.as_object().map_or(0, serde_json::Map::len) + 1;
        let region = body["regionCode"].as_str().unwrap_or_default();
        let mut record = json!({
            "body": body,
            "submissionNo": format!("{}-{region}-{serial:05}", kind.letters()),
            "submissionKind": kind.title(),
            "receivedAt": now.to_rfc3339(),
            "state": "pending",
        });
        if !body["parts"].is_null() {
            record["parts"] = body["parts"].clone();
        }
        match verdict {
            Ok(()) if kind.waits() => {}
            Ok(()) => decide(&mut record, Ok(()), now),
            Err(reason) => decide(&mut record, Err(reason), now),
        }
        all[key] = record.clone();
        record
    });
    match outcome {
        Ok(record) => answer(record),
        Err(error) => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            refuse(status, "DATA_FILE", &error.to_string())
        }
    }
}

/// Says what became of a submission.
pub(super) fn ask(kernel: &Kernel, key: &str) -> Response {
    match settled(kernel, key) {
        Some(record) => envelope(&without_body(record)),
        None => {
            let message = "no submission under this key";
            refuse(StatusCode::NOT_FOUND, "NEVER_RECEIVED", message)
        }
    }
}

/// Lists what was handed in; the official has decided on what there was time for.
pub(super) fn received(kernel: &Kernel, query: &PageQuery, effect: &Effect) -> Response {
    let keys: Vec<String> = kernel.read(|state| {
        let all = state.extra.get("submissions").and_then(Value::as_object);
        all.into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect()
    });
    let all = keys.into_iter().filter_map(|key| {
        let record = settled(kernel, &key)?;
        Some(HandedIn {
            key,
            kind: record["submissionKind"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            answer: without_body(record),
        })
    });
    kernel.received(all.collect(), query, effect)
}

/// The submission under a key; the official has decided on it if there was time to.
fn settled(kernel: &Kernel, key: &str) -> Option<Value> {
    let find = |state: &serde_json::Map<String, Value>| state.get("submissions")?.get(key).cloned();
    let mut record = kernel.read(|state| find(&state.extra))?;
    let received: DateTime<Utc> = record["receivedAt"].as_str()?.parse().ok()?;
    let due = received + Duration::seconds(DECIDES_AFTER_SECONDS);
    let now = kernel.clock.now();
    if record["state"] != "pending" || now < due {
        return Some(record);
    }
    let verdict = official(&record);
    decide(&mut record, verdict, now);
    let kept = kernel.change(|state| {
        if let Some(all) = state.extra.get_mut("submissions") {
            all[key] = record.clone();
        }
    });
    if let Err(error) = kept {
        tracing::warn!(%error, "the sandbox cannot keep its decision");
    }
    Some(record)
}

/// What the official says: a change has to have a reason.
fn official(record: &Value) -> Result<(), String> {
    let change = record["submissionKind"] == SubmissionKind::Change.title();
    let silent = record["body"]["reason"]
        .as_str()
        .is_none_or(|reason| reason.trim().is_empty());
    if change && silent {
        return Err("变更事由未说明 the change gives no reason".to_owned());
    }
    Ok(())
}

fn decide(record: &mut Value, verdict: Result<(), String>, now: DateTime<Utc>) {
    record["decidedAt"] = json!(now.to_rfc3339());
    match verdict {
        Ok(()) => record["state"] = json!("accepted"),
        Err(reason) => {
            record["state"] = json!("rejected");
            record["reason"] = json!(reason);
        }
    }
}

fn is_registered(kernel: &Kernel, body: &Value) -> bool {
    let same = |record: &Value| {
        record["submissionKind"] == SubmissionKind::Registration.title()
            && record["state"] == "accepted"
            && record["body"]["projectName"] == body["projectName"]
            && record["body"]["unitCode"] == body["unitCode"]
    };
    kernel.read(|state| {
        let all = state.extra.get("submissions").and_then(Value::as_object);
        all.is_some_and(|all| all.values().any(same))
    })
}

/// The answer to who hands in: what was turned down at the counter is no success.
fn answer(record: Value) -> Response {
    match record["reason"].as_str() {
        Some(reason) => refuse(StatusCode::UNPROCESSABLE_ENTITY, "REJECTED", reason),
        None => envelope(&without_body(record)),
    }
}

fn without_body(mut record: Value) -> Value {
    if let Some(object) = record.as_object_mut() {
        object.remove("body");
    }
    record
}

fn local_day(now: DateTime<Utc>) -> NaiveDate {
    let eight_hours = FixedOffset::east_opt(8 * 3600).expect("eight hours is within a day");
    now.with_timezone(&eight_hours).date_naive()
}
