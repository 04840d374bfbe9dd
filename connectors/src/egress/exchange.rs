use bytes::Bytes;
use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};

use crate::Failure;

/// A request to send.
#[derive(Clone, Debug)]
pub struct Request {
    pub(super) method: Method,
    pub(super) target: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl Request {
    fn new(method: Method, target: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self {
            method,
            target: target.into(),
            query: Vec::new(),
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// A `GET` of a path below the base address, or of a full address on an allowed host.
    #[must_use]
    pub fn get(target: impl Into<String>) -> Self {
        Self::new(Method::GET, target, Bytes::new())
    }

    /// A `HEAD`, as [`Request::get`].
    #[must_use]
    pub fn head(target: impl Into<String>) -> Self {
        Self::new(Method::HEAD, target, Bytes::new())
    }

    /// A `DELETE`, as [`Request::get`].
    #[must_use]
    pub fn delete(target: impl Into<String>) -> Self {
        Self::new(Method::DELETE, target, Bytes::new())
    }

    /// A `POST` of a body.
    #[must_use]
    pub fn post(target: impl Into<String>, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::new(Method::POST, target, body).header("content-type", content_type)
    }

    /// A `PUT` of a body.
    #[must_use]
    pub fn put(target: impl Into<String>, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self::new(Method::PUT, target, body).header("content-type", content_type)
    }

    /// Adds a query parameter, encoded.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(super) fn header_map(&self, system: &str) -> Result<HeaderMap, Failure> {
        let mut map = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            // The value is not shown: it may be a signature or a token.
            let unusable = || Failure::config(format!("{system}: header {name} cannot be sent"));
            let key = HeaderName::try_from(name).map_err(|_| unusable())?;
            let mut value = HeaderValue::try_from(value).map_err(|_| unusable())?;
            value.set_sensitive(true);
            map.append(key, value);
        }
        Ok(map)
    }
}

/// An answer, read whole within the size limit. Redirects, 408, 429 and 5xx never get this far.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// The headers.
    pub headers: HeaderMap,
    pub(crate) origin: Origin,
}

/// Where an answer came from, for whoever has to mend an address.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The address asked, without its query.
    pub(crate) address: String,
    /// The path below the base address, as it was asked for.
    pub(crate) target: String,
    /// The base address.
    pub(crate) base: String,
    /// Host and port of the proxy that carried it.
    pub(crate) proxy: Option<String>,
}

impl Response {
    /// Whether the status is 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        StatusCode::from_u16(self.status).is_ok_and(|status| status.is_success())
    }

    /// A header's value; empty when absent or no text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(HeaderValue::to_str);
        value.and_then(Result::ok).unwrap_or_default()
    }

    /// The beginning of the body for an error text, control characters replaced.
    #[must_use]
    pub fn excerpt(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        text.chars()
            .take(120)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    }
}
