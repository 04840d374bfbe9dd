use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{Secret, egress::Request};

/// The services of the platform, as they stand in the `sid` header.
pub(super) mod service {
    pub(in super::super) const SECRET: &str = "auth.secret";
    pub(in super::super) const PING: &str = "ping";
    pub(in super::super) const PROJECTS: &str = "projects.list";
    pub(in super::super) const APPLY: &str = "project-codes.apply";
    pub(in super::super) const ASK: &str = "project-codes.query";
    pub(in super::super) const RECEIVED: &str = "project-codes.list";
}

/// HMAC-SHA256 over `sid + rid + rtime`, the scheme of the national sharing platform.
fn mac(secret: &Secret, service: &str, requester: &str, rtime: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .expect("HMAC takes a key of any length");
    for part in [service, requester, rtime] {
        mac.update(part.as_bytes());
    }
    mac
}

/// Adds the headers `rid`, `sid`, `rtime` (milliseconds) and `sign`.
pub(super) fn sign(
    request: Request,
    secret: &Secret,
    service: &str,
    requester: &str,
    now: DateTime<Utc>,
) -> Request {
    let rtime = now.timestamp_millis().to_string();
    let signature = mac(secret, service, requester, &rtime)
        .finalize()
        .into_bytes();
    request
        .header("rid", requester)
        .header("sid", service)
        .header("rtime", rtime)
        .header("sign", STANDARD.encode(signature))
}

/// Whether a signature fits, in constant time.
pub(super) fn verify(
    secret: &Secret,
    service: &str,
    requester: &str,
    rtime: &str,
    signature: &str,
) -> bool {
    STANDARD.decode(signature).is_ok_and(|bytes| {
        mac(secret, service, requester, rtime)
            .verify_slice(&bytes)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // printf 'projects.listhub1751270400000' | openssl dgst -sha256 -hmac s3cret -binary | base64
    const VECTOR: &str = "z4G5xqcX2I3HehyBs8uA5Wvsv/xDcA2FHV0vHJmAuCo=";

    #[test]
    fn the_signature_is_that_of_an_independent_implementation() {
        let secret = Secret::new("s3cret");
        assert!(verify(
            &secret,
            "projects.list",
            "hub",
            "1751270400000",
            VECTOR
        ));
        assert!(!verify(
            &secret,
            "projects.list",
            "hub",
            "1751270400001",
            VECTOR
        ));
        assert!(!verify(
            &secret,
            "projects.list",
            "hub",
            "1751270400000",
            "!"
        ));
    }
}
