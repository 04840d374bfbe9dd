use std::{net::IpAddr, sync::Arc};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::{
    address::{Reach, reach},
    settings::ChannelSettings,
};
use crate::Failure;

/// Where a channel may go: the configured base address and the hosts listed beside it.
#[derive(Clone, Debug)]
pub(super) struct Allowed {
    base: Url,
    hosts: Vec<String>,
    allow_private: bool,
    proxy_host: Option<String>,
}

/// A name led to an address that the guard refuses.
#[derive(Debug, thiserror::Error)]
#[error("{host} leads to {address}, {why}")]
pub(super) struct Refused {
    host: String,
    address: IpAddr,
    why: &'static str,
}

impl Allowed {
    /// Reads and judges the base address of a channel.
    pub(super) fn new(
        system: &str,
        base_url: &str,
        settings: &ChannelSettings,
    ) -> Result<Self, Failure> {
        let parse = |what: &str, text: &str| {
            Url::parse(text).map_err(|error| {
                Failure::config(format!(
                    "{system}: {what} {text:?} is not an address: {error}"
                ))
            })
        };
        let mut base = parse("base_url", base_url)?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(Failure::config(format!(
                "{system}: base_url holds a user name or password; take them out"
            )));
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let proxy_host = match &settings.proxy {
            Some(proxy) => parse("proxy", proxy)?.host_str().map(str::to_owned),
            None => None,
        };
        let allowed = Self {
            base,
            hosts: settings.allow_hosts.clone(),
            allow_private: settings.allow_private,
            proxy_host,
        };
        allowed.judge(system, &allowed.base)?;
        Ok(allowed)
    }

    /// Scheme, host and port of the base address, spelt the same whoever wrote it.
    pub(super) fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// The base address.
    pub(super) fn base(&self) -> &str {
        self.base.as_str()
    }

    /// Joins a path (relative to the base address) or a full address, and judges it.
    pub(super) fn locate(&self, system: &str, target: &str) -> Result<Url, Failure> {
        let url = self
            .base
            .join(target.trim_start_matches('/'))
            .map_err(|error| {
                Failure::config(format!("{system}: {target:?} is not an address: {error}"))
            })?;
        self.judge(system, &url)?;
        Ok(url)
    }

    fn judge(&self, system: &str, url: &Url) -> Result<(), Failure> {
        let refuse = |why: String| Err(Failure::config(format!("{system}: {why}")));
        let Some(host) = url.host() else {
            return refuse(format!("{url} names no host"));
        };
        match url.scheme() {
            "https" => {}
            "http" if self.allow_private => {}
            "http" => {
                return refuse(format!(
                    "{host} would be called without TLS; use https, or set allow_private_networks = true for an intranet"
                ));
            }
            other => return refuse(format!("{other}:// is not http or https")),
        }
        if !self.lists(url) {
            return refuse(format!(
                "{host} is not the configured host {}; add it to allow_hosts if it belongs to the system",
                self.base.host_str().unwrap_or_default()
            ));
        }
        let literal = match host {
            Host::Ipv4(v4) => Some(IpAddr::V4(v4)),
            Host::Ipv6(v6) => Some(IpAddr::V6(v6)),
            Host::Domain(_) => None,
        };
        match literal.map(|address| self.admit(&address.to_string(), address)) {
            Some(Err(refused)) => refuse(refused.to_string()),
            _ => Ok(()),
        }
    }

    fn lists(&self, url: &Url) -> bool {
        if url.origin() == self.base.origin() {
            return true;
        }
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        let default_port = url.port().is_none();
        self.hosts
            .iter()
            .any(|listed| *listed == format!("{host}:{port}") || (default_port && listed == host))
    }

    fn admit(&self, host: &str, address: IpAddr) -> Result<(), Refused> {
        let why = match reach(address) {
            Reach::Public => return Ok(()),
            Reach::Private if self.allow_private => return Ok(()),
            Reach::Private => {
                "an address of a private network; set allow_private_networks = true if that is meant"
            }
            Reach::Forbidden => "which no outside system can have",
        };
        Err(Refused {
            host: host.to_owned(),
            address,
            why,
        })
    }
}

/// Resolves names and judges what comes back, on every connection: the address that is judged is
/// the address that is called, so a name that changes between the two gains nothing.
pub(super) struct GuardedResolver(pub(super) Arc<Allowed>);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.0);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<_> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            // The proxy is the administrator's choice and normally stands in the intranet.
            if allowed.proxy_host.as_deref() != Some(host.as_str()) {
                for socket in &found {
                    allowed.admit(&host, socket.ip())?;
                }
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(base: &str, settings: &ChannelSettings) -> Result<Allowed, Failure> {
        Allowed::new("trading_centre", base, settings)
    }

    #[test]
    fn inner_addresses_need_permission_and_metadata_never_gets_it() {
        let strict = ChannelSettings::default();
        let intranet = ChannelSettings {
            allow_private: true,
            ..ChannelSettings::default()
        };
        assert!(allowed("https://ggzy.example.gov.cn/api", &strict).is_ok());
        assert!(allowed("http://ggzy.example.gov.cn/api", &strict).is_err());
        for inner in [
            "https://127.0.0.1",
            "https://10.0.0.8/",
            "https://2130706433/",
            "https://[::1]",
        ] {
            assert!(allowed(inner, &strict).is_err(), "{inner}");
            assert!(allowed(inner, &intranet).is_ok(), "{inner}");
        }
        for never in [
            "http://169.254.169.254/latest",
            "https://[fd00:ec2::254]",
            "file:///etc/passwd",
        ] {
            assert!(allowed(never, &intranet).is_err(), "{never}");
        }
        let error = allowed("https://hub:pw@host.example/", &strict).unwrap_err();
        assert!(!error.to_string().contains("pw@"), "{error}");
    }

    #[test]
    fn a_request_stays_with_the_configured_host() {
        let settings = ChannelSettings {
            allow_hosts: vec!["files.example.gov.cn".into()],
            ..ChannelSettings::default()
        };
        let origin = allowed("https://api.example.gov.cn/tzxm", &settings).unwrap();
        let url = origin.locate("x", "/v1/projects").unwrap();
        assert_eq!(url.as_str(), "https://api.example.gov.cn/tzxm/v1/projects");
        assert!(origin.locate("x", "https://files.example.gov.cn/a").is_ok());
        for elsewhere in [
            "https://evil.example/",
            "https://api.example.gov.cn:8443/",
            "https://files.example.gov.cn:444/",
            "https://api.example.gov.cn@evil.example/",
        ] {
            assert!(origin.locate("x", elsewhere).is_err(), "{elsewhere}");
        }
    }
}
