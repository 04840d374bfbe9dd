//! What a calendar is at most, and what is told where that is less than there is.

use shuniu_api::config::LimitsConfig;
use shuniu_hub::access::Role;
use shuniu_hub::calendar::CalendarLimits;
use shuniu_tests::served::Served;
use shuniu_tests::{TestDb, on_both};

use super::ical::{Component, events};
use super::scene::{OURS, Scene, creating, person, unit};

fn few() -> CalendarLimits {
    CalendarLimits {
        events: 4,
        each: 2,
        days: 10,
    }
}

on_both! {
    async fn those_nearest_to_today_are_shown_and_the_feed_says_that_there_are_more(db: &TestDb) {
        let scene = Scene::within(db, few()).await;
        let wide = db.hub(&scene.clock).await.unwrap();
        wide.load_jurisdictions().await.unwrap();
        let served = Served::over(&wide).await.unwrap();
        let (_, path) = scene.create(&person("clerk", Role::DataBureau), "").await;
        let all = served.send(&format!("GET {path}"), &[], b"").await.unwrap();
        let mut all = events(&all.body);
        assert!(all.len() > 5, "{}", all.len());
        let shown = events(&scene.feed(&path).await);
        let (cut, shown) = shown.split_last().unwrap();
        assert_eq!(shown.len(), 4);
        assert!(cut.text("SUMMARY").starts_with("〔未列全〕") && cut.text("UID").ends_with("-cut@shuniu"));
        assert_eq!(cut.day("DTSTART").to_string(), "2026-06-30");
        let today = shuniu_tests::journey::today();
        let away = |event: &Component| (event.day("DTSTART") - today).num_days().abs();
        all.sort_by_key(away);
        let furthest = shown.iter().map(away).max().unwrap();
        assert!(all[4..].iter().all(|event| away(event) >= furthest));
        let late = |all: &[Component]| all.iter().any(|one| one.text("CATEGORIES") == "逾期");
        assert!(late(&all));
        assert_eq!(scene.feed(&path).await, scene.feed(&path).await);
        // A narrower one is whole.
        let narrow = r#"filter: {provisions: ["tinghu-11-cyberspace-filing-10-working-days"]}"#;
        let (_, path) = scene.create(&unit(OURS), narrow).await;
        let whole = events(&scene.feed(&path).await);
        assert!(whole.iter().all(|event| !event.text("UID").contains("-cut@")), "{whole:?}");
    }
}

on_both! {
    async fn nobody_has_more_than_is_allowed_nor_for_longer(db: &TestDb) {
        let scene = Scene::within(db, few()).await;
        let bureau = person("clerk", Role::DataBureau);
        let (first, _) = scene.create(&bureau, r#"expiresOn: "2026-07-10""#).await;
        for (expires, code) in [("2026-07-11", "LIMIT_EXCEEDED"), ("2026-06-29", "BAD_USER_INPUT")] {
            let create = creating(&format!(r#"expiresOn: "{expires}""#));
            assert_eq!(scene.codes(&bureau, &create).await, [code], "{expires}");
        }
        scene.create(&bureau, r#"expiresOn: "2026-06-30""#).await;
        assert_eq!(scene.codes(&bureau, &creating("")).await, ["LIMIT_EXCEEDED"]);
        // Others have their own number.
        scene.create(&person("another", Role::DataBureau), "").await;
        // What lapsed or was revoked does not count.
        scene.clock.advance_days(1);
        scene.create(&bureau, "").await;
        assert_eq!(scene.codes(&bureau, &creating("")).await, ["LIMIT_EXCEEDED"]);
        scene.revoke(&bureau, &first).await;
        scene.create(&bureau, "").await;
        assert_eq!(scene.codes(&bureau, &creating("")).await, ["LIMIT_EXCEEDED"]);
        let fresh = person("fresh", Role::DataBureau);
        for name in ["", "  ", "一\\n二", &"长".repeat(61)] {
            let create = creating("").replace("亭湖，到期", name);
            assert_eq!(scene.codes(&fresh, &create).await, ["BAD_USER_INPUT"], "{name}");
        }
    }
}

on_both! {
    async fn of_two_at_once_one_is_too_many(db: &TestDb) {
        let scene = Scene::within(db, CalendarLimits { each: 1, ..few() }).await;
        let bureau = person("clerk", Role::DataBureau);
        let token = scene.served.token(&bureau).unwrap();
        let create = creating("");
        let asked = (0..6).map(|_| scene.served.answer(&token, &create));
        let answers = futures_util::future::join_all(asked).await;
        let made = answers.iter().filter(|answer| answer.as_ref().unwrap()["errors"].is_null());
        assert_eq!(made.count(), 1, "{answers:?}");
    }
}

on_both! {
    async fn reading_spends_what_its_owner_may_ask(db: &TestDb) {
        let scene = Scene::at(db).await;
        let (_, path) = scene.create(&person("clerk", Role::DataBureau), "").await;
        let (_, other) = scene.create(&person("another", Role::DataBureau), "").await;
        let slow = LimitsConfig { operations_per_minute: 1, operations_at_once: 2, ..LimitsConfig::default() };
        let served = Served::limited(&scene.hub, slow).await.unwrap();
        let mut told = Vec::new();
        for path in [&path, &path, &path, &other] {
            told.push(served.send(&format!("GET {path}"), &[], b"").await.unwrap());
        }
        assert_eq!(told.iter().map(|reply| reply.status).collect::<Vec<_>>(), [200, 200, 429, 200]);
        assert_eq!(told[2].code(), "RATE_LIMITED");
        assert!(!told[2].header("retry-after").is_empty());
    }
}
