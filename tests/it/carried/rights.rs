use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::sync::Arc;

use serde_json::{Value, json};
use shuniu_connectors::Failure;
use shuniu_connectors::contract::{Connector, Stream, System};
use shuniu_hub::clock::ManualClock;
use shuniu_tests::Engine;
use shuniu_tests::journey::today;
use uuid::Uuid;

use super::same::records;
use super::way::{Delivered, Way};

/// A role of the exchange database that is given its rights one by one.
struct Clerk {
    delivered: Delivered,
    owner: DatabaseConnection,
    name: String,
    url: String,
}

impl Clerk {
    async fn new(way: Way) -> Self {
        let system = System::MUNICIPAL_PROJECTS;
        let clock = Arc::new(ManualClock::at(today()));
        let delivered =
            Delivered::of(&system, way, &records(&system), Engine::Postgres, &clock).await;
        let mut options = ConnectOptions::new(delivered.outside.url());
        options.max_connections(2).sqlx_logging(false);
        let owner = Database::connect(options).await.unwrap();
        let name = format!("clerk_{}", Uuid::now_v7().simple());
        let (scheme, rest) = delivered.outside.url().split_once("://").unwrap();
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let url = format!("{scheme}://{name}@{host}");
        let clerk = Self {
            delivered,
            owner,
            name,
            url,
        };
        clerk
            .execute(&format!("CREATE ROLE {} LOGIN", clerk.name))
            .await;
        clerk
    }

    async fn execute(&self, sql: &str) {
        self.owner.execute_unprepared(sql).await.unwrap();
    }

    async fn grant(&self, rights: &str, table: &str) {
        self.execute(&format!(
            "GRANT {rights} ON municipal_projects_{table} TO {}",
            self.name
        ))
        .await;
    }

    fn connector(&self, more: &Value) -> Arc<dyn Connector> {
        let mut exchange = json!({ "url": self.url });
        exchange
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().cloned().unwrap_or_default());
        let http = json!({ "timeout_ms": 200, "breaker_failures": 100 });
        let further = json!({ "exchange": exchange, "http": http, "page_size": 3 });
        self.delivered.connector_with(&further)
    }

    async fn end(self) {
        self.execute(&format!("DROP OWNED BY {}", self.name)).await;
        self.execute(&format!("DROP ROLE {}", self.name)).await;
        self.owner.close().await.unwrap();
        self.delivered.outside.remove().await.unwrap();
    }
}

fn config<T>(outcome: Result<T, Failure>, told: &str) {
    let failure = outcome.err().unwrap();
    assert_eq!(failure.class(), "config", "{failure}");
    assert!(failure.to_string().contains(told), "{told}\n{failure}");
}

const PLAN: Stream = Stream::PLAN_ITEMS;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_missing_right_is_named_with_what_would_do() {
    let clerk = Clerk::new(Way::Marked).await;
    let marking = clerk.connector(&json!({}));
    config(marking.pull(&PLAN, None).await, "grant SELECT");
    for table in ["plan_items", "reviews", "allocations", "batches", "outbox"] {
        clerk.grant("SELECT", table).await;
    }
    let page = marking.pull(&PLAN, None).await.unwrap();
    assert!(!page.records.is_empty());
    config(
        marking.kept(&PLAN, &page.next).await,
        "have UPDATE on it granted, or set `exchange.read_only = true`",
    );
    config(marking.check().await, "have UPDATE on it granted");
    // The right to read is enough for who marks nothing, and for him it is all that is used.
    let reading = clerk.connector(&json!({ "read_only": true }));
    reading.check().await.unwrap();
    let read = reading.pull(&PLAN, None).await.unwrap();
    assert_eq!(read.records, page.records);
    reading.kept(&PLAN, &read.next).await.unwrap();
    for table in ["plan_items", "reviews", "allocations"] {
        clerk
            .grant("UPDATE (flag, receipt, error_text, taken_at)", table)
            .await;
    }
    config(marking.check().await, "INSERT for hand-overs");
    clerk.grant("INSERT", "outbox").await;
    marking.check().await.unwrap();
    let page = marking.pull(&PLAN, None).await.unwrap();
    marking.kept(&PLAN, &page.next).await.unwrap();
    let next = marking.pull(&PLAN, None).await.unwrap();
    assert_ne!(
        next.records, page.records,
        "what is marked does not come again"
    );
    // Rights are taken away while a run goes on.
    clerk
        .execute(&format!(
            "REVOKE SELECT ON municipal_projects_plan_items FROM {}",
            clerk.name
        ))
        .await;
    config(
        marking.pull(&PLAN, Some(&next.next)).await,
        "permission denied for table municipal_projects_plan_items",
    );
    clerk.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_the_address_or_the_tables_is_named() {
    let clerk = Clerk::new(Way::ReadOnly).await;
    let url = |from: &str, to: &str| json!({ "url": clerk.url.replace(from, to) });
    config(
        clerk.connector(&url("clerk_", "nobody_")).check().await,
        "refuses our login",
    );
    let (server, _) = clerk.url.rsplit_once('/').unwrap();
    let elsewhere = json!({ "url": format!("{server}/no_such_database") });
    config(
        clerk.connector(&elsewhere).check().await,
        "no such exchange database",
    );
    config(
        clerk
            .connector(&json!({ "schema": "elsewhere" }))
            .check()
            .await,
        "`exchange.schema`",
    );
    let other = json!({ "tables": { "plan_items": "t_ndjh" } });
    config(clerk.connector(&other).pull(&PLAN, None).await, "t_ndjh");
    for table in ["plan_items", "batches"] {
        clerk.grant("SELECT", table).await;
    }
    clerk
        .execute("ALTER TABLE municipal_projects_plan_items DROP COLUMN in_plan")
        .await;
    config(
        clerk.connector(&json!({})).pull(&PLAN, None).await,
        "there is no column \"in_plan\"",
    );
    clerk.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_is_held_is_left_alone_and_read_later() {
    let clerk = Clerk::new(Way::ReadOnly).await;
    for table in ["plan_items", "batches"] {
        clerk.grant("SELECT", table).await;
    }
    let connector = clerk.connector(&json!({}));
    let raw = clerk.delivered.outside.raw().await.unwrap();
    let held = raw
        .hold(&["LOCK TABLE municipal_projects_plan_items IN ACCESS EXCLUSIVE MODE"])
        .await
        .unwrap();
    let failure = connector.pull(&PLAN, None).await.unwrap_err();
    assert!(failure.is_transient(), "{failure}");
    assert!(failure.to_string().contains("held or slow"), "{failure}");
    held.release().await.unwrap();
    let page = connector.pull(&PLAN, None).await.unwrap();
    assert!(!page.records.is_empty());
    // We hold nothing that keeps anybody from altering the table, not even between two pages.
    assert!(!page.complete);
    let nobody = raw
        .hold(&["LOCK TABLE municipal_projects_plan_items IN ACCESS EXCLUSIVE MODE NOWAIT"])
        .await
        .unwrap();
    nobody.release().await.unwrap();
    clerk
        .execute("ALTER TABLE municipal_projects_plan_items ADD COLUMN remark text")
        .await;
    raw.close().await.unwrap();
    clerk.end().await;
}
