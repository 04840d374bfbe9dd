//! What the data sharing platform of a place says moves the law of the place and of the nation.

use serde_json::{Value, json};
use shuniu_connectors::contract::System;
use shuniu_connectors::data_sharing::{CatalogChange, Connection, Delivery, SharedResource};
use shuniu_connectors::seed::World;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{FactInput, RecordEntry, RecordKind, RegisterProject, UnitInput};
use shuniu_hub::policy::ProjectCode;
use shuniu_hub::sync::Source;
use shuniu_hub::{JurisdictionSetup, PackChoice};
use shuniu_tests::journey::{Desk, event};
use shuniu_tests::outside::{Outside, sync};
use shuniu_tests::tinghu::TODAY;
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

use super::house::{House, caller};

const SYSTEM: System = System::DATA_SHARING;

/// A place with a platform of its own.
struct Place {
    region: &'static str,
    name: &'static str,
    pack: &'static str,
    unit: &'static str,
}

const MEIXIAN: Place = Place {
    region: "610326",
    name: "眉县",
    pack: "meixian",
    unit: "眉县住房和城乡建设局",
};

const BAYINGOLIN: Place = Place {
    region: "652800",
    name: "巴音郭楞蒙古自治州",
    pack: "bayingolin",
    unit: "巴州水利局",
};

impl Place {
    fn code(&self) -> ProjectCode {
        ProjectCode::with_check_digit(&format!("2505{}040100017", self.region)).unwrap()
    }

    fn caller(&self) -> Caller {
        caller(Role::DataBureau, &[self.region])
    }

    async fn set_up(&self, house: &House) -> Uuid {
        let pack = |id: &str| PackChoice {
            id: id.to_owned(),
            effective_on: (id != "national").then(|| "2025-01-01".parse().unwrap()),
        };
        let setup = JurisdictionSetup {
            region: self.region.parse().unwrap(),
            name: self.name.to_owned(),
            packs: vec![pack("national"), pack(self.pack)],
            settings: serde_json::Map::new(),
            precedence: None,
        };
        let id = house.hub.ensure_jurisdiction(&setup).await.unwrap();
        house.hub.load_jurisdictions().await.unwrap();
        id
    }

    /// A project that was applied for and wants its final acceptance.
    async fn project(&self, house: &House, jurisdiction: Uuid) {
        let desk = Desk {
            hub: &house.hub,
            caller: self.caller(),
            jurisdiction,
        };
        let register = RegisterProject {
            name: format!("{}数据平台项目", self.name),
            unit: UnitInput {
                name: self.unit.to_owned(),
                credit_code: None,
            },
            project_code: Some(self.code()),
            tracked_since: None,
            facts: vec![FactInput {
                name: "legal_sharing_exception".to_owned(),
                value: json!(false),
            }],
        };
        let project = desk.ask(None, &register).await.unwrap().project;
        let applied = event(project, "application_submitted", "2025-09-01");
        desk.ask(None, &applied).await.unwrap();
        let wants = RecordEntry {
            table: RecordKind::Document,
            ..event(project, "final_acceptance_application", "2026-06-22")
        };
        desk.ask(None, &wants).await.unwrap();
    }

    fn entry(&self, number: u32, registered_on: Option<&str>) -> SharedResource {
        SharedResource {
            resource_code: format!("307030400012/{number:06}"),
            resource_name: format!("{}普查数据{number}", self.name),
            system_name: Some("数据平台".into()),
            shared_type: "2".into(),
            update_cycle: Some("5".into()),
            status: if registered_on.is_some() { "2" } else { "1" }.into(),
            registered_on: registered_on.map(str::to_owned),
            provider_name: self.unit.into(),
            project_code: Some(self.code().to_string()),
            region_code: self.region.into(),
            secrecy: "0".into(),
            update_time: "2026-06-23 10:00:00".into(),
            ..SharedResource::default()
        }
    }

