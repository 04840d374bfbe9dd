//! The answers of the platforms: a JSON envelope of code, message and data.

use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    Failure,
    egress::{Origin, Response},
};

/// `{"code": "0", "message": "…", "data": …}`.
#[derive(Debug, Deserialize)]
struct Envelope<T> {
    code: String,
    #[serde(default)]
    message: String,
    data: Option<T>,
}

/// An answer that is no success.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// Reads the data of a successful answer.
pub(crate) fn data<T: DeserializeOwned>(what: &str, response: &Response) -> Result<T, Failure> {
    if !response.is_success() {
        return Err(refused(what, response));
    }
    let envelope: Envelope<T> = serde_json::from_slice(&response.body)
        .map_err(|error| unreadable(what, response, &error))?;
    match envelope.data {
        Some(data) if envelope.code == "0" => Ok(data),
        _ => Err(Failure::remote(format!(
            "{what}: the platform answers code {}: {}",
            envelope.code, envelope.message
        ))),
    }
}

/// Reads a page of what the platform has received; a platform without such a list is told apart.
pub(crate) fn list<T: DeserializeOwned>(what: &str, response: &Response) -> Result<T, Failure> {
    if matches!(response.status, 404 | 405 | 501) {
        return Err(Failure::config(format!(
            "{what}: status {}: the platform has no such list; set `paths.received` to where it is, or to \"\" if there is none: then what it has received cannot be compared",
            response.status
        )));
    }
    data(what, response)
}

/// What came in place of the JSON of the contract.
pub(crate) fn shape(response: &Response) -> &'static str {
    if response
        .header("content-type")
        .to_ascii_lowercase()
        .contains("html")
    {
        "an HTML page (a login page or a firewall?)"
    } else {
        "something else"
    }
}

/// Classes an answer that is not the JSON of the contract.
pub(crate) fn unreadable(what: &str, response: &Response, error: &serde_json::Error) -> Failure {
    let shape = shape(response);
    Failure::remote(format!(
        "{what}: expected the JSON of the contract, got {shape} from {}: {error}; see that base_url and the path are those of the interface",
        response.origin.address
    ))
}

/// Reads code and message of an unsuccessful answer, if it has them.
pub(crate) fn refusal(response: &Response) -> Option<Refusal> {
    let envelope: Envelope<serde::de::IgnoredAny> = serde_json::from_slice(&response.body).ok()?;
    Some(Refusal {
        code: envelope.code,
        message: envelope.message,
    })
}

/// What is said where nothing is at an address: both parts that it is made of.
fn nowhere(status: u16, origin: &Origin) -> String {
    let Origin {
        address,
        target,
        base,
        ..
    } = origin;
    let what = if status == 404 {
        "there is nothing at"
    } else {
        "this is not to be asked of"
    };
    format!(
        "{what} {address}; it is base_url ({base}) and a path ({target}) that `paths` of its settings may say otherwise: set right which of both is wrong"
    )
}

/// Classes an unsuccessful answer.
pub(crate) fn refused(what: &str, response: &Response) -> Failure {
    let status = response.status;
    let said = match refusal(response) {
        Some(refusal) => format!("{} {}", refusal.code, refusal.message),
        None => String::from("no reason given"),
    };
    match (status, &response.origin.proxy) {
        // The platform would say why in its own way.
        (403, Some(proxy)) if refusal(response).is_none() => Failure::config(format!(
            "{what}: refused with status 403 ({said}), by the platform or by the proxy {proxy} before it; have the proxy allow {}, or check the credentials in its settings",
            response.origin.address
        )),
        (401 | 403, _) => Failure::config(format!(
            "{what}: refused with status {status} ({said}); check the credentials in its settings (requester id and key, or client id and secret), and that this machine's clock is right"
        )),
        (404 | 405, _) => Failure::config(format!(
            "{what}: status {status} ({said}): {}",
            nowhere(status, &response.origin)
        )),
        _ => Failure::remote(format!("{what}: status {status} ({said})")),
    }
}
