//! The wire form.

use axum::body::Bytes;

use crate::service::Answer;

/// A comment that keeps proxies from closing a silent line.
pub(super) const PING: Bytes = Bytes::from_static(b":\n\n");
/// The end of the operation.
pub(super) const COMPLETE: Bytes = Bytes::from_static(b"event: complete\ndata:\n\n");

/// Writes one answer. JSON written by serde has no line breaks, so one data line is enough.
pub(super) fn next(answer: &Answer) -> Bytes {
    let mut event = b"event: next\ndata: ".to_vec();
    if let Err(error) = serde_json::to_writer(&mut event, answer) {
        tracing::error!(%error, "an answer could not be serialised");
        return PING;
    }
    event.extend_from_slice(b"\n\n");
    event.into()
}
