//! The credential is in its one answer, and nowhere else.

use serde_json::Value;
use shuniu_hub::access::Role;
use shuniu_tests::{Engine, TestDb, canonical};

use super::scene::{OURS, Scene, creating, person, unit};
use crate::log::Log;

/// Everything that is asked of calendars, as one text.
async fn everything(scene: &Scene, calendar: &str) -> String {
    let admin = person("admin", Role::Admin);
    let asked = [
        "{ calendars(first: 100) { edges { cursor node { id name owner role body organization mine responsible
            provisions packs units { id } projects { id } state expiresOn createdAt lastReadOn revokedAt
            revokedBy jurisdiction { id } } } pageInfo { endCursor } } }"
            .to_owned(),
        format!(r#"{{ node(id: "{calendar}") {{ __typename ... on Calendar {{ name }} }} }}"#),
        "{ ledger(first: 100) { nodes { command entity change actor hash } } }".to_owned(),
    ];
    let mut told = Vec::new();
    for query in asked {
        told.push(scene.ask(&admin, &query).await.to_string());
    }
    let token = scene.served.token(&admin).unwrap();
    let follow = r#"subscription { ledgerEntries(after: "e30") { command change } }"#;
    let followed = scene.served.follow(&token, follow, 5).await.unwrap();
    told.push(Value::from(followed).to_string());
    told.push(String::from_utf8(scene.get("/metrics", &[]).await.body).unwrap());
    told.join("\n")
}

async fn a_credential_is_shown_once(engine: Engine) {
    let db = TestDb::migrated(engine).await.unwrap();
    let log = Log::listen();
    let scene = Scene::at(&db).await;
    let us = unit(OURS);
    let create = creating(r#"idempotencyKey: "one""#);
    let done = scene.ask(&us, &create).await["createCalendar"].take();
    let path = done["path"].as_str().unwrap().to_owned();
    let secret = path
        .strip_prefix("/calendar.ics?token=shc_")
        .unwrap()
        .to_owned();
    assert_eq!(secret.len(), 64);
    // What cannot be guessed of it; before it stands which jurisdiction keeps it.
    let own = &secret[24..];
    let calendar = done["calendar"]["id"].as_str().unwrap();

    let feed = scene.feed(&path).await;
    let mut told = vec![String::from_utf8(feed).unwrap()];
    told.push(scene.ask(&us, &create).await.to_string());
    let reused = creating(r#"idempotencyKey: "one", expiresOn: "2026-07-01""#);
    let token = scene.served.token(&us).unwrap();
    told.push(
        scene
            .served
            .answer(&token, &reused)
            .await
            .unwrap()
            .to_string(),
    );
    for wrong in [
        format!("{path}x"),
        path.replace("token", "tokens"),
        path.replace(".ics", ""),
    ] {
        let reply = scene.get(&wrong, &[]).await;
        assert_eq!(reply.status, 404);
        told.push(format!(
            "{reply:?} {}",
            String::from_utf8_lossy(&reply.body)
        ));
    }
    // A fault of ours is logged with its cause.
    scene
        .raw
        .execute("ALTER TABLE obligation RENAME TO gone")
        .await
        .unwrap();
    let failed = scene.get(&path, &[]).await;
    assert_eq!((failed.status, failed.code().as_str()), (500, "INTERNAL"));
    told.push(format!(
        "{failed:?} {}",
        String::from_utf8_lossy(&failed.body)
    ));
    scene
        .raw
        .execute("ALTER TABLE gone RENAME TO obligation")
        .await
        .unwrap();
    told.push(everything(&scene, calendar).await);
    scene.revoke(&us, calendar).await;
    told.push(format!("{:?}", scene.get(&path, &[]).await));
    told.push(everything(&scene, calendar).await);
    for told in &told {
        assert!(!told.contains(own), "{told}");
    }
    assert!(told.iter().any(|told| told.contains("create_calendar")));
    assert!(
        told.iter().any(|told| told.contains("/calendar.ics\"")),
        "the path is counted"
    );

    let rows = canonical(&scene.raw, &[]).await.unwrap();
    assert!(rows.iter().any(|row| row.starts_with("calendar ")));
    assert!(rows.iter().all(|row| !row.contains(own)));
    let logged = log.end();
    assert!(
        logged.contains("/calendar.ics") && logged.contains("a calendar failed"),
        "it was logged"
    );
    let line = logged.lines().find(|line| line.contains(own));
    assert_eq!(line, None);
    scene.served.stop().await.unwrap();
    scene.raw.close().await.unwrap();
    db.remove().await.unwrap();
}

mod a_credential_is_in_its_answer_and_nowhere_else {
    use super::{Engine, a_credential_is_shown_once};

    #[tokio::test]
    async fn sqlite() {
        a_credential_is_shown_once(Engine::Sqlite).await;
    }

    #[tokio::test]
    async fn postgres() {
        a_credential_is_shown_once(Engine::Postgres).await;
    }
}
