use std::sync::Arc;

use super::sign::{Caller, sign};
use crate::{
    Clock, Failure, Secret,
    egress::{Channel, Request, Response},
    reply,
};

/// Sends signed requests.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) channel: Channel,
    pub(super) paas_id: String,
    pub(super) token: Secret,
    pub(super) clock: Arc<dyn Clock>,
}

/// One service of the platform.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service<'a> {
    /// Its path.
    pub(super) path: &'a str,
    /// Its id, where the gateway has given one.
    pub(super) id: Option<&'a str>,
    /// The setting that holds it.
    pub(super) key: &'static str,
}

impl Client {
    /// Asks a service; each attempt bears its own time and nonce.
    pub(super) async fn send(
        &self,
        what: &str,
        service: Service<'_>,
        request: &Request,
    ) -> Result<Response, Failure> {
        let caller = Caller {
            paas_id: &self.paas_id,
            token: &self.token,
            service: service.id,
        };
        let attempt = || {
            let nonce = hex::encode(rand::random::<[u8; 16]>());
            Ok(sign(request.clone(), caller, &nonce, self.clock.now()))
        };
        let response = self.channel.send_each(attempt).await?;
        if response.status == 401 {
            return Err(turned_away(what, service, &response));
        }
        Ok(response)
    }
}

/// Says what to do when the gateway does not let us in.
fn turned_away(what: &str, service: Service<'_>, response: &Response) -> Failure {
    let refusal = reply::refusal(response);
    let code = refusal.as_ref().map(|refusal| refusal.code.as_str());
    let mend = match code {
        Some("UNKNOWN_PAASID") => "check paas_id".to_owned(),
        Some("BAD_SIGNATURE") => "check the token in secret_file".to_owned(),
        Some("CLOCK_SKEW") => "set this machine's clock right".to_owned(),
        Some("REPLAYED") => {
            "look for what repeats our requests between here and the gateway".to_owned()
        }
        Some("NOT_GRANTED") => format!(
            "apply for the resource at the platform, and set {} to the id of the service that it grants",
            service.key
        ),
        _ => return reply::refused(what, response),
    };
    let (code, message) = refusal.map_or_else(Default::default, |one| (one.code, one.message));
    Failure::config(format!(
        "{what}: refused with status 401 ({code} {message}); {mend}"
    ))
}
