use std::{
    io,
    sync::{Arc, Mutex},
};

use serde_json::json;
use shuniu_connectors::{
    ManualClock, Secret,
    asset_cloud::{self, AssetCloud, AssetCloudConfig},
    contract::{Connector, Stream, System},
    data_sharing::{self, DataSharing, DataSharingConfig},
    investment_approval::{
        InvestmentApproval, InvestmentApprovalConfig,
        sandbox::{Credentials, start},
    },
    municipal_projects::{self, MunicipalProjects, MunicipalProjectsConfig},
};
use tracing_subscriber::fmt::MakeWriter;

use crate::rig::{
    Rig, approval_config, asset_config, loopback, municipal_config, now, options, records,
    sharing_config,
};

const CANARY: &str = "canary-5d1c9e";

/// Collects everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The secret that a sandbox derives from its key first.
fn first_working() -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(format!("{CANARY}/1")))
}

/// Catches everything that is logged until the guard goes.
fn listen() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

#[tokio::test]
async fn neither_key_nor_working_secret_shows_anywhere() {
    let (log, guard) = listen();
    let system = System::INVESTMENT_APPROVAL;
    let rig = Rig::start(&system, vec![]).await;
    let credentials = Credentials {
        app_key: Secret::new(CANARY),
        ..Credentials::default()
    };
    let stream = rig.stream.clone();
    let seeded = options(&stream, records(&system, 5), &rig.clock);
    let sandbox = start(loopback(), seeded, credentials.clone())
        .await
        .unwrap();
    let config = InvestmentApprovalConfig {
        app_key: Some(Secret::new(CANARY)),
        ..approval_config(sandbox.url())
    };
    let connector = InvestmentApproval::new(&config, rig.clock.clone()).unwrap();
    let mut seen = String::new();
    connector.check().await.unwrap();
    connector.pull(&stream, None).await.unwrap();

    // A sandbox with another key refuses us; its answer and our error are looked at too.
    let stranger = InvestmentApprovalConfig {
        base_url: rig.sandbox.url().to_owned(),
        ..config.clone()
    };
    let refused = InvestmentApproval::new(&stranger, rig.clock.clone()).unwrap();
    let failure = refused.check().await.unwrap_err();
    seen += &format!("{failure} {failure:?} {}", json!(failure));
    seen += &format!("{config:?} {connector:?} {credentials:?} {}", json!(config));
    seen += &format!("{:?}", connector.breaker().state());
    drop(guard);
    seen += &String::from_utf8_lossy(&log.0.lock().unwrap());

    assert!(
        seen.contains("investment_approval"),
        "the log was really caught"
    );
    assert!(!seen.contains(CANARY), "the app key shows");
    assert!(!seen.contains(&first_working()), "the working secret shows");
}

#[tokio::test]
async fn neither_client_secret_nor_token_shows_anywhere() {
    let (log, guard) = listen();
    let system = System::MUNICIPAL_PROJECTS;
    let rig = Rig::start(&system, vec![]).await;
    let credentials = municipal_projects::sandbox::Credentials {
        client_secret: Secret::new(CANARY),
        ..municipal_projects::sandbox::Credentials::default()
    };
    let seeded = options(&rig.stream, records(&system, 5), &rig.clock);
    let sandbox = municipal_projects::sandbox::start(loopback(), seeded, credentials.clone())
        .await
        .unwrap();
    let config = MunicipalProjectsConfig {
        client_secret: Some(Secret::new(CANARY)),
        ..municipal_config(sandbox.url())
    };
    let connector = MunicipalProjects::new(&config, rig.clock.clone()).unwrap();
    let mut seen = String::new();
    connector.check().await.unwrap();
    connector.pull(&rig.stream, None).await.unwrap();
    let outbound = connector.outbound().unwrap();
    seen += &format!("{:?}", outbound.ask("k1").await);

    // A sandbox with another secret refuses us, and what comes is no token.
    let stranger = MunicipalProjectsConfig {
        base_url: rig.sandbox.url().to_owned(),
        ..config.clone()
    };
    let refused = MunicipalProjects::new(&stranger, rig.clock.clone()).unwrap();
    for faults in [json!({}), json!({ "malformed": "html" })] {
        rig.faults(faults).await;
        let failure = refused.pull(&rig.stream, None).await.unwrap_err();
        seen += &format!("{failure} {failure:?} {}", json!(failure));
    }
    seen += &format!("{config:?} {connector:?} {credentials:?} {}", json!(config));
    seen += &format!("{:?}", connector.breaker().state());
    drop(guard);
    seen += &String::from_utf8_lossy(&log.0.lock().unwrap());

    use base64::{Engine, engine::general_purpose::STANDARD};
    let basic = STANDARD.encode(format!("shuniu:{CANARY}"));
    assert!(
        seen.contains("municipal_projects"),
        "the log was really caught"
    );
    for (secret, name) in [
        (CANARY, "the client secret"),
        (&first_working(), "the token"),
        (&basic, "what fetches the token"),
    ] {
        assert!(!seen.contains(secret), "{name} shows");
    }
}

