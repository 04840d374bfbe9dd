//! Projects are found by any two characters of their names, and by their numbers.

use serde_json::json;
use shuniu_hub::access::{Caller, Role};
use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau, caller, unit};
use super::rows::{organization, project, projects};

const OURS: &str = "11320902014321234P";

async fn register(house: &House, region: &str, name: &str, more: &str) -> String {
    let everywhere = caller(Role::DataBureau, &["320902", "652800"]);
    let register = format!(
        r#"mutation {{ registerProject(input: {{jurisdiction: "{region}", name: "{name}", {more}}}) {{ project {{ id }} }} }}"#
    );
    let done = house.data(&everywhere, &register).await;
    done["registerProject"]["project"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn found(house: &House, caller: &Caller, filter: &str) -> Vec<String> {
    let query = format!(
        "{{ projects(filter: {{{filter}}}, orderBy: {{field: NAME, direction: ASC}}) {{ totalCount nodes {{ name }} }} }}"
    );
    let listed = house.data(caller, &query).await["projects"].take();
    let nodes = listed["nodes"].as_array().unwrap().iter();
    let names: Vec<String> = nodes
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(listed["totalCount"], json!(names.len()), "{filter}");
    names
}

const UNIT: &str = r#"unitName: "区教育局""#;

on_both! {
    async fn a_name_is_found_by_any_two_of_its_neighbouring_characters(db: &TestDb) {
        let house = House::at(db).await;
        for name in ["智慧城管（二期）平台", "城市智慧停车Ａpp", "数据中台 · 运维"] {
            register(&house, "320902", name, UNIT).await;
        }
        let here = bureau();
        let (city, parking, data) = ("智慧城管（二期）平台", "城市智慧停车Ａpp", "数据中台 · 运维");
        for (text, expected) in [
            ("智慧", vec![parking, city]),
            ("管二", vec![city]),
            ("管（二", vec![city]),
            ("停车app", vec![parking]),
            ("停车 ＡＰＰ", vec![parking]),
            ("台运", vec![data]),
            ("中台·运维", vec![data]),
            // Both pairs are in names, the text is in none.
            ("智慧停管", vec![]),
            ("慧智", vec![]),
            ("%智", vec![]),
        ] {
            let filter = format!("nameContains: \"{text}\"");
            if text == "%智" {
                let query = format!("{{ projects(filter: {{{filter}}}) {{ totalCount }} }}");
                assert_eq!(house.codes(&here, &query).await, ["BAD_USER_INPUT"]);
                continue;
            }
            assert_eq!(found(&house, &here, &filter).await, expected, "{text}");
        }
        assert_eq!(found(&house, &here, r#"namePrefix: "城市""#).await, [parking]);
        assert_eq!(found(&house, &here, r#"namePrefix: "数""#).await, [data]);
        let two = r#"{ projects(filter: {namePrefix: "城", search: "城市"}) { totalCount } }"#;
        assert_eq!(house.codes(&here, two).await, ["BAD_USER_INPUT"]);
        let long = format!("{{ projects(filter: {{search: \"{}\"}}) {{ totalCount }} }}", "长".repeat(101));
        assert_eq!(house.codes(&here, &long).await, ["BAD_USER_INPUT"]);
    }
}

on_both! {
    async fn a_project_is_found_by_its_new_name_and_no_longer_by_the_old(db: &TestDb) {
        let house = House::at(db).await;
        let id = register(&house, "320902", "智慧城管平台", UNIT).await;
        let rename = format!(
            r#"mutation {{ recordFact(input: {{project: "{id}", fact: {{name: "name", value: "智慧水务平台"}}, reason: "更名"}}) {{ project {{ name }} }} }}"#
        );
        house.data(&bureau(), &rename).await;
        for (text, hits) in [("城管", 0), ("水务", 1), ("智慧", 1), ("平台", 1), ("慧水务平", 1)] {
            let filter = format!("nameContains: \"{text}\"");
            assert_eq!(found(&house, &bureau(), &filter).await.len(), hits, "{text}");
        }
        let kept = house.raw.column("SELECT bigram FROM project_bigram ORDER BY bigram").await.unwrap();
        let mut expected = ["智慧", "慧水", "水务", "务平", "平台"];
        expected.sort_unstable();
        assert_eq!(kept, expected, "nothing of the old name is left");
    }
}

on_both! {
    async fn a_search_keeps_to_what_the_caller_may_see(db: &TestDb) {
        let house = House::at(db).await;
        let own = format!(r#"unitName: "区教育局", unitCreditCode: "{OURS}""#);
        register(&house, "320902", "智慧校园", &own).await;
        register(&house, "320902", "智慧医院", r#"unitName: "区卫健委""#).await;
        register(&house, "652800", "智慧牧场", r#"unitName: "州畜牧局""#).await;
        let filter = r#"nameContains: "智慧""#;
        assert_eq!(found(&house, &unit(OURS), filter).await, ["智慧校园"]);
        assert_eq!(found(&house, &bureau(), filter).await, ["智慧医院", "智慧校园"]);
        let everywhere = caller(Role::Viewer, &["320902", "652800"]);
        assert_eq!(found(&house, &everywhere, filter).await, ["智慧医院", "智慧校园", "智慧牧场"]);
        let narrow = format!(r#"jurisdictions: ["652800"], {filter}"#);
        assert_eq!(found(&house, &everywhere, &narrow).await, ["智慧牧场"]);
    }
}

on_both! {
    async fn a_number_finds_the_project_that_bears_it(db: &TestDb) {
        let house = House::at(db).await;
        let own = format!(r#"{UNIT}, projectCode: "2509-320902-04-01-000011""#);
        register(&house, "320902", "智慧校园", &own).await;
        register(&house, "320902", "2509年运维", UNIT).await;
        let unit = organization(&house, house.tinghu, "区卫健委", None).await;
        projects(&house, house.tinghu, unit, 1).await;
        house.raw.execute("UPDATE contract SET number = upper(number)").await.unwrap();
        let numbers = house.raw.texts("SELECT c.number, t.code FROM contract c JOIN tender t ON t.id = c.tender_id").await.unwrap();
        let here = bureau();
        for (text, expected) in [
            ("2509-3209", vec!["智慧校园"]),
            ("２５０９－３２０９", vec!["智慧校园"]),
            ("2509", vec!["2509年运维", "智慧校园"]),
            ("2509-320902-04-01-000011", vec!["智慧校园"]),
            ("25093209", vec!["智慧校园"]),
            ("25093209020401000011", vec!["智慧校园"]),
            (&numbers[0][0], vec!["项目000"]),
            (&numbers[0][0].to_lowercase(), vec!["项目000"]),
            (&numbers[0][1], vec!["项目000"]),
            ("校园", vec!["智慧校园"]),
            ("0011", vec![]),
        ] {
            assert_eq!(found(&house, &here, &format!("search: \"{text}\"")).await, expected, "{text}");
        }
        assert_eq!(found(&house, &here, r#"nameContains: "2509-3209""#).await, [""; 0]);
    }
}

on_both! {
    async fn names_that_came_in_past_the_hub_are_indexed_once(db: &TestDb) {
        let house = House::at(db).await;
        let unit = organization(&house, house.tinghu, "区卫健委", None).await;
        let rows: Vec<_> = (0..450).map(|at| project(house.tinghu, unit, at)).collect();
        let mut secret = project(house.tinghu, unit, 999);
        secret.classified = true;
        house.raw.insert(rows.clone()).await.unwrap();
        house.raw.insert(vec![secret]).await.unwrap();
        let filter = r#"nameContains: "目44""#;
        assert_eq!(found(&house, &bureau(), filter).await.len(), 0);
        assert_eq!(house.hub.index_names(house.tinghu).await.unwrap(), 450);
        assert_eq!(house.hub.index_names(house.tinghu).await.unwrap(), 0);
        assert_eq!(found(&house, &bureau(), filter).await.len(), 10);
        assert_eq!(found(&house, &bureau(), r#"nameContains: "999""#).await.len(), 0);
        let unchanged = house.raw.texts("SELECT name FROM project WHERE version <> 1").await.unwrap();
        assert_eq!(unchanged, [[""; 0]; 0], "what is derived is no change");
    }
}

/// More names hold this than are fetched and sorted: the list is read in its order instead.
const MANY: usize = 2100;

on_both! {
    async fn a_frequent_text_is_paged_through_in_every_order(db: &TestDb) {
        let house = House::at(db).await;
        let unit = organization(&house, house.tinghu, "区卫健委", None).await;
        let rows: Vec<_> = (0..MANY).map(|at| project(house.tinghu, unit, at)).collect();
        for chunk in rows.chunks(500) {
            house.raw.insert(chunk.to_vec()).await.unwrap();
        }
        house.hub.index_names(house.tinghu).await.unwrap();
        for (text, total) in [("项目", MANY), ("目20", 110)] {
            for field in ["NAME", "INVESTMENT"] {
                let mut names = Vec::new();
                let mut after = String::new();
                loop {
                    let query = format!(
                        "{{ projects(first: 100{after}, filter: {{nameContains: \"{text}\"}}, orderBy: {{field: {field}, direction: DESC}}) {{ totalCount nodes {{ name }} pageInfo {{ hasNextPage endCursor }} }} }}"
                    );
                    let page = house.data(&bureau(), &query).await["projects"].take();
                    assert_eq!(page["totalCount"], json!(total));
                    let nodes = page["nodes"].as_array().unwrap().iter();
                    names.extend(nodes.map(|one| one["name"].as_str().unwrap().to_owned()));
                    if page["pageInfo"]["hasNextPage"] != true {
                        break;
                    }
                    after = format!(", after: {}", page["pageInfo"]["endCursor"]);
                }
                assert_eq!(names.len(), total, "{text} {field}");
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), total, "{text} {field}: each once");
            }
        }
    }
}
