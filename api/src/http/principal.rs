//! The caller, for routes beside GraphQL.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{Response, request::Parts},
};

use super::{Gateway, Media, reply};
use crate::auth::Principal;

/// Extracts the principal behind the bearer token, by the same check as GraphQL; refuses with 401.
#[derive(Clone, Debug)]
pub struct Authenticated(pub Arc<Principal>);

impl FromRequestParts<Arc<Gateway>> for Authenticated {
    type Rejection = Response<Body>;

    async fn from_request_parts(
        parts: &mut Parts,
        gateway: &Arc<Gateway>,
    ) -> Result<Self, Response<Body>> {
        let caller = gateway.caller(&parts.headers).await;
        let allowed = caller.and_then(|principal| {
            gateway.service.spend(&principal)?;
            Ok(Self(principal))
        });
        allowed.map_err(|answer| reply(&answer, Media::Json, gateway.rules))
    }
}
