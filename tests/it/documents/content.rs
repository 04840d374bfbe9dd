//! A content goes in, comes out, and is seen by those who may.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::content::ContentName;
use shuniu_hub::policy::{CreditCode, RegionCode};
use shuniu_tests::journey::{Desk, clerk, event};
use shuniu_tests::{TestDb, on_both};

use super::shelf::{NAME, Shelf, pdf};

on_both! {
    async fn a_content_goes_in_once_and_comes_out_as_it_was(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        assert_eq!(shelf.content().await, Value::Null);
        let absent = shelf.send("GET", &[], b"").await;
        assert_eq!((absent.status, absent.code().as_str()), (404, "NOT_FOUND"));

        let bytes = pdf(300_000);
        let digest = format!("repr-digest: sha-256=:{}:", STANDARD.encode(Sha256::digest(&bytes)));
        let put = shelf.send("PUT", &[&digest], &bytes).await;
        assert_eq!(put.status, 201, "{put:?}");
        let hash = shelf.hub.seal().hash(&bytes);
        let told: Value = serde_json::from_slice(&put.body).unwrap();
        assert_eq!(told["hash"], hash.as_str());
        assert_eq!(
            shelf.content().await,
            json!({"hash": hash, "size": 300_000, "mediaType": "application/pdf",
                "fileName": "终验报告.pdf", "uploadedBy": "clerk-320902"})
        );

        let got = shelf.send("GET", &[], b"").await;
        assert_eq!(got.status, 200);
        assert!(got.body == bytes, "the bytes are the same");
        assert_eq!(got.header("content-type"), "application/pdf");
        assert_eq!(got.header("content-length"), "300000");
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        let disposition = "attachment; filename*=UTF-8''%E7%BB%88%E9%AA%8C%E6%8A%A5%E5%91%8A.pdf";
        assert_eq!(got.header("content-disposition"), disposition);
        let head = shelf.send("HEAD", &[], b"").await;
        assert_eq!((head.status, head.header("content-length")), (200, "300000"));
        assert!(head.body.is_empty());

        let again = shelf.send("PUT", &[], &pdf(10)).await;
        assert_eq!((again.status, again.code().as_str()), (409, "CONFLICT"));
        // The ledger says that it came, without its name.
        let raw = db.raw().await.unwrap();
        let body = "SELECT CAST(body AS TEXT) FROM ledger WHERE command = 'attach_content'";
        let entries = raw.column(body).await.unwrap();
        assert_eq!(entries.len(), 1);
        assert!(entries[0].contains(&hash) && !entries[0].contains("终验报告"), "{entries:?}");
        raw.close().await.unwrap();
    }
}

on_both! {
    async fn a_range_is_given_only_of_what_the_caller_knows(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let bytes = pdf(1_000);
        assert_eq!(shelf.send("PUT", &[], &bytes).await.status, 201);
        let part = shelf.send("GET", &["range: bytes=100-199"], b"").await;
        assert_eq!(part.status, 206);
        assert_eq!(part.body, &bytes[100..200]);
        assert_eq!(part.header("content-range"), "bytes 100-199/1000");
        let tail = shelf.send("GET", &["range: bytes=-10"], b"").await;
        assert_eq!(tail.body, &bytes[990..]);
        let beyond = shelf.send("GET", &["range: bytes=1000-"], b"").await;
        assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */1000"));
        let tag = part.header("etag").to_owned();
        let same = format!("if-range: {tag}");
        assert_eq!(shelf.send("GET", &["range: bytes=0-1", &same], b"").await.status, 206);
        let other = "if-range: \"sm3-00\"";
        assert_eq!(shelf.send("GET", &["range: bytes=0-1", other], b"").await.status, 200);
        let known = shelf.send("GET", &[&format!("if-none-match: {tag}")], b"").await;
        assert_eq!((known.status, known.body.len()), (304, 0));
        for (asked, status) in [(&*tag, 200), ("*", 200), ("\"sm3-00\"", 412)] {
            let got = shelf.send("GET", &[&format!("if-match: {asked}")], b"").await;
            assert_eq!(got.status, status, "{asked}");
        }
    }
}

