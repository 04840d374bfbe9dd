//! Contents that the store has lost, or that somebody has altered there.

use chrono::{TimeDelta, Utc};
use shuniu_tests::served::Reply;
use shuniu_tests::{Engine, TestDb};

use super::shelf::{Shelf, pdf};
use crate::log::Log;

/// Larger than what a store gives at once.
const LARGE: usize = 300_000;
const LARGE_IN_BUCKET: usize = (4 << 20) + 100_000;

impl Shelf {
    /// Puts other bytes in the place of a content.
    async fn alter(&self, db: &TestDb, content: &[u8], other: &[u8]) {
        let name = self.name(content);
        if self.sandbox.is_some() {
            let file = db.folder().join("other");
            std::fs::write(&file, other).unwrap();
            self.contents.store.keep(&name, &file).await.unwrap();
        } else {
            let kept = db.folder().join("documents/kept");
            let group = kept
                .join(name.jurisdiction.to_string())
                .join(&name.hash[..2]);
            std::fs::write(group.join(&name.hash), other).unwrap();
        }
    }

    async fn lose(&self, content: &[u8]) {
        let now = std::time::SystemTime::now();
        let later = chrono::DateTime::<Utc>::from(now) + TimeDelta::hours(1);
        let name = self.name(content);
        assert!(self.contents.store.remove(&name, later).await.unwrap());
    }
}

/// It is a fault of ours that only a backup mends.
fn is_told(reply: &Reply, how: &str) {
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (500, "INTERNAL"),
        "{reply:?}"
    );
    let says = String::from_utf8_lossy(&reply.body);
    assert!(says.contains(how) && says.contains("backup"), "{says}");
    assert_eq!(reply.header("etag"), "");
}

async fn is_never_given_as_what_it_was(engine: Engine, bucket: bool) {
    let db = TestDb::migrated(engine).await.unwrap();
    let log = Log::listen();
    let (shelf, large) = match bucket {
        true => (Shelf::in_bucket(&db).await, LARGE_IN_BUCKET),
        false => (Shelf::with(&db).await, LARGE),
    };
    let content = pdf(large);
    assert_eq!(shelf.send("PUT", &[], &content).await.status, 201);
    assert!(shelf.held().await == content);

    // Altered near its end: it breaks off before.
    let mut other = content.clone();
    other[large - 10] ^= 1;
    shelf.alter(&db, &content, &other).await;
    for more in [&[][..], &["range: bytes=0-"]] {
        let got = shelf.send("GET", more, b"").await;
        assert_eq!(got.header("content-length"), large.to_string());
        assert!(
            !got.body.is_empty() && got.body.len() < large,
            "{} bytes",
            got.body.len()
        );
    }
    // A part cannot be told from what it was.
    let part = shelf.send("GET", &["range: bytes=100-199"], b"").await;
    assert_eq!((part.status, &part.body[..]), (206, &content[100..200]));
    // Cut off.
    shelf.alter(&db, &content, &content[..100]).await;
    is_told(&shelf.send("GET", &[], b"").await, "lost");
    shelf.alter(&db, &content, &content).await;
    assert!(shelf.held().await == content, "it is back from a backup");
    shelf.lose(&content).await;
    is_told(&shelf.send("GET", &[], b"").await, "lost");
    is_told(
        &shelf.send("GET", &["range: bytes=100-199"], b"").await,
        "lost",
    );

    let hash = shelf.name(&content).hash;
    let id = shelf.path.rsplit('/').next().unwrap().to_owned();
    let folder = db.folder().display().to_string();
    let log = log.end();
    for (what, times) in [("has other bytes", 2), ("has lost a content", 3)] {
        let lines: Vec<_> = log.lines().filter(|line| line.contains(what)).collect();
        assert_eq!(lines.len(), times, "{lines:?}");
        for line in lines {
            assert!(
                line.contains("ERROR") && line.contains(&hash) && line.contains(&id),
                "{line}"
            );
            assert!(
                !line.contains(&folder) && !line.contains("终验报告"),
                "{line}"
            );
        }
    }
    db.remove().await.unwrap();
}

async fn a_small_one_is_told_at_once(engine: Engine, bucket: bool) {
    let db = TestDb::migrated(engine).await.unwrap();
    let shelf = match bucket {
        true => Shelf::in_bucket(&db).await,
        false => Shelf::with(&db).await,
    };
    let content = pdf(1_000);
    assert_eq!(shelf.send("PUT", &[], &content).await.status, 201);
    let mut other = content.clone();
    other[500] ^= 1;
    shelf.alter(&db, &content, &other).await;
    is_told(&shelf.send("GET", &[], b"").await, "altered");
    // What is lost is healed by the same content, and by no other.
    shelf.lose(&content).await;
    is_told(&shelf.send("GET", &[], b"").await, "lost");
    assert_eq!(shelf.send("PUT", &[], &pdf(2_000)).await.status, 409);
    is_told(&shelf.send("GET", &[], b"").await, "lost");
    assert_eq!(shelf.send("PUT", &[], &content).await.status, 200);
    assert!(shelf.held().await == content);
    db.remove().await.unwrap();
}

#[tokio::test]
async fn what_a_folder_lost_or_altered_is_never_given_as_what_it_was_sqlite() {
    is_never_given_as_what_it_was(Engine::Sqlite, false).await;
}

#[tokio::test]
async fn what_a_folder_lost_or_altered_is_never_given_as_what_it_was_postgres() {
    is_never_given_as_what_it_was(Engine::Postgres, false).await;
}

#[tokio::test]
async fn what_a_bucket_lost_or_altered_is_never_given_as_what_it_was_sqlite() {
    is_never_given_as_what_it_was(Engine::Sqlite, true).await;
}

#[tokio::test]
async fn what_a_bucket_lost_or_altered_is_never_given_as_what_it_was_postgres() {
    is_never_given_as_what_it_was(Engine::Postgres, true).await;
}

#[tokio::test]
async fn a_small_content_that_was_altered_is_told_at_once_sqlite() {
    a_small_one_is_told_at_once(Engine::Sqlite, false).await;
    a_small_one_is_told_at_once(Engine::Sqlite, true).await;
}

#[tokio::test]
async fn a_small_content_that_was_altered_is_told_at_once_postgres() {
    a_small_one_is_told_at_once(Engine::Postgres, false).await;
    a_small_one_is_told_at_once(Engine::Postgres, true).await;
}
