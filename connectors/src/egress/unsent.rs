//! Why a request brought no answer: which of certificate, proxy, name or address it was, and what
//! mends it.

use std::{error::Error, io};

use chrono::{DateTime, Utc};
use rustls::{CertificateError, Error as TlsError, pki_types::UnixTime};
use url::Url;

use super::{
    channel::{Reached, Undelivered},
    origin::Refused,
    settings::ChannelSettings,
};
use crate::Failure;

/// What a tunnel through a proxy calls its failures; their type is not to be had.
const TUNNEL: &str = "tunnel error: ";

/// What a request was, for whoever has to mend it.
pub(super) struct Asked<'a> {
    /// System, method and path.
    pub(super) what: &'a str,
    pub(super) url: &'a Url,
    pub(super) settings: &'a ChannelSettings,
}

impl Asked<'_> {
    /// Classes the failure of a request of which no answer began.
    pub(super) fn failed(&self, error: &reqwest::Error) -> Undelivered {
        let reached = if error.is_connect() {
            Reached::Nowhere
        } else {
            Reached::Inside
        };
        let links = links(error);
        let refused = links.iter().find_map(|link| link.downcast_ref::<Refused>());
        if let Some(refused) = refused {
            return Undelivered::before(self.config(&refused.to_string()));
        }
        let tls = links
            .iter()
            .find_map(|link| link.downcast_ref::<TlsError>());
        let failure = match tls {
            Some(tls) => self.tls(tls),
            None => self.carried(error, &links),
        };
        Undelivered { failure, reached }
    }

    fn config(&self, told: &str) -> Failure {
        Failure::config(format!("{}: {told}", self.what))
    }

    fn transient(&self, told: &str) -> Failure {
        Failure::transient(format!("{}: {told}", self.what))
    }

    /// The connection, which a proxy may stand in the way of.
    fn carried(&self, error: &reqwest::Error, links: &[&(dyn Error + 'static)]) -> Failure {
        let cause = cause(error);
        let at = address(self.url);
        let tunnel = links.iter().map(ToString::to_string);
        let tunnel = tunnel
            .filter_map(|text| text.strip_prefix(TUNNEL).map(str::to_owned))
            .next();
        let proxy = self.settings.proxy.as_deref().map(host_of);
        let seconds = |millis: u64| format!("{} s", millis.div_ceil(1_000));
        match (proxy, tunnel.as_deref()) {
            (Some(proxy), Some("proxy authorization required")) => self.config(&asks_who(&proxy)),
            (Some(proxy), Some("unsuccessful")) => self.transient(&format!(
                "the proxy {proxy} does not connect us to {at}: it does not allow that, or cannot \
                 reach it; have it allowed there, or take `proxy` out where the way is direct"
            )),
            (Some(proxy), _) if error.is_connect() && error.is_timeout() => {
                self.transient(&format!(
                    "no connection to {at} by the proxy {proxy} in {}; see that `proxy` is its \
                     address and that it may reach {at} (`connect_timeout_ms` says how long is waited)",
                    seconds(self.settings.connect_timeout_ms)
                ))
            }
            (Some(proxy), _) if error.is_connect() => self.transient(&format!(
                "cannot connect to the proxy {proxy}: {cause}; see that `proxy` is its address and \
                 that it runs (base_url was not tried)"
            )),
            (None, _) if error.is_dns() => self.transient(&format!(
                "cannot connect to {at}: its name leads nowhere ({cause}); see that base_url names \
                 the right host and that this machine asks a DNS that knows it"
            )),
            (None, _) if error.is_connect() && error.is_timeout() => self.transient(&format!(
                "cannot connect to {at} in {}; see that base_url is its address, that a firewall \
                 lets us through and whether a `proxy` is needed (`connect_timeout_ms` says how \
                 long is waited)",
                seconds(self.settings.connect_timeout_ms)
            )),
            (None, _) if error.is_connect() => self.transient(&format!(
                "cannot connect to {at}: {cause}; see that base_url is its address and that it runs"
            )),
            _ if error.is_timeout() => self.transient(&format!("no answer in time: {cause}")),
            _ => self.transient(&format!("the connection broke: {cause}")),
        }
    }

    fn tls(&self, error: &TlsError) -> Failure {
        let at = address(self.url);
        match error {
            TlsError::InvalidCertificate(error) => self.certificate(&at, error),
            TlsError::InvalidMessage(_) => self.config(&format!(
                "{at} answers something else than TLS; see that base_url has the port of https, or \
                 begins with http:// where the platform has no TLS"
            )),
            TlsError::AlertReceived(_) | TlsError::PeerIncompatible(_) => self.config(&format!(
                "{at} and the hub agree on no TLS ({error}); it must take TLS 1.2 or 1.3 without a \
                 certificate of ours; where it speaks another one (国密 TLCP), put a gateway between"
            )),
            other => self.transient(&format!("TLS with {at} failed: {other}")),
        }
    }

    fn certificate(&self, at: &str, error: &CertificateError) -> Failure {
        let host = self.url.host_str().unwrap_or_default();
        let clock = |word: &str| {
            format!(
                "have the platform renew it; where it has not {word}, set this machine's clock right"
            )
        };
        let (wrong, mend) = match error {
            CertificateError::UnknownIssuer => ("comes from an authority that is not trusted here".to_owned(), self.trust()),
            CertificateError::Expired => ("has expired".to_owned(), clock("expired")),
            CertificateError::ExpiredContext { time, not_after } => (
                format!("expired at {}, and now it is {}", shown(*not_after), shown(*time)),
                clock("expired"),
            ),
            CertificateError::NotValidYet => ("is not valid yet".to_owned(), clock("begun")),
            CertificateError::NotValidYetContext { time, not_before } => (
                format!("is valid from {}, and now it is {}", shown(*not_before), shown(*time)),
                "set this machine's clock right, or have the platform's authority issue it anew".to_owned(),
            ),
            CertificateError::NotValidForName => (
                format!("is not for {host}"),
                "set base_url to a name that it bears, or have one issued for this name".to_owned(),
            ),
            CertificateError::NotValidForNameContext { presented, .. } => (
                format!("is not for {host} but for {}", names(presented)),
                "set base_url to a name that it bears (as the platform's operators, or DNS and hosts of \
                 this machine, make it known), or have one issued for this name"
                    .to_owned(),
            ),
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => (
                "is one of an authority and signed itself".to_owned(),
                "have the platform take one for servers, issued by an authority that ca_file may name"
                    .to_owned(),
            ),
            CertificateError::Revoked => (
                "was revoked".to_owned(),
                "have the platform renew it".to_owned(),
            ),
            other => (
                format!("cannot be accepted ({other})"),
                "have the platform renew it".to_owned(),
            ),
        };
        self.config(&format!("the certificate of {at} {wrong}; {mend}"))
    }

    fn trust(&self) -> String {
        let mut mend = match &self.settings.ca_file {
            None => "set `ca_file` to a PEM file with the certificate of that authority, as the \
                     platform's operators hand it out"
                .to_owned(),
            Some(file) => format!(
                "`ca_file` {} does not hold it: add the certificate of that authority, as the \
                 platform's operators hand it out, and those between, where the platform does not \
                 send them",
                file.display()
            ),
        };
        if let Some(proxy) = self.settings.proxy.as_deref().map(host_of) {
            mend += &format!(" (the proxy {proxy}, if it opens TLS, has an authority of its own)");
        }
        mend
    }
}

/// Said of a proxy that wants to know who calls.
pub(super) fn asks_who(proxy: &str) -> String {
    format!(
        "the proxy {proxy} asks who we are (status 407); write user and password into `proxy`, as \
         http://USER:PASSWORD@{proxy}"
    )
}

/// Host and port of a proxy, without a password that its address may hold.
pub(super) fn host_of(proxy: &str) -> String {
    Url::parse(proxy).map_or_else(|_| "that is set".to_owned(), |url| address(&url))
}

/// Host and port, without what may be secret in a path or query.
fn address(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The error with all that caused it. What an I/O error was made of is no source of it.
fn links<'e>(error: &'e (dyn Error + 'static)) -> Vec<&'e (dyn Error + 'static)> {
    let mut links = Vec::new();
    let mut next = Some(error);
    while let Some(link) = next {
        links.push(link);
        let within = link.downcast_ref::<io::Error>();
        next = match within.and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => link.source(),
        };
    }
    links
}

/// The innermost cause, which names the trouble without the address and its query.
pub(super) fn cause(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

fn shown(time: UnixTime) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    let time = DateTime::<Utc>::from_timestamp(seconds, 0);
    time.map_or_else(
        || "another age".to_owned(),
        |time| time.format("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

/// The names of a certificate, which come as `DnsName("…")`.
fn names(presented: &[String]) -> String {
    let bare = |text: &String| {
        let begin = text.find(['(', '"']).map_or(0, |at| at + 1);
        text[begin..].trim_matches(['(', ')', '"']).to_owned()
    };
    match presented {
        [] => "no name at all".to_owned(),
        names => names.iter().map(bare).collect::<Vec<_>>().join(", "),
    }
}
