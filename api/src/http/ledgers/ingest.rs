use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{Extension, Path, Query, Request, State},
    http::{HeaderValue, Response, header},
};
use serde::Deserialize;
use shuniu_hub::import::{ImportError, Imported, Order};

use super::{Counter, WORKBOOK, fault, refuse, workbook};
use crate::http::{Authenticated, Gateway};
use crate::{
    fault::Code,
    service::{Failure, RequestId},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    jurisdiction: Option<String>,
    #[serde(default)]
    dry_run: bool,
    sheet: Option<String>,
}

/// Takes in a ledger, or rehearses that.
pub(super) async fn post(
    State(gateway): State<Arc<Gateway>>,
    Extension(counter): Extension<Counter>,
    Authenticated(principal): Authenticated,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let request_id = parts.extensions.get::<RequestId>();
    let request_id = request_id.map_or_else(String::new, ToString::to_string);
    let (kind, place) = match counter.asked(&kind, asked.jurisdiction.as_deref()) {
        Ok(asked) => asked,
        Err(message) => return refuse(&gateway, Failure::NotFound, Code::NotFound, message),
    };
    let most = gateway.limits.import.file_bytes;
    let bytes = match tokio::time::timeout(counter.patience, to_bytes(body, most)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => {
            let message = format!("a ledger has at most {most} bytes (limits.import.file_bytes)");
            return refuse(&gateway, Failure::TooLarge, Code::PayloadTooLarge, message);
        }
        Err(_) => {
            let message = "the file took too long to arrive; send it again".to_owned();
            return refuse(&gateway, Failure::Malformed, Code::BadRequest, message);
        }
    };
    let order = Order {
        bytes: Arc::from(&bytes[..]),
        kind,
        sheet: asked.sheet,
        dry_run: asked.dry_run,
    };
    let imported = counter.hub.import(&principal.caller(), place, order).await;
    let as_workbook = parts
        .headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepted| accepted.contains(WORKBOOK));
    match imported {
        Ok(imported) if as_workbook => match imported.annotated() {
            Ok(bytes) => workbook(bytes, &format!("{kind}-result")),
            Err(error) => fault(&gateway, error, &request_id),
        },
        Ok(imported) => told(&gateway, &imported),
        Err(ImportError::File(problem)) => {
            let message = format!("{}: {}；{}", problem.code, problem.text.zh, problem.text.en);
            refuse(&gateway, Failure::Malformed, Code::BadUserInput, message)
        }
        Err(busy @ ImportError::Busy(_)) => refuse(
            &gateway,
            Failure::Conflict,
            Code::Conflict,
            busy.to_string(),
        ),
        Err(ImportError::Inside(error)) => fault(&gateway, error, &request_id),
    }
}

fn told(gateway: &Gateway, imported: &Imported) -> Response<Body> {
    let Ok(json) = serde_json::to_string(imported) else {
        let message = "the answer cannot be written".to_owned();
        return refuse(gateway, Failure::Crash, Code::Internal, message);
    };
    let mut response = Response::new(Body::from(json));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
