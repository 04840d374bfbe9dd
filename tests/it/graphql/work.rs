//! Work lists as callers see them.

use serde_json::{Value, json};
use shuniu_hub::access::Role;
use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau, caller, unit};
use super::rows::{organization, projects};

const OURS: &str = "11320902014321234P";

on_both! {
    async fn what_is_blocked_says_by_what_and_what_may_step_is_paged(db: &TestDb) {
        let house = House::at(db).await;
        let ours = organization(&house, house.tinghu, "区教育局", Some(OURS)).await;
        let theirs = organization(&house, house.tinghu, "区卫健委", None).await;
        projects(&house, house.tinghu, ours, 1).await;
        projects(&house, house.tinghu, theirs, 2).await;
        house.raw.execute("UPDATE project SET stage = 'acceptance'").await.unwrap();
        let query = r#"{ blocked(gate: "final_acceptance") { totalCount assessedFor nodes {
            name state project { unit { name } }
            blockers { provision { article quote } needs } needs { fact provision { article } } } } }"#;
        let blocked = house.data(&unit(OURS), query).await["blocked"].take();
        assert_eq!(blocked["totalCount"], 1);
        let gate = &blocked["nodes"][0];
        assert_eq!((&gate["state"], &gate["project"]["unit"]["name"]), (&json!("CLOSED"), &json!("区教育局")));
        assert_eq!(gate["blockers"][0]["provision"]["article"], "第19条(一)");
        assert_eq!(gate["blockers"][0]["needs"], json!(["lot_count"]));
        assert_eq!(gate["needs"][0]["provision"]["article"], "第19条(一)");

        let none = house.data(&bureau(), r#"{ steppable(gate: "final_acceptance") { totalCount } }"#).await;
        assert_eq!(none["steppable"]["totalCount"], 0);
        house.raw.execute("UPDATE gate_state SET state = 'open'").await.unwrap();
        let page = |more: &str| format!(
            r#"{{ steppable(gate: "final_acceptance", first: 2{more}) {{ totalCount nodes {{ project {{ id }} }}
            pageInfo {{ hasNextPage endCursor }} }} }}"#
        );
        let first = house.data(&bureau(), &page("")).await["steppable"].take();
        assert_eq!((&first["totalCount"], &first["pageInfo"]["hasNextPage"]), (&json!(3), &json!(true)));
        let rest = page(&format!(", after: {}", first["pageInfo"]["endCursor"]));
        let rest = house.data(&bureau(), &rest).await["steppable"].take();
        let ids = |page: &Value| {
            let nodes = page["nodes"].as_array().unwrap().iter();
            nodes.map(|one| one["project"]["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let listed = [ids(&first), ids(&rest)].concat();
        let known = house.data(&bureau(), "{ projects { nodes { id } } }").await;
        let known = known["projects"]["nodes"].as_array().unwrap().len();
        assert_eq!(listed.iter().collect::<std::collections::BTreeSet<_>>().len(), known);
        assert_eq!(house.codes(&bureau(), r#"{ blocked(gate: "x") { totalCount } }"#).await, ["BAD_USER_INPUT"]);
        let contractor = caller(Role::Contractor, &["320902"]);
        assert_eq!(house.codes(&contractor, r#"{ blocked(gate: "settlement") { totalCount } }"#).await, ["FORBIDDEN"]);
    }
}

on_both! {
    async fn a_work_list_holds_those_whose_next_step_it_is(db: &TestDb) {
        let house = House::at(db).await;
        let ours = organization(&house, house.tinghu, "区教育局", Some(OURS)).await;
        projects(&house, house.tinghu, ours, 3).await;
        let known = house.raw.column("SELECT CAST(name AS TEXT) FROM project ORDER BY name").await.unwrap();
        for (name, stage) in known.iter().zip(["application", "implementation", "acceptance"]) {
            let set = format!("UPDATE project SET stage = '{stage}' WHERE name = '{name}'");
            house.raw.execute(&set).await.unwrap();
        }
        for (gate, state, next, listed) in [
            ("final_acceptance", "closed", "", 1),
            ("final_acceptance", "closed", ", nextStep: false", 3),
            ("final_acceptance", "open", "", 1),
            ("final_acceptance", "open", ", nextStep: false", 3),
            // Its event enters acceptance, and so does another: it is next before and within it.
            ("initial_acceptance", "open", "", 2),
            // No event enters a stage by it, so that it may be any project's next.
            ("change_implementation", "open", "", 3),
        ] {
            let set = format!("UPDATE gate_state SET state = '{state}', gate = '{gate}'");
            house.raw.execute(&set).await.unwrap();
            let field = if state == "open" { "steppable" } else { "blocked" };
            let query = format!(r#"{{ {field}(gate: "{gate}"{next}) {{ totalCount nodes {{ name }} }} }}"#);
            let found = house.data(&bureau(), &query).await[field].take();
            assert_eq!(found["totalCount"], listed, "{query}");
            assert_eq!(found["nodes"].as_array().unwrap().len(), listed, "{query}");
        }
    }
}

on_both! {
    async fn my_duties_are_those_that_bind_me(db: &TestDb) {
        let house = House::at(db).await;
        let ours = organization(&house, house.tinghu, "区教育局", Some(OURS)).await;
        let theirs = organization(&house, house.tinghu, "区卫健委", None).await;
        projects(&house, house.tinghu, ours, 1).await;
        projects(&house, house.tinghu, theirs, 2).await;
        let query = |filter: &str| format!("{{ obligations(filter: {{{filter}}}) {{ totalCount nodes {{ provision {{ responsible {{ key zh }} }} }} }} }}");
        let mine = "mine: true, statuses: [PENDING, OVERDUE]";
        let of_unit = house.data(&unit(OURS), &query(mine)).await["obligations"].take();
        assert_eq!(of_unit["totalCount"], 1);
        assert_eq!(of_unit["nodes"][0]["provision"]["responsible"], json!([{"key": "project_unit", "zh": "项目单位"}]));
        let of_bureau = house.data(&bureau(), &query(mine)).await["obligations"].take();
        assert_eq!(of_bureau["totalCount"], 0, "the filing is the units'");
        let of_units = house.data(&bureau(), &query(r#"responsible: ["project_unit"]"#)).await["obligations"].take();
        assert_eq!(of_units["totalCount"], 3);
        for wrong in [r#"responsible: ["nobody"]"#, r#"mine: true, responsible: ["finance"]"#] {
            assert_eq!(house.codes(&bureau(), &query(wrong)).await, ["BAD_USER_INPUT"], "{wrong}");
        }
    }
}
