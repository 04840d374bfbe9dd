//! `/calendar.ics`: the duties that a calendar shows, for the clients that people have.
//!
//! They send no headers: the credential stands in the address, opens this one feed and nothing
//! else, and is in no log, no answer and no message of ours.

mod event;
mod feed;
mod get;
mod line;

use std::sync::Arc;

use axum::{Router, extract::Extension, routing::get};
use shuniu_hub::Hub;
use shuniu_hub::calendar::CalendarSecret;

use super::Gateway;

/// Where the feed is.
const PATH: &str = "/calendar.ics";

/// The route of calendars.
pub fn calendar(hub: Hub) -> Router<Arc<Gateway>> {
    Router::new()
        .route("/calendar.ics", get(get::get))
        .layer(Extension(hub))
}

/// The path that a credential opens, with the credential in it.
pub(crate) fn path_of(secret: &CalendarSecret) -> String {
    format!("{PATH}?token={}", secret.reveal())
}
