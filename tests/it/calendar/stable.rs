//! The same state gives the same bytes, and a client that has them is told so.

use shuniu_hub::access::Role;
use shuniu_hub::command::{RecordEntry, RecordKind};
use shuniu_tests::journey::event;
use shuniu_tests::{TestDb, on_both};

use super::ical::{Component, events};
use super::scene::{Scene, person};

on_both! {
    async fn the_same_state_gives_the_same_bytes_and_they_are_sent_once(db: &TestDb) {
        let scene = Scene::at(db).await;
        let (_, path) = scene.create(&person("clerk", Role::DataBureau), "").await;
        let first = scene.get(&path, &[]).await;
        let again = scene.get(&path, &[]).await;
        assert_eq!(first.body, again.body);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("\"sm3-") && tag.len() == 4 + 64 + 2, "a strong tag: {tag}");
        assert_eq!(again.header("etag"), tag);

        // Another process gives the same.
        let other = db.hub(&scene.clock).await.unwrap();
        other.load_jurisdictions().await.unwrap();
        let served = shuniu_tests::served::Served::over(&other).await.unwrap();
        let reply = served.send(&format!("GET {path}"), &[], b"").await.unwrap();
        assert_eq!(reply.body, first.body);

        for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
            let reply = scene.get(&path, &[format!("if-none-match: {known}")]).await;
            assert_eq!((reply.status, reply.header("etag")), (304, tag.as_str()), "{known}");
            assert!(reply.body.is_empty() && reply.header("content-type").is_empty());
            assert_eq!(reply.header("cache-control"), "private, no-cache");
        }
        let reply = scene.get(&path, &["if-none-match: \"sm3-0\"".to_owned()]).await;
        assert_eq!((reply.status, reply.body), (200, first.body.clone()));

        let head = scene.served.send(&format!("HEAD {path}"), &[], b"").await.unwrap();
        assert_eq!((head.status, head.header("etag")), (200, tag.as_str()));
        assert_eq!(head.header("content-length"), first.body.len().to_string());
        assert_eq!(head.header("content-type"), first.header("content-type"));
        assert!(head.body.is_empty());
        let post = scene.served.send(&format!("POST {path}"), &["content-length: 0".to_owned()], b"").await;
        assert_eq!(post.unwrap().status, 405);
    }
}

on_both! {
    async fn what_is_done_goes_and_what_passes_becomes_overdue(db: &TestDb) {
        let scene = Scene::at(db).await;
        let (_, path) = scene.create(&person("clerk", Role::DataBureau), "").await;
        let before = events(&scene.feed(&path).await);
        // 第11条: filed with 网信 within 10 working days of 25 June, so by 9 July.
        let filing = |all: &[Component]| {
            let mut own = all.iter().filter(|one| {
                let title = one.text("SUMMARY");
                title.contains("〔2〕") && title.contains("（第11条）")
            });
            let one = own.next().cloned();
            assert!(own.next().is_none());
            one
        };
        let pending = filing(&before).expect("the filing is to be done");
        assert_eq!(pending.day("DTSTART").to_string(), "2026-07-09");
        assert!(!pending.text("SUMMARY").starts_with("〔逾期〕"));

        scene.clock.advance_days(10);
        let late = filing(&events(&scene.feed(&path).await)).expect("it is late");
        assert_eq!(late.text("UID"), pending.text("UID"));
        assert_eq!(late.day("DTSTART"), pending.day("DTSTART"));
        assert!(late.text("SUMMARY").starts_with("〔逾期〕"), "{late:?}");
        // It became so at midnight in Shanghai.
        assert_eq!(late.instant("LAST-MODIFIED").to_string(), "2026-07-09 16:00:00");
        assert!(late.instant("DTSTAMP") > pending.instant("DTSTAMP"));

        let filed = RecordEntry {
            table: RecordKind::Document,
            attributes: [("matter", "project_basic_information"), ("with", "cyberspace")]
                .map(|(name, value)| (name.to_owned(), value.into()))
                .into(),
            ..event(scene.running, "filing", "2026-07-10")
        };
        scene.desk().ask(None, &filed).await.unwrap();
        assert_eq!(filing(&events(&scene.feed(&path).await)), None, "it is done");
    }
}
