//! A store for tests: it checks signatures, keeps objects in memory, and fails on demand.

mod gate;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use chrono::{DateTime, TimeDelta, Utc};

use super::answer::{escape, texts};
use super::sign::sha256;
use crate::sandbox::{SandboxError, SandboxHandle, serve};
use crate::{Clock, Secret};

/// The largest body taken.
const LARGEST: usize = 64 << 20;

/// What goes wrong with the next requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// They are answered with 503 and not carried out.
    Down,
    /// They are carried out, and the connection breaks before the answer is through.
    Cut,
}

/// What a sandbox starts with.
#[derive(Debug)]
pub struct Setup {
    /// The bucket that exists.
    pub bucket: String,
    /// The region it lies in.
    pub region: String,
    /// The access key that is known.
    pub access_key: String,
    /// Its secret.
    pub secret: Secret,
    /// The most objects on a page of a listing.
    pub page: usize,
    /// The store's clock.
    pub clock: Arc<dyn Clock>,
}

/// A running store.
#[derive(Debug)]
pub struct Sandbox {
    handle: SandboxHandle,
    store: Arc<Store>,
}

#[derive(Debug)]
struct Store {
    setup: Setup,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    objects: BTreeMap<String, (Bytes, DateTime<Utc>)>,
    uploads: BTreeMap<String, Upload>,
    begun: usize,
    trouble: (Trouble, usize),
}

#[derive(Debug)]
struct Upload {
    key: String,
    parts: BTreeMap<usize, Bytes>,
}

struct Refusal(StatusCode, &'static str);

type Answer = Result<Response<Body>, Refusal>;

impl Sandbox {
    /// Serves an empty bucket.
    ///
    /// # Errors
    ///
    /// [`SandboxError::Listen`] when the address cannot be used.
    pub async fn start(address: SocketAddr, setup: Setup) -> Result<Self, SandboxError> {
        let kept = Mutex::default();
        let store = Arc::new(Store { setup, kept });
        let app = Router::new().fallback(meet).with_state(Arc::clone(&store));
        let handle = serve("object_store", address, app).await?;
        Ok(Self { handle, store })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        self.handle.url()
    }

    /// What goes wrong with the next requests, and with how many of them.
    pub fn trouble(&self, trouble: Trouble, requests: usize) {
        self.store.kept().trouble = (trouble, requests);
    }

    /// The keys of all objects.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.store.kept().objects.keys().cloned().collect()
    }

    /// How many uploads in parts were begun and neither completed nor given up.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        self.store.kept().uploads.len()
    }

    /// Makes an object older.
    pub fn age(&self, key: &str, by: TimeDelta) {
        if let Some((_, at)) = self.store.kept().objects.get_mut(key) {
            *at -= by;
        }
    }

    /// Stops it.
    pub async fn shutdown(self) {
        self.handle.shutdown().await;
    }
}

impl Store {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn meet(State(store): State<Arc<Store>>, request: Request<Body>) -> Response<Body> {
    let trouble = {
        let mut kept = store.kept();
        let (trouble, left) = &mut kept.trouble;
        let met = if *left > 0 { *trouble } else { Trouble::None };
        *left = left.saturating_sub(1);
        met
    };
    if trouble == Trouble::Down {
        return refuse(Refusal(StatusCode::SERVICE_UNAVAILABLE, "SlowDown"));
    }
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        return refuse(Refusal(StatusCode::BAD_REQUEST, "IncompleteBody"));
    };
    let asked = Asked {
        query: pairs(&head.uri),
        method: head.method,
        uri: head.uri,
        headers: head.headers,
        body,
    };
    let answer = store.answer(&asked).unwrap_or_else(refuse);
    if trouble == Trouble::Cut {
        let broken = [
            Ok(Bytes::from_static(b"<")),
            Err(io::Error::other("the sandbox cuts the connection")),
        ];
        return Response::new(Body::from_stream(futures_util::stream::iter(broken)));
    }
    answer
}

fn refuse(Refusal(status, code): Refusal) -> Response<Body> {
    let xml = format!("<Error><Code>{code}</Code><Message>refused</Message></Error>");
    let mut response = Response::new(Body::from(xml));
    *response.status_mut() = status;
    response
}

struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    query: BTreeMap<String, String>,
    body: Bytes,
}

fn pairs(uri: &Uri) -> BTreeMap<String, String> {
    let query = uri.query().unwrap_or_default();
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.into_owned().collect()
}

impl Asked {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    fn asks(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }
}

