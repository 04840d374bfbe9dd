use std::{sync::Arc, time::Duration};

use serde_json::json;
use shuniu_connectors::{
    Secret,
    contract::{Connector, System},
    egress::{Channel, Request},
    municipal_projects::{
        MunicipalProjects, MunicipalProjectsConfig,
        sandbox::{Credentials, start},
    },
    sandbox::SandboxOptions,
};

use crate::rig::{CLIENT_SECRET, Rig, http, loopback, municipal_config, records};

const SYSTEM: System = System::MUNICIPAL_PROJECTS;
const TOKENS: &str = "POST /oauth/token";

#[tokio::test]
async fn a_wrong_client_or_secret_is_a_matter_of_configuration() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let good = municipal_config(rig.sandbox.url());
    let wrong_secret = MunicipalProjectsConfig {
        client_secret: Some(Secret::new("wrong")),
        ..good.clone()
    };
    let stranger = MunicipalProjectsConfig {
        client_id: "stranger".into(),
        ..good
    };
    for config in [wrong_secret, stranger] {
        let connector = MunicipalProjects::new(&config, rig.clock.clone()).unwrap();
        let failure = connector.check().await.unwrap_err();
        assert_eq!(failure.class(), "config");
        let text = failure.to_string();
        assert!(
            text.contains("invalid_client") && text.contains("secret_file"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn any_character_may_stand_in_id_and_secret() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let (id, secret) = ("枢纽:hub+1", "p%40s:s &=/密");
    let credentials = Credentials {
        client_id: id.into(),
        client_secret: Secret::new(secret),
    };
    let options = SandboxOptions {
        clock: rig.clock.clone(),
        ..SandboxOptions::default()
    };
    let sandbox = start(loopback(), options, credentials).await.unwrap();
    let config = MunicipalProjectsConfig {
        client_id: id.into(),
        client_secret: Some(Secret::new(secret)),
        ..municipal_config(sandbox.url())
    };
    let connector = MunicipalProjects::new(&config, rig.clock.clone()).unwrap();
    connector.check().await.unwrap();
}

#[tokio::test]
async fn the_token_is_fetched_once_and_renewed_when_it_ends() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 25)).await;
    rig.run(None).await;
    assert_eq!(rig.journal().await.counts[TOKENS], 1);

    rig.clock.advance(Duration::from_secs(2 * 60 * 60 - 59));
    rig.run(None).await;
    let journal = rig.journal().await;
    assert_eq!(journal.counts[TOKENS], 2);
    assert!(
        journal.entries.iter().all(|entry| entry.status == 200),
        "it was renewed before its end"
    );
}

#[tokio::test]
async fn callers_at_the_same_time_share_one_token() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 5)).await;
    let connector = Arc::clone(&rig.connector);
    let pulls = (0..8).map(|_| connector.pull(&rig.stream, None));
    for page in futures_util::future::join_all(pulls).await {
        assert_eq!(page.unwrap().records.len(), 5);
    }
    assert_eq!(rig.journal().await.counts[TOKENS], 1);
}

#[tokio::test]
async fn a_token_that_ends_early_is_renewed_in_the_middle_of_a_run() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 25)).await;
    let page = rig.pull(None).await;
    rig.faults(json!({ "expire_secret": true })).await;
    let (ids, _, _) = rig.run(Some(page.next)).await;
    assert_eq!(ids.len(), 15);
    let journal = rig.journal().await;
    assert_eq!(journal.counts[TOKENS], 2);
    assert_eq!(
        journal.entries.iter().filter(|e| e.status == 401).count(),
        1
    );
}

#[tokio::test]
async fn a_system_that_forgot_our_token_is_asked_for_a_new_one() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 5)).await;
    assert_eq!(rig.pull(None).await.records.len(), 5);
    rig.replace(json!({ "streams": {} })).await;
    assert_eq!(rig.pull(None).await.records.len(), 0);
}

#[tokio::test]
async fn a_secret_can_come_from_a_file() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    std::fs::write(&path, format!("{CLIENT_SECRET}\n")).unwrap();
    let config = MunicipalProjectsConfig {
        client_secret: None,
        client_secret_file: Some(path),
        ..municipal_config(rig.sandbox.url())
    };
    let connector = MunicipalProjects::new(&config, rig.clock.clone()).unwrap();
    connector.check().await.unwrap();

    let none = MunicipalProjectsConfig {
        client_secret_file: None,
        ..config
    };
    let failure = MunicipalProjects::new(&none, rig.clock.clone()).unwrap_err();
    assert!(failure.to_string().contains("`secret_file`"), "{failure}");
}

#[tokio::test]
async fn a_token_answer_that_is_none_is_named_and_not_shown() {
    let rig = Rig::start(&SYSTEM, vec![]).await;
    for malformed in ["html", "truncated_json"] {
        let connector =
            MunicipalProjects::new(&municipal_config(rig.sandbox.url()), rig.clock.clone());
        rig.faults(json!({ "malformed": malformed, "for_requests": 1 }))
            .await;
        let failure = connector
            .unwrap()
            .pull(&rig.stream, None)
            .await
            .unwrap_err();
        assert_eq!(failure.class(), "remote");
        let text = failure.to_string();
        assert!(
            text.contains("oauth/token") && text.contains("access_token"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn the_sandbox_lets_nobody_in_without_its_token() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 5)).await;
    rig.pull(None).await;
    let stranger = Channel::new("stranger", rig.sandbox.url(), http(), rig.clock.clone()).unwrap();
    for path in [
        "v1/plan-items",
        "v1/reviews",
        "v1/allocations",
        "v1/submissions/k1",
        "v1/files/00",
    ] {
        let bare = Request::get(path);
        let wrong = bare.clone().header("authorization", "Bearer 0");
        for request in [bare, wrong] {
            let response = stranger.send(&request).await.unwrap();
            assert_eq!(response.status, 401, "{path}");
        }
    }
    for path in [
        "v1/registrations",
        "v1/filings",
        "v1/changes",
        "v1/acceptance-reports",
    ] {
        let post = Request::post(path, "application/json", b"{}".to_vec());
        assert_eq!(stranger.send(&post).await.unwrap().status, 401, "{path}");
    }
}
