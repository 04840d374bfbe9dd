use std::{
    sync::{Arc, Once},
    time::Duration,
};

use reqwest::{Client, StatusCode, redirect};
use url::Url;

use super::{
    breaker::Breaker,
    budget::Budget,
    delay,
    exchange::{Origin, Request, Response},
    origin::{Allowed, GuardedResolver},
    retry,
    settings::ChannelSettings,
    unsent::{Asked, asks_who, cause, host_of},
};
use crate::{Failure, clock::Clock};

/// A way to one outside system.
#[derive(Debug)]
pub struct Channel {
    system: String,
    settings: ChannelSettings,
    allowed: Arc<Allowed>,
    client: Client,
    budget: Budget,
    breaker: Breaker,
    clock: Arc<dyn Clock>,
}

/// A request that brought no usable answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Why.
    pub failure: Failure,
    /// How far it got.
    pub reached: Reached,
}

/// How far a request got that brought no usable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It was not sent.
    Nowhere,
    /// The open circuit breaker held it back.
    Breaker,
    /// The other side turned it away at the door: too many requests, or another address.
    Door,
    /// The other side may have received and acted on it.
    Inside,
}

impl Undelivered {
    pub(crate) const fn before(failure: Failure) -> Self {
        Self {
            failure,
            reached: Reached::Nowhere,
        }
    }
}

impl Channel {
    /// Opens a channel; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Failure::Config`] when the address, proxy or certificate file is unusable or refused.
    pub fn new(
        system: impl Into<String>,
        base_url: &str,
        settings: ChannelSettings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Failure> {
        let system = system.into();
        let allowed = Arc::new(Allowed::new(&system, base_url, &settings)?);
        let client = client(&system, &settings, &allowed)?;
        Ok(Self {
            budget: Budget::new(allowed.origin(), &settings, Arc::clone(&clock)),
            breaker: Breaker::new(
                &system,
                settings.breaker_failures,
                Duration::from_millis(settings.breaker_wait_ms),
                clock.now(),
            ),
            system,
            settings,
            allowed,
            client,
            clock,
        })
    }

    /// Its circuit breaker.
    #[must_use]
    pub const fn breaker(&self) -> &Breaker {
        &self.breaker
    }

    /// What its requests are spent from.
    #[must_use]
    pub const fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Sends a request that may be repeated, trying again while that may help.
    ///
    /// # Errors
    ///
    /// The last [`Failure`]. A `Retry-After` beyond `max_wait_ms` ends the attempts at once and is
    /// passed on.
    pub async fn send(&self, request: &Request) -> Result<Response, Failure> {
        self.send_each(|| Ok(request.clone())).await
    }

    /// Like [`Channel::send`], for a request that must be made anew for each attempt, because it
    /// bears its time or a number that may be used once.
    ///
    /// # Errors
    ///
    /// As [`Channel::send`], and what `prepare` fails with.
    pub async fn send_each(
        &self,
        mut prepare: impl FnMut() -> Result<Request, Failure> + Send,
    ) -> Result<Response, Failure> {
        let mut attempt = 1;
        loop {
            let (failure, after) = match self.send_once(&prepare()?).await {
                Ok(response) => return Ok(response),
                // Who waits for an open breaker on the spot defeats it.
                Err(undelivered) if undelivered.reached == Reached::Breaker => {
                    return Err(undelivered.failure);
                }
                Err(undelivered) => (undelivered.failure, undelivered.reached.into()),
            };
            attempt += 1;
            let Some((delay, wait)) = retry::wait(&self.settings, &failure, after, attempt) else {
                return Err(failure);
            };
            tracing::debug!(system = self.system, attempt, ?wait, %failure, "trying again");
            delay::pass(&*self.clock, delay, wait).await;
        }
    }

    /// Sends a request once, within budget and breaker.
    ///
    /// # Errors
    ///
    /// [`Undelivered`] also says whether the other side may have received it.
    pub async fn send_once(&self, request: &Request) -> Result<Response, Undelivered> {
        let mut url = self
            .allowed
            .locate(&self.system, &request.target)
            .map_err(Undelivered::before)?;
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        // The breaker is asked last: it may open while this request waits for its turn.
        let leave = self.budget.spend().await;
        leave.map_err(Undelivered::before)?;
        self.breaker
            .admit(self.clock.now())
            .map_err(|failure| Undelivered {
                failure,
                reached: Reached::Breaker,
            })?;
        let outcome = self.exchange(request, url).await;
        let now = self.clock.now();
        match &outcome {
            // Being throttled is no illness.
            Err(undelivered)
                if undelivered.failure.is_transient() && undelivered.reached != Reached::Door =>
            {
                self.breaker.failed(now, &undelivered.failure);
            }
            _ => self.breaker.succeeded(now),
        }
        outcome
    }

    async fn exchange(&self, request: &Request, url: Url) -> Result<Response, Undelivered> {
        let what = format!("{}: {} {}", self.system, request.method, url.path());
        let headers = request
            .header_map(&self.system)
            .map_err(Undelivered::before)?;
        let origin = self.origin(request, &url);
        let sent = self
            .client
            .request(request.method.clone(), url.clone())
            .headers(headers)
            .body(request.body.clone())
            .send()
            .await;
        let asked = Asked {
            what: &what,
            url: &url,
            settings: &self.settings,
        };
        let response = sent.map_err(|error| asked.failed(&error))?;
        let status = response.status();
        tracing::debug!(system = self.system, status = status.as_u16(), "{what}");
        if let Some(failure) = self.judge(&what, &response) {
            return Err(Undelivered {
                failure,
                reached: if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
                    Reached::Inside
                } else {
                    Reached::Door
                },
            });
        }
        let headers = response.headers().clone();
        let body = self
            .read(&what, response)
            .await
            .map_err(|failure| Undelivered {
                failure,
                reached: Reached::Inside,
            })?;
        Ok(Response {
            status: status.as_u16(),
            body,
            headers,
            origin,
        })
    }

