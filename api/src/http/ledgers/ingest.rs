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

use super::{Counter, Told, WORKBOOK, workbook};
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
    let refuse = |told: Told| told.reply(&gateway, &request_id);
    let (kind, place) = match counter.asked(&kind, asked.jurisdiction.as_deref()) {
        Ok(asked) => asked,
        Err(told) => return refuse(told),
    };
    // A file of megabytes is not read from somebody who may not hand it in.
    let caller = principal.caller();
    let view = View::new(&counter.hub, Arc::new(caller.clone()));
    if let Err(error) = view.jurisdiction(Permission::RecordProject, place.setup.region) {
        return refuse(Told::of(error, &request_id, None));
    }
    let most = gateway.limits.import.file_bytes;
    let bytes = match tokio::time::timeout(counter.patience, to_bytes(body, most)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => {
            return refuse(Told::new(
                Failure::TooLarge,
                Code::PayloadTooLarge,
                &format!("台账文件最大 {most} 字节；请拆成几个文件分别导入"),
                &format!("a ledger has at most {most} bytes (limits.import.file_bytes); split it"),
            ));
        }
        Err(_) => {
            return refuse(Told::new(
                Failure::Malformed,
                Code::BadRequest,
                &"文件传输超时，请重新提交",
                &"the file took too long to arrive; send it again",
            ));
        }
    };
    let order = Order {
        bytes: Arc::from(&bytes[..]),
        kind,
        sheet: asked.sheet,
        dry_run: asked.dry_run,
    };
    let Some(imported) = taken_in(&gateway, &counter.hub, (caller, place.id), order).await else {
        return refuse(Told::new(
            Failure::Crash,
            Code::Internal,
            &"导入没有得到结果就中止了，请重新提交",
            &"the import ended before it was answered; send the file again",
        ));
    };
    let as_workbook = parts
        .headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepted| accepted.contains(WORKBOOK));
    match imported {
        Ok(imported) if as_workbook => match imported.annotated() {
            Ok(bytes) => workbook(bytes, &format!("{kind}-result")),
            Err(error) => refuse(Told::of(error, &request_id, None)),
        },
        Ok(imported) => told(&imported).unwrap_or_else(refuse),
        Err(ImportError::File(problem)) => {
            let zh = format!("{}: {}", problem.code, problem.text.zh);
            let (failure, code) = (Failure::Malformed, Code::BadUserInput);
            refuse(Told::new(failure, code, &zh, &problem.text.en))
        }
        Err(busy @ ImportError::Busy(_)) => {
            let zh = format!("此处正在导入另一份同类台账（{kind}），请待其完成后再提交");
            refuse(Told::new(Failure::Conflict, Code::Conflict, &zh, &busy))
        }
        Err(ImportError::Inside(error)) => refuse(Told::of(error, &request_id, None)),
        Err(ImportError::BrokenOff { landed, of, cause }) => {
            let far = broken_off(landed, of);
            refuse(Told::of(cause, &request_id, Some(&far)))
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

fn told(imported: &Imported) -> Result<Response<Body>, Told> {
    let json = serde_json::to_string(imported).map_err(|_| {
        let (zh, en) = ("结果无法写出", "the answer cannot be written");
        Told::new(Failure::Crash, Code::Internal, &zh, &en)
    })?;
    let mut response = Response::new(Body::from(json));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}
