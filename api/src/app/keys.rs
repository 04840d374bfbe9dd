use std::sync::Arc;

use anyhow::{Context, Result};
use futures_util::future::BoxFuture;
use shuniu_hub::connectors::SystemClock;
use shuniu_hub::connectors::egress::{Channel, ChannelSettings, Request};

use crate::auth::{KeySource, KeySourceError};
use crate::config::Config;

/// The largest key set that is read, in bytes.
const KEYS_BYTES: u64 = 256 * 1024;

/// A JWKS at a URL, fetched through the one outbound client.
pub struct RemoteKeys {
    url: String,
    channel: Channel,
}

impl RemoteKeys {
    /// The source that `auth.keys` names, when it is a URL.
    ///
    /// # Errors
    ///
    /// Fails when the address may not be called.
    pub fn of(config: &Config) -> Result<Option<Box<dyn KeySource>>> {
        let url = &config.auth.keys;
        if !url.contains("://") {
            return Ok(None);
        }
        let settings = ChannelSettings {
            allow_private: config.connectors.allow_private_networks,
            connect_timeout_ms: config.connectors.connect_ms,
            timeout_ms: config.connectors.request_ms,
            max_response_bytes: KEYS_BYTES,
            ..ChannelSettings::default()
        };
        let channel = Channel::new("auth.keys", url, settings, Arc::new(SystemClock::new()))
            .context("`auth.keys`")?;
        Ok(Some(Box::new(Self {
            url: url.clone(),
            channel,
        })))
    }
}

impl KeySource for RemoteKeys {
    fn load(&self) -> BoxFuture<'_, Result<Vec<u8>, KeySourceError>> {
        Box::pin(async move {
            let answer = self.channel.send(&Request::get(self.url.clone())).await;
            let failed = |reason| KeySourceError::Remote {
                place: self.place(),
                reason,
            };
            let answer = answer.map_err(|failure| failed(failure.to_string()))?;
            if answer.is_success() {
                Ok(answer.body)
            } else {
                Err(failed(format!(
                    "status {}: {}",
                    answer.status,
                    answer.excerpt()
                )))
            }
        })
    }

    fn place(&self) -> String {
        crate::secret::mask_url(&self.url)
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;

    use super::*;

    async fn key_server() -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = axum::Router::new().route("/keys", get(|| async { r#"{"keys":[]}"# }));
        let io = async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                let service = hyper_util::service::TowerToHyperService::new(routes.clone());
                let serve = hyper::server::conn::http1::Builder::new()
                    .serve_connection(hyper_util::rt::TokioIo::new(stream), service);
                tokio::spawn(serve);
            }
        };
        tokio::spawn(io);
        url
    }

    fn keys_at(url: String, allow_private: bool) -> Config {
        let mut config = Config::default();
        config.auth.keys = url;
        config.connectors.allow_private_networks = allow_private;
        config
    }

    #[tokio::test]
    async fn keys_are_fetched_through_the_one_outbound_client() {
        let url = key_server().await;
        let source = RemoteKeys::of(&keys_at(format!("{url}/keys"), true))
            .unwrap()
            .unwrap();
        assert_eq!(source.load().await.unwrap(), br#"{"keys":[]}"#);
        let missing = RemoteKeys::of(&keys_at(format!("{url}/nothing"), true))
            .unwrap()
            .unwrap();
        let error = missing.load().await.unwrap_err().to_string();
        assert!(error.contains("404"), "{error}");
    }

    #[tokio::test]
    async fn a_private_address_is_not_called_unless_it_is_allowed() {
        let url = format!("{}/keys", key_server().await);
        let refused = match RemoteKeys::of(&keys_at(url, false)) {
            Ok(Some(source)) => source.load().await.is_err(),
            Ok(None) => false,
            Err(_) => true,
        };
        assert!(refused);
        assert!(
            RemoteKeys::of(&keys_at("keys.json".to_owned(), false))
                .unwrap()
                .is_none()
        );
    }
}
