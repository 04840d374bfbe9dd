//! What forms show beside a value.

use serde_json::json;
use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau};

on_both! {
    async fn every_value_of_a_project_has_a_term(db: &TestDb) {
        let house = House::at(db).await;
        let register = r#"mutation { registerProject(input: {jurisdiction: "320902", name: "智慧城管",
            unitName: "城管局", facts: [{name: "budget_yuan", value: "1200000.00"}]}) { project { id } } }"#;
        house.data(&bureau(), register).await;
        let query = "{ projects(first: 1) { nodes { facts { name definition { family zh type } } } } }";
        let shown = house.data(&bureau(), query).await;
        let facts = shown["projects"]["nodes"][0]["facts"].as_array().unwrap();
        let of = |name: &str| facts.iter().find(|one| one["name"] == name).unwrap()["definition"].clone();
        assert_eq!(of("name"), json!({"family": "FACT", "zh": "项目名称", "type": null}));
        assert_eq!(of("unit_name")["zh"], "项目单位名称");
        assert_eq!(of("budget_yuan")["type"], "money");
        assert!(facts.iter().all(|one| one["definition"] != json!(null)), "{facts:?}");
    }
}
