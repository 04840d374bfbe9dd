//! `/ingest/{kind}` and `/templates/{kind}`: ledgers that people keep, beside GraphQL.
//!
//! `POST /ingest/{kind}` takes a workbook or a text file as its body and answers each row, as JSON
//! or, where a workbook is accepted, as the same workbook with the answers beside its rows.

mod ingest;
mod template;

use std::fmt::Display;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Extension;
use axum::http::{HeaderValue, Response, header};
use axum::{
    Router,
    routing::{get, post},
};
use shuniu_hub::import::Kind;
use shuniu_hub::{Fault, Hub, Jurisdiction};

use super::{Gateway, Media, reply};
use crate::{
    fault::Code,
    graphql::Refusal,
    service::{Answer, Failure},
};

/// The media type of workbooks.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the routes need besides the gateway.
#[derive(Clone)]
struct Counter {
    hub: Hub,
    /// How long a body may take to arrive.
    patience: std::time::Duration,
}

/// The routes of ledgers.
pub fn ledgers(hub: Hub, patience: std::time::Duration) -> Router<Arc<Gateway>> {
    Router::new()
        .route("/ingest/{kind}", post(ingest::post))
        .route("/templates/{kind}", get(template::get))
        .layer(Extension(Counter { hub, patience }))
}

impl Counter {
    /// The kind and place that are meant.
    fn asked(&self, kind: &str, region: Option<&str>) -> Result<(Kind, Jurisdiction), Told> {
        let kind: Kind = kind.parse().map_err(|error| {
            let known = Kind::ALL.map(Kind::as_str).join("、");
            let zh = format!("没有这一种台账；有：{known}");
            Told::new(Failure::NotFound, Code::NotFound, &zh, &error)
        })?;
        let known = self.hub.known_jurisdictions();
        let Some(region) = region else {
            return Err(Told::new(
                Failure::Malformed,
                Code::BadUserInput,
                &"请注明是哪个地方的台账：?jurisdiction=行政区划代码",
                &"say whose ledger it is: ?jurisdiction=CODE",
            ));
        };
        let place = known.iter().find(|one| one.setup.region.as_str() == region);
        let place = place.ok_or_else(|| {
            let region: String = region.chars().take(40).collect();
            Told::new(
                Failure::NotFound,
                Code::NotFound,
                &format!("此处没有设置辖区 {region:?}"),
                &format!("no jurisdiction {region:?} is set up here"),
            )
        })?;
        Ok((kind, place.clone()))
    }
}

/// Why a ledger was not taken in or given, in both languages: whoever hands one in reads it.
struct Told {
    failure: Failure,
    code: Code,
    text: String,
}

impl Told {
    fn new(failure: Failure, code: Code, zh: &dyn Display, en: &dyn Display) -> Self {
        Self {
            failure,
            code,
            text: format!("{zh}；{en}"),
        }
    }

    /// A fault of the hub, told as GraphQL tells it, with how far it got; its cause goes to the log.
    fn of(fault: Fault, request: &str, far: Option<&str>) -> Self {
        let shown = Refusal::from(fault).shown();
        let code = shown.code();
        let (failure, zh) = match code {
            Code::Forbidden => (Failure::Forbidden, "当前账号在该地没有这项权限"),
            Code::NotFound => (Failure::NotFound, "没有找到，或不在当前账号的辖区内"),
            Code::Conflict => (Failure::Conflict, "内容已被他人更改，请重新提交"),
            Code::Unavailable => (Failure::Unavailable, "数据库暂时没有应答，请稍后重新提交"),
            Code::Internal => (
                Failure::Crash,
                "服务器内部错误；报告问题时请提供请求编号（requestId）",
            ),
            _ => (Failure::Malformed, "请求有误"),
        };
        if let Some(cause) = std::error::Error::source(&shown) {
            tracing::error!(
                request_id = request,
                code = code.as_str(),
                cause,
                "a ledger failed"
            );
        }
        let mut told = Self::new(failure, code, &zh, &shown);
        if let Some(far) = far {
            told.text = format!("{}；{far}", told.text);
        }
        told
    }

    /// As a response; a fault of ours bears the id of its request, as in GraphQL.
    fn reply(self, gateway: &Gateway, request: &str) -> Response<Body> {
        let mut answer = Answer::failed(self.failure, self.code, self.text, None);
        if self.code == Code::Internal {
            answer = answer.quoting(request);
        }
        reply(&answer, Media::Json, gateway.rules)
    }
}

/// A workbook to be saved under a name.
fn workbook(bytes: Vec<u8>, name: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(WORKBOOK));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let saved = format!("attachment; filename=\"{name}.xlsx\"");
    if let Ok(saved) = HeaderValue::from_str(&saved) {
        headers.insert(header::CONTENT_DISPOSITION, saved);
    }
    response
}
