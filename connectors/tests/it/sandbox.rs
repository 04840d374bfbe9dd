use std::sync::Arc;

use serde_json::json;
use shuniu_connectors::{
    ManualClock,
    contract::{Stream, System},
    sandbox::{SandboxError, SandboxOptions, start_known},
    seed::{SeedOptions, generate},
    trading_centre,
};
use shuniu_policy::RegionCode;

use crate::rig::{Rig, SYSTEMS, connector, loopback, now, options, record, records};

const SYSTEM: System = System::TRADING_CENTRE;

#[tokio::test]
async fn a_sandbox_remembers_in_its_own_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trading.json");
    let clock = Arc::new(ManualClock::new(now()));
    let with_file = |records| SandboxOptions {
        data: Some(path.clone()),
        ..options(&Stream::TENDERS, records, &clock)
    };
    let first = trading_centre::sandbox::start(loopback(), with_file(records(&SYSTEM, 3))).await;
    first.unwrap().shutdown().await;
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("NOTICE_ID").count(), 3);

    // The file wins over what is passed in.
    let second = trading_centre::sandbox::start(loopback(), with_file(vec![])).await;
    second.unwrap().shutdown().await;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);

    let credentials = shuniu_connectors::investment_approval::sandbox::Credentials::default();
    let other = shuniu_connectors::investment_approval::sandbox::start(
        loopback(),
        with_file(vec![]),
        credentials,
    );
    assert!(matches!(other.await, Err(SandboxError::Data { .. })));
}

#[tokio::test]
async fn the_control_adds_replaces_and_shows() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    rig.add(vec![record(&SYSTEM, 1, 30), record(&SYSTEM, 7, 40)])
        .await;
    let (ids, _, _) = rig.run(None).await;
    assert_eq!(ids, ["N00000", "N00002", "N00001", "N00007"]);

    rig.faults(json!({ "latency_ms": 3 })).await;
    let state = rig.state().await;
    assert_eq!(state["system"], "trading_centre");
    assert_eq!(state["faults"]["latency_ms"], 3);
    assert_eq!(rig.faults_on().await, state["faults"]);
    assert_eq!(state["streams"]["tenders"].as_array().unwrap().len(), 4);
    assert_eq!(rig.journal().await.total, 1, "the control is not counted");
}

#[tokio::test]
async fn latency_passes_on_the_sandboxes_clock() {
    let rig = Rig::start(&SYSTEM, records(&SYSTEM, 3)).await;
    rig.faults(json!({ "latency_ms": 3_000, "for_requests": 1 }))
        .await;
    rig.pull(None).await;
    assert_eq!(rig.seconds(), 3);
}

#[tokio::test]
async fn a_sandbox_of_one_place_gives_no_record_of_another() {
    let world = generate(SeedOptions {
        projects: 300,
        ..SeedOptions::default()
    });
    let clock = Arc::new(ManualClock::new(now()));
    let region = |code: &str| RegionCode::parse(code).unwrap();
    for system in SYSTEMS {
        for (place, is_of) in [("320902", "320902"), ("650000", "652800")] {
            let options = SandboxOptions {
                // Whatever it holds: the world is not bounded here.
                records: world.of_system(&system),
                clock: clock.clone(),
                places: vec![region(place)],
                ..SandboxOptions::default()
            };
            let sandbox = start_known(&system, loopback(), options).await;
            let sandbox = sandbox.unwrap().unwrap();
            let connector = connector(&system, sandbox.url(), &clock);
            for stream in connector.streams() {
                let page = connector.pull(stream, None).await.unwrap();
                assert!(!page.records.is_empty(), "{system} {stream} {place}");
                let bodies = page.records.iter().map(|one| &one.body);
                for body in bodies.chain(page.unreadable.iter().map(|one| &one.body)) {
                    assert!(body.contains(is_of), "{system} {stream}: {body}");
                }
            }
        }
        let bounded = world.of_places(&[region("610326"), region("341522")]);
        let records = bounded.of_system(&system);
        assert!(records.values().all(|some| !some.is_empty()), "{system}");
        let all = records.values().flatten().map(ToString::to_string);
        assert!(all.clone().count() > 0);
        for record in all {
            assert!(
                record.contains("610326") || record.contains("341522"),
                "{record}"
            );
        }
    }
}
