use std::path::PathBuf;

use serde_json::Value;
use shuniu_connectors::investment_approval;
use shuniu_tests::outside::Outside;
use shuniu_tests::probe::Killer;
use shuniu_tests::soak::some_of;
use shuniu_tests::tinghu::everywhere;
use shuniu_tests::{TestDb, on_both};

use super::scene::Scene;
use super::state::State;

/// Points that are tried, unless all of them are.
const MOST: usize = 4;

const REPLAY: [&str; 4] = ["quarantine", "replay", "--system", "investment_approval"];

/// A type that many approvals are of.
const TAUGHT: &str = "\"建设类\" = \"build\", ";

/// A hub that reads approvals with a mapping that knows one type less, and keeps no flood back.
fn set<'a>(db: &'a TestDb, outside: &Outside) -> (Scene<'a>, PathBuf) {
    let scene = Scene::set(db, &outside.addresses(), &[(0, "investment_approval")]);
    let mapping = db.folder().join("mapping.toml");
    let text = investment_approval::MAPPING.replace(TAUGHT, "");
    assert_ne!(text, investment_approval::MAPPING);
    std::fs::write(&mapping, text).unwrap();
    let file = db.folder().join("shuniu.toml");
    let mut text = std::fs::read_to_string(&file).unwrap();
    text.push_str(&format!(
        "mapping_file = {mapping:?}\nflood = {{ percent = 100 }}\n"
    ));
    std::fs::write(&file, text).unwrap();
    (scene, mapping)
}

/// Runs it; what it printed, and whether it was well.
async fn told(scene: &Scene<'_>, words: &[&str]) -> (Value, bool) {
    let words = [words, &["--json"]].concat();
    let ended = scene.command(&words).output().await.unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    let told = serde_json::from_slice(&ended.stdout);
    (
        told.unwrap_or_else(|_| panic!("{said}")),
        ended.status.success(),
    )
}

/// Replays; whether it was killed at the point, and what it wrote to stderr.
async fn ended(scene: &Scene<'_>, kill_at: Option<&str>) -> (bool, String) {
    let mut command = scene.command(&REPLAY);
    if let Some(point) = kill_at {
        command.env(Killer::AT, point);
    }
    let ended = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    (ended.status.code().is_none(), said)
}

/// What came of the place that has records.
fn of_place(told: &Value) -> &Value {
    let all = told.as_array().unwrap();
    all.iter()
        .find(|one| one["jurisdiction"] == "320902")
        .unwrap()
}

on_both! {
    async fn killed_on_the_way_a_replay_of_many_loses_nothing_and_does_nothing_twice(db: &TestDb) {
        let outside = Outside::start(&everywhere(40)).await.unwrap();
        let (scene, mapping) = set(db, &outside);
        scene.sync().await;
        let (listed, well) = told(&scene, &["quarantine", "list", "--code", "unknown_code"]).await;
        let waiting = listed.as_array().unwrap().len();
        assert!(well && waiting > 5, "{listed}");
        assert!(listed.as_array().unwrap().iter().all(|one| one["code"] == "unknown_code"
            && one["stream"] == "approvals" && one["external_id"].is_string()), "{listed}");

        // Nothing was mended: all of them stay, and say why.
        let before = State::of(db).await;
        let (still, well) = told(&scene, &REPLAY).await;
        assert!(!well);
        let still = of_place(&still);
        assert_eq!((&still["merged"], &still["still"]), (&Value::from(0), &still["tried"]));
        assert_eq!(still["reasons"][0]["code"], "unknown_code", "{still}");
        State::of(db).await.agrees(&before, "a replay without a change");

        // What a rehearsal tells is what happens, and it leaves no trace.
        std::fs::write(&mapping, investment_approval::MAPPING).unwrap();
        let (rehearsed, _) = told(&scene, &[&REPLAY[..], &["--dry-run"]].concat()).await;
        State::of(db).await.agrees(&before, "a rehearsal");
        let fresh = TestDb::migrated(db.engine()).await.unwrap();
        let (other, taught) = set(&fresh, &outside);
        other.sync().await;
        std::fs::write(&taught, investment_approval::MAPPING).unwrap();

        // The source is not asked.
        outside.stop().await;
        let log = ended(&scene, None).await.1;
        let (done, _) = told(&scene, &REPLAY).await;
        assert_eq!(of_place(&done)["merged"], 0, "{done}");
        let left = of_place(&done)["tried"].as_i64().unwrap();
        let rehearsed = of_place(&rehearsed);
        let gone = rehearsed["tried"].as_i64().unwrap() - left;
        let settled = ["merged", "unmatched", "refused"].map(|one| rehearsed[one].as_i64().unwrap());
        assert_eq!(settled.iter().sum::<i64>(), gone, "{rehearsed}");
        assert!(settled[0] > 5, "{rehearsed}");
        let expected = State::of(db).await;

        let passed = log.lines().filter_map(|line| line.strip_prefix(Killer::PASSED));
        let passed: Vec<String> = passed.map(ToOwned::to_owned).collect();
        let mut killed = 0;
        for point in some_of(&passed, MOST) {
            killed += usize::from(ended(&other, Some(&point)).await.0);
        }
        assert!(killed > 1, "{killed} of {passed:#?}");
        told(&other, &REPLAY).await;
        State::of(&fresh).await.agrees(&expected, "all kills");
        fresh.remove().await.unwrap();
    }
}
