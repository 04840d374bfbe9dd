use std::{collections::BTreeMap, io, sync::Arc};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    faults::Faults,
    journal::Journal,
    kernel::{Kernel, lock, refuse},
};

/// The largest set of records that may be put in at once.
const LARGEST: usize = 256 * 1024 * 1024;

/// What `/_sandbox/state` shows and takes.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    #[serde(default)]
    system: String,
    streams: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    extra: Map<String, Value>,
    #[serde(default)]
    faults: Faults,
}

/// What `/_sandbox/records` takes: `{"approvals": [ … ]}`.
type Added = BTreeMap<String, Vec<Value>>;

pub(super) fn routes() -> Router<Arc<Kernel>> {
    Router::new()
        .route("/_sandbox/state", get(state).put(replace))
        .route("/_sandbox/records", post(add))
        .route("/_sandbox/requests", get(requests))
        .route("/_sandbox/faults", get(faults).put(set_faults))
        .route("/_sandbox/settings", put(set))
        .layer(DefaultBodyLimit::max(LARGEST))
}

async fn state(State(kernel): State<Arc<Kernel>>) -> Json<Shown> {
    let faults = lock(&kernel.plan).current().clone();
    Json(kernel.read(|state| {
        let mut extra = state.extra.clone();
        // What the system hides from its own callers the control hides too.
        extra.remove("secret");
        Shown {
            system: state.system.clone(),
            streams: state.streams.clone(),
            extra,
            faults,
        }
    }))
}

/// Replaces the records; what the system keeps besides (secrets, applications) starts anew.
async fn replace(State(kernel): State<Arc<Kernel>>, Json(new): Json<Shown>) -> Response {
    if let Some(refusal) = unknown_stream(&kernel, new.streams.keys()) {
        return refusal;
    }
    done(kernel.change(|state| {
        state.streams = new.streams;
        state.extra = new.extra;
    }))
}

async fn add(State(kernel): State<Arc<Kernel>>, Json(added): Json<Added>) -> Response {
    match unknown_stream(&kernel, added.keys()) {
        Some(refusal) => refusal,
        None => done(kernel.upsert(added)),
    }
}

async fn requests(State(kernel): State<Arc<Kernel>>) -> Json<Journal> {
    Json(lock(&kernel.journal).clone())
}

/// The faults that are on.
async fn faults(State(kernel): State<Arc<Kernel>>) -> Json<Faults> {
    Json(lock(&kernel.plan).current().clone())
}

async fn set_faults(State(kernel): State<Arc<Kernel>>, Json(faults): Json<Faults>) -> Response {
    let expire = faults.expire_secret;
    lock(&kernel.plan).set(faults);
    if expire {
        return done(kernel.change(|state| {
            state
                .extra
                .insert("secret_ended".to_owned(), Value::Bool(true));
        }));
    }
    StatusCode::NO_CONTENT.into_response()
}

/// Sets how the system decides, by the names that its own sandbox gives; others stay.
async fn set(State(kernel): State<Arc<Kernel>>, Json(given): Json<Map<String, Value>>) -> Response {
    done(kernel.change(|state| {
        let settings = state.extra.entry("settings");
        let settings = settings.or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(settings) = settings {
            settings.extend(given);
        }
    }))
}

fn unknown_stream<'a>(
    kernel: &Kernel,
    names: impl IntoIterator<Item = &'a String>,
) -> Option<Response> {
    let name = names
        .into_iter()
        .find(|name| kernel.shape(name).is_none())?;
    let known: Vec<&str> = kernel.shapes.iter().map(|shape| shape.name).collect();
    let message = format!("no stream {name:?}; this sandbox has {}", known.join(", "));
    Some(refuse(StatusCode::BAD_REQUEST, "UNKNOWN_STREAM", &message))
}

fn done(outcome: io::Result<()>) -> Response {
    match outcome {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            let message = format!("the sandbox cannot write its data file: {error}");
            refuse(StatusCode::INTERNAL_SERVER_ERROR, "DATA_FILE", &message)
        }
    }
}
