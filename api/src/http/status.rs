//! The status table.

use axum::http::StatusCode;

use super::Media;
use crate::{
    config::StatusRules,
    service::{Failure, Outcome},
};

/// Returns the status of an answer: the only place that decides one.
///
/// Under `application/json`, failures of the document are answered with 200, as the audits of
/// today ask, because old clients take anything else for a broken proxy.
#[must_use]
pub fn status(outcome: Outcome, media: Media, rules: StatusRules) -> StatusCode {
    let failure = match (outcome, rules) {
        (Outcome::Complete, _) | (Outcome::Partial, StatusRules::Audited) => return StatusCode::OK,
        (Outcome::Partial, StatusRules::Draft) => {
            return StatusCode::from_u16(294).unwrap_or(StatusCode::OK);
        }
        (Outcome::Failed(failure), _) => failure,
    };
    match failure {
        Failure::Parse | Failure::Document if !media.speaks_status(rules) => StatusCode::OK,
        Failure::Document if rules == StatusRules::Draft => StatusCode::UNPROCESSABLE_ENTITY,
        Failure::Malformed | Failure::Parse | Failure::Document => StatusCode::BAD_REQUEST,
        Failure::Unauthenticated => StatusCode::UNAUTHORIZED,
        Failure::Forbidden => StatusCode::FORBIDDEN,
        Failure::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
        Failure::NotFound => StatusCode::NOT_FOUND,
        Failure::Method => StatusCode::METHOD_NOT_ALLOWED,
        Failure::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
        Failure::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
        Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Failure::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Failure::Crash => StatusCode::INTERNAL_SERVER_ERROR,
        Failure::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Deadline => StatusCode::GATEWAY_TIMEOUT,
    }
}