    /// A change of the catalogue, the connection and a request, none of them done with.
    fn begun(&self) -> World {
        let changed = SharedResource {
            changes: vec![step("ARISEN", "2026-06-22")],
            ..self.entry(17, Some("2025-09-12"))
        };
        World {
            catalog_entries: vec![changed, self.entry(18, None)],
            connections: vec![Connection {
                connection_no: format!("JR-{}", self.region),
                system_name: "数据平台".into(),
                connected: "0".into(),
                sharing_completed: "0".into(),
                unit_name: self.unit.into(),
                project_code: Some(self.code().to_string()),
                region_code: self.region.into(),
                secrecy: "0".into(),
                update_time: "2026-06-23 10:00:00".into(),
                ..Connection::default()
            }],
            deliveries: vec![Delivery {
                request_no: "SQ-208".into(),
                resource_code: "307030400012/000017".into(),
                shared_type: "2".into(),
                received_on: "2026-06-18".into(),
                provider_name: self.unit.into(),
                project_code: Some(self.code().to_string()),
                region_code: self.region.into(),
                secrecy: "0".into(),
                update_time: "2026-06-23 10:00:00".into(),
                ..Delivery::default()
            }],
            ..World::default()
        }
    }

    /// The same, done.
    fn done(&self) -> World {
        let mut world = self.begun();
        let later = || "2026-06-29 17:00:00".to_owned();
        let changed = &mut world.catalog_entries[0];
        changed.changes.push(step("SUBMITTED", "2026-06-26"));
        changed.changes.push(step("PUBLISHED", "2026-06-29"));
        changed.update_time = later();
        world.catalog_entries[1] = SharedResource {
            shared_scope: Some("本级各部门".into()),
            update_time: later(),
            ..self.entry(18, Some("2026-06-25"))
        };
        let connection = &mut world.connections[0];
        connection.connected = "1".into();
        connection.sharing_completed = "1".into();
        connection.assessment_no = Some("PG-42".into());
        connection.assessed_on = Some("2026-06-28".into());
        connection.update_time = later();
        let delivery = &mut world.deliveries[0];
        delivery.replied_on = Some("2026-06-25".into());
        delivery.decision = Some("1".into());
        delivery.delivered_on = Some("2026-06-29".into());
        delivery.update_time = later();
        world
    }
}

fn step(step: &str, day: &str) -> CatalogChange {
    CatalogChange {
        change_no: "BG-31".into(),
        step: step.into(),
        day: day.into(),
        until: None,
    }
}

/// Lets the platform hold what it holds in a world, and reads it; how many records were merged.
async fn read(house: &House, (outside, sources): (&Outside, &[Source]), world: &World) -> u64 {
    let state = json!({ "streams": world.data_sharing() });
    outside.control(&SYSTEM, "state", &state).await.unwrap();
    let counts = sync(&house.hub, sources).await.unwrap();
    assert!(
        counts.values().all(|one| one.quarantined == 0),
        "{counts:?}"
    );
    counts
        .values()
        .map(|one| u64::try_from(one.merged).unwrap())
        .sum()
}

/// What the law says of the project, and what it keeps.
async fn told(house: &House, place: &Place) -> Value {
    let query = format!(
        r#"{{ project(projectCode: "{}") {{
            obligations {{ provisionCode status fulfilledBy {{ name provenance {{ record {{ system stream externalId }} }} }} }}
            gates(names: ["initial_acceptance", "final_acceptance"]) {{ name blockers {{ provisionCode }} }}
            catalogEntries {{ code name systemName sharing updateCycle registeredOn provenance {{ source record {{ system stream externalId }} }} }}
        }} }}"#,
        place.code()
    );
    house.data(&place.caller(), &query).await["project"].take()
}

/// The status of a duty, with the streams of what performed it.
fn duty(told: &Value, provision: &str) -> (String, Vec<String>) {
    let mut duties = told["obligations"].as_array().unwrap().iter();
    let one = duties.find(|one| one["provisionCode"] == provision);
    let one = one.unwrap_or_else(|| panic!("{provision} in {told:#}"));
    let proofs = one["fulfilledBy"].as_array().unwrap().iter();
    let streams = proofs.map(|proof| {
        let record = &proof["provenance"]["record"];
        format!("{} {}", record["system"], record["stream"]).replace('"', "")
    });
    let mut streams: Vec<String> = streams.collect();
    streams.dedup();
    (one["status"].as_str().unwrap().to_owned(), streams)
}

const UPDATE: &str = "national-sharing-17-update-10-workdays";
const REVIEW: &str = "national-sharing-17-review-2-workdays";
const REPLY: &str = "national-sharing-21-conditional-10-workdays";
const DELIVER: &str = "national-sharing-22-deliver-20-workdays";

