use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{http::StatusCode, response::Response};
use serde_json::{Value, json};
use sm3::{Digest, Sm3};

use crate::sandbox::{Kernel, envelope, is_hash, refuse};

/// The largest paper that the sandbox takes, in bytes.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;

/// Papers that have come in part. They are kept in memory only: a system that is started anew has
/// forgotten them. Of a whole paper hash and size are kept, not the content.
#[derive(Debug, Default)]
pub(super) struct Files(Mutex<BTreeMap<String, Vec<u8>>>);

/// `bytes FIRST-LAST/WHOLE`.
struct Range {
    first: usize,
    last: usize,
    whole: usize,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (part, whole) = text.strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = part.split_once('-')?;
        let number = |text: &str| {
            let digits = text.bytes().all(|b| b.is_ascii_digit());
            (digits && text.len() <= 12).then(|| text.parse().ok())?
        };
        Some(Self {
            first: number(first)?,
            last: number(last)?,
            whole: number(whole)?,
        })
    }

    fn fits(&self, length: usize) -> bool {
        self.first <= self.last && self.last < self.whole && self.last - self.first + 1 == length
    }
}

impl Files {
    /// Says how much of a paper is there.
    pub(super) fn ask(&self, kernel: &Kernel, hash: &str) -> Response {
        if let Some(size) = whole(kernel, hash) {
            return place(size, true);
        }
        match self.lock().get(hash) {
            Some(part) => place(part.len() as u64, false),
            None => refuse(StatusCode::NOT_FOUND, "NO_FILE", "no such file"),
        }
    }

    /// Takes a part that follows what is there; to any other it answers what is there.
    pub(super) fn put(&self, kernel: &Kernel, hash: &str, range: &str, part: &[u8]) -> Response {
        let malformed = |message| refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
        if !is_hash(hash) {
            return malformed("the path names no SM3 hash");
        }
        let Some(range) = Range::parse(range) else {
            return malformed("header Content-Range is missing or is none");
        };
        if let Some(size) = whole(kernel, hash) {
            return place(size, true);
        }
        if range.whole > LARGEST_FILE {
            return too_large();
        }
        if !range.fits(part.len()) {
            let message = "Content-Range does not fit the body";
            return refuse(StatusCode::RANGE_NOT_SATISFIABLE, "BAD_RANGE", message);
        }
        let mut parts = self.lock();
        let kept = parts.entry(hash.to_owned()).or_default();
        if range.first == kept.len() {
            kept.extend_from_slice(part);
        }
        if kept.len() < range.whole {
            return place(kept.len() as u64, false);
        }
        let content = parts.remove(hash).unwrap_or_default();
        if hex::encode(Sm3::digest(&content)) != hash {
            let message = "the content is not what its SM3 says; it is thrown away";
            return refuse(StatusCode::UNPROCESSABLE_ENTITY, "HASH_MISMATCH", message);
        }
        let size = content.len() as u64;
        let kept = kernel.change(|state| {
            let files = state.extra.entry("files").or_insert_with(|| json!({}));
            files[hash] = json!(size);
        });
        match kept {
            Ok(()) => place(size, true),
            Err(error) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                refuse(status, "DATA_FILE", &error.to_string())
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The size of a paper that is there as a whole.
pub(super) fn whole(kernel: &Kernel, hash: &str) -> Option<u64> {
    kernel.read(|state| state.extra.get("files")?.get(hash).and_then(Value::as_u64))
}

pub(super) fn too_large() -> Response {
    let message = format!("单个文件不得超过 {LARGEST_FILE} 字节 the file is too large");
    refuse(StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", &message)
}

fn place(received: u64, complete: bool) -> Response {
    envelope(&json!({ "received": received, "complete": complete }))
}