on_both! {
    async fn an_upload_that_broke_off_goes_on_where_it_was(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let bytes = pdf(200_000);
        // The caller goes away in the middle.
        shelf.served.break_off(
            &format!("PUT {}?name={NAME}", shelf.path),
            &[
                format!("authorization: Bearer {}", shelf.token),
                "content-range: bytes 0-199999/200000".to_owned(),
                "content-length: 200000".to_owned(),
            ],
            &bytes[..120_000],
        ).await.unwrap();
        let mut offset = String::new();
        // The server learns of the broken connection on its own time.
        for _ in 0..1_000 {
            let head = shelf.send("HEAD", &[], b"").await;
            assert_eq!(head.status, 204);
            head.header("upload-offset").clone_into(&mut offset);
            if offset == "120000" {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert_eq!(offset, "120000");

        // Until whoever served the broken connection has let go, it is somebody else's upload.
        let range = "content-range: bytes 100000-199999/200000";
        let mut elsewhere = shelf.send("PUT", &[range], &bytes[100_000..]).await;
        for _ in 0..1_000 {
            if elsewhere.headers.contains_key("upload-offset") {
                break;
            }
            tokio::task::yield_now().await;
            elsewhere = shelf.send("PUT", &[range], &bytes[100_000..]).await;
        }
        assert_eq!((elsewhere.status, elsewhere.header("upload-offset")), (409, "120000"));
        let more = shelf.send("PUT", &["content-range: bytes 120000-149999/200000"], &bytes[120_000..150_000]);
        let more = more.await;
        assert_eq!((more.status, more.header("upload-offset")), (202, "150000"));
        let last = shelf.send("PUT", &["content-range: bytes 150000-199999/200000"], &bytes[150_000..]);
        assert_eq!(last.await.status, 201);
        assert!(shelf.send("GET", &[], b"").await.body == bytes);
    }
}

on_both! {
    async fn what_must_not_come_in_leaves_nothing(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let large = shelf.send("PUT", &[], &pdf((1 << 20) + 1)).await;
        assert_eq!((large.status, large.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
        let program = shelf.send("PUT", &["content-type: application/pdf"], b"MZ\x90\0").await;
        assert_eq!((program.status, program.code().as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"));
        let empty = shelf.send("PUT", &[], b"").await;
        assert_eq!(empty.status, 415);
        assert!(String::from_utf8_lossy(&empty.body).contains("the file is empty"), "{empty:?}");
        let digest = format!("repr-digest: sha-256=:{}:", STANDARD.encode([0; 32]));
        let other = shelf.send("PUT", &[&digest], &pdf(100)).await;
        assert_eq!((other.status, other.code().as_str()), (400, "BAD_USER_INPUT"));
        let wrong = shelf.send("PUT", &["content-range: bytes 0-1/*"], b"ab").await;
        assert_eq!((wrong.status, wrong.code().as_str()), (400, "BAD_REQUEST"));
        assert_eq!(shelf.content().await, Value::Null);
        let incoming = db.folder().join("documents/incoming");
        assert_eq!(std::fs::read_dir(incoming).unwrap().count(), 0);
        assert!(!db.folder().join("documents/kept").exists());
    }
}

on_both! {
    async fn only_those_who_may_reach_it(db: &TestDb) {
        let shelf = Shelf::with(db).await;
        let pass = |change: fn(&mut Caller)| {
            let mut caller = clerk(0).unwrap();
            change(&mut caller);
            shelf.served.token(&caller).unwrap()
        };
        let ours = pass(|caller| {
            caller.role = Role::ProjectUnit;
            caller.organization = CreditCode::parse("11320902014344019Y").ok();
        });
        let theirs = pass(|caller| {
            caller.role = Role::ProjectUnit;
            caller.organization = CreditCode::parse("11320902014321234P").ok();
        });
        let elsewhere = pass(|caller| caller.jurisdictions = vec![RegionCode::parse("652800").unwrap()]);
        let viewer = pass(|caller| caller.role = Role::Viewer);
        let reporting = pass(|caller| caller.role = Role::Reporting);
        let lapsed = shelf.served.token_for(&clerk(0).unwrap(), -TimeDelta::hours(2)).unwrap();

        for (who, token, status) in [
            ("another unit", &theirs, 404),
            ("another place", &elsewhere, 403),
            ("a viewer", &viewer, 403),
            ("reporting", &reporting, 403),
            ("a lapsed token", &lapsed, 401),
        ] {
            let refused = shelf.send_as(token, "PUT", &[], &pdf(50)).await;
            assert_eq!(refused.status, status, "{who}: {refused:?}");
        }
        assert_eq!(shelf.send_as(&ours, "PUT", &[], &pdf(50)).await.status, 201);
        for (who, token, status) in [
            ("the unit", &ours, 200),
            ("a viewer", &viewer, 200),
            ("another unit", &theirs, 404),
            ("another place", &elsewhere, 404),
            ("reporting", &reporting, 403),
            ("a lapsed token", &lapsed, 401),
        ] {
            for method in ["GET", "HEAD"] {
                let answer = shelf.send_as(token, method, &[], b"").await;
                assert_eq!(answer.status, status, "{method} by {who}: {answer:?}");
            }
        }
        let query = "{ projects(first: 1) { nodes { documents { content { hash } } } } }";
        let shown = shelf.served.ask(&reporting, query).await.unwrap();
        assert_eq!(shown["projects"]["nodes"][0]["documents"][0]["content"], Value::Null);
    }
}

on_both! {
    async fn the_same_bytes_are_kept_once_and_swept_when_nobody_holds_them(db: &TestDb) {
        let mut shelf = Shelf::with(db).await;
        let bytes = pdf(5_000);
        let name = ContentName { jurisdiction: shelf.place, hash: shelf.hub.seal().hash(&bytes) };
        let store = db.contents().store;
        assert_eq!(shelf.send("PUT", &[], &bytes).await.status, 201);
        // Another document with the same content.
        let desk = Desk { hub: &shelf.hub.clone(), caller: clerk(0).unwrap(), jurisdiction: shelf.place };
        let filed = shuniu_hub::command::RecordEntry {
            table: shuniu_hub::command::RecordKind::Document,
            ..event(shelf.project, "final_acceptance_application", "2026-06-02")
        };
        desk.ask(None, &filed).await.unwrap();
        let listed = "{ projects(first: 1) { nodes { documents { contentPath content { hash } } } } }";
        let listed = shelf.served.ask(&shelf.token, listed).await.unwrap();
        let documents = listed["projects"]["nodes"][0]["documents"].as_array().unwrap().clone();
        let empty = documents.iter().find(|one| one["content"].is_null()).unwrap();
        shelf.path = empty["contentPath"].as_str().unwrap().to_owned();
        assert_eq!(shelf.send("PUT", &[], &bytes).await.status, 201);
        let kept = || std::fs::read_dir(db.folder().join("documents/kept")).unwrap().count();
        assert_eq!(kept(), 1);

        // What no row speaks of: an upload that was given up, and bytes whose commit failed.
        let stray = ContentName { hash: "ab".repeat(32), ..name.clone() };
        let file = db.folder().join("stray");
        std::fs::write(&file, b"%PDF-stray").unwrap();
        store.keep(&stray, &file).await.unwrap();
        let third = desk.hub.sweep_contents().await.unwrap();
        assert_eq!((third.uploads, third.contents), (0, 0), "it may still be on its way");
        let real = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
        let ahead = real - shuniu_hub::clock::Clock::now(shelf.clock.as_ref());
        shelf.clock.advance(ahead + TimeDelta::hours(49));
        let swept = shelf.hub.sweep_contents().await.unwrap();
        assert_eq!(swept.contents, 1);
        assert!(!store.holds(&stray).await.unwrap());
        assert!(store.holds(&name).await.unwrap(), "two documents hold it");
    }
}

on_both! {
    async fn nothing_goes_into_a_document_of_a_classified_project(db: &TestDb) {
        // None can have a document; should one ever come to have it, that stays as it is.
        let shelf = Shelf::with(db).await;
        let raw = db.raw().await.unwrap();
        raw.execute("UPDATE project SET classified = TRUE").await.unwrap();
        raw.close().await.unwrap();
        let put = shelf.send("PUT", &[], &pdf(100)).await;
        assert_eq!((put.status, put.code().as_str()), (404, "NOT_FOUND"));
        assert_eq!(shelf.content().await, Value::Null);
    }
}