    fn origin(&self, request: &Request, url: &Url) -> Origin {
        let mut bare = url.clone();
        bare.set_query(None);
        Origin {
            address: bare.into(),
            target: request.target.clone(),
            base: self.allowed.base().to_owned(),
            proxy: self.settings.proxy.as_deref().map(host_of),
        }
    }

    fn judge(&self, what: &str, response: &reqwest::Response) -> Option<Failure> {
        let status = response.status();
        if status.is_redirection() {
            return Some(Failure::config(format!(
                "{what}: redirected (status {}), which is not followed; set base_url to the final address",
                status.as_u16()
            )));
        }
        let proxy = self.settings.proxy.as_deref().map(host_of);
        if let Some(proxy) = &proxy
            && status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        {
            return Some(Failure::config(format!("{what}: {}", asks_who(proxy))));
        }
        let throttled = status == StatusCode::TOO_MANY_REQUESTS;
        if !throttled && status != StatusCode::REQUEST_TIMEOUT && !status.is_server_error() {
            return None;
        }
        let wait = response
            .headers()
            .get(reqwest::header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| retry::retry_after(text, self.clock.now()));
        let message = if throttled {
            format!("{what}: too many requests (status 429); lower requests_per_second")
        } else {
            // What a gateway says may be said by a proxy before it.
            let gateway = matches!(status.as_u16(), 502..=504);
            let whose = proxy.filter(|_| gateway).map_or_else(String::new, |proxy| {
                format!(", by the platform or by the proxy {proxy} before it")
            });
            format!("{what}: status {}{whose}", status.as_u16())
        };
        Some(Failure::Transient {
            message,
            retry_after: wait,
        })
    }

    /// Reads at most `max_response_bytes`, whatever length is announced.
    async fn read(&self, what: &str, mut response: reqwest::Response) -> Result<Vec<u8>, Failure> {
        let limit = self.settings.max_response_bytes;
        let too_large = || {
            Failure::remote(format!(
                "{what}: answer is larger than {limit} bytes; ask for smaller pages or raise max_response_bytes"
            ))
        };
        if response
            .content_length()
            .is_some_and(|length| length > limit)
        {
            return Err(too_large());
        }
        let mut body = Vec::new();
        loop {
            let chunk = response.chunk().await.map_err(|error| {
                Failure::transient(format!("{what}: the answer broke off: {}", cause(&error)))
            })?;
            let Some(chunk) = chunk else { return Ok(body) };
            if (body.len() + chunk.len()) as u64 > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
    }
}

fn client(
    system: &str,
    settings: &ChannelSettings,
    allowed: &Arc<Allowed>,
) -> Result<Client, Failure> {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // Another part of the process may have installed one first; either serves.
        drop(rustls::crypto::ring::default_provider().install_default());
    });
    let unusable = |what: &str, error: &dyn std::fmt::Display| {
        Failure::config(format!("{system}: {what}: {error}"))
    };
    let mut builder = Client::builder()
        .user_agent(&settings.user_agent)
        .redirect(redirect::Policy::none())
        .connect_timeout(Duration::from_millis(settings.connect_timeout_ms))
        .timeout(Duration::from_millis(settings.timeout_ms))
        .dns_resolver(GuardedResolver(Arc::clone(allowed)))
        .no_proxy();
    if let Some(proxy) = &settings.proxy {
        let proxy =
            reqwest::Proxy::all(proxy).map_err(|error| unusable("proxy is unusable", &error))?;
        builder = builder.proxy(proxy);
    }
    if let Some(path) = &settings.ca_file {
        let pem = std::fs::read(path).map_err(|error| {
            unusable(&format!("cannot read ca_file {}", path.display()), &error)
        })?;
        let certificates = reqwest::Certificate::from_pem_bundle(&pem)
            .map_err(|error| unusable("ca_file holds no PEM certificates", &error))?;
        builder = builder.tls_certs_merge(certificates);
    }
    builder
        .build()
        .map_err(|error| unusable("cannot set up the HTTP client", &error))
}
