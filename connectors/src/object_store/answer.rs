//! What a store says: the few elements of its XML that are needed, and its refusals.

use crate::Failure;
use crate::egress::Response;

/// The texts of all elements of a name, entities resolved. Names are those of the interface, which
/// nests none of them in itself.
pub(super) fn texts(xml: &str, name: &str) -> Vec<String> {
    let inner = elements(xml, name);
    inner.into_iter().map(unescape).collect()
}

/// The text of the first element of a name.
pub(super) fn text(xml: &str, name: &str) -> Option<String> {
    texts(xml, name).into_iter().next()
}

/// What stands inside the elements of a name, as it is written.
pub(super) fn elements<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = xml;
    while let Some(start) = rest.find(&open) {
        let inner = &rest[start + open.len()..];
        let Some(end) = inner.find(&close) else { break };
        found.push(&inner[..end]);
        rest = &inner[end + close.len()..];
    }
    found
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        // Last, or it would make entities of what was none.
        .replace("&amp;", "&")
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The body as text.
pub(super) fn body(response: &Response) -> String {
    String::from_utf8_lossy(&response.body).into_owned()
}

/// The code of a refusal; empty where there is none, as with `HEAD`.
pub(super) fn code(response: &Response) -> String {
    text(&body(response), "Code").unwrap_or_default()
}

/// Says what to do about a refusal. Only its code is told: a store repeats in its message what was
/// signed.
pub(super) fn refused(doing: &str, response: &Response) -> Failure {
    let code = code(response);
    let mend = match (response.status, code.as_str()) {
        (_, "NoSuchBucket") => "make the bucket, or correct `bucket`",
        (_, "InvalidAccessKeyId") => "check `access_key`",
        (_, "SignatureDoesNotMatch") => "check what `secret_file` holds, and `region`",
        (_, "RequestTimeTooSkewed") => "set this machine's clock right",
        (_, "AuthorizationHeaderMalformed" | "InvalidRegion") => "check `region`",
        (401 | 403, _) => {
            "let the access key list the bucket, and get, put and delete objects of it"
        }
        (404 | 405, _) => "check `endpoint`, `addressing` and `bucket`",
        (status, _) => {
            let said = if code.is_empty() {
                response.excerpt()
            } else {
                code
            };
            return Failure::remote(format!("{doing}: status {status} ({said})"));
        }
    };
    let said = if code.is_empty() {
        "without a code"
    } else {
        code.as_str()
    };
    Failure::config(format!(
        "{doing}: refused with status {} ({said}); {mend}",
        response.status
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_and_resolved() {
        let xml = r#"<?xml version="1.0"?><R xmlns="x"><A><Key>a&amp;lt;b</Key></A><A><Key>c</Key></A></R>"#;
        assert_eq!(texts(xml, "Key"), ["a&lt;b", "c"]);
        assert_eq!(elements(xml, "A").len(), 2);
        assert_eq!(text(xml, "Code"), None);
        assert_eq!(text("<Code>cut", "Code"), None);
    }
}
