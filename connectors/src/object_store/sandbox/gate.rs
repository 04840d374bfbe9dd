use std::collections::BTreeMap;

use axum::http::StatusCode;
use chrono::TimeDelta;
use hmac::Mac as _;

use super::super::sign::{INSTANT, SCHEME, Signed, query, sha256};
use super::{Asked, Refusal, Store};

impl Store {
    /// Checks who asks, over what came in, not over what was meant.
    pub(super) fn admit(&self, asked: &Asked) -> Result<(), Refusal> {
        let denied = |code| Refusal(StatusCode::FORBIDDEN, code);
        let given = asked.header("authorization");
        let fields: BTreeMap<_, _> = given
            .strip_prefix(SCHEME)
            .ok_or(denied("AccessDenied"))?
            .split(',')
            .filter_map(|field| field.trim().split_once('='))
            .collect();
        let field = |name| fields.get(name).copied().unwrap_or_default();
        let credential: Vec<_> = field("Credential").split('/').collect();
        let [access_key, _, region, "s3", "aws4_request"] = credential[..] else {
            return Err(denied("AccessDenied"));
        };
        if access_key != self.setup.access_key {
            return Err(denied("InvalidAccessKeyId"));
        }
        if region != self.setup.region {
            let code = "AuthorizationHeaderMalformed";
            return Err(Refusal(StatusCode::BAD_REQUEST, code));
        }
        let at = chrono::NaiveDateTime::parse_from_str(asked.header("x-amz-date"), INSTANT);
        let at = at.map_err(|_| denied("AccessDenied"))?.and_utc();
        if (self.setup.clock.now() - at).abs() > TimeDelta::minutes(15) {
            return Err(denied("RequestTimeTooSkewed"));
        }
        let names = field("SignedHeaders").split(';');
        let headers: Vec<_> = names.map(|name| (name, asked.header(name))).collect();
        let must = ["host", "x-amz-content-sha256", "x-amz-date"];
        if !must
            .iter()
            .all(|name| headers.iter().any(|(given, _)| given == name))
        {
            return Err(denied("AccessDenied"));
        }
        let payload = asked.header("x-amz-content-sha256");
        let signed = Signed {
            method: asked.method.as_str(),
            path: asked.uri.path(),
            query: &query(
                &asked
                    .query
                    .iter()
                    .map(|(n, v)| (n.as_str(), v.as_str()))
                    .collect::<Vec<_>>(),
            ),
            headers: &headers,
            payload,
            region,
            at,
        };
        let signature = hex::decode(field("Signature")).unwrap_or_default();
        let fits = signed.mac(&self.setup.secret).verify_slice(&signature);
        fits.map_err(|_| denied("SignatureDoesNotMatch"))?;
        if sha256(&asked.body) != payload {
            let code = "XAmzContentSHA256Mismatch";
            return Err(Refusal(StatusCode::BAD_REQUEST, code));
        }
        Ok(())
    }
}
