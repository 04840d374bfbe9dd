use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Extension, Path, Query, State},
    http::Response,
};
use serde::Deserialize;

use super::{Counter, Told, workbook};
use crate::http::{Authenticated, Gateway};
use crate::service::RequestId;

#[derive(Deserialize)]
pub(super) struct Asked {
    jurisdiction: Option<String>,
}

/// Gives an empty ledger to fill in.
pub(super) async fn get(
    State(gateway): State<Arc<Gateway>>,
    Extension(counter): Extension<Counter>,
    Authenticated(principal): Authenticated,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    request: Extension<RequestId>,
) -> Response<Body> {
    let (kind, place) = match counter.asked(&kind, asked.jurisdiction.as_deref()) {
        Ok(asked) => asked,
        Err(told) => return told.reply(&gateway, request.as_str()),
    };
    match counter
        .hub
        .template(&principal.caller(), place.id, kind)
        .await
    {
        Ok(bytes) => workbook(bytes, kind.as_str()),
        Err(error) => Told::of(error, request.as_str(), None).reply(&gateway, request.as_str()),
    }
}
