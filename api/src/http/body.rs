//! Reading a body within limits.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    http::{HeaderMap, header::CONTENT_TYPE},
};

use crate::{
    config::LimitsConfig,
    fault::Code,
    service::{Answer, Failure},
};

/// Refuses every type but `application/json` in UTF-8. Simple requests of web pages cannot have
/// this type, so a foreign page cannot send one without asking first.
pub(super) fn check_type(headers: &HeaderMap) -> Result<(), Answer> {
    let refuse = || {
        let message = "the body must be JSON in UTF-8: send `Content-Type: application/json`";
        Err(Answer::failed(
            Failure::MediaType,
            Code::UnsupportedMediaType,
            message,
            None,
        ))
    };
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(Ok(text)), None) = (values.next().map(|value| value.to_str()), values.next()) else {
        return refuse();
    };
    let mut parts = text.split(';').map(str::trim);
    if !parts
        .next()
        .is_some_and(|media| media.eq_ignore_ascii_case("application/json"))
    {
        return refuse();
    }
    for part in parts {
        let charset = part
            .split_once('=')
            .filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
        if charset.is_some_and(|(_, set)| !set.trim_matches('"').eq_ignore_ascii_case("utf-8")) {
            return refuse();
        }
    }
    Ok(())
}

/// Reads a body, at most `limits.body_bytes` in `limits.body_read_ms`.
pub(super) async fn read(body: Body, limits: &LimitsConfig) -> Result<Bytes, Answer> {
    let too_large = || {
        let message = format!("the body is larger than {} bytes", limits.body_bytes);
        Answer::failed(Failure::TooLarge, Code::PayloadTooLarge, message, None)
    };
    // A declared length is refused before anything is read.
    if body.size_hint().lower() > limits.body_bytes as u64 {
        return Err(too_large());
    }
    let time = Duration::from_millis(limits.body_read_ms);
    match tokio::time::timeout(time, to_bytes(body, limits.body_bytes)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        // The body may also break off; then nobody is left to read which refusal it was.
        Ok(Err(_)) => Err(too_large()),
        Err(_) => {
            let message = format!("the body did not arrive within {time:?}");
            Err(Answer::failed(
                Failure::BodyTimeout,
                Code::DeadlineExceeded,
                message,
                None,
            ))
        }
    }
}
