use std::path::Path;

use bytes::{Bytes, BytesMut};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use super::answer;
use super::bucket::{Bucket, Call, Method, succeed};
use crate::Failure;

/// A part that the store has taken.
struct Part {
    number: String,
    tag: String,
}

impl Bucket {
    /// Puts a file under a key, whole or not at all; what stood there is replaced. One that is
    /// larger than a part goes part by part.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the store did not take it; it may have it nevertheless.
    pub async fn put(&self, key: &str, file: &Path) -> Result<(), Failure> {
        let unread = |error: std::io::Error| {
            Failure::transient(format!("reading {}: {error}", file.display()))
        };
        let mut source = File::open(file).await.map_err(unread)?;
        let size = source.metadata().await.map_err(unread)?.len();
        if size > self.part_bytes {
            return self.put_in_parts(key, source, size).await;
        }
        let body = self.next(&mut source).await?;
        self.put_bytes(key, body).await
    }

    /// Puts bytes under a key.
    ///
    /// # Errors
    ///
    /// As [`Bucket::put`].
    pub async fn put_bytes(&self, key: &str, body: Bytes) -> Result<(), Failure> {
        let mut call = Call::new(Method::Put, key);
        call.body = body;
        succeed("putting an object", self.send(&call).await?).map(|_| ())
    }

    async fn put_in_parts(&self, key: &str, source: File, size: u64) -> Result<(), Failure> {
        let mut call = Call::new(Method::Post, key);
        call.query = &[("uploads", "")];
        let response = succeed("beginning an upload", self.send(&call).await?)?;
        let upload = answer::text(&answer::body(&response), "UploadId");
        let upload = upload.ok_or_else(|| {
            Failure::remote("document store: an upload was begun and not named".to_owned())
        })?;
        let done = self.send_parts(key, &upload, source, size).await;
        if done.is_err() {
            let mut call = Call::new(Method::Delete, key);
            let query = [("uploadId", upload.as_str())];
            call.query = &query;
            if let Err(left) = self.send(&call).await {
                // The store's own rule removes it in time.
                tracing::warn!(%left, "an upload that failed stays in the store unfinished");
            }
        }
        done
    }

    async fn send_parts(
        &self,
        key: &str,
        upload: &str,
        mut source: File,
        size: u64,
    ) -> Result<(), Failure> {
        let mut parts = Vec::new();
        loop {
            let body = self.next(&mut source).await?;
            if body.is_empty() {
                break;
            }
            let number = (parts.len() + 1).to_string();
            let query = [("partNumber", number.as_str()), ("uploadId", upload)];
            let mut call = Call::new(Method::Put, key);
            (call.query, call.body) = (&query, body);
            let response = succeed("putting a part", self.send(&call).await?)?;
            let tag = response.header("etag").to_owned();
            parts.push(Part { number, tag });
        }
        self.complete(key, upload, &parts, size).await
    }

    async fn complete(
        &self,
        key: &str,
        upload: &str,
        parts: &[Part],
        size: u64,
    ) -> Result<(), Failure> {
        let mut xml = "<CompleteMultipartUpload>".to_owned();
        for Part { number, tag } in parts {
            let tag = answer::escape(tag);
            xml.push_str(&format!(
                "<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>"
            ));
        }
        xml.push_str("</CompleteMultipartUpload>");
        let query = [("uploadId", upload)];
        let mut call = Call::new(Method::Post, key);
        (call.query, call.body) = (&query, xml.into());
        let response = self.send(&call).await?;
        // A completion that was cut off and is asked again finds no upload: what counts is
        // whether the object is there.
        if response.status == 404 && answer::code(&response) == "NoSuchUpload" {
            let about = self.about(key).await?;
            if about.is_some_and(|about| about.size == size) {
                return Ok(());
            }
        }
        let response = succeed("completing an upload", response)?;
        // It may be said to fail after the status was sent.
        match answer::text(&answer::body(&response), "Code") {
            None => Ok(()),
            Some(code) => Err(Failure::transient(format!(
                "document store: completing an upload: {code}"
            ))),
        }
    }

    /// The next part of a file; empty at its end.
    async fn next(&self, source: &mut File) -> Result<Bytes, Failure> {
        let most = usize::try_from(self.part_bytes).unwrap_or(usize::MAX);
        let mut body = BytesMut::new();
        while body.len() < most {
            let room = (most - body.len()).min(1 << 20);
            body.reserve(room);
            let read = (&mut *source).take(room as u64).read_buf(&mut body).await;
            let read = read.map_err(|error| Failure::transient(format!("reading: {error}")))?;
            if read == 0 {
                break;
            }
        }
        Ok(body.freeze())
    }
}