#[tokio::test]
async fn a_token_in_an_answer_that_is_none_does_not_show() {
    let (log, guard) = listen();
    let grant = || async {
        // The token stands where a number should: a parser would quote it.
        axum::Json(json!({ "access_token": CANARY, "token_type": "Bearer", "expires_in": CANARY }))
    };
    let router = axum::Router::new().route("/oauth/token", axum::routing::post(grant));
    let listener = tokio::net::TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let clock = Arc::new(ManualClock::new(now()));
    let connector = MunicipalProjects::new(&municipal_config(&url), clock).unwrap();
    let failure = connector.pull(&Stream::REVIEWS, None).await.unwrap_err();
    assert_eq!(failure.class(), "remote");
    let mut seen = format!("{failure} {failure:?} {}", json!(failure));
    drop(guard);
    seen += &String::from_utf8_lossy(&log.0.lock().unwrap());
    assert!(
        seen.contains("oauth/token"),
        "the failure names the request"
    );
    assert!(!seen.contains(CANARY), "the token shows");
}

#[tokio::test]
async fn neither_of_the_asset_clouds_keys_shows_anywhere() {
    let (log, guard) = listen();
    let system = System::ASSET_CLOUD;
    let rig = Rig::start(&system, vec![]).await;
    let private = "5d1c9e".repeat(11)[..64].to_owned();
    let cipher = "ca7a1e".repeat(6)[..32].to_owned();
    let credentials = asset_cloud::sandbox::Credentials {
        cipher_key: Secret::new(cipher.as_str()),
        ..asset_cloud::sandbox::Credentials::of(&Secret::new(private.as_str())).unwrap()
    };
    let seeded = options(&rig.stream, records(&system, 5), &rig.clock);
    let sandbox = asset_cloud::sandbox::start(loopback(), seeded, credentials.clone())
        .await
        .unwrap();
    let config = AssetCloudConfig {
        private_key: Some(Secret::new(private.as_str())),
        cipher_key: Some(Secret::new(cipher.as_str())),
        ..asset_config(sandbox.url())
    };
    let connector = AssetCloud::new(&config, rig.clock.clone()).unwrap();
    connector.check().await.unwrap();
    connector.pull(&rig.stream, None).await.unwrap();

    let mut seen = String::new();
    // Strangers to the default sandbox, by either key.
    for stranger in [
        AssetCloudConfig {
            base_url: rig.sandbox.url().to_owned(),
            ..config.clone()
        },
        AssetCloudConfig {
            cipher_key: Some(Secret::new(cipher.as_str())),
            ..asset_config(rig.sandbox.url())
        },
    ] {
        let refused = AssetCloud::new(&stranger, rig.clock.clone()).unwrap();
        let failure = refused.check().await.unwrap_err();
        seen += &format!("{failure} {failure:?} {} {refused:?}", json!(failure));
    }
    // Keys cut short.
    for short in [
        AssetCloudConfig {
            private_key: Some(Secret::new(&private[..60])),
            ..config.clone()
        },
        AssetCloudConfig {
            cipher_key: Some(Secret::new(&cipher[..30])),
            ..config.clone()
        },
    ] {
        let failure = AssetCloud::new(&short, rig.clock.clone()).unwrap_err();
        seen += &format!("{failure} {failure:?}");
    }
    seen += &format!("{config:?} {connector:?} {credentials:?} {}", json!(config));
    seen += &format!("{:?} {}", connector.breaker().state(), rig.state().await);
    seen += &json!(rig.journal().await).to_string();
    drop(guard);
    seen += &String::from_utf8_lossy(&log.0.lock().unwrap());
    assert!(seen.contains("asset_cloud"), "the log was really caught");
    for (key, name) in [(&private, "private"), (&cipher, "cipher")] {
        assert!(!seen.contains(&key[..24]), "the {name} key shows");
    }
}

#[tokio::test]
async fn the_gateways_token_shows_nowhere() {
    let (log, guard) = listen();
    let system = System::DATA_SHARING;
    let rig = Rig::start(&system, vec![]).await;
    let credentials = data_sharing::sandbox::Credentials {
        token: Secret::new(CANARY),
        ..data_sharing::sandbox::Credentials::default()
    };
    let seeded = options(&rig.stream, records(&system, 5), &rig.clock);
    let sandbox = data_sharing::sandbox::start(loopback(), seeded, credentials.clone())
        .await
        .unwrap();
    let config = DataSharingConfig {
        token: Some(Secret::new(CANARY)),
        ..sharing_config(sandbox.url())
    };
    let connector = DataSharing::new(&config, rig.clock.clone()).unwrap();
    connector.check().await.unwrap();
    connector.pull(&rig.stream, None).await.unwrap();

    // The default sandbox knows another token; its answer and our error are looked at too.
    let stranger = DataSharingConfig {
        base_url: rig.sandbox.url().to_owned(),
        ..config.clone()
    };
    let refused = DataSharing::new(&stranger, rig.clock.clone()).unwrap();
    let failure = refused.check().await.unwrap_err();
    let mut seen = format!("{failure} {failure:?} {} {refused:?}", json!(failure));
    seen += &format!("{config:?} {connector:?} {credentials:?} {}", json!(config));
    seen += &format!("{:?} {}", connector.breaker().state(), rig.state().await);
    seen += &json!(rig.journal().await).to_string();
    drop(guard);
    seen += &String::from_utf8_lossy(&log.0.lock().unwrap());
    assert!(seen.contains("data_sharing"), "the log was really caught");
    assert!(!seen.contains(CANARY), "the token shows");
}
