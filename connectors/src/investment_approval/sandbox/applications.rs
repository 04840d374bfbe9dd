use axum::{http::StatusCode, response::Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use shuniu_policy::{Fen, ProjectCode};

use crate::sandbox::{Effect, HandedIn, Kernel, PageQuery, envelope, refuse};

/// An application as it is sent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Application {
    region_code: String,
    project_name: String,
    unit_name: String,
    unit_code: String,
    total_investment: String,
    #[serde(rename = "amountUnit")]
    _amount_unit: String,
}

/// Takes an application once per key: the same key with the same body gets the first answer again.
pub(super) fn apply(kernel: &Kernel, key: &str, body: &Value) -> Response {
    if let Some(earlier) = find(kernel, key) {
        return if earlier.get("body") == Some(body) {
            answer(&earlier)
        } else {
            let message = "this idempotency key was used for another application";
            refuse(StatusCode::CONFLICT, "KEY_REUSED", message)
        };
    }
    let application: Application = match serde_json::from_value(body.clone()) {
        Ok(application) => application,
        Err(error) => {
            let message = format!("the application cannot be read: {error}");
            return refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", &message);
        }
    };
    let now = kernel.clock.now();
    let outcome = kernel.change(|state| {
        let applications = state
            .extra
            .entry("applications")
            .or_insert_with(|| json!({}));
        let serial = applications.as_object().map_or(0, serde_json::Map::len) + 1;
        let decision = decide(&application, applications, serial, now);
        let mut record = json!({
            "body": body,
            "applicationNo": format!("DM-{}-{serial:05}", application.region_code),
            "receivedAt": now.to_rfc3339(),
        });
        match &decision {
            Ok(code) => {
                record["state"] = json!("accepted");
                record["projectCode"] = json!(code.as_str());
                let approvals = state.streams.entry("approvals".to_owned()).or_default();
                enter(approvals, &application, code, now);
            }
            Err(reason) => {
                record["state"] = json!("rejected");
                record["reason"] = json!(reason);
            }
        }
        if let Some(known) = state.extra.get_mut("applications") {
            known[key] = record.clone();
        }
        record
    });
    match outcome {
        Ok(record) => answer(&record),
        Err(error) => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            refuse(status, "DATA_FILE", &error.to_string())
        }
    }
}

/// Says what became of an application.
pub(super) fn ask(kernel: &Kernel, key: &str) -> Response {
    match find(kernel, key) {
        Some(record) => envelope(&without_body(record)),
        None => {
            let message = "no application under this key";
            refuse(StatusCode::NOT_FOUND, "NEVER_RECEIVED", message)
        }
    }
}

/// Lists what was applied for.
pub(super) fn received(kernel: &Kernel, query: &PageQuery, effect: &Effect) -> Response {
    let all = kernel.read(|state| {
        let all = state.extra.get("applications").and_then(Value::as_object);
        let all = all.into_iter().flatten();
        all.map(|(key, record)| HandedIn {
            key: key.clone(),
            kind: "项目代码申请".to_owned(),
            answer: without_body(record.clone()),
        })
        .collect()
    });
    kernel.received(all, query, effect)
}

fn find(kernel: &Kernel, key: &str) -> Option<Value> {
    kernel.read(|state| state.extra.get("applications")?.get(key).cloned())
}

fn answer(record: &Value) -> Response {
    match record.get("reason").and_then(Value::as_str) {
        Some(reason) => refuse(StatusCode::UNPROCESSABLE_ENTITY, "REJECTED", reason),
        None => envelope(&without_body(record.clone())),
    }
}

fn without_body(mut record: Value) -> Value {
    if let Some(object) = record.as_object_mut() {
        object.remove("body");
    }
    record
}

/// A code, or the reason for refusing one.
fn decide(
    application: &Application,
    earlier: &Value,
    serial: usize,
    now: DateTime<Utc>,
) -> Result<ProjectCode, String> {
    let amount = Fen::from_yuan(&application.total_investment).map_err(|e| e.to_string())?;
    if amount <= Fen::ZERO {
        return Err("总投资应大于零 total investment must be above zero".into());
    }
    let same = |record: &Value| {
        record["body"]["projectName"] == json!(application.project_name)
            && record["body"]["unitCode"] == json!(application.unit_code)
            && record["state"] == json!("accepted")
    };
    if earlier
        .as_object()
        .is_some_and(|all| all.values().any(same))
    {
        return Err(
            "同一单位同名项目已赋码 this unit has a code for a project of this name".into(),
        );
    }
    let digits = format!(
        "{}{}0401{:05}",
        now.format("%y%m"),
        application.region_code,
        90_000 + serial
    );
    ProjectCode::with_check_digit(&digits)
        .map_err(|error| format!("区划代码不可用 the region code cannot be used: {error}"))
}

/// Writes the code into the project's own record, so that the next pull brings it too.
fn enter(
    approvals: &mut [Value],
    application: &Application,
    code: &ProjectCode,
    now: DateTime<Utc>,
) {
    let own = approvals.iter_mut().find(|record| {
        record["projectName"] == json!(application.project_name)
            && record["unitName"] == json!(application.unit_name)
            && record["projectCode"].is_null()
    });
    if let Some(record) = own {
        record["projectCode"] = json!(code.as_str());
        record["codeIssuedOn"] = json!(now.date_naive().to_string());
        record["updatedAt"] = json!(now.to_rfc3339());
    }
}
