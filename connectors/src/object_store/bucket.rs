use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::answer;
use super::config::BucketConfig;
use super::sign::{INSTANT, Signed, encode, query, sha256};
use crate::egress::{Channel, Request, Response};
use crate::{Clock, Failure, Secret};

/// What the channel is called in messages.
const NAME: &str = "document store";

/// One bucket of a store.
#[derive(Debug)]
pub struct Bucket {
    pub(super) channel: Channel,
    host: String,
    /// The path that keys follow, `/` or `/bucket/`.
    root: String,
    region: String,
    prefix: String,
    access_key: String,
    secret: Secret,
    pub(super) part_bytes: u64,
    clock: Arc<dyn Clock>,
}

/// What a store knows about an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its length in bytes.
    pub size: u64,
    /// When it was last put, by the store's clock.
    pub at: DateTime<Utc>,
}

/// An object of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its key, without the prefix of the bucket.
    pub key: String,
    /// When it was last put, by the store's clock.
    pub at: DateTime<Utc>,
}

/// A page of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Objects in the order of their keys.
    pub objects: Vec<Listed>,
    /// Whether more follow.
    pub more: bool,
}

/// A request before it is signed.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    pub(super) key: &'a str,
    pub(super) query: &'a [(&'a str, &'a str)],
    pub(super) range: Option<Range<u64>>,
    pub(super) body: Bytes,
}

#[derive(Clone, Copy)]
pub(super) enum Method {
    Get,
    Head,
    Put,
    Post,
    Delete,
}

impl<'a> Call<'a> {
    pub(super) const fn new(method: Method, key: &'a str) -> Self {
        Self {
            method,
            key,
            query: &[],
            range: None,
            body: Bytes::new(),
        }
    }
}

