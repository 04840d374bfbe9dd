use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{Extension, Path, Query, Request, State},
    http::{HeaderValue, Response, header},
};
use serde::Deserialize;
use shuniu_hub::Hub;
use shuniu_hub::access::{Caller, Permission};
use shuniu_hub::import::{ImportError, Imported, Order, broken_off};
use shuniu_hub::query::View;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{Counter, WORKBOOK, fault, fault_behind, refuse, workbook};
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
    // A file of megabytes is not read from somebody who may not hand it in.
    let caller = principal.caller();
    let view = View::new(&counter.hub, Arc::new(caller.clone()));
    if let Err(error) = view.jurisdiction(Permission::RecordProject, place.setup.region) {
        return fault(&gateway, error, &request_id);
    }
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
    let Some(imported) = taken_in(&gateway, &counter.hub, (caller, place.id), order).await else {
        let message = "the import ended before it was answered; send the file again".to_owned();
        return refuse(&gateway, Failure::Crash, Code::Internal, message);
    };
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
        Err(ImportError::BrokenOff { landed, of, cause }) => {
            let far = broken_off(landed, of);
            fault_behind(&gateway, cause, &request_id, Some(&far))
        }
    }
}

/// Imports to the end even when whoever handed it in goes away: what is in is then as it would be,
/// and the next who hands in such a ledger need not wait for a hold to lapse.
async fn taken_in(
    gateway: &Gateway,
    hub: &Hub,
    (caller, place): (Caller, Uuid),
    order: Order,
) -> Option<Result<Imported, ImportError>> {
    let (tell, told) = oneshot::channel();
    let hub = hub.clone();
    gateway.lifecycle.spawn(async move {
        let imported = hub.import(&caller, place, order).await;
        // Nobody may be left to be told.
        drop(tell.send(imported));
    });
    told.await.ok()
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
