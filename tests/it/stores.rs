//! The document stores: what the folder does, the bucket does.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt as _;
use serde_json::Value;
use shuniu_connectors::object_store::sandbox::{Sandbox, Setup, Trouble};
use shuniu_connectors::object_store::{Bucket, BucketConfig};
use shuniu_connectors::{Clock as _, Secret, SystemClock};
use shuniu_hub::clock::{Clock as _, ManualClock};
use shuniu_hub::content::{
    ContentName, ContentStore, Contents, DiskStore, ObjectStore, StoreError,
};
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::served::{Reply, Served};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

const SECRET: &str = "only-the-hub-knows";

pub(crate) async fn sandbox(page: usize) -> Sandbox {
    let setup = Setup {
        bucket: "papers".to_owned(),
        region: "cn-county-1".to_owned(),
        access_key: "hub".to_owned(),
        secret: Secret::new(SECRET),
        page,
        clock: Arc::new(SystemClock::new()),
    };
    let here = SocketAddr::from(([127, 0, 0, 1], 0));
    Sandbox::start(here, setup).await.unwrap()
}

pub(crate) fn config(sandbox: &Sandbox) -> BucketConfig {
    BucketConfig {
        endpoint: sandbox.url().to_owned(),
        region: "cn-county-1".to_owned(),
        bucket: "papers".to_owned(),
        prefix: "shuniu/".to_owned(),
        access_key: "hub".to_owned(),
        secret: Some(Secret::new(SECRET)),
        allow_private_networks: true,
        part_bytes: 5 << 20,
        ..BucketConfig::default()
    }
}

pub(crate) fn bucket(config: &BucketConfig) -> ObjectStore {
    ObjectStore::of(Bucket::new(config, Arc::new(SystemClock::new())).unwrap())
}

fn now() -> DateTime<Utc> {
    SystemClock::new().now()
}

fn name(jurisdiction: Uuid, at: usize) -> ContentName {
    let hash = format!("{at:064x}").chars().rev().collect();
    ContentName { jurisdiction, hash }
}

async fn read(
    store: &dyn ContentStore,
    name: &ContentName,
    range: std::ops::Range<u64>,
) -> Vec<u8> {
    let chunks = store.open(name, range).await.unwrap();
    let chunks: Vec<_> = chunks.try_collect().await.unwrap();
    chunks.concat()
}

async fn all_before(store: &dyn ContentStore, place: Uuid, at: DateTime<Utc>) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = store
            .kept_before(place, at, after.as_deref())
            .await
            .unwrap();
        all.extend(page.hashes);
        match page.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

/// What every store must do.
async fn keeps_what_it_is_given(store: &dyn ContentStore) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("staged");
    // Larger than a part, and than a piece: it goes in parts and comes in pieces.
    let bytes: Vec<u8> = (0..11_000_003_u32).map(|at| (at % 251) as u8).collect();
    std::fs::write(&file, &bytes).unwrap();
    let (place, other) = (Uuid::now_v7(), Uuid::now_v7());
    store.try_out().await.unwrap();
    store.answers().await.unwrap();

    let large = name(place, 1);
    assert!(!store.holds(&large).await.unwrap());
    let missing = store.open(&large, 0..10).await.err();
    assert!(
        matches!(missing, Some(StoreError::Missing(_))),
        "{missing:?}"
    );
    store.keep(&large, &file).await.unwrap();
    store.keep(&large, &file).await.unwrap();
    assert!(store.holds(&large).await.unwrap());
    assert!(
        !store
            .holds(&ContentName {
                jurisdiction: other,
                ..large.clone()
            })
            .await
            .unwrap()
    );
    let size = bytes.len() as u64;
    assert!(read(store, &large, 0..size).await == bytes);
    assert_eq!(
        read(store, &large, 4_194_300..4_194_310).await,
        &bytes[4_194_300..4_194_310]
    );
    assert_eq!(
        read(store, &large, size - 1..size).await,
        &bytes[bytes.len() - 1..]
    );
    assert!(read(store, &large, 7..7).await.is_empty());
    // Shorter than its row says.
    let chunks = store.open(&large, size - 1..size + 1).await;
    let cut = match chunks {
        Ok(chunks) => chunks.try_collect::<Vec<_>>().await.err(),
        Err(error) => Some(error),
    };
    assert!(matches!(cut, Some(StoreError::Missing(_))), "{cut:?}");

    // A listing goes over pages and is of one place.
    std::fs::write(&file, b"small").unwrap();
    let few: Vec<_> = (1..=7).map(|at| name(other, at)).collect();
    for name in &few {
        store.keep(name, &file).await.unwrap();
    }
    let (before, after) = (now() - TimeDelta::hours(1), now() + TimeDelta::hours(1));
    assert!(all_before(store, other, before).await.is_empty());
    let mut hashes: Vec<_> = few.iter().map(|name| name.hash.clone()).collect();
    hashes.sort();
    assert_eq!(all_before(store, other, after).await, hashes);

    // What was kept again since stays.
    assert!(!store.remove(&few[0], before).await.unwrap());
    assert!(store.holds(&few[0]).await.unwrap());
    assert!(store.remove(&few[0], after).await.unwrap());
    assert!(!store.remove(&few[0], after).await.unwrap());
    assert!(!store.holds(&few[0]).await.unwrap());
    assert!(store.holds(&large).await.unwrap());
}

