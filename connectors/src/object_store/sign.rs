//! AWS Signature Version 4, as the S3 interface takes it: in headers, with the body's hash.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};

use crate::Secret;

/// The name of the scheme, first word of `Authorization`.
pub(super) const SCHEME: &str = "AWS4-HMAC-SHA256";

/// How `x-amz-date` is written.
pub(super) const INSTANT: &str = "%Y%m%dT%H%M%SZ";

/// What a signature covers.
pub(super) struct Signed<'a> {
    pub(super) method: &'a str,
    /// Encoded, beginning with `/`.
    pub(super) path: &'a str,
    /// As [`query`] writes it.
    pub(super) query: &'a str,
    /// Names in lower case and in order.
    pub(super) headers: &'a [(&'a str, &'a str)],
    /// SHA-256 of the body in hex.
    pub(super) payload: &'a str,
    pub(super) region: &'a str,
    pub(super) at: DateTime<Utc>,
}

impl Signed<'_> {
    /// The names of the headers, as `SignedHeaders` lists them.
    pub(super) fn header_names(&self) -> String {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| *name).collect();
        names.join(";")
    }

    /// Where the signature counts: day, region, service.
    pub(super) fn scope(&self) -> String {
        format!(
            "{}/{}/s3/aws4_request",
            self.at.format("%Y%m%d"),
            self.region
        )
    }

    /// The signature, not yet in hex.
    pub(super) fn mac(&self, secret: &Secret) -> Hmac<Sha256> {
        let mut canonical = format!("{}\n{}\n{}\n", self.method, self.path, self.query);
        for (name, value) in self.headers {
            canonical.push_str(&format!("{name}:{}\n", value.trim()));
        }
        canonical.push_str(&format!("\n{}\n{}", self.header_names(), self.payload));
        let text = format!(
            "{SCHEME}\n{}\n{}\n{}",
            self.at.format(INSTANT),
            self.scope(),
            sha256(canonical.as_bytes())
        );
        let mut key = format!("AWS4{}", secret.expose()).into_bytes();
        let day = self.at.format("%Y%m%d").to_string();
        for part in [day.as_str(), self.region, "s3", "aws4_request"] {
            key = keyed(&key, part).finalize().into_bytes().to_vec();
        }
        keyed(&key, &text)
    }

    /// The value of `Authorization`.
    pub(super) fn authorization(&self, access_key: &str, secret: &Secret) -> String {
        let signature = hex::encode(self.mac(secret).finalize().into_bytes());
        format!(
            "{SCHEME} Credential={access_key}/{},SignedHeaders={},Signature={signature}",
            self.scope(),
            self.header_names()
        )
    }
}

fn keyed(key: &[u8], text: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac
}

/// SHA-256 in hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Encodes a text for a query, or for a path where `/` stays.
pub(super) fn encode(text: &str, keep_slash: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        if plain || (keep_slash && byte == b'/') {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a text takes more text");
        }
    }
    encoded
}

/// Writes a query the way it is signed and sent.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    let encoded = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name, false), encode(value, false)));
    let mut encoded: Vec<_> = encoded.collect();
    encoded.sort();
    encoded.join("&")
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    /// The examples of the service's own manual, "Signature Calculations for the Authorization
    /// Header".
    fn signature(
        method: &str,
        path: &str,
        query: &str,
        more: &[(&str, &str)],
        body: &[u8],
    ) -> String {
        let payload = sha256(body);
        let mut headers = vec![
            ("host", "examplebucket.s3.amazonaws.com"),
            ("x-amz-content-sha256", payload.as_str()),
            ("x-amz-date", "20130524T000000Z"),
        ];
        headers.extend(more);
        headers.sort_unstable();
        let signed = Signed {
            method,
            path,
            query,
            headers: &headers,
            payload: &payload,
            region: "us-east-1",
            at: Utc.with_ymd_and_hms(2013, 5, 24, 0, 0, 0).unwrap(),
        };
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let said = signed.authorization("AKIAIOSFODNN7EXAMPLE", &secret);
        let (before, signature) = said.rsplit_once("Signature=").unwrap();
        let scope = "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,";
        assert!(before.starts_with(&format!("{SCHEME} {scope}SignedHeaders=")));
        signature.to_owned()
    }

    #[test]
    fn the_published_examples_are_signed_as_published() {
        assert_eq!(
            signature("GET", "/test.txt", "", &[("range", "bytes=0-9")], b""),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        let more = [
            ("date", "Fri, 24 May 2013 00:00:00 GMT"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ];
        assert_eq!(
            signature(
                "PUT",
                &encode("/test$file.text", true),
                "",
                &more,
                b"Welcome to Amazon S3."
            ),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
        assert_eq!(
            signature("GET", "/", &query(&[("lifecycle", "")]), &[], b""),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        );
        assert_eq!(
            signature(
                "GET",
                "/",
                &query(&[("prefix", "J"), ("max-keys", "2")]),
                &[],
                b""
            ),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
    }

    #[test]
    fn what_has_a_meaning_in_a_query_is_encoded() {
        let pairs = [("uploadId", "a+b/c=~"), ("partNumber", "2")];
        assert_eq!(query(&pairs), "partNumber=2&uploadId=a%2Bb%2Fc%3D~");
        assert_eq!(encode("终验/1", true), "%E7%BB%88%E9%AA%8C/1");
    }
}
