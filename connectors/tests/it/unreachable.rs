//! What is said where no answer comes: which of certificate, proxy, path or address it was, and
//! which setting mends it. Servers are real ones on loopback.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    sync::Arc,
    thread,
};

use rustls::{
    ServerConfig, ServerConnection, Stream,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use shuniu_connectors::{
    Failure, ManualClock,
    asset_cloud::AssetCloud,
    contract::{Connector, System},
    data_sharing::DataSharing,
    egress::{Channel, ChannelSettings, Reached, Request, Undelivered},
    investment_approval::InvestmentApproval,
    municipal_projects::MunicipalProjects,
    trading_centre::TradingCentre,
};

use crate::rig::{
    Rig, approval_config, asset_config, http, municipal_config, now, sharing_config,
    trading_config, wrong_with,
};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

fn certificate(name: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/certificates");
    PathBuf::from(folder).join(format!("{name}.pem"))
}

/// Serves each connection by `serve` on a free port of loopback, until the process ends.
fn listen(serve: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            serve(stream);
        }
    });
    port
}

/// A server with one of the certificates.
fn tls(name: &str) -> u16 {
    let certificate = CertificateDer::from_pem_file(certificate(name)).unwrap();
    let key = PrivateKeyDer::from_pem_file(self::certificate("server-key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    listen(move |mut stream| {
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut tls = Stream::new(&mut connection, &mut stream);
        // Whoever does not trust us breaks off here.
        if tls.read(&mut [0; 4_096]).is_ok() && tls.write_all(ANSWER).is_ok() {
            let _sent = tls.flush();
        }
    })
}

/// A proxy that gives every request one answer.
fn proxy(answer: &'static str) -> u16 {
    listen(move |mut stream| {
        let read = stream.read(&mut [0; 4_096]);
        if read.is_ok_and(|bytes| bytes > 0) {
            let _sent = stream.write_all(answer.as_bytes());
        }
    })
}

/// A port that nobody listens on.
fn nobody() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn trusting() -> ChannelSettings {
    ChannelSettings {
        ca_file: Some(certificate("authority")),
        attempts: 1,
        ..http()
    }
}

fn by_proxy(port: u16) -> ChannelSettings {
    ChannelSettings {
        proxy: Some(format!("http://hub:hunter2@127.0.0.1:{port}")),
        ..trusting()
    }
}

async fn call(url: &str, settings: ChannelSettings) -> Result<(), Undelivered> {
    let clock = Arc::new(ManualClock::new(now()));
    let channel = Channel::new("probe", url, settings, clock).unwrap();
    channel.send_once(&Request::get("v1/list")).await.map(drop)
}

