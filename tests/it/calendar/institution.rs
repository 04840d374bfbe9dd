//! What units and bureaus owe, in a feed beside what projects do.

use std::collections::BTreeSet;

use shuniu_hub::access::Role;
use shuniu_tests::journey::event;
use shuniu_tests::{TestDb, on_both};

use super::ical::{Component, events};
use super::scene::{OURS, Scene, THEIRS, person, unit};

/// The events that the lists of what projects owe do not hold.
fn of_institutions(feed: &[u8]) -> Vec<Component> {
    let institutional = |event: &Component| !event.text("DESCRIPTION").contains("项目：");
    events(feed).into_iter().filter(institutional).collect()
}

on_both! {
    async fn a_feed_holds_what_units_and_the_bureau_owe_by_a_last_day(db: &TestDb) {
        let scene = Scene::at(db).await;
        let desk = scene.desk();
        let started = event(scene.running, "implementation_started", "2025-06-01");
        desk.ask(None, &started).await.unwrap();
        let bureau = person("clerk", Role::DataBureau);
        let (_, all) = scene.create(&bureau, "").await;
        let (_, ours) = scene.create(&unit(OURS), "").await;
        let (_, theirs) = scene.create(&unit(THEIRS), "").await;
        let shown = async |path: &str| of_institutions(&scene.feed(path).await);
        assert!(shown(&all).await.is_empty(), "none has a last day");

        // A regulation may print one.
        let by = "UPDATE institution_obligation SET last_on = '2026-07-20', due_on = '2026-07-20'
            WHERE period = '2026'";
        assert!(scene.raw.execute(by).await.unwrap() > 0);
        let there = "INSERT INTO institution (jurisdiction_id, id, stale, version)
            SELECT DISTINCT jurisdiction_id, jurisdiction_id, (1 = 0), 1 FROM institution_obligation";
        assert_eq!(scene.raw.execute(there).await.unwrap(), 1);
        let of_bureau = "UPDATE institution_obligation SET last_on = '2026-01-31', institution_id = jurisdiction_id
            WHERE period = '2025'";
        assert!(scene.raw.execute(of_bureau).await.unwrap() > 0);
        let list = "{ institutionObligations(first: 100, filter: {dueTo: \"2026-12-31\"}) { nodes { id lastOn } } }";
        let listed = scene.ask(&bureau, list).await["institutionObligations"]["nodes"].take();
        let listed = listed.as_array().unwrap().iter();
        let listed: BTreeSet<String> = listed
            .map(|one| format!("{}@shuniu", one["id"].as_str().unwrap()))
            .collect();
        let events = shown(&all).await;
        let uids: BTreeSet<String> = events.iter().map(|event| event.text("UID")).collect();
        assert_eq!(uids, listed);
        let told: Vec<(String, String)> = events
            .iter()
            .map(|event| (event.text("SUMMARY"), event.text("DTSTART")))
            .collect();
        assert!(told[0].0.starts_with("〔逾期〕亭湖区主管部门："), "{told:?}");
        assert_eq!(events[0].day("DTSTART").to_string(), "2026-01-31");
        let mut of_units = events.iter();
        let of_unit = of_units.find(|event| event.text("SUMMARY").starts_with("区教育局："));
        assert!(of_unit.unwrap().text("DESCRIPTION").contains("项目单位：区教育局"), "{told:?}");

        let own = shown(&ours).await;
        assert!(own.iter().all(|event| event.text("SUMMARY").starts_with("区教育局：")));
        assert_eq!(own.len(), 1);
        assert!(shown(&theirs).await.iter().all(|event| !event.text("SUMMARY").contains("区教育局")));
        let listed = scene.ask(&bureau, "{ projects(first: 1) { nodes { id } } }").await;
        let project = listed["projects"]["nodes"][0]["id"].clone();
        for (filter, some) in [
            (format!("projects: [{project}]"), false),
            (r#"provisions: ["tinghu-22-annual-self-evaluation"]"#.to_owned(), true),
            (r#"responsible: ["project_unit"]"#.to_owned(), true),
            (r#"responsible: ["finance"]"#.to_owned(), false),
            ("mine: true".to_owned(), false),
        ] {
            let (_, path) = scene.create(&bureau, &format!("filter: {{{filter}}}")).await;
            assert_eq!(!shown(&path).await.is_empty(), some, "{filter}");
        }
    }
}
