use std::{fs, sync::Arc};

use serde_json::json;
use shuniu_connectors::{
    Failure, ManualClock, Secret,
    contract::{Connector, System},
    egress::ChannelSettings,
    trading_centre::{LAYOUT, TradingCentre, TradingCentreConfig},
    transport::{drop::DropConfig, exchange::ExchangeConfig},
};

use super::rig::{Rig, Settings, Way};
use crate::rig::{Subject, http, now};

fn refused(settings: &Settings, system: &System) -> String {
    let clock = Arc::new(ManualClock::new(now()));
    match settings.open(system, clock) {
        Err(Failure::Config { message }) => message,
        other => panic!("{:?}", other.map(|connector| connector.system())),
    }
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let drop = Some(DropConfig::new("in"));
    let exchange = Some(ExchangeConfig::new("sqlite://x"));
    let one = |settings: Settings| refused(&settings, &System::TRADING_CENTRE);
    let both = Settings {
        drop: drop.clone(),
        exchange: exchange.clone(),
        ..Settings::default()
    };
    assert!(one(both).contains("both `drop` and `exchange` are set"));
    let layout = Settings {
        layout_file: Some("layout.toml".into()),
        ..Settings::default()
    };
    assert!(one(layout).contains("`layout_file` is set, which only"));
    let nowhere = Settings {
        drop: Some(DropConfig::default()),
        ..Settings::default()
    };
    assert!(one(nowhere).contains("`drop.folder` is not set"));
    let beside = TradingCentreConfig {
        drop,
        ..TradingCentreConfig::new("https://trading.example.gov.cn")
    };
    let failure = TradingCentre::new(&beside, Arc::new(ManualClock::new(now()))).unwrap_err();
    assert!(
        failure.to_string().contains("`base_url` is set beside"),
        "{failure}"
    );
    let unnamed = refused(&Settings::default(), &System::MUNICIPAL_PROJECTS);
    assert!(unnamed.contains("`client_id` is not set"), "{unnamed}");
    for (change, told) in [
        (("tables", "tendres", "t"), "did you mean `tenders`?"),
        (("tables", "tenders", "t;drop"), "letters of ASCII"),
        (("url", "", "mysql://x"), "is neither postgres://"),
        (("url", "", "sqlite://"), "sqlite://PATH"),
    ] {
        let mut settings = exchange.clone().unwrap();
        match change {
            ("url", _, url) => url.clone_into(&mut settings.url),
            (_, key, name) => drop_in(&mut settings, key, name),
        }
        let settings = Settings {
            exchange: Some(settings),
            ..Settings::default()
        };
        let said = one(settings);
        assert!(said.contains(told), "{told}\n{said}");
    }
}

fn drop_in(settings: &mut ExchangeConfig, key: &str, name: &str) {
    settings.tables.insert(key.into(), name.into());
}

#[test]
fn a_password_in_an_address_is_refused_and_shown_nowhere() {
    const CANARY: &str = "canary-7f21";
    for url in [
        format!("postgres://hub:{CANARY}@db/exchange"),
        format!("postgres://hub@db/exchange?password={CANARY}"),
        format!("postgres://hub:{CANARY}@db:notaport/exchange"),
    ] {
        let config = ExchangeConfig::new(url);
        let shown = format!("{config:?} {}", json!(config));
        let settings = Settings {
            exchange: Some(config),
            ..Settings::default()
        };
        let said = refused(&settings, &System::TRADING_CENTRE);
        assert!(said.contains("`exchange.url`"), "{said}");
        assert!(!said.contains(CANARY), "{said}");
        // Of an address with `?password=` the whole is refused; what shows is never the login.
        assert!(!shown.contains(&format!(":{CANARY}@")), "{shown}");
    }
}

#[tokio::test]
async fn a_password_shows_in_no_error_and_no_debug_text() {
    const CANARY: &str = "canary-7f21";
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("password");
    fs::write(&file, format!("{CANARY}\n")).unwrap();
    for password_file in [true, false] {
        let config = ExchangeConfig {
            password: (!password_file).then(|| Secret::new(CANARY)),
            password_file: password_file.then(|| file.clone()),
            // Nobody listens there.
            ..ExchangeConfig::new("postgres://hub@127.0.0.1:1/exchange")
        };
        let config = TradingCentreConfig {
            exchange: Some(config),
            http: ChannelSettings {
                connect_timeout_ms: 50,
                attempts: 1,
                ..http()
            },
            ..TradingCentreConfig::new("")
        };
        let centre = TradingCentre::new(&config, Arc::new(ManualClock::new(now()))).unwrap();
        let failure = centre.check().await.unwrap_err();
        assert!(failure.is_transient(), "{failure}");
        assert!(
            failure.to_string().contains("cannot be reached"),
            "{failure}"
        );
        let seen = format!(
            "{failure} {failure:?} {} {config:?} {centre:?} {} {:?}",
            json!(failure),
            json!(config),
            centre.breaker().state()
        );
        assert!(!seen.contains(CANARY), "the password shows: {seen}");
    }
}

#[tokio::test]
async fn an_agency_has_a_layout_of_its_own() {
    let on = Subject::first(&System::TRADING_CENTRE);
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("layout.toml");
    // It delivers tenders alone, and calls them otherwise.
    let begin = LAYOUT.find("[streams.awards]").unwrap();
    let own = LAYOUT[..begin]
        .replace("tenders_full_*", "zbgg_q_*")
        .replace("\"tenders_*\"", "\"zbgg_*\"");
    fs::write(
        &file,
        own.replace("heading = \"公告编号\"", "heading = \"公告号\""),
    )
    .unwrap();
    let rig = Rig::with(&on, Way::Files, |settings| {
        settings.layout_file = Some(file.clone());
    })
    .await;
    assert_eq!(rig.connector.streams(), std::slice::from_ref(&on.stream));
    let bytes = rig.sheet(
        &on.records(3),
        shuniu_connectors::transport::sandbox::Format::Csv,
        &[],
    );
    let text = String::from_utf8(bytes)
        .unwrap()
        .replacen("公告编号", "公告号", 1);
    rig.lay("zbgg_20260630.csv", text.as_bytes());
    assert_eq!(rig.run(None).await.0.len(), 3);
    fs::write(
        &file,
        LAYOUT.replacen("heading = \"公告编号\"", "haeding = \"x\"", 1),
    )
    .unwrap();
    let settings = Settings {
        drop: Some(DropConfig::new("in")),
        layout_file: Some(file.clone()),
        ..Settings::default()
    };
    let said = refused(&settings, &on.system);
    assert!(
        said.contains("layout.toml, line ") && said.contains("did you mean `heading`?"),
        "{said}"
    );
}