/// What is said of a call that must fail, with its class and all of `parts`.
async fn told(url: &str, settings: ChannelSettings, class: &str, parts: &[&str]) {
    let undelivered = call(url, settings).await.unwrap_err();
    let said = undelivered.failure.to_string();
    assert_eq!(undelivered.failure.class(), class, "{said}");
    assert_eq!(undelivered.reached, Reached::Nowhere, "{said}");
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said:?}");
    }
    assert!(!said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn a_certificate_that_is_not_accepted_is_told_with_what_mends_it() {
    let good = tls("server");
    let url = |host: &str, port: u16| format!("https://{host}:{port}/api");
    assert_eq!(call(&url("127.0.0.1", good), trusting()).await, Ok(()));
    let strangers = ChannelSettings {
        ca_file: None,
        ..trusting()
    };
    let at = format!("the certificate of 127.0.0.1:{good} comes from an authority that is not");
    let parts = [at.as_str(), "set `ca_file` to a PEM file"];
    told(&url("127.0.0.1", good), strangers, "config", &parts).await;
    let other = ChannelSettings {
        ca_file: Some(certificate("expired")),
        ..trusting()
    };
    let parts = ["expired.pem does not hold it: add the certificate of that authority"];
    told(&url("127.0.0.1", good), other, "config", &parts).await;
    let late = [
        "expired at 2020-01-01 00:00 UTC, and now it is",
        "clock right",
    ];
    let expired = tls("expired");
    told(&url("127.0.0.1", expired), trusting(), "config", &late).await;
    let elsewhere = tls("elsewhere");
    let parts =
        ["is not for localhost but for ggzy.example.gov.cn; set base_url to a name that it bears"];
    told(&url("localhost", elsewhere), trusting(), "config", &parts).await;
}

#[tokio::test]
async fn what_is_no_tls_and_what_is_no_address_is_told_as_such() {
    let plain = proxy("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    let url = format!("https://127.0.0.1:{plain}/");
    let parts = ["answers something else than TLS", "http:// where"];
    told(&url, trusting(), "config", &parts).await;
    let nobody = format!("http://127.0.0.1:{}/", nobody());
    let parts = [
        "cannot connect to 127.0.0.1:",
        "see that base_url is its address",
    ];
    told(&nobody, trusting(), "transient", &parts).await;
    let parts = [
        "its name leads nowhere",
        "see that base_url names the right host",
    ];
    told("http://nowhere.invalid/", trusting(), "transient", &parts).await;
}

#[tokio::test]
async fn a_proxy_in_the_way_is_named_and_its_password_is_not() {
    let (platform, absent) = (tls("server"), nobody());
    let https = format!("https://127.0.0.1:{platform}/");
    let plain = format!("http://127.0.0.1:{platform}/");
    let named = format!("cannot connect to the proxy 127.0.0.1:{absent}: ");
    let parts = [named.as_str(), "see that `proxy` is its address"];
    told(&https, by_proxy(absent), "transient", &parts).await;
    told(&plain, by_proxy(absent), "transient", &parts).await;
    let forbids = proxy("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    let named =
        format!("the proxy 127.0.0.1:{forbids} does not connect us to 127.0.0.1:{platform}");
    told(
        &https,
        by_proxy(forbids),
        "transient",
        &[&named, "have it allowed"],
    )
    .await;
    let asks = proxy(
        "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n",
    );
    let named = format!("the proxy 127.0.0.1:{asks} asks who we are (status 407); write user");
    told(&https, by_proxy(asks), "config", &[&named]).await;
    let undelivered = call(&plain, by_proxy(asks)).await.unwrap_err();
    assert!(undelivered.failure.to_string().contains(&named));
    assert_eq!(undelivered.failure.class(), "config");
    let gateway = proxy("HTTP/1.1 504 Gateway Timeout\r\ncontent-length: 0\r\n\r\n");
    let undelivered = call(&plain, by_proxy(gateway)).await.unwrap_err();
    let named = format!("status 504, by the platform or by the proxy 127.0.0.1:{gateway}");
    assert!(
        undelivered.failure.to_string().contains(&named),
        "{undelivered:?}"
    );
}

/// What the check of a connector says of a wrong path or address.
async fn checked(connector: impl Connector, parts: &[&str]) {
    let failure = wrong_with(&connector).await;
    let said = failure.to_string();
    assert!(matches!(failure, Failure::Config { .. }), "{said}");
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said:?}");
    }
}

#[tokio::test]
async fn a_wrong_path_of_any_stream_is_told_with_both_its_parts() {
    let rig = Rig::start(&System::TRADING_CENTRE, vec![]).await;
    let url = rig.sandbox.url();
    let clock = || rig.clock.clone();
    for stream in ["tenders", "awards", "contracts"] {
        let mut config = trading_config(url);
        let wrong = "v1/notice/other".to_owned();
        match stream {
            "tenders" => config.paths.tenders = wrong,
            "awards" => config.paths.awards = wrong,
            _ => config.paths.contracts = wrong,
        }
        let what = format!("trading_centre: check of {stream}: status 404 ");
        let at = format!("there is nothing at {url}/v1/notice/other; it is base_url ({url}/) and");
        let parts = [what.as_str(), &at, "a path (v1/notice/other) that `paths`"];
        checked(TradingCentre::new(&config, clock()).unwrap(), &parts).await;
    }
    let config = trading_config(&format!("{url}/api"));
    let at = format!("nothing at {url}/api/meta; it is base_url ({url}/api/) and a path (meta)");
    checked(TradingCentre::new(&config, clock()).unwrap(), &[&at]).await;
}

/// A system that was given up is tried again by a check that asks for no list but where nothing else
/// asks for credentials: what is wrong with one stream keeps no other from being read.
async fn probed<C: Connector>(connector: C) -> C {
    connector.check().await.unwrap();
    connector
}

#[tokio::test]
async fn each_system_notices_a_wrong_path_when_it_is_checked() {
    let wrong = || "v9/nothing".to_owned();
    let parts = [
        "status 404",
        "/v9/nothing; it is base_url (",
        "a path (v9/nothing)",
    ];
    let rig = Rig::start(&System::INVESTMENT_APPROVAL, vec![]).await;
    let mut config = approval_config(rig.sandbox.url());
    config.paths.projects = wrong();
    let connector = InvestmentApproval::new(&config, rig.clock.clone());
    checked(probed(connector.unwrap()).await, &parts).await;
    let rig = Rig::start(&System::MUNICIPAL_PROJECTS, vec![]).await;
    let mut config = municipal_config(rig.sandbox.url());
    config.paths.allocations = wrong();
    let connector = MunicipalProjects::new(&config, rig.clock.clone());
    checked(probed(connector.unwrap()).await, &parts).await;
    let rig = Rig::start(&System::ASSET_CLOUD, vec![]).await;
    let mut config = asset_config(rig.sandbox.url());
    config.paths.changes = wrong();
    let connector = AssetCloud::new(&config, rig.clock.clone());
    checked(probed(connector.unwrap()).await, &parts).await;
    let rig = Rig::start(&System::DATA_SHARING, vec![]).await;
    let mut config = sharing_config(rig.sandbox.url());
    config.paths.deliveries = wrong();
    let connector = DataSharing::new(&config, rig.clock.clone());
    checked(probed(connector.unwrap()).await, &parts).await;
}
