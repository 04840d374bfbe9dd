//! What a project may be said to go by: not the code of another, and nothing of what was declared
//! state-secret.

use serde_json::json;
use shuniu_connectors::contract::HeaderFact;
use shuniu_tests::{TestDb, on_both};

use super::declared::declare;
use super::dictated::{code, of_project};
use super::house::{House, bureau};
use super::journey::change;
use super::moved::{of, right, two_projects};

const UNIT: &str = "亭湖区城市管理局";
const SECRET: &str = "智慧停车项目";

async fn refused(house: &House, name: &str, input: &str, says: &str) {
    let query = format!("mutation {{ {name}(input: {{{input}}}) {{ __typename }} }}");
    let told = house.ask(&bureau(), &query).await;
    let codes = house.codes(&bureau(), &query).await;
    assert_eq!(codes, ["BAD_USER_INPUT"], "{input}: {:?}", told.errors);
    let message = &told.errors[0].message;
    assert!(message.contains(says), "{input}: {message}");
}

fn fact(name: &str, value: &str) -> String {
    format!(r#"{{name: "{name}", value: "{value}"}}"#)
}

on_both! {
    async fn nothing_goes_by_what_was_declared(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let secret = of(&house, &right()).await;
        declare(&house, secret["id"].as_str().unwrap()).await;
        let input = format!(r#"jurisdiction: "320902", name: "智慧路灯项目", unitName: "{UNIT}""#);
        let plain = change(&house, "registerProject", &input, "project { id }").await["project"]["id"].take();

        let (name, code_of) = (fact("name", SECRET), fact("project_code", right().as_str()));
        let another = format!(r#"jurisdiction: "320902", name: "智慧桥梁项目", unitName: "{UNIT}""#);
        let unit = fact("unit_name", UNIT);
        refused(&house, "registerProject", &format!("{another}, facts: [{unit}]"), "as `unitName`").await;
        for given in [&name, &code_of] {
            refused(&house, "registerProject", &format!("{another}, facts: [{given}]"), "given here").await;
            for (mutation, facts) in [("recordFact", format!("fact: {given}")), ("attestFile", format!("facts: [{given}]"))] {
                refused(&house, mutation, &format!("project: {plain}, {facts}"), "already").await;
            }
        }
        // Two systems call the other project differently, and a person enters what is right.
        let renamed = [("name", json!("智慧城管项目（三期）"))];
        said.say(
            &shuniu_connectors::contract::System::MUNICIPAL_PROJECTS,
            shuniu_connectors::contract::Stream::PLAN_ITEMS,
            "JH-1",
            of_project(&code(), &renamed),
        ).await;
        let query = format!(
            r#"{{ project(projectCode: "{}") {{ discrepancies {{ id field {{ name }} }} }} }}"#, code().as_str()
        );
        let disputes = house.data(&bureau(), &query).await["project"]["discrepancies"].take();
        assert_eq!(disputes[0]["field"]["name"], HeaderFact::NAME, "{disputes}");
        let settled = format!(r#"discrepancy: {}, enter: "{SECRET}", reason: "按批复""#, disputes[0]["id"]);
        refused(&house, "settleDiscrepancy", &settled, "already").await;
    }
}

on_both! {
    async fn a_code_is_of_one_project_however_it_is_given(db: &TestDb) {
        let house = House::at(db).await;
        let _said = two_projects(&house).await;
        let input = format!(r#"jurisdiction: "320902", name: "智慧路灯项目", unitName: "{UNIT}""#);
        let plain = change(&house, "registerProject", &input, "project { id }").await["project"]["id"].take();
        let taken = fact("project_code", code().as_str());
        refused(&house, "recordFact", &format!("project: {plain}, fact: {taken}"), "already").await;
        refused(&house, "attestFile", &format!("project: {plain}, facts: [{taken}]"), "already").await;
        let typed = code().as_str().replace('-', "－");
        let typed = fact("project_code", &format!(" {typed} "));
        refused(&house, "recordFact", &format!("project: {plain}, fact: {typed}"), "already").await;
        let twice = [fact("budget_yuan", "1"), fact("budget_yuan", "2")].join(", ");
        refused(&house, "attestFile", &format!("project: {plain}, facts: [{twice}]"), "twice").await;

        let free = fact("project_code", "2509-320902-04-01-000040");
        change(&house, "attestFile", &format!("project: {plain}, facts: [{free}]"), "project { id }").await;
        let other = of(&house, &right()).await["id"].take();
        refused(&house, "recordFact", &format!("project: {other}, fact: {free}"), "already").await;
    }
}