#[tokio::test]
async fn a_folder_keeps_what_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    keeps_what_it_is_given(&DiskStore::at(folder.path().join("kept"))).await;
}

#[tokio::test]
async fn a_bucket_keeps_what_it_is_given() {
    let sandbox = sandbox(3).await;
    keeps_what_it_is_given(&bucket(&config(&sandbox))).await;
    let keys = sandbox.keys();
    assert!(
        keys.iter().all(|key| key.starts_with("shuniu/")),
        "{keys:?}"
    );
    assert_eq!((keys.len(), sandbox.unfinished()), (7, 0));
    sandbox.shutdown().await;
}

#[tokio::test]
async fn trouble_on_the_way_is_got_over_or_told() {
    let sandbox = sandbox(1_000).await;
    let store = bucket(&config(&sandbox));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("staged");
    std::fs::write(&file, vec![7; 6 << 20]).unwrap();
    let name = name(Uuid::now_v7(), 1);
    // Once: tried again. The upload in parts is carried out although every answer but the last
    // attempt's is lost.
    for trouble in [Trouble::Down, Trouble::Cut] {
        sandbox.trouble(trouble, 1);
        store.keep(&name, &file).await.unwrap();
        sandbox.trouble(trouble, 1);
        assert_eq!(read(&store, &name, 0..3).await, [7; 3]);
    }
    // Always: told as what may work later, and nothing half is there.
    sandbox.trouble(Trouble::Down, 1_000);
    let other = ContentName {
        hash: "ab".repeat(32),
        ..name.clone()
    };
    let error = store.keep(&other, &file).await.unwrap_err();
    assert!(matches!(error, StoreError::Elsewhere { .. }), "{error:?}");
    assert!(!error.to_string().contains(SECRET));
    assert!(store.answers().await.is_err());
    assert_eq!(sandbox.keys().len(), 1);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_store_that_is_set_up_wrong_says_which_setting() {
    let sandbox = sandbox(1_000).await;
    type Change = fn(&mut BucketConfig);
    let wrong: [(&str, Change); 4] = [
        ("`bucket`", |c| c.bucket = "elsewhere".to_owned()),
        ("`region`", |c| c.region = "us-east-1".to_owned()),
        ("`access_key`", |c| c.access_key = "nobody".to_owned()),
        ("`secret_file`", |c| c.secret = Some(Secret::new("guessed"))),
    ];
    for (told, change) in wrong {
        let mut config = config(&sandbox);
        change(&mut config);
        let error = bucket(&config).try_out().await.unwrap_err();
        assert!(matches!(error, StoreError::Unusable(_)), "{error:?}");
        assert!(error.to_string().contains(told), "{told}: {error}");
        assert!(!error.to_string().contains("guessed"), "{error}");
    }
    bucket(&config(&sandbox)).try_out().await.unwrap();
    assert!(sandbox.keys().is_empty(), "trying out leaves nothing");
    sandbox.shutdown().await;
}

/// A document whose bytes go into a bucket.
struct Desktop {
    sandbox: Sandbox,
    served: Served,
    token: String,
    path: String,
    clock: Arc<ManualClock>,
    hub: shuniu_hub::Hub,
}

impl Desktop {
    async fn with(db: &TestDb) -> Self {
        let sandbox = sandbox(1_000).await;
        let clock = Arc::new(ManualClock::at(today()));
        let kept = Arc::new(bucket(&config(&sandbox)));
        let contents = Contents {
            store: kept,
            ..db.contents()
        };
        let hub = db.hub(&clock).await.unwrap().keeping(contents);
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk {
            hub: &hub,
            caller: clerk(0).unwrap(),
            jurisdiction,
        };
        desk.carry_through(1).await.unwrap();
        let served = Served::over(&hub).await.unwrap();
        let token = served.token(&clerk(0).unwrap()).unwrap();
        let listed = "{ projects(first: 1) { nodes { documents { contentPath } } } }";
        let listed = served.ask(&token, listed).await.unwrap();
        let path = &listed["projects"]["nodes"][0]["documents"][0]["contentPath"];
        let path = path.as_str().unwrap().to_owned();
        Self {
            sandbox,
            served,
            token,
            path,
            clock,
            hub,
        }
    }

    async fn send(&self, method: &str, query: &str, more: &[&str], body: &[u8]) -> Reply {
        let mut lines = vec![format!("authorization: Bearer {}", self.token)];
        lines.extend(more.iter().map(|line| (*line).to_owned()));
        if method == "PUT" {
            lines.push(format!("content-length: {}", body.len()));
        }
        let first = format!("{method} {}{query}", self.path);
        self.served.send(&first, &lines, body).await.unwrap()
    }

    async fn content(&self) -> Value {
        let query = "{ projects(first: 1) { nodes { documents { content { hash } } } } }";
        let said = self.served.ask(&self.token, query).await.unwrap();
        said["projects"]["nodes"][0]["documents"][0]["content"].clone()
    }
}

on_both! {
    async fn an_upload_survives_a_store_that_is_down(db: &TestDb) {
        let desk = Desktop::with(db).await;
        let bytes = [b"%PDF-1.7\n".as_slice(), &[9; 50_000]].concat();
        desk.sandbox.trouble(Trouble::Down, 1_000);
        let down = desk.send("PUT", "?name=a.pdf", &[], &bytes).await;
        assert_eq!((down.status, down.code().as_str()), (503, "UNAVAILABLE"));
        assert_eq!(desk.content().await, Value::Null);
        let offset = desk.send("HEAD", "", &[], b"").await;
        assert_eq!(offset.header("upload-offset"), bytes.len().to_string(), "nothing is lost");

        // It is up again: only the end is asked for.
        desk.sandbox.trouble(Trouble::None, 0);
        let end = format!("content-range: bytes */{}", bytes.len());
        let whole = desk.send("PUT", "?name=a.pdf", &[&end], b"").await;
        assert_eq!(whole.status, 201, "{whole:?}");
        assert!(desk.send("GET", "", &[], b"").await.body == bytes);
        let part = desk.send("GET", "", &["range: bytes=5-14"], b"").await;
        assert_eq!((part.status, part.body.as_slice()), (206, &bytes[5..15]));
        desk.sandbox.trouble(Trouble::Down, 1_000);
        let down = desk.send("GET", "", &[], b"").await;
        assert_eq!((down.status, down.code().as_str()), (503, "UNAVAILABLE"));
        desk.sandbox.shutdown().await;
    }
}

on_both! {
    async fn what_was_cut_off_between_object_and_row_is_swept_or_taken_up(db: &TestDb) {
        let desk = Desktop::with(db).await;
        let bytes = b"%PDF-1.7\nhalf way";
        // The store has taken it, and the hub never learns: as if it had died there.
        desk.sandbox.trouble(Trouble::Cut, 3);
        assert_eq!(desk.send("PUT", "?name=a.pdf", &[], bytes).await.status, 503);
        assert_eq!(desk.content().await, Value::Null);
        let keys = desk.sandbox.keys();
        assert_eq!(keys.len(), 1, "the object is there, and no row");

        let real = now() - desk.clock.now();
        desk.clock.advance(real + TimeDelta::hours(1));
        assert_eq!(desk.hub.sweep_contents().await.unwrap().contents, 0, "it is young");
        desk.sandbox.age(&keys[0], TimeDelta::hours(48));
        assert_eq!(desk.hub.sweep_contents().await.unwrap().contents, 1);
        assert!(desk.sandbox.keys().is_empty());

        // The upload goes on, and what has a row stays however old it is.
        let end = format!("content-range: bytes */{}", bytes.len());
        assert_eq!(desk.send("PUT", "?name=a.pdf", &[&end], b"").await.status, 201);
        desk.sandbox.age(&keys[0], TimeDelta::hours(200));
        assert_eq!(desk.hub.sweep_contents().await.unwrap().contents, 0);
        assert!(desk.send("GET", "", &[], b"").await.body == bytes);
        desk.sandbox.shutdown().await;
    }
}
