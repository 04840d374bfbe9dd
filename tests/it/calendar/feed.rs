//! What stands in a feed, beside what the lists say.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::command::{RegisterClassified, UnitInput};
use shuniu_hub::query::{Agenda, View};
use shuniu_hub::{JurisdictionSetup, PackChoice};
use shuniu_tests::{TestDb, on_both};

use super::ical::{Component, events, read};
use super::scene::{OURS, Scene, THEIRS, creating, person, unit};

/// The duties that are to be done and have a last day, as the list gives them.
async fn owed(scene: &Scene, caller: &Caller, filter: &str) -> Vec<Value> {
    let query = format!(
        "{{ obligations(first: 100, filter: {{statuses: [PENDING, OVERDUE] {filter}}}) {{ nodes {{
            id status lastOn project {{ name projectCode }}
            provision {{ article quote lead pack {{ title }} responsible {{ zh }} }} unit {{ name }} }} }} }}"
    );
    let listed = scene.ask(caller, &query).await["obligations"]["nodes"].take();
    let nodes: Vec<Value> = serde_json::from_value(listed).unwrap();
    nodes
        .into_iter()
        .filter(|one| !one["lastOn"].is_null())
        .collect()
}

fn uids(events: &[Component]) -> BTreeSet<String> {
    events.iter().map(|event| event.text("UID")).collect()
}

