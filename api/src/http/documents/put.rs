use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Extension, Path, Query, Request, State},
    http::{
        HeaderValue, Response, StatusCode,
        header::{CONTENT_TYPE, ETAG},
    },
};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use serde_json::json;
use shuniu_hub::content::Received;
use shuniu_hub::query::ContentRow;

use super::{Gateway, Shelf, UPLOAD_OFFSET, ascii, fault, key, number, part, refuse, tag};
use crate::http::Authenticated;
use crate::{
    fault::Code,
    service::{Failure, RequestId},
};

#[derive(Deserialize)]
pub(super) struct Named {
    name: Option<String>,
}

/// Takes in a content or a part of one.
pub(super) async fn put(
    State(gateway): State<Arc<Gateway>>,
    Extension(shelf): Extension<Shelf>,
    Authenticated(principal): Authenticated,
    Path(id): Path<String>,
    Query(named): Query<Named>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let request_id = parts.extensions.get::<RequestId>();
    let request_id = request_id.map_or_else(String::new, ToString::to_string);
    let key = match key(&gateway, &id) {
        Ok(key) => key,
        Err(response) => return *response,
    };
    let part = match part::announced(&parts.headers, named.name.as_deref()) {
        Ok(part) => part,
        Err(message) => {
            return refuse(&gateway, Failure::Malformed, Code::BadRequest, message);
        }
    };
    // Who sends nothing for too long has broken off: what came stays.
    let patience = shelf.patience;
    let chunks = stream::unfold(body.into_data_stream(), move |mut body| async move {
        match tokio::time::timeout(patience, body.next()).await {
            Ok(None) => None,
            Ok(Some(chunk)) => Some((chunk.map_err(|_| ()), body)),
            Err(_) => Some((Err(()), body)),
        }
    });
    let received = shelf
        .hub
        .receive(&principal.caller(), key, &part, chunks)
        .await;
    match received {
        Ok(received) => told(&gateway, received, &id),
        Err(error) => fault(&gateway, error, &id, &request_id),
    }
}

fn told(gateway: &Gateway, received: Received, id: &str) -> Response<Body> {
    let conflict = |message: String| refuse(gateway, Failure::Conflict, Code::Conflict, message);
    match received {
        Received::Partly(offset) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::ACCEPTED;
            from(response, offset)
        }
        Received::Whole(row) => shown(StatusCode::CREATED, id, &row),
        Received::Again(row) => shown(StatusCode::OK, id, &row),
        Received::Held(row) => {
            let message = format!(
                "the document holds another content, of {} bytes (sm3-{}), or nothing shows that \
                 it is the same: send the whole, or its Repr-Digest; correct the document to \
                 replace it",
                row.size_bytes, row.hash
            );
            let mut response = conflict(message);
            response.headers_mut().insert(ETAG, ascii(&tag(&row)));
            response
        }
        Received::Elsewhere(offset) => {
            let message = format!("{offset} bytes are there; go on from there");
            from(conflict(message), offset)
        }
        // Of what this part is of, nothing is there.
        Received::Another(differs) => from(conflict(differs.to_string()), 0),
        Received::Uneven {
            announced,
            more,
            offset,
        } => {
            let than = if more { "more" } else { "fewer" };
            let message = format!(
                "the body has {than} than the {announced} bytes that its Content-Range announces; \
                 {offset} bytes are there, send again what comes behind them"
            );
            let malformed = refuse(gateway, Failure::Malformed, Code::BadRequest, message);
            from(malformed, offset)
        }
        Received::Busy => {
            conflict("somebody else uploads to this document; try again when it ends".to_owned())
        }
        Received::TooLarge(most) => {
            let message = format!("a content has at most {most} bytes (documents.max_bytes)");
            refuse(gateway, Failure::TooLarge, Code::PayloadTooLarge, message)
        }
        Received::Unfit(unfit) => {
            let message = unfit.to_string();
            refuse(
                gateway,
                Failure::MediaType,
                Code::UnsupportedMediaType,
                message,
            )
        }
        Received::Different => {
            let message = "the bytes do not have the announced digest; send them again".to_owned();
            refuse(gateway, Failure::Malformed, Code::BadUserInput, message)
        }
    }
}

/// With where the upload goes on.
fn from(mut response: Response<Body>, offset: u64) -> Response<Body> {
    response.headers_mut().insert(UPLOAD_OFFSET, number(offset));
    response
}

fn shown(status: StatusCode, id: &str, row: &ContentRow) -> Response<Body> {
    let json = json!({
        "id": id, "hash": row.hash, "size": row.size_bytes, "mediaType": row.media_type,
        "fileName": row.file_name,
    });
    let mut response = Response::new(Body::from(json.to_string()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response.headers_mut().insert(ETAG, ascii(&tag(row)));
    response
}
