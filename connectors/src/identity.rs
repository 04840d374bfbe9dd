//! Asking a system for its name, so that an address that belongs to another one is noticed.

use serde::Deserialize;

use crate::{
    Failure,
    contract::System,
    egress::{Channel, Request},
    reply,
};

/// What a system says about itself.
#[derive(Debug, Deserialize)]
pub(crate) struct Identity {
    pub(crate) system: String,
    #[serde(default)]
    pub(crate) contract: String,
}

/// Fetches the identity and holds it against the expected system.
pub(crate) async fn identify(
    channel: &Channel,
    path: &str,
    expected: &System,
) -> Result<Identity, Failure> {
    let what = format!("{expected}: GET {path}");
    let response = channel.send(&Request::get(path)).await?;
    let identity: Identity = reply::data(&what, &response)?;
    if identity.system != expected.as_str() {
        return Err(Failure::config(format!(
            "{expected}: the address answers as {:?}; set base_url to the address of {expected}",
            identity.system
        )));
    }
    Ok(identity)
}
