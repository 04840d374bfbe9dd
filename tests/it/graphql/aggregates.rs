//! Aggregates as callers see them: within their sight, exact, finite, and silent on what is secret.

use serde_json::{Value, json};
use shuniu_api::graphql::PageBounds;
use shuniu_hub::access::Role;
use shuniu_tests::{TestDb, on_both};

use super::house::{House, bureau, caller, unit};
use super::journey::change;
use super::rows::{PROVISION, organization, projects};

const OURS: &str = "11320902014321234P";

/// One project of ours, two of another unit's, three in another county.
async fn six_projects(house: &House) {
    let ours = organization(house, house.tinghu, "区教育局", Some(OURS)).await;
    let theirs = organization(house, house.tinghu, "区卫健委", None).await;
    let far = organization(house, house.bayingolin, "州水利局", None).await;
    projects(house, house.tinghu, ours, 1).await;
    projects(house, house.tinghu, theirs, 2).await;
    projects(house, house.bayingolin, far, 3).await;
}

fn counts(of: &Value) -> Vec<(Value, u64)> {
    let groups = of["groups"].as_array().unwrap().iter();
    let count = |group: &Value| {
        let keys = group["keys"].as_array().unwrap().iter();
        let keys = keys.map(|key| key["label"].clone()).collect();
        (Value::Array(keys), group["count"].as_u64().unwrap())
    };
    groups.map(count).collect()
}

on_both! {
    async fn what_is_counted_is_what_the_caller_may_see(db: &TestDb) {
        let house = House::at(db).await;
        six_projects(&house).await;
        let query = "{ projectAggregate(groupBy: [UNIT]) { total { count } groups { count keys { label } } }
            obligationAggregate { total { count } } contractAggregate { total { count } }
            paymentAggregate { total { count } } }";
        let of_two = caller(Role::Reporting, &["320902", "652800"]);
        let (ours, theirs, far) = (json!(["区教育局"]), json!(["区卫健委"]), json!(["州水利局"]));
        for (caller, mut expected) in [
            (unit(OURS), vec![(&ours, 1)]),
            (bureau(), vec![(&ours, 1), (&theirs, 2)]),
            (caller(Role::Viewer, &["652800"]), vec![(&far, 3)]),
            (of_two, vec![(&ours, 1), (&theirs, 2), (&far, 3)]),
        ] {
            let found = house.data(&caller, query).await;
            let mut groups = counts(&found["projectAggregate"]);
            groups.sort_by_key(|one| one.0.to_string());
            expected.sort_by_key(|one| one.0.to_string());
            let all: u64 = expected.iter().map(|one| one.1).sum();
            let expected: Vec<_> = expected.into_iter().map(|(name, count)| (name.clone(), count)).collect();
            assert_eq!(groups, expected);
            for of in ["projectAggregate", "obligationAggregate", "contractAggregate"] {
                assert_eq!(found[of]["total"]["count"], json!(all), "{of}");
            }
            assert_eq!(found["paymentAggregate"]["total"]["count"], json!(0));
        }
        let elsewhere = r#"{ projectAggregate(filter: {jurisdictions: ["652800"]}) { total { count } } }"#;
        assert_eq!(house.codes(&bureau(), elsewhere).await, ["FORBIDDEN"]);
        let contractor = caller(Role::Contractor, &["320902"]);
        assert_eq!(house.codes(&contractor, "{ projectAggregate { groupCount } }").await, ["FORBIDDEN"]);
    }
}

on_both! {
    async fn a_province_is_its_counties_that_the_token_reaches(db: &TestDb) {
        let house = House::at(db).await;
        six_projects(&house).await;
        let query = "{ contractAggregate(groupBy: [PROVINCE, PREFECTURE]) {
            groupCount groups { keys { dimension value label } count amount { known unknown total } }
            total { keys { value } count amount { total } } } }";
        let found = house.data(&caller(Role::Reporting, &["320000", "652800"]), query).await;
        let of = |province: [&str; 2], prefecture: [&str; 2]| json!({
            "keys": [{"dimension": "PROVINCE", "value": province[0], "label": province[1]},
                {"dimension": "PREFECTURE", "value": prefecture[0], "label": prefecture[1]}],
            "count": 3,
            "amount": {"known": 3, "unknown": 0, "total": "2999.97"},
        });
        assert_eq!(found["contractAggregate"], json!({
            "groupCount": 2,
            "groups": [
                of(["320000", "江苏省"], ["320900", "盐城市"]),
                of(["650000", "新疆维吾尔自治区"], ["652800", "巴音郭楞蒙古自治州"]),
            ],
            "total": {"keys": [], "count": 6, "amount": {"total": "5999.94"}},
        }));
    }
}

on_both! {
    async fn a_supplier_of_several_counties_is_one_by_its_credit_code(db: &TestDb) {
        let house = House::at(db).await;
        six_projects(&house).await;
        let province = caller(Role::Reporting, &["320902", "652800"]);
        let groups = async |by: &str| {
            let query = format!("{{ contractAggregate(groupBy: [{by}]) {{ groupCount groups {{ count keys {{ value }} }} }} }}");
            house.data(&province, &query).await["contractAggregate"].take()
        };
        assert_eq!(groups("SUPPLIER").await["groupCount"], 3, "nothing but their names tells who they are");
        let coded = "UPDATE organization SET credit_code = '91340100MA2N1X3T5A' WHERE name LIKE '供应商%'";
        house.raw.execute(coded).await.unwrap();
        let one = groups("SUPPLIER").await;
        assert_eq!((&one["groupCount"], &one["groups"][0]["count"]), (&json!(1), &json!(6)));
        assert_eq!(groups("PROVINCE, SUPPLIER").await["groupCount"], 2);
        assert_eq!(groups("JURISDICTION, SUPPLIER").await["groupCount"], 3);
        let id = one["groups"][0]["keys"][0]["value"].to_string();
        let node = format!("{{ node(id: {id}) {{ ... on Organization {{ creditCode }} }} }}");
        assert_eq!(house.data(&province, &node).await["node"]["creditCode"], "91340100MA2N1X3T5A");
    }
}

