use axum::{http::StatusCode, response::Response};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use shuniu_policy::ProjectCode;

use crate::sandbox::{Defect, Effect, Form, HandedIn, Kernel, NAME, PageQuery, envelope, refuse};

/// What every application says.
const FIELDS: [&str; 6] = [
    "regionCode",
    "projectName",
    "unitName",
    "unitCode",
    "totalInvestment",
    "amountUnit",
];

/// An application that can be read.
struct Application<'a> {
    region_code: &'a str,
    project_name: &'a str,
    unit_name: &'a str,
    unit_code: &'a Value,
}

/// Reads an application; what can be read and is turned down comes with the reason.
fn read(body: &Value) -> Result<(Application<'_>, Option<String>), String> {
    let mut reason = None;
    let mut looked_at = |outcome: Result<(), Defect>| match outcome {
        Err(Defect::Malformed(message)) => Err(message),
        Err(Defect::Rejected(why)) => {
            reason.get_or_insert(why);
            Ok(())
        }
        Ok(()) => Ok(()),
    };
    let form = Form::read(body, &FIELDS, &[]);
    let form = match form {
        Ok(form) => form,
        Err(Defect::Malformed(message) | Defect::Rejected(message)) => return Err(message),
    };
    looked_at(form.region("regionCode").map(drop))?;
    looked_at(form.name("projectName", NAME).map(drop))?;
    looked_at(form.name("unitName", NAME).map(drop))?;
    looked_at(form.credit_code("unitCode"))?;
    looked_at(form.one_of("amountUnit", &["元", "万元"]).map(drop))?;
    let unit = form.value("amountUnit").as_str().unwrap_or_default();
    looked_at(form.amount("totalInvestment", unit).map(drop))?;
    let text = |name| form.value(name).as_str().unwrap_or_default();
    let application = Application {
        region_code: text("regionCode"),
        project_name: text("projectName"),
        unit_name: text("unitName"),
        unit_code: form.value("unitCode"),
    };
    Ok((application, reason))
}

/// Takes an application once per key: the same key with the same body gets the first answer again.
pub(super) fn apply(kernel: &Kernel, key: &str, body: &Value) -> Response {
    let (application, reason) = match read(body) {
        Ok(read) => read,
        Err(message) => return refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", &message),
    };
    if let Some(earlier) = find(kernel, key) {
        return if earlier.get("body") == Some(body) {
            answer(&earlier)
        } else {
            let message = "this idempotency key was used for another application";
            refuse(StatusCode::CONFLICT, "KEY_REUSED", message)
        };
    }
    let now = kernel.clock.now();
    let outcome = kernel.change(|state| {
        let applications = state
            .extra
            .entry("applications")
            .or_insert_with(|| json!({}));
        let serial = applications.as_object().map_or(0, serde_json::Map::len) + 1;
        let decision = match reason {
            Some(reason) => Err(reason),
            None => decide(&application, applications, serial, now),
        };
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
    application: &Application<'_>,
    earlier: &Value,
    serial: usize,
    now: DateTime<Utc>,
) -> Result<ProjectCode, String> {
    let same = |record: &Value| {
        record["body"]["projectName"] == json!(application.project_name)
            && record["body"]["unitCode"] == *application.unit_code
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
    application: &Application<'_>,
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