/// A provision, and the stream whose record performs it.
type Moved = (&'static str, &'static str);

/// Reads the platform before and after it is done with everything. `local` are duties of the place's
/// own law; `gate` names its provisions that keep steps closed for want of sharing.
async fn moves(db: &TestDb, place: &Place, local: &[Moved], gate: &[&str]) {
    let house = House::at(db).await;
    let jurisdiction = place.set_up(&house).await;
    place.project(&house, jurisdiction).await;
    let clock = ManualClock::at(TODAY.parse().unwrap());
    let outside = Outside::with(&World::default(), &clock).await.unwrap();
    let connector = outside.connector(&SYSTEM).unwrap();
    let source = house.hub.attach(jurisdiction, connector).await.unwrap();
    let platform = (&outside, &[source][..]);

    assert_eq!(read(&house, platform, &place.begun()).await, 4);
    let before = told(&house, place).await;
    let entries = |told: &Value| {
        let all = told["catalogEntries"].as_array().unwrap().clone();
        let each = all.iter().map(|one| one["registeredOn"].clone());
        each.collect::<Vec<_>>()
    };
    assert_eq!(entries(&before), [json!("2025-09-12"), Value::Null]);
    let open = |(provision, _): &Moved| {
        let expected = ("PENDING".to_owned(), Vec::new());
        assert_eq!(duty(&before, provision), expected, "{provision}");
    };
    let national = [(UPDATE, "catalog_entries"), (REPLY, "deliveries")];
    national.iter().chain(local).for_each(open);
    let closes = |told: &Value, provision: &str| {
        let gates = told["gates"].to_string();
        gates.contains(&format!("{provision:?}"))
    };
    for provision in gate {
        assert!(
            closes(&before, provision),
            "{provision}: {}",
            before["gates"]
        );
    }

    assert_eq!(read(&house, platform, &place.done()).await, 4);
    let after = told(&house, place).await;
    let further = [(REVIEW, "catalog_entries"), (DELIVER, "deliveries")];
    for (provision, stream) in national.iter().chain(&further).chain(local) {
        let expected = (
            "FULFILLED".to_owned(),
            vec![format!("data_sharing {stream}")],
        );
        assert_eq!(duty(&after, provision), expected, "{provision}");
    }
    for provision in gate {
        assert!(
            !closes(&after, provision),
            "{provision}: {}",
            after["gates"]
        );
    }
    let entry = &after["catalogEntries"][1];
    assert_eq!(
        *entry,
        json!({
            "code": "307030400012/000018", "name": format!("{}普查数据18", place.name),
            "systemName": "数据平台", "sharing": "conditional", "updateCycle": "monthly",
            "registeredOn": "2026-06-25",
            "provenance": { "source": "data_sharing", "record": {
                "system": "data_sharing", "stream": "catalog_entries",
                "externalId": "307030400012/000018",
            } },
        })
    );

    // Nothing new is said, nothing is written.
    assert_eq!(read(&house, platform, &place.done()).await, 0);
    // What goes out of use is no entry of the project any more.
    let mut gone = place.done();
    gone.catalog_entries[1].status = "3".into();
    gone.catalog_entries[1].update_time = "2026-06-29 18:00:00".into();
    assert_eq!(read(&house, platform, &gone).await, 1);
    assert_eq!(entries(&told(&house, place).await), [json!("2025-09-12")]);
    outside.stop().await;
}

on_both! {
    async fn the_platform_of_meixian_moves_its_law(db: &TestDb) {
        let local = [
            ("meixian-06-share-by-default", "connections"),
            ("meixian-06-no-selective-opening", "catalog_entries"),
        ];
        let gate = ["meixian-04-no-sharing-no-acceptance", "meixian-19-no-sharing-no-acceptance"];
        moves(db, &MEIXIAN, &local, &gate).await;
    }
}

on_both! {
    async fn the_platform_of_bayingolin_moves_its_law(db: &TestDb) {
        let assessed = "bayingolin-13-sharing-basis-for-investment-and-acceptance";
        moves(db, &BAYINGOLIN, &[(assessed, "connections")], &[]).await;
    }
}
