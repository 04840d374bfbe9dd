use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Extension, Path, Query, State},
    http::Response,
};
use serde::Deserialize;

use super::{Counter, fault, refuse, workbook};
use crate::http::{Authenticated, Gateway};
use crate::{
    fault::Code,
    service::{Failure, RequestId},
};

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
        Err(message) => return refuse(&gateway, Failure::NotFound, Code::NotFound, message),
    };
    match counter
        .hub
        .template(&principal.caller(), place.id, kind)
        .await
    {
        Ok(bytes) => workbook(bytes, kind.as_str()),
        Err(error) => fault(&gateway, error, request.as_str()),
    }
}
