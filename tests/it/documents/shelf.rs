use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use shuniu_connectors::object_store::sandbox::Sandbox;
use shuniu_hub::Hub;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::content::{ContentName, Contents};
use shuniu_tests::TestDb;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::served::{Reply, Served};
use uuid::Uuid;

use crate::stores::{bucket, config, sandbox};

/// 终验报告.pdf, as an address has it.
pub(super) const NAME: &str = "%E7%BB%88%E9%AA%8C%E6%8A%A5%E5%91%8A.pdf";

/// A hub with a project that has an acceptance report on file, and its server.
pub(super) struct Shelf {
    pub(super) hub: Hub,
    pub(super) clock: Arc<ManualClock>,
    pub(super) place: Uuid,
    pub(super) project: Uuid,
    pub(super) contents: Contents,
    /// The bucket, if the contents lie in one.
    pub(super) sandbox: Option<Sandbox>,
    pub(super) served: Served,
    pub(super) token: String,
    /// Address of the document's content.
    pub(super) path: String,
}

pub(super) fn pdf(bytes: usize) -> Vec<u8> {
    let mut content = b"%PDF-1.7\n".to_vec();
    content.extend((content.len()..bytes).map(|at| u8::try_from(at % 251).unwrap()));
    content
}

/// Another of so many bytes.
pub(super) fn other_pdf(bytes: usize) -> Vec<u8> {
    let mut content = pdf(bytes);
    content[9..].reverse();
    content
}

/// The header that announces the digest of a content.
pub(super) fn digest(content: &[u8]) -> String {
    format!(
        "repr-digest: sha-256=:{}:",
        STANDARD.encode(Sha256::digest(content))
    )
}

/// A body as it goes whose length nobody has told.
pub(super) fn chunked(body: &[u8]) -> Vec<u8> {
    let mut sent = Vec::new();
    for chunk in body.chunks(40_000) {
        sent.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        sent.extend(chunk);
        sent.extend(b"\r\n");
    }
    sent.extend(b"0\r\n\r\n");
    sent
}

impl Shelf {
    /// With its contents in a folder.
    pub(super) async fn with(db: &TestDb) -> Self {
        Self::keeping(db, db.contents(), None).await
    }

    /// With its contents in a bucket, and room for some that come in several pieces.
    pub(super) async fn in_bucket(db: &TestDb) -> Self {
        let sandbox = sandbox(1_000).await;
        let contents = Contents {
            store: Arc::new(bucket(&config(&sandbox))),
            max_bytes: 16 << 20,
            ..db.contents()
        };
        Self::keeping(db, contents, Some(sandbox)).await
    }

    async fn keeping(db: &TestDb, contents: Contents, sandbox: Option<Sandbox>) -> Self {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap().keeping(contents.clone());
        let place = set_up(&hub, 0).await.unwrap();
        let desk = Desk {
            hub: &hub,
            caller: clerk(0).unwrap(),
            jurisdiction: place,
        };
        let project = desk.carry_through(1).await.unwrap();
        let served = Served::over(&hub).await.unwrap();
        let token = served.token(&clerk(0).unwrap()).unwrap();
        let listed = "{ projects(first: 1) { nodes { documents { contentPath } } } }";
        let listed = served.ask(&token, listed).await.unwrap();
        let path = listed["projects"]["nodes"][0]["documents"][0]["contentPath"].as_str();
        let path = path.unwrap().to_owned();
        Self {
            hub,
            clock,
            place,
            project,
            contents,
            sandbox,
            served,
            token,
            path,
        }
    }

    /// Goes on with another process over the same database and folder.
    pub(super) async fn restart(&mut self, db: &TestDb) {
        let hub = db.hub(&self.clock).await.unwrap();
        self.hub = hub.keeping(self.contents.clone());
        self.hub.load_jurisdictions().await.unwrap();
        self.served = Served::over(&self.hub).await.unwrap();
        self.token = self.served.token(&clerk(0).unwrap()).unwrap();
    }

    pub(super) async fn send(&self, method: &str, more: &[&str], body: &[u8]) -> Reply {
        self.send_as(&self.token, method, more, body).await
    }

    pub(super) async fn send_as(
        &self,
        token: &str,
        method: &str,
        more: &[&str],
        body: &[u8],
    ) -> Reply {
        let name = if method == "PUT" { NAME } else { "" };
        self.ask((token, method, name), more, body).await
    }

    /// Uploads under another name than the usual one.
    pub(super) async fn put_as(&self, name: &str, more: &[&str], body: &[u8]) -> Reply {
        self.ask((&self.token, "PUT", name), more, body).await
    }

    /// Uploads a part.
    pub(super) async fn part(&self, range: &str, body: &[u8]) -> Reply {
        let range = format!("content-range: bytes {range}");
        self.send("PUT", &[&range], body).await
    }

    /// Uploads a part without telling the length of its body.
    pub(super) async fn chunked(&self, range: Option<&str>, body: &[u8]) -> Reply {
        let range = range.map(|range| format!("content-range: bytes {range}"));
        let mut more = vec!["transfer-encoding: chunked"];
        more.extend(range.as_deref());
        self.send("PUT", &more, &chunked(body)).await
    }

    async fn ask(
        &self,
        (token, method, name): (&str, &str, &str),
        more: &[&str],
        body: &[u8],
    ) -> Reply {
        let mut lines = vec![format!("authorization: Bearer {token}")];
        lines.extend(more.iter().map(|line| (*line).to_owned()));
        let told = |line: &&str| {
            line.starts_with("content-length") || line.starts_with("transfer-encoding")
        };
        if !more.iter().any(told) && method == "PUT" {
            lines.push(format!("content-length: {}", body.len()));
        }
        let query = if name.is_empty() { "" } else { "?name=" };
        let first = format!("{method} {}{query}{name}", self.path);
        self.served.send(&first, &lines, body).await.unwrap()
    }

    pub(super) async fn content(&self) -> Value {
        let query = "{ projects(first: 1) { nodes { documents { content {
            hash size mediaType fileName uploadedBy } } } } }";
        let said = self.served.ask(&self.token, query).await.unwrap();
        said["projects"]["nodes"][0]["documents"][0]["content"].clone()
    }

    /// What the document holds.
    pub(super) async fn held(&self) -> Vec<u8> {
        let got = self.send("GET", &[], b"").await;
        assert_eq!(got.status, 200, "{got:?}");
        got.body
    }

    /// The name under which the store has a content.
    pub(super) fn name(&self, content: &[u8]) -> ContentName {
        ContentName {
            jurisdiction: self.place,
            hash: self.hub.seal().hash(content),
        }
    }
}

/// How far an upload got, and whether it was refused.
pub(super) fn told(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.header("upload-offset"))
}
