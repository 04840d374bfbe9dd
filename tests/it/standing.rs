//! `shuniu connector list` tells how the systems stand, and an instance is paused by its id.

use serde_json::Value;
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::everywhere;
use shuniu_tests::{TestDb, on_both};

use crate::kill::scene::Scene;

const ID: &str = "320902-trading_centre";

async fn ran(scene: &Scene<'_>, words: &[&str]) -> (Option<i32>, String, String) {
    let ended = scene.command(words).output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        ended.status.code(),
        text(&ended.stdout),
        text(&ended.stderr),
    )
}

async fn listed(scene: &Scene<'_>) -> Value {
    let (code, out, err) = ran(scene, &["connector", "list", "--json"]).await;
    assert_eq!(code, Some(0), "{err}");
    let all: Vec<Value> = serde_json::from_str(&out).unwrap();
    let [one] = all.as_slice() else {
        panic!("{out}")
    };
    assert_eq!(
        (&one["id"], &one["jurisdiction"]),
        (&Value::from(ID), &Value::from("320902"))
    );
    one.clone()
}

on_both! {
    async fn how_a_system_stands_is_listed_and_it_is_paused_by_its_id(db: &TestDb) {
        let outside = Outside::start(&everywhere(15)).await.unwrap();
        let scene = Scene::set(db, &outside.addresses(), &[(0, "trading_centre")]);
        let nowhere = format!("sqlite://{}", db.folder().join("nowhere.sqlite").display());
        let (code, out, err) = ran(&scene, &["connector", "list", "--database", &nowhere]).await;
        assert_eq!((code, out.trim()), (Some(0), "320902-trading_centre  trading_centre  320902"), "{err}");
        assert!(!db.folder().join("nowhere.sqlite").exists(), "it was only looked for");
        assert_eq!(listed(&scene).await["standing"], Value::Null, "it was never read");

        assert_eq!(ran(&scene, &["sync"]).await.0, Some(0));
        let standing = listed(&scene).await["standing"].clone();
        assert_eq!(standing["breaker"], "closed");
        assert_eq!(standing["pause"], Value::Null);
        let streams = standing["streams"].as_array().unwrap();
        assert_eq!(streams.len(), 3, "{standing}");
        for one in streams {
            assert_eq!((&one["state"], &one["failures"]), (&Value::from("waiting"), &Value::from(0)));
            assert!(one["next_run"].is_string() && one["complete_through"].is_string(), "{one}");
        }
        assert!(standing["last_success"].is_string() && standing["next_run"].is_string());

        let pause = ["connector", "pause", ID, "--reason", "平台切换"];
        let (code, _, err) = ran(&scene, &pause).await;
        assert_eq!(code, Some(0), "{err}");
        let standing = listed(&scene).await["standing"].clone();
        assert_eq!((&standing["pause"]["reason"], &standing["next_run"]), (&Value::from("平台切换"), &Value::Null));
        assert_eq!(standing["streams"][0]["state"], "paused");
        let (_, out, _) = ran(&scene, &["connector", "list"]).await;
        assert!(out.contains("paused since") && out.contains("平台切换"), "{out}");
        let elsewhere = [&["connector", "resume", ID, "--reason", "好了"][..], &["--jurisdiction", "652800"]].concat();
        let (code, _, err) = ran(&scene, &elsewhere).await;
        assert!(code == Some(2) && err.contains("serves jurisdiction 320902"), "{err}");
        let (code, _, err) = ran(&scene, &["connector", "resume", ID, "--reason", "好了"]).await;
        assert_eq!(code, Some(0), "{err}");
        assert_eq!(listed(&scene).await["standing"]["pause"], Value::Null);
        let unknown = ["connector", "pause", "the-centre", "--jurisdiction", "320902", "--reason", "试"];
        let (code, _, err) = ran(&scene, &unknown).await;
        assert!(code == Some(2) && err.contains(ID), "{err}");
        outside.stop().await;
    }
}
