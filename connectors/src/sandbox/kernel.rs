use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use shuniu_policy::RegionCode;

use super::{
    faults::FaultPlan,
    journal::Journal,
    server::SandboxOptions,
    store::{State, Store},
};
use crate::{Clock, mapping::parse_instant, seed::lies_within};

/// What a sandbox must know of a stream to page through it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamShape {
    pub(crate) name: &'static str,
    /// Top-level field of the record's id.
    pub(crate) id: &'static str,
    /// Top-level field of its last change, and how that is written.
    pub(crate) time: &'static str,
    pub(crate) time_format: &'static str,
    /// The field that the `drift` fault renames.
    pub(crate) drift: &'static str,
    /// Top-level field of the place that it is of.
    pub(crate) region: &'static str,
}

/// A record's place in its stream.
pub(super) type Place = (DateTime<Utc>, String);

/// The shared part of every sandbox.
#[derive(Debug)]
pub(crate) struct Kernel {
    pub(super) shapes: &'static [StreamShape],
    pub(crate) clock: Arc<dyn Clock>,
    /// The places whose records are given; all where there are none.
    places: Vec<RegionCode>,
    pub(super) plan: Mutex<FaultPlan>,
    pub(super) journal: Mutex<Journal>,
    state: Mutex<State>,
    store: Store,
}

impl Kernel {
    pub(super) fn new(
        system: &'static str,
        shapes: &'static [StreamShape],
        options: SandboxOptions,
    ) -> io::Result<Self> {
        let store = Store::new(options.data);
        let stored = store.load()?;
        let kernel = Self {
            shapes,
            clock: options.clock,
            places: options.places,
            plan: Mutex::default(),
            journal: Mutex::default(),
            state: Mutex::default(),
            store,
        };
        match stored {
            Some(state) if state.system == system => *lock(&kernel.state) = state,
            Some(state) => {
                return Err(io::Error::other(format!(
                    "the data file belongs to the sandbox of {:?}, not of {system}",
                    state.system
                )));
            }
            None => kernel.change(|state| {
                state.system = system.to_owned();
                state.streams = options.records;
            })?,
        }
        Ok(kernel)
    }

    pub(crate) fn shape(&self, stream: &str) -> Option<&'static StreamShape> {
        self.shapes.iter().find(|shape| shape.name == stream)
    }

    /// Whether a record is given to who asks. One that names no place is of none.
    pub(super) fn gives(&self, shape: &StreamShape, record: &Value) -> bool {
        self.places.is_empty() || {
            let region = record.get(shape.region).and_then(Value::as_str);
            region.is_some_and(|region| lies_within(region, &self.places))
        }
    }

    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&lock(&self.state))
    }

    /// What the control set under this name.
    pub(crate) fn setting(&self, name: &str) -> Option<Value> {
        self.read(|state| state.extra.get("settings")?.get(name).cloned())
    }

    /// Changes the state, puts the streams back in order and stores the whole.
    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> io::Result<T> {
        let mut state = lock(&self.state);
        let result = act(&mut state);
        for shape in self.shapes {
            let records = state.streams.entry(shape.name.to_owned()).or_default();
            records.sort_by_cached_key(|record| shape.place(record));
        }
        self.store.save(&state)?;
        Ok(result)
    }

    /// Adds records, or replaces those with the same id.
    pub(super) fn upsert(&self, streams: BTreeMap<String, Vec<Value>>) -> io::Result<()> {
        self.change(|state| {
            for (name, records) in streams {
                let Some(shape) = self.shape(&name) else {
                    continue;
                };
                let kept = state.streams.entry(name).or_default();
                for record in records {
                    kept.retain(|old| old.get(shape.id) != record.get(shape.id));
                    kept.push(record);
                }
            }
        })
    }
}

impl StreamShape {
    /// Records without a readable time come first, as in a database that sorts nulls first.
    pub(super) fn place(&self, record: &Value) -> Place {
        let time = record
            .get(self.time)
            .and_then(Value::as_str)
            .and_then(|text| parse_instant(text, self.time_format));
        let id = record.get(self.id).and_then(Value::as_str);
        (
            time.unwrap_or(DateTime::UNIX_EPOCH),
            id.unwrap_or_default().to_owned(),
        )
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A successful answer in the platforms' envelope.
pub(crate) fn envelope(data: &Value) -> Response {
    Json(json!({ "code": "0", "message": "ok", "data": data })).into_response()
}

/// An unsuccessful answer in the platforms' envelope.
pub(crate) fn refuse(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "code": code, "message": message, "data": null });
    (status, Json(body)).into_response()
}