impl Store {
    fn answer(&self, asked: &Asked) -> Answer {
        self.admit(asked)?;
        let path = asked.uri.path().trim_start_matches('/');
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        if bucket != self.setup.bucket {
            return Err(Refusal(StatusCode::NOT_FOUND, "NoSuchBucket"));
        }
        match (asked.method.as_str(), key, asked.asks("uploadId")) {
            ("GET", "", _) => Ok(self.list(asked)),
            ("GET" | "HEAD", _, _) => self.give(asked, key),
            ("PUT", _, None) => Ok(self.take(key, asked.body.clone())),
            ("PUT", _, Some(upload)) => self.take_part(asked, upload),
            ("POST", _, None) => Ok(self.begin(key)),
            ("POST", _, Some(upload)) => self.complete(asked, upload),
            ("DELETE", _, None) => {
                self.kept().objects.remove(key);
                Ok(empty(StatusCode::NO_CONTENT))
            }
            ("DELETE", _, Some(upload)) => {
                self.kept().uploads.remove(upload);
                Ok(empty(StatusCode::NO_CONTENT))
            }
            _ => Err(Refusal(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed")),
        }
    }

    fn list(&self, asked: &Asked) -> Response<Body> {
        let prefix = asked.asks("prefix").unwrap_or_default();
        let after = asked.asks("start-after").unwrap_or_default();
        let most = asked.asks("max-keys").and_then(|most| most.parse().ok());
        let most = most.unwrap_or(1_000).min(self.setup.page);
        let kept = self.kept();
        let mut found = kept.objects.iter();
        let mut xml = String::new();
        let mut count = 0;
        let more = loop {
            let wanted = |key: &str| key.starts_with(prefix) && key > after;
            let Some((key, (_, at))) = found.find(|(key, _)| wanted(key)) else {
                break false;
            };
            if count == most {
                break true;
            }
            count += 1;
            let (key, at) = (escape(key), at.format("%Y-%m-%dT%H:%M:%S%.3fZ"));
            xml.push_str(&format!(
                "<Contents><Key>{key}</Key><LastModified>{at}</LastModified></Contents>"
            ));
        };
        let xml = format!(
            "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>{more}</IsTruncated>{xml}\
             </ListBucketResult>"
        );
        Response::new(Body::from(xml))
    }

    fn give(&self, asked: &Asked, key: &str) -> Answer {
        let kept = self.kept();
        let (bytes, at) = kept
            .objects
            .get(key)
            .ok_or(Refusal(StatusCode::NOT_FOUND, "NoSuchKey"))?;
        let range = asked.header("range").strip_prefix("bytes=");
        let range = range.and_then(|range| range.split_once('-'));
        let range = range.and_then(|(first, last)| {
            Some((first.parse::<usize>().ok()?, last.parse::<usize>().ok()?))
        });
        let (status, body) = match range {
            None => (StatusCode::OK, bytes.clone()),
            Some((first, _)) if first >= bytes.len() => {
                return Err(Refusal(StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange"));
            }
            Some((first, last)) => {
                let end = last.saturating_add(1).min(bytes.len());
                (StatusCode::PARTIAL_CONTENT, bytes.slice(first..end))
            }
        };
        let response = Response::builder()
            .status(status)
            .header("content-length", body.len())
            .header(
                "last-modified",
                at.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            );
        let response = response.body(Body::from(body));
        response.map_err(|_| Refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalError"))
    }

    fn take(&self, key: &str, body: Bytes) -> Response<Body> {
        let at = self.setup.clock.now();
        self.kept().objects.insert(key.to_owned(), (body, at));
        empty(StatusCode::OK)
    }

    fn begin(&self, key: &str) -> Response<Body> {
        let mut kept = self.kept();
        kept.begun += 1;
        let upload = format!("up+load/{}", kept.begun);
        let (key, parts) = (key.to_owned(), BTreeMap::new());
        kept.uploads.insert(upload.clone(), Upload { key, parts });
        Response::new(Body::from(format!(
            "<InitiateMultipartUploadResult><UploadId>{upload}</UploadId>\
             </InitiateMultipartUploadResult>"
        )))
    }

    fn take_part(&self, asked: &Asked, upload: &str) -> Answer {
        let number = asked
            .asks("partNumber")
            .and_then(|number| number.parse().ok());
        let number = number.ok_or(Refusal(StatusCode::BAD_REQUEST, "InvalidArgument"))?;
        let mut kept = self.kept();
        let upload = kept.uploads.get_mut(upload).ok_or(NO_UPLOAD)?;
        upload.parts.insert(number, asked.body.clone());
        let mut response = empty(StatusCode::OK);
        let tag = tag(&asked.body).parse();
        response
            .headers_mut()
            .extend(tag.ok().map(|tag| (axum::http::header::ETAG, tag)));
        Ok(response)
    }

    fn complete(&self, asked: &Asked, name: &str) -> Answer {
        let mut kept = self.kept();
        let upload = kept.uploads.remove(name).ok_or(NO_UPLOAD)?;
        let xml = String::from_utf8_lossy(&asked.body);
        let given: Vec<_> = texts(&xml, "ETag");
        let numbers: Vec<_> = texts(&xml, "PartNumber");
        let kept_tags: Vec<_> = upload.parts.values().map(|part| tag(part)).collect();
        let kept_numbers: Vec<_> = upload.parts.keys().map(ToString::to_string).collect();
        if given != kept_tags || numbers != kept_numbers {
            return Err(Refusal(StatusCode::BAD_REQUEST, "InvalidPart"));
        }
        let mut before_last = upload.parts.values().rev().skip(1);
        if before_last.any(|part| part.len() < 5 << 20) {
            return Err(Refusal(StatusCode::BAD_REQUEST, "EntityTooSmall"));
        }
        let whole: Vec<u8> = upload.parts.into_values().flatten().collect();
        let at = self.setup.clock.now();
        kept.objects.insert(upload.key, (whole.into(), at));
        Ok(Response::new(Body::from(
            "<CompleteMultipartUploadResult/>",
        )))
    }
}

const NO_UPLOAD: Refusal = Refusal(StatusCode::NOT_FOUND, "NoSuchUpload");

fn tag(body: &[u8]) -> String {
    format!("\"{}\"", &sha256(body)[..32])
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
