use std::sync::Arc;

use serde_json::json;
use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::sandbox::KNOWN;
use shuniu_hub::clock::ManualClock;
use shuniu_tests::journey::{set_up, today};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::world;
use shuniu_tests::{Engine, TestDb};
use tokio::sync::OnceCell;

use super::shape::Shape;
use super::subject::Records;

/// Projects of the seeded world, of which the place has two in five.
pub(super) const PROJECTS: usize = 90;

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
        let records = spoken_of(&system);
        let outside = Outside::alone(&system, records, &clock).await.unwrap();
        let connector = outside.connector(&system).unwrap();
        let source = hub.attach(place, connector).await.unwrap();
        sync(&hub, &[source]).await.unwrap();
        outside.stop().await;
    }
    hub.database().clone().close().await.unwrap();
    db
}

/// The approvals of the projects that the chosen records of other systems speak of.
fn spoken_of(system: &System) -> Records {
    let world = world(PROJECTS);
    let others = KNOWN.iter().filter(|other| *other != system);
    let said = others.map(|other| json!(Shape::of(other).some(&world, other)).to_string());
    let said: Vec<String> = said.collect();
    let shape = Shape::of(system);
    let mut records = shape.sound(&world, system);
    for (name, records) in &mut records {
        let stream = Stream::new(name.clone());
        records.retain(|one| {
            let project = shape.map(&stream, one).unwrap().project;
            let code = project.project_code;
            code.is_some_and(|code| said.iter().any(|text| text.contains(code.as_str())))
        });
        assert!(
            records.len() > 3,
            "nobody speaks of the projects: {records:?}"
        );
    }
    records
}
