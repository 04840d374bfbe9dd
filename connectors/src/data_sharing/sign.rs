use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::{Secret, egress::Request};

/// SHA-256 over timestamp, token, nonce and timestamp again, in hexadecimal digits.
pub(super) fn signature(token: &Secret, timestamp: &str, nonce: &str) -> String {
    let mut hash = Sha256::new();
    for part in [timestamp, token.expose(), nonce, timestamp] {
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

/// Who asks, and for which service.
#[derive(Clone, Copy)]
pub(super) struct Caller<'a> {
    pub(super) paas_id: &'a str,
    pub(super) token: &'a Secret,
    pub(super) service: Option<&'a str>,
}

/// Adds the headers of the gateway; the time is in seconds.
pub(super) fn sign(
    request: Request,
    caller: Caller<'_>,
    nonce: &str,
    now: DateTime<Utc>,
) -> Request {
    let timestamp = now.timestamp().to_string();
    let request = request
        .header("x-tif-paasid", caller.paas_id)
        .header("x-tif-timestamp", &timestamp)
        .header("x-tif-nonce", nonce)
        .header(
            "x-tif-signature",
            signature(caller.token, &timestamp, nonce),
        );
    match caller.service {
        Some(service) => request.header("x-tif-serviceId", service),
        None => request,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // printf '1751270400s3cretn0nce1751270400' | sha256sum
    const VECTOR: &str = "1a4662d7eaf402f80103592a5ba80ab6040340e58495cfe1f199b69571f9d1ea";

    #[test]
    fn the_signature_is_that_of_an_independent_implementation() {
        let token = Secret::new("s3cret");
        assert_eq!(signature(&token, "1751270400", "n0nce"), VECTOR);
        assert_ne!(signature(&token, "1751270401", "n0nce"), VECTOR);
    }
}