fn ids(owed: &[Value]) -> BTreeSet<String> {
    let id = |duty: &Value| format!("{}@shuniu", duty["id"].as_str().unwrap());
    owed.iter().map(id).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

on_both! {
    async fn a_feed_holds_what_is_to_be_done_with_the_words_of_the_law(db: &TestDb) {
        let scene = Scene::at(db).await;
        let bureau = person("clerk", Role::DataBureau);
        let (_, path) = scene.create(&bureau, "").await;
        let reply = scene.get(&path, &[]).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(reply.header("content-type"), "text/calendar; charset=utf-8");
        assert_eq!(reply.header("cache-control"), "private, no-cache");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        let calendar = read(&reply.body);
        assert_eq!(calendar.text("X-WR-CALNAME"), "亭湖，到期");
        assert_eq!(calendar.one("X-PUBLISHED-TTL").plain(), "PT6H");
        assert_eq!(calendar.one("REFRESH-INTERVAL").parameters["VALUE"], "DURATION");

        let (owed, events) = (owed(&scene, &bureau, "").await, events(&reply.body));
        assert!(owed.iter().any(|duty| duty["status"] == "OVERDUE"));
        assert!(owed.iter().any(|duty| duty["status"] == "PENDING"));
        assert_eq!(uids(&events), ids(&owed));
        for duty in &owed {
            let uid = format!("{}@shuniu", text(&duty["id"]));
            let event = events.iter().find(|event| event.text("UID") == uid).unwrap();
            assert_eq!(event.day("DTSTART").to_string(), text(&duty["lastOn"]));
            let (title, told) = (event.text("SUMMARY"), event.text("DESCRIPTION"));
            let late = duty["status"] == "OVERDUE";
            assert_eq!(title.starts_with("〔逾期〕"), late, "{title}");
            assert_eq!(event.text("CATEGORIES"), if late { "逾期" } else { "进行中" });
            let provision = &duty["provision"];
            let quote: String = text(&provision["quote"]).split_whitespace().collect();
            let begin: String = quote.chars().take(20).collect();
            for part in [text(&duty["project"]["name"]), &begin, text(&provision["article"])] {
                assert!(title.contains(part), "{part} in {title}");
            }
            let bound = provision["responsible"].as_array().unwrap();
            let bound: Vec<&str> = bound.iter().map(|role| text(&role["zh"])).collect();
            for part in [
                text(&provision["quote"]),
                provision["lead"].as_str().unwrap_or_default(),
                text(&provision["pack"]["title"]),
                text(&provision["article"]),
                text(&duty["project"]["projectCode"]),
                text(&duty["unit"]["name"]),
                text(&duty["lastOn"]),
                &format!("责任方：{}", bound.join("、")),
                if late { "状态：逾期" } else { "状态：进行中" },
            ] {
                assert!(told.contains(part), "{part} in {told}");
            }
        }
        let first = events.iter().map(|event| event.day("DTSTART"));
        assert!(first.is_sorted(), "the soonest come first");
    }
}

on_both! {
    async fn the_earliest_day_of_a_window_is_told_with_its_last(db: &TestDb) {
        let scene = Scene::at(db).await;
        let window = "UPDATE obligation SET earliest_on = '2026-07-01', provisional = (1 = 1)
            WHERE last_on >= '2026-06-30'";
        assert!(scene.raw.execute(window).await.unwrap() > 0);
        let (_, path) = scene.create(&person("clerk", Role::DataBureau), "").await;
        let events = events(&scene.feed(&path).await);
        let told: Vec<String> = events.iter().map(|event| event.text("DESCRIPTION")).collect();
        let windows = told.iter().filter(|told| told.contains("最早日：2026-07-01\n末日："));
        let windows: Vec<&String> = windows.collect();
        assert!(!windows.is_empty() && windows.len() < told.len(), "{told:?}");
        assert!(windows.iter().all(|told| told.contains("（暂定")));
    }
}

on_both! {
    async fn a_unit_is_shown_its_own_and_a_choice_narrows(db: &TestDb) {
        let scene = Scene::at(db).await;
        let (us, them) = (unit(OURS), unit(THEIRS));
        for (caller, own) in [(&us, 2), (&them, 1)] {
            let (_, path) = scene.create(caller, "").await;
            let events = events(&scene.feed(&path).await);
            assert_eq!(uids(&events), ids(&owed(&scene, caller, "").await));
            let titles = events.iter().map(|event| {
                let title = event.text("SUMMARY");
                title.trim_start_matches("〔逾期〕").split('：').next().unwrap().to_owned()
            });
            assert_eq!(titles.collect::<BTreeSet<_>>().len(), own, "projects of {}", caller.subject);
        }
        // One of them is the finance bureau's.
        let finance = "UPDATE obligation SET provision = 'tinghu-24-evaluation-timing', occurrence = '1'
            WHERE provision = 'tinghu-20-upload-acceptance-1-month'";
        assert!(scene.raw.execute(finance).await.unwrap() > 0);
        let bureau = person("finance", Role::Authority);
        let all = owed(&scene, &bureau, "").await;
        let code = "tinghu-11-cyberspace-filing-10-working-days";
        let listed = r#"{ projects(first: 100) { nodes { id name unit { id name } } } }"#;
        let listed = scene.ask(&bureau, listed).await["projects"]["nodes"].take();
        let nodes = listed.as_array().unwrap();
        let theirs = nodes.iter().find(|one| one["unit"]["name"] == "区卫健委").unwrap();
        for filter in [
            "mine: true".to_owned(),
            r#"responsible: ["project_unit"]"#.to_owned(),
            format!(r#"provisions: ["{code}"]"#),
            r#"packs: ["tinghu"]"#.to_owned(),
            format!("units: [{}]", theirs["unit"]["id"]),
            format!("projects: [{}]", theirs["id"]),
        ] {
            let (_, path) = scene.create(&bureau, &format!("filter: {{{filter}}}")).await;
            let chosen = ids(&owed(&scene, &bureau, &filter).await);
            assert!(!chosen.is_empty(), "{filter}");
            assert!(chosen.len() < all.len() || filter.contains("packs"), "{filter}");
            assert_eq!(uids(&events(&scene.feed(&path).await)), chosen, "{filter}");
        }
        for (filter, code) in [
            (r#"provisions: ["tinghu-00"]"#, "BAD_USER_INPUT"),
            (r#"packs: ["nowhere"]"#, "BAD_USER_INPUT"),
            (r#"responsible: ["nobody"]"#, "BAD_USER_INPUT"),
            (r#"mine: true, responsible: ["finance"]"#, "BAD_USER_INPUT"),
        ] {
            let codes = scene.codes(&bureau, &creating(&format!("filter: {{{filter}}}"))).await;
            assert_eq!(codes, [code], "{filter}");
        }
        let theirs = format!("filter: {{projects: [{}]}}", theirs["id"]);
        assert_eq!(scene.codes(&us, &creating(&theirs)).await, ["NOT_FOUND"]);
        let viewer = person("viewer", Role::Viewer);
        let mine = creating("filter: {mine: true}");
        assert_eq!(scene.codes(&viewer, &mine).await, ["BAD_USER_INPUT"], "nothing binds it");
        let developer = person("developer", Role::Developer);
        assert_eq!(scene.codes(&developer, &creating("")).await, ["FORBIDDEN"]);
    }
}

on_both! {
    async fn a_calendar_is_of_one_place_whatever_its_owner_reaches(db: &TestDb) {
        let scene = Scene::at(db).await;
        let beyond = scene.beyond().await;
        let prefecture = Caller {
            jurisdictions: vec!["320900".parse().unwrap()],
            ..person("prefecture", Role::DataBureau)
        };
        let here = owed(&scene, &prefecture, r#", jurisdictions: ["320902"]"#).await;
        let all = owed(&scene, &prefecture, "").await;
        assert!(all.iter().any(|duty| text(&duty["project"]["name"]) == beyond));
        let (_, path) = scene.create(&prefecture, "").await;
        assert_eq!(uids(&events(&scene.feed(&path).await)), ids(&here));
        assert!(here.len() < all.len());
        // Of the prefecture itself: what lies below it is not its own.
        let setup = JurisdictionSetup {
            region: "320900".parse().unwrap(),
            name: "盐城市".to_owned(),
            packs: vec![PackChoice { id: "national".to_owned(), effective_on: None }],
            settings: serde_json::Map::new(),
            precedence: None,
        };
        scene.hub.ensure_jurisdiction(&setup).await.unwrap();
        let own = creating("").replace("320902", "320900");
        let own = scene.ask(&prefecture, &own).await["createCalendar"]["path"].take();
        assert_eq!(events(&scene.feed(text(&own)).await), []);
        let open = scene.hub.open_calendar(text(&own).split('=').next_back().unwrap()).await;
        let open = open.unwrap().unwrap();
        let view = View::new(&scene.hub, Arc::new(open.caller.clone()));
        assert_eq!(view.agenda(&open, 9).await.unwrap(), Agenda::default());
        let elsewhere = creating("").replace("320902", "652800");
        assert_eq!(scene.codes(&prefecture, &elsewhere).await, ["FORBIDDEN"]);
    }
}

on_both! {
    async fn nothing_is_told_of_a_state_secret_project(db: &TestDb) {
        let scene = Scene::at(db).await;
        let bureau = person("clerk", Role::DataBureau);
        let (_, path) = scene.create(&bureau, "").await;
        let before = events(&scene.feed(&path).await);
        let unit = UnitInput { name: "区保密局".to_owned(), credit_code: None };
        scene.desk().ask(None, &RegisterClassified { unit }).await.unwrap();
        assert_eq!(events(&scene.feed(&path).await), before);
        // As if it had kept its duties when it was declared.
        let declared = "UPDATE project SET classified = (1 = 1) WHERE name LIKE '%〔1〕'";
        assert_eq!(scene.raw.execute(declared).await.unwrap(), 1);
        let after = events(&scene.feed(&path).await);
        assert!(!after.is_empty() && after.len() < before.len());
        assert!(after.iter().all(|event| !event.text("SUMMARY").contains("〔1〕")), "{after:?}");
    }
}

on_both! {
    async fn a_feed_without_duties_is_a_calendar(db: &TestDb) {
        let scene = Scene::at(db).await;
        let nobody = unit("11320902014344019Y");
        let (_, path) = scene.create(&nobody, "").await;
        let calendar = read(&scene.feed(&path).await);
        let within: Vec<&str> = calendar.within.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(within, ["VTIMEZONE"]);
        assert_eq!(calendar.within[0].one("TZID").plain(), "Asia/Shanghai");
    }
}
