//! A sync and its rehearsal tell why records were set aside, and that a mapping does not fit.

use serde_json::Value;
use shuniu_connectors::investment_approval;
use shuniu_tests::outside::Outside;
use shuniu_tests::tinghu::everywhere;
use shuniu_tests::{TestDb, on_both};

use crate::kill::scene::Scene;

/// Approvals read with the shipped mapping, in which something is otherwise.
fn set<'a>(db: &'a TestDb, outside: &Outside, (from, to): (&str, &str)) -> Scene<'a> {
    let scene = Scene::set(db, &outside.addresses(), &[(0, "investment_approval")]);
    let mapping = db.folder().join("mapping.toml");
    assert!(investment_approval::MAPPING.contains(from), "{from}");
    std::fs::write(&mapping, investment_approval::MAPPING.replace(from, to)).unwrap();
    let file = db.folder().join("shuniu.toml");
    let mut text = std::fs::read_to_string(&file).unwrap();
    text.push_str(&format!(
        "mapping_file = {mapping:?}\nflood = {{ percent = 100 }}\n"
    ));
    std::fs::write(&file, text).unwrap();
    scene
}

/// Runs it; what it printed, and what it said beside.
async fn ran(scene: &Scene<'_>, words: &[&str]) -> (String, String) {
    let ended = scene.command(words).output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = text(&ended.stderr);
    assert!(ended.status.success(), "{said}");
    (text(&ended.stdout), said)
}

/// What is told of the approvals.
fn approvals(printed: &str) -> Value {
    let all: Vec<Value> = serde_json::from_str(printed).unwrap();
    let mut streams = all.into_iter();
    streams.find(|one| one["stream"] == "approvals").unwrap()
}

on_both! {
    async fn a_sync_tells_why_records_were_set_aside_and_a_rehearsal_too(db: &TestDb) {
        let outside = Outside::start(&everywhere(40)).await.unwrap();
        // The title is looked for where it is not.
        let scene = set(db, &outside, ("/projectName", "/projectTitle"));
        let (rehearsed, said) = ran(&scene, &["sync", "--dry-run", "--json"]).await;
        let told = approvals(&rehearsed);
        let aside = told["counts"]["quarantined"].as_i64().unwrap();
        assert!(aside > 10, "{told}");
        let why = &told["reasons"][0];
        assert_eq!((&why["code"], &why["path"]), (&Value::from("renamed"), &Value::from("/projectName")));
        let counted = told["reasons"].as_array().unwrap().iter();
        let counted: i64 = counted.map(|one| one["count"].as_i64().unwrap()).sum();
        assert_eq!(counted + told["other_reasons"].as_i64().unwrap(), aside);
        for field in ["/example", "/reason/zh", "/reason/en", "/mend/zh", "/mend/en"] {
            assert!(why.pointer(field).and_then(Value::as_str).is_some_and(|one| !one.is_empty()), "{why}");
        }
        let warning = told["warning"].as_str().unwrap();
        assert!(warning.contains(&format!("{aside} of ")) && warning.contains("does not fit"), "{warning}");
        assert!(said.contains("warning: investment_approval approvals: "), "{said}");

        let (read, said) = ran(&scene, &["sync"]).await;
        let example = why["example"].as_str().unwrap();
        let line = format!("{} × /projectName (renamed), such as {example}: ", why["count"]);
        assert!(read.contains(&line), "{read}");
        assert!(said.contains("quarantine replay --system investment_approval --stream approvals"), "{said}");
        // Nothing of that is news the next time.
        let (again, said) = ran(&scene, &["sync", "--json"]).await;
        let told = approvals(&again);
        assert_eq!((&told["reasons"], &told["warning"]), (&Value::Array(Vec::new()), &Value::Null));
        assert!(!said.contains("warning: "), "{said}");
        outside.stop().await;
    }
}
