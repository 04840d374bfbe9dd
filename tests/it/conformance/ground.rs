use std::sync::Arc;

use shuniu_connectors::contract::System;
use shuniu_hub::clock::ManualClock;
use shuniu_tests::journey::{set_up, today};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::world;
use shuniu_tests::{Engine, TestDb};
use tokio::sync::OnceCell;

use super::shape::Shape;

/// Projects of the seeded world, of which the place has two in five.
pub(super) const PROJECTS: usize = 60;

/// A database with a place in it, and with projects, unless they come from the system itself:
/// others speak of projects that are known. It is made once and copied.
pub(super) async fn of(system: &System, engine: Engine) -> TestDb {
    static SQLITE: OnceCell<TestDb> = OnceCell::const_new();
    static POSTGRES: OnceCell<TestDb> = OnceCell::const_new();
    static BARE_SQLITE: OnceCell<TestDb> = OnceCell::const_new();
    static BARE_POSTGRES: OnceCell<TestDb> = OnceCell::const_new();
    let bare = *system == System::INVESTMENT_APPROVAL;
    let ground = match (engine, bare) {
        (Engine::Sqlite, false) => &SQLITE,
        (Engine::Postgres, false) => &POSTGRES,
        (Engine::Sqlite, true) => &BARE_SQLITE,
        (Engine::Postgres, true) => &BARE_POSTGRES,
    };
    let ground = ground.get_or_init(|| make(engine, bare)).await;
    ground.copy().await.unwrap()
}

async fn make(engine: Engine, bare: bool) -> TestDb {
    let db = TestDb::migrated(engine).await.unwrap();
    let clock = Arc::new(ManualClock::at(today()));
    let hub = db.hub(&clock).await.unwrap();
    let place = set_up(&hub, 0).await.unwrap();
    if !bare {
        let system = System::INVESTMENT_APPROVAL;
        let records = Shape::of(&system).sound(&world(PROJECTS), &system);
        let outside = Outside::alone(&system, records, &clock).await.unwrap();
        let connector = outside.connector(&system).unwrap();
        let source = hub.attach(place, connector).await.unwrap();
        sync(&hub, &[source]).await.unwrap();
        outside.stop().await;
    }
    hub.database().clone().close().await.unwrap();
    db
}