impl Bucket {
    /// Opens a bucket; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] when a setting, the secret or a certificate file cannot be used.
    pub fn new(config: &BucketConfig, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        config
            .check()
            .map_err(|(key, message)| Failure::config(format!("`{key}` {message}")))?;
        let address = config.address()?;
        // As the client writes the header: with the port where it is not the usual one.
        let host = match (address.host_str(), address.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        Ok(Self {
            channel: Channel::new(NAME, address.as_str(), config.channel(), Arc::clone(&clock))?,
            host,
            root: address.path().to_owned(),
            region: config.region.clone(),
            prefix: config.prefix.clone(),
            access_key: config.access_key.clone(),
            secret: config.secret()?,
            part_bytes: config.part_bytes,
            clock,
        })
    }

    /// Tells whether the store answers and lets us list the bucket.
    ///
    /// # Errors
    ///
    /// [`Failure::Transient`] when it does not answer, [`Failure::Config`] when it refuses.
    pub async fn answers(&self) -> Result<(), Failure> {
        self.page("", None, 1).await.map(|_| ())
    }

    /// What the store knows about an object; nothing when it is not there.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the store cannot tell.
    pub async fn about(&self, key: &str) -> Result<Option<About>, Failure> {
        let response = self.send(&Call::new(Method::Head, key)).await?;
        if response.status == 404 {
            return Ok(None);
        }
        let response = succeed("looking for an object", response)?;
        let size = response.header("content-length").parse();
        let at = DateTime::parse_from_rfc2822(response.header("last-modified"));
        let (Ok(size), Ok(at)) = (size, at) else {
            return Err(Failure::remote(format!(
                "{NAME}: an object has no Content-Length or Last-Modified; is `endpoint` an \
                 S3-compatible store?"
            )));
        };
        let at = at.to_utc();
        Ok(Some(About { size, at }))
    }

    /// Reads a part of an object, small enough for memory; nothing when it is not there or ends
    /// before.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the store does not give it.
    pub async fn read(&self, key: &str, range: Range<u64>) -> Result<Option<Bytes>, Failure> {
        let length = range.end.saturating_sub(range.start);
        let mut call = Call::new(Method::Get, key);
        call.range = Some(range.clone());
        let response = self.send(&call).await?;
        match response.status {
            404 if answer::code(&response) != "NoSuchBucket" => Ok(None),
            416 => Ok(None),
            206 if response.body.len() as u64 == length => Ok(Some(response.body.into())),
            206 => Ok(None),
            200 => Err(Failure::remote(format!(
                "{NAME}: gives whole objects where a part was asked for; it must know Range"
            ))),
            _ => Err(answer::refused(
                &format!("{NAME}: reading an object"),
                &response,
            )),
        }
    }

    /// Removes an object; one that is gone is no error. Asked once: a removal that arrives late
    /// could meet what was put since.
    ///
    /// # Errors
    ///
    /// [`Failure`] when it may still be there.
    pub async fn remove(&self, key: &str) -> Result<(), Failure> {
        let request = self.sign(&Call::new(Method::Delete, key))?;
        let sent = self.channel.send_once(&request).await;
        let response = sent.map_err(|undelivered| undelivered.failure)?;
        if response.status == 404 {
            return Ok(());
        }
        succeed("removing an object", response).map(|_| ())
    }

    /// Objects whose keys begin with `under`, those after a key.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the store cannot tell.
    pub async fn list(&self, under: &str, after: Option<&str>) -> Result<Listing, Failure> {
        self.page(under, after, 1_000).await
    }

    async fn page(&self, under: &str, after: Option<&str>, most: u32) -> Result<Listing, Failure> {
        let under = format!("{}{under}", self.prefix);
        let after = after.map(|key| format!("{}{key}", self.prefix));
        let most = most.to_string();
        let mut pairs = vec![
            ("list-type", "2"),
            ("max-keys", most.as_str()),
            ("prefix", under.as_str()),
        ];
        pairs.extend(after.as_deref().map(|key| ("start-after", key)));
        let mut call = Call::new(Method::Get, "");
        call.query = &pairs;
        let response = succeed("listing the bucket", self.send(&call).await?)?;
        let xml = answer::body(&response);
        let unreadable = || {
            Failure::remote(format!(
                "{NAME}: the listing of the bucket cannot be read; is `endpoint` an S3-compatible \
                 store?"
            ))
        };
        let more = answer::text(&xml, "IsTruncated").ok_or_else(unreadable)? == "true";
        let mut objects = Vec::new();
        for one in answer::elements(&xml, "Contents") {
            let key = answer::text(one, "Key").ok_or_else(unreadable)?;
            let at = answer::text(one, "LastModified").ok_or_else(unreadable)?;
            let at = DateTime::parse_from_rfc3339(&at).map_err(|_| unreadable())?;
            // What the store lists beside the prefix is not ours.
            if let Some(key) = key.strip_prefix(&self.prefix) {
                let (key, at) = (key.to_owned(), at.to_utc());
                objects.push(Listed { key, at });
            }
        }
        if more && objects.is_empty() {
            return Err(unreadable());
        }
        Ok(Listing { objects, more })
    }

    /// Sends a request, signed anew for each attempt.
    pub(super) async fn send(&self, call: &Call<'_>) -> Result<Response, Failure> {
        self.channel.send_each(|| self.sign(call)).await
    }

    fn sign(&self, call: &Call<'_>) -> Result<Request, Failure> {
        let key = match call.key {
            // The bucket itself.
            "" => String::new(),
            key => encode(&format!("{}{key}", self.prefix), true),
        };
        let (path, query) = (format!("{}{key}", self.root), query(call.query));
        let payload = sha256(&call.body);
        let at = self.clock.now();
        let instant = at.format(INSTANT).to_string();
        let range = call.range.as_ref().map(|range| {
            let last = range.end.saturating_sub(1);
            format!("bytes={}-{last}", range.start)
        });
        let mut headers = vec![("host", self.host.as_str())];
        headers.extend(range.as_deref().map(|range| ("range", range)));
        headers.push(("x-amz-content-sha256", &payload));
        headers.push(("x-amz-date", &instant));
        let (method, mut request) = {
            let target = match query.as_str() {
                "" => key,
                query => format!("{key}?{query}"),
            };
            let kind = "application/octet-stream";
            match call.method {
                Method::Get => ("GET", Request::get(target)),
                Method::Head => ("HEAD", Request::head(target)),
                Method::Delete => ("DELETE", Request::delete(target)),
                Method::Put => ("PUT", Request::put(target, kind, call.body.clone())),
                Method::Post => ("POST", Request::post(target, kind, call.body.clone())),
            }
        };
        let signed = Signed {
            method,
            path: &path,
            query: &query,
            headers: &headers,
            payload: &payload,
            region: &self.region,
            at,
        };
        let authorization = signed.authorization(&self.access_key, &self.secret);
        // The client names the host itself.
        for (name, value) in headers.iter().filter(|(name, _)| *name != "host") {
            request = request.header(*name, *value);
        }
        Ok(request.header("authorization", authorization))
    }
}

pub(super) fn succeed(doing: &str, response: Response) -> Result<Response, Failure> {
    if response.is_success() {
        return Ok(response);
    }
    Err(answer::refused(&format!("{NAME}: {doing}"), &response))
}
