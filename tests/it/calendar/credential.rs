//! Who has a credential, who takes it away, and what it is worth then.

use serde_json::{Value, json};
use shuniu_hub::access::Role;
use shuniu_tests::{TestDb, on_both};

use super::scene::{OURS, Scene, creating, person, revoking, unit};

/// Ids of the calendars that somebody is shown.
async fn listed(scene: &Scene, caller: &shuniu_hub::access::Caller, filter: &str) -> Vec<String> {
    let query = format!("{{ calendars(first: 100, filter: {{{filter}}}) {{ nodes {{ id }} }} }}");
    let nodes = scene.ask(caller, &query).await["calendars"]["nodes"].take();
    let nodes = nodes.as_array().unwrap().iter();
    nodes
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

on_both! {
    async fn what_opens_nothing_is_always_answered_alike(db: &TestDb) {
        let scene = Scene::at(db).await;
        let bureau = person("clerk", Role::DataBureau);
        let (revoked, of_revoked) = scene.create(&bureau, "").await;
        let (_, of_lapsed) = scene.create(&bureau, r#"expiresOn: "2026-07-02""#).await;
        let (_, of_good) = scene.create(&bureau, "").await;
        for path in [&of_revoked, &of_lapsed, &of_good] {
            assert_eq!(scene.get(path, &[]).await.status, 200, "{path}");
        }
        let done = scene.revoke(&bureau, &revoked).await;
        assert_eq!(done, json!({"id": revoked, "state": "REVOKED", "revokedBy": "clerk"}));
        assert_eq!(scene.get(&of_revoked, &[]).await.status, 404);
        // It opens through its last day.
        scene.clock.advance_days(2);
        assert_eq!(scene.get(&of_lapsed, &[]).await.status, 200);
        scene.clock.advance_days(1);
        let mut unknown = of_good.clone();
        let last = if unknown.ends_with('A') { 'B' } else { 'A' };
        unknown.pop();
        unknown.push(last);
        let (other, of_other) = scene.create(&unit(OURS), "").await;
        scene.revoke(&unit(OURS), &other).await;
        let refusals = [
            &of_revoked, &of_lapsed, &unknown, &of_other, "/calendar.ics", "/calendar.ics?token=",
            "/calendar.ics?token=x", "/calendar.ics?token=a&token=b", "/calendar.ics?token=%FF",
            &format!("{of_good}x"), &of_good.replace("token", "secret"),
        ];
        let first = scene.get(&of_revoked, &[]).await;
        assert_eq!(first.code(), "NOT_FOUND");
        for path in refusals {
            let told = scene.get(path, &["if-none-match: *".to_owned()]).await;
            assert_eq!((told.status, &told.body), (404, &first.body), "{path}");
            for header in ["content-type", "cache-control", "etag", "www-authenticate"] {
                assert_eq!(told.header(header), first.header(header), "{path}");
            }
        }
        assert_eq!(scene.get(&of_good, &[]).await.status, 200);
        // A token for GraphQL opens no calendar, and a calendar's credential no GraphQL.
        let token = scene.served.token(&bureau).unwrap();
        let path = format!("/calendar.ics?token={token}");
        assert_eq!(scene.get(&path, &[format!("authorization: Bearer {token}")]).await.status, 404);
        let credential = of_good.split('=').next_back().unwrap();
        for path in [format!("/graphql?query=%7Bme%7Brole%7D%7D&token={credential}"), "/graphql?query=%7Bme%7Brole%7D%7D".to_owned()] {
            let lines = [format!("authorization: Bearer {credential}")];
            assert_eq!(scene.get(&path, &lines).await.status, 401);
        }
    }
}

on_both! {
    async fn the_same_key_makes_one_calendar_and_shows_its_address_once(db: &TestDb) {
        let scene = Scene::at(db).await;
        let bureau = person("clerk", Role::DataBureau);
        let create = creating(r#"idempotencyKey: "one""#);
        let first = scene.ask(&bureau, &create).await["createCalendar"].take();
        let again = scene.ask(&bureau, &create).await["createCalendar"].take();
        assert_eq!(again["calendar"], first["calendar"]);
        assert_eq!(again["path"], Value::Null);
        assert_eq!(listed(&scene, &bureau, "").await.len(), 1);
        let path = first["path"].as_str().unwrap();
        assert_eq!(scene.get(path, &[]).await.status, 200);
        let other = create.replace("亭湖，到期", "另一个");
        assert_eq!(scene.codes(&bureau, &other).await, ["IDEMPOTENCY_KEY_REUSED"]);
        // The same subject under another role asks for another calendar.
        let admin = person("clerk", Role::Admin);
        assert_eq!(scene.codes(&admin, &create).await, ["IDEMPOTENCY_KEY_REUSED"]);
        let revoke = revoking(first["calendar"]["id"].as_str().unwrap());
        let revoked = scene.ask(&bureau, &revoke).await;
        assert_eq!(scene.ask(&bureau, &revoke).await, revoked, "once is enough");
        let told = r#"{ ledger(first: 100) { nodes { command entity change } } }"#;
        let told = scene.ask(&bureau, told).await["ledger"]["nodes"].take();
        let own = told.as_array().unwrap().iter().filter(|one| one["entity"] == "calendar");
        let own: Vec<&str> = own.map(|one| one["command"].as_str().unwrap()).collect();
        assert_eq!(own, ["create_calendar", "revoke_calendar"]);
        let after = scene.ask(&bureau, &create).await["createCalendar"].take();
        assert_eq!(after["calendar"]["state"], "REVOKED", "the key gives the calendar as it is now");
    }
}

on_both! {
    async fn whoever_made_it_and_the_administrator_see_it_and_take_it_away(db: &TestDb) {
        let scene = Scene::at(db).await;
        let [bureau, other, admin] = [
            person("clerk", Role::DataBureau), person("another", Role::DataBureau), person("admin", Role::Admin),
        ];
        let elsewhere = shuniu_hub::access::Caller {
            jurisdictions: vec!["320903".parse().unwrap()],
            ..person("admin", Role::Admin)
        };
        let us = unit(OURS);
        let (of_bureau, path) = scene.create(&bureau, "").await;
        let (of_unit, of_unit_path) = scene.create(&us, "").await;
        assert_eq!(listed(&scene, &bureau, "").await, [of_bureau.as_str()]);
        assert_eq!(listed(&scene, &us, "").await, [of_unit.as_str()]);
        assert_eq!(listed(&scene, &other, "").await, [""; 0]);
        assert_eq!(listed(&scene, &elsewhere, "").await, [""; 0]);
        assert_eq!(listed(&scene, &admin, "").await, [of_bureau.as_str(), of_unit.as_str()]);
        let owner = format!("owner: {:?}", us.subject);
        assert_eq!(listed(&scene, &admin, &owner).await, [of_unit.as_str()]);
        for stranger in [&other, &us, &elsewhere] {
            let codes = scene.codes(stranger, &revoking(&of_bureau)).await;
            assert!(codes == ["NOT_FOUND"] || codes == ["FORBIDDEN"], "{}: {codes:?}", stranger.subject);
            let node = scene.ask(stranger, &format!(r#"{{ node(id: "{of_bureau}") {{ id }} }}"#)).await;
            assert_eq!(node["node"], Value::Null);
        }
        assert_eq!(scene.get(&path, &[]).await.status, 200);
        assert_eq!(scene.revoke(&admin, &of_unit).await["revokedBy"], "admin");
        assert_eq!(scene.get(&of_unit_path, &[]).await.status, 404);
        assert_eq!(listed(&scene, &admin, "open: true").await, [of_bureau.as_str()]);
        assert_eq!(listed(&scene, &admin, "open: false").await, [of_unit.as_str()]);
        scene.clock.advance_days(401);
        assert_eq!(listed(&scene, &admin, "open: false").await, [of_bureau, of_unit]);
    }
}

on_both! {
    async fn it_says_whose_eyes_it_has_and_when_it_was_read(db: &TestDb) {
        let scene = Scene::at(db).await;
        let us = unit(OURS);
        let (_, path) = scene.create(&us, r#"filter: {mine: true, packs: ["tinghu"]}"#).await;
        let shown = "{ calendars { nodes { name owner role body organization mine packs responsible provisions
            units { name } projects { name } state expiresOn lastReadOn revokedAt jurisdiction { regionCode } } } }";
        let told = scene.ask(&us, shown).await["calendars"]["nodes"][0].take();
        assert_eq!(told, json!({
            "name": "亭湖，到期", "owner": us.subject, "role": "project_unit", "body": null,
            "organization": OURS, "mine": true, "packs": ["tinghu"], "responsible": [], "provisions": [],
            "units": [], "projects": [], "state": "OPEN", "expiresOn": "2027-08-04", "lastReadOn": null,
            "revokedAt": null, "jurisdiction": {"regionCode": "320902"},
        }));
        scene.feed(&path).await;
        let told = scene.ask(&us, shown).await;
        assert_eq!(told["calendars"]["nodes"][0]["lastReadOn"], "2026-06-30");
        scene.clock.advance_days(1);
        scene.feed(&path).await;
        let told = scene.ask(&us, shown).await;
        assert_eq!(told["calendars"]["nodes"][0]["lastReadOn"], "2026-07-01");
    }
}

on_both! {
    async fn reading_is_noted_once_a_day_and_is_no_entry_of_the_ledger(db: &TestDb) {
        let scene = Scene::at(db).await;
        let (_, path) = scene.create(&person("clerk", Role::DataBureau), "").await;
        let entries = "SELECT CAST(count(*) AS TEXT) FROM ledger";
        let before = scene.raw.column(entries).await.unwrap();
        scene.feed(&path).await;
        assert_eq!(scene.raw.column(entries).await.unwrap(), before);
        // Nobody writes it a second time.
        scene.raw.execute("UPDATE calendar SET name = 'x'").await.unwrap();
        let noted = db.sent().into_iter().filter(|sql| sql.starts_with("UPDATE \"calendar\""));
        assert_eq!(noted.count(), 1);
        let (_, statements) = shuniu_hub::db::counting(async {
            scene.hub.open_calendar(path.split('=').next_back().unwrap()).await.unwrap().unwrap()
        }).await;
        assert_eq!(statements, 1, "reading is not writing");
    }
}
