use serde_json::{Value, json};
use shuniu_api::config::SystemKind;
use shuniu_connectors::sandbox::access;
use shuniu_tests::{TestDb, canonical};

use crate::conformance::exempt::{NO_SECRETS, is_open};
use crate::conformance::kit::{Kit, Outcome};
use crate::conformance::scene::{Scene, read};
use crate::conformance::subject::{Transport, open};
use crate::conformance::told;
use crate::log::Log;

/// The password of an exchange database.
const PASSWORD: &str = "canary-15-b41d7c";

/// 15: no secret shows in a log, an error, a state, a ledger, any row, or an answer.
pub(super) async fn holds(on: &Kit<'_>) -> Outcome {
    let by = on.subject.transport();
    if by == Transport::Files || (by == Transport::Interface && is_open(&on.system)) {
        let side = on.idle().await;
        let settings = side.settings().to_string();
        assert!(
            !settings.contains("_file"),
            "{on}: it names a secret: {settings}"
        );
        side.end().await;
        return Outcome::Exempt(NO_SECRETS);
    }
    // What is logged is caught by thread, so all of it happens on one.
    tokio::task::block_in_place(|| {
        std::thread::scope(|scope| {
            let alone = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread();
                let runtime = { runtime }.enable_all().build().unwrap();
                runtime.block_on(shows_nothing(on));
            });
            alone.join().unwrap();
        });
    });
    Outcome::Held
}

async fn shows_nothing(on: &Kit<'_>) {
    let log = Log::listen();
    let own = on.fresh().await;
    let scene = Scene::on(on, &own, &on.records).await;
    let files = tempfile::tempdir().unwrap();
    let (mut secrets, mut right, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    let mut named = |key: &'static str, text: &str| {
        // With another first sign it is a wrong one, which shows as little.
        let other = if text.starts_with('1') { "2" } else { "1" };
        for (kind, all, first) in [
            ("right", &mut right, &text[..1]),
            ("wrong", &mut wrong, other),
        ] {
            let file = files.path().join(format!("{kind}-{key}"));
            std::fs::write(&file, format!("{first}{}", &text[1..])).unwrap();
            all.push((key, json!(file)));
        }
        secrets.push(text[1..].to_owned());
    };
    if on.subject.transport() == Transport::Interface {
        for secret in access(&on.system).secrets {
            named(secret.key, secret.text.expose());
        }
    } else {
        named("exchange.password_file", PASSWORD);
    }
    let mut said = String::new();
    for further in [&right, &wrong] {
        said += &tried(&scene, further).await;
    }
    if on.subject.transport() == Transport::Interface {
        for faults in [
            json!({ "status": 500 }),
            json!({ "malformed": "html" }),
            json!({}),
        ] {
            scene.side.faults(faults).await;
            said += &tried(&scene, &right).await;
        }
    }
    scene.advance(chrono::TimeDelta::minutes(5));
    said += &tried(&scene, &right).await;
    said += &told::of_all(&scene).await;
    said += &rows(&own).await;
    scene.end().await;
    own.remove().await.unwrap();
    let logged = log.end();
    // Of rows nothing is logged as long as all is well.
    let tells = on.subject.transport() == Transport::Interface;
    let caught = !tells || logged.contains(on.system.as_str());
    assert!(caught, "{on}: the log was really caught");
    let failed = !tells || said.contains(r#""failure":""#);
    assert!(failed, "{on}: an answer tells of a failure");
    said += &logged;
    for secret in &secrets {
        let at = said.find(secret.as_str());
        let around = at.map(|at| said.get(at.saturating_sub(200)..at));
        assert_eq!(around, None, "{on}: a secret shows behind this");
    }
}

/// Everything that a connector with these settings says, well or not.
async fn tried(scene: &Scene<'_>, further: &[(&str, Value)]) -> String {
    let on = scene.kit;
    let opened = open(&on.system, scene.side.as_ref(), further);
    let connector = match opened {
        Ok(connector) => connector,
        Err(failure) => return format!("{failure} {failure:?}"),
    };
    let mut said = format!("{:?}", connector.check().await);
    // Attached, so that it is the one of which GraphQL tells.
    let source = scene.hub.attach(scene.place, connector.clone()).await;
    let source = source.unwrap();
    said += &format!("{:?}", read(&scene.hub, &source, false).await);
    said += &format!("{:?}", connector.breaker().state());
    said += &told::of_systems(scene).await;
    let mut settings = scene.side.settings();
    for (path, value) in further {
        crate::conformance::subject::set(&mut settings, path, value.clone());
    }
    let kind = SystemKind::of(on.system.as_str()).unwrap();
    said + &(kind.shown)(settings).unwrap().to_string()
}

async fn rows(db: &TestDb) -> String {
    let raw = db.raw().await.unwrap();
    let rows = canonical(&raw, &[]).await.unwrap().join("\n");
    raw.close().await.unwrap();
    rows
}