on_both! {
    async fn duties_say_how_many_were_in_time_and_how_many_nobody_knows(db: &TestDb) {
        let house = House::at(db).await;
        six_projects(&house).await;
        let query = |day: &str| format!(r#"{{ obligationAggregate(filter: {{asOf: "{day}"}}, groupBy: [STATUS, PROVISION]) {{
            asOf groups {{ keys {{ value label }} count }}
            total {{ statuses {{ status count }} onTime {{ inTime late unknown permille }} }} }} }}"#);
        let late = house.data(&bureau(), &query("2026-06-30")).await["obligationAggregate"].take();
        let provision = json!({"value": PROVISION, "label": "亭湖区政务信息化项目管理实施细则（试行） 第11条"});
        assert_eq!(late, json!({
            "asOf": "2026-06-30",
            "groups": [{"keys": [{"value": "OVERDUE", "label": "逾期"}, provision], "count": 3}],
            "total": {
                "statuses": [{"status": "OVERDUE", "count": 3}],
                "onTime": {"inTime": 0, "late": 3, "unknown": 0, "permille": 0},
            },
        }));
        let before = house.data(&bureau(), &query("2026-05-10")).await["obligationAggregate"].take();
        assert_eq!(before["total"]["onTime"], json!({"inTime": 0, "late": 0, "unknown": 0, "permille": null}));
        let set = |sql: &str| format!("UPDATE obligation SET {sql}");
        house.raw.execute(&set("observed_through = '2026-05-10'")).await.unwrap();
        let unseen = house.data(&bureau(), &query("2026-06-30")).await["obligationAggregate"].take();
        assert_eq!(unseen["total"]["onTime"], json!({"inTime": 0, "late": 0, "unknown": 3, "permille": null}));
        house.raw.execute(&set("fulfilled_on = '2026-05-18'")).await.unwrap();
        let done = house.data(&bureau(), &query("2026-06-30")).await["obligationAggregate"].take();
        assert_eq!(done["total"]["onTime"], json!({"inTime": 3, "late": 0, "unknown": 0, "permille": 1000}));
    }
}

on_both! {
    async fn more_groups_than_an_answer_holds_are_refused_unless_the_first_will_do(db: &TestDb) {
        let pages = PageBounds { groups: 2, ..PageBounds::default() };
        let house = House::with(db, pages).await;
        six_projects(&house).await;
        let of_two = caller(Role::Reporting, &["320902", "652800"]);
        let query = |first: &str| format!(
            "{{ projectAggregate(groupBy: [UNIT], orderBy: COUNT{first}) {{ groupCount groups {{ count keys {{ label }} }} total {{ count }} }} }}"
        );
        assert_eq!(house.codes(&of_two, &query("")).await, ["LIMIT_EXCEEDED"]);
        assert_eq!(house.codes(&of_two, &query(", first: 3")).await, ["LIMIT_EXCEEDED"]);
        assert_eq!(house.codes(&of_two, &query(", first: -1")).await, ["BAD_USER_INPUT"]);
        let two = house.data(&of_two, &query(", first: 2")).await["projectAggregate"].take();
        assert_eq!(counts(&two), [(json!(["州水利局"]), 3), (json!(["区卫健委"]), 2)]);
        assert_eq!((&two["groupCount"], &two["total"]["count"]), (&json!(3), &json!(6)));
        let twice = "{ projectAggregate(groupBy: [STAGE, STAGE]) { groupCount } }";
        let none = "{ projectAggregate(groupBy: [SUPPLIER]) { groupCount } }";
        let told = house.ask(&of_two, none).await.errors[0].message.clone();
        assert!(told.contains("SUPPLIER") && told.contains("known: PROVINCE, "), "{told}");
        assert!(!told.contains("Supplier") && !told.contains("PAYMENT_KIND"), "{told}");
        for wrong in [twice, none] {
            assert_eq!(house.codes(&of_two, wrong).await, ["BAD_USER_INPUT"]);
        }
    }
}

on_both! {
    async fn a_state_secret_project_is_a_number_and_nothing_else(db: &TestDb) {
        let house = House::at(db).await;
        let ours = organization(&house, house.tinghu, "区教育局", Some(OURS)).await;
        projects(&house, house.tinghu, ours, 1).await;
        let input = r#"jurisdiction: "320902", unitName: "区保密局""#;
        change(&house, "registerClassified", input, "project { id }").await;
        let query = "{ projectAggregate(groupBy: [JURISDICTION, UNIT, STAGE, PROJECT_TYPE, BUILD_NATURE, YEAR, APPROVAL_YEAR]) {
            groups { keys { value label } count } total { count budget { known unknown } } } }";
        let found = house.data(&bureau(), query).await["projectAggregate"].take();
        let unknown = json!({"value": null, "label": null});
        let secret = &found["groups"][1];
        assert_eq!(secret["count"], 1);
        assert_eq!(secret["keys"][0], json!({"value": "320902", "label": "亭湖区"}));
        let others = &secret["keys"].as_array().unwrap()[1..];
        assert!(others.iter().all(|key| *key == unknown), "{secret}");
        assert!(!found.to_string().contains("保密"), "{found}");
        assert_eq!(found["total"], json!({"count": 2, "budget": {"known": 1, "unknown": 1}}));
    }
}
