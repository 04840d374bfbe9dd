//! Why something is as it is: stored as what it is, worded when somebody asks.

use serde_json::{Value, json};
use shuniu_tests::{Engine, TestDb, on_both};

use super::house::{House, bureau};
use super::journey::{change, text};

/// Where reasons are stored.
const STORED: [&str; 5] = [
    "SELECT CAST(because AS TEXT) FROM obligation",
    "SELECT CAST(because AS TEXT) FROM unstarted_obligation",
    "SELECT CAST(blockers AS TEXT) FROM gate_state",
    "SELECT CAST(detail AS TEXT) FROM finding",
    "SELECT CAST(derived AS TEXT) FROM project",
];

const ASKED: &str = r"{ projects { nodes {
    derived { name because { zh en } }
    obligations { provisionCode because { zh en } }
    gates { name blockers { provisionCode because { zh en } } }
    findings { code because { zh en } detail }
} } }";

async fn told(house: &House) -> Value {
    house.data(&bureau(), ASKED).await["projects"]["nodes"][0].take()
}

/// Goes through everything that is told because of something.
fn each<'a>(told: &'a Value, found: &mut Vec<&'a Value>) {
    match told {
        Value::Object(fields) => {
            found.extend(fields.get("because"));
            fields.values().for_each(|one| each(one, found));
        }
        Value::Array(all) => all.iter().for_each(|one| each(one, found)),
        _ => {}
    }
}

fn of<'a>(told: &'a Value, list: &str, name: &str, is: &str) -> &'a Value {
    let mut all = told[list].as_array().unwrap().iter();
    let found = all.find(|one| text(&one[name]).starts_with(is));
    found.unwrap_or_else(|| panic!("{list} {is}: {told}"))
}

fn first(told: &Value) -> &str {
    text(&told["because"][0]["zh"])
}

/// A project that was begun although it was not approved.
async fn begun(house: &House) {
    let input = r#"jurisdiction: "320902", name: "智慧城管", unitName: "区城管局", facts: [{name: "budget_yuan", value: "1200000"}]"#;
    let project = change(house, "registerProject", input, "project { id }").await;
    let project = &project["project"]["id"];
    let input =
        format!(r#"project: {project}, kind: "implementation_started", occurredOn: "2026-06-10""#);
    change(house, "recordEvent", &input, "event { id }").await;
}

on_both! {
    async fn reasons_are_stored_without_words_and_told_in_both_languages(db: &TestDb) {
        let house = House::at(db).await;
        begun(&house).await;
        for stored in STORED {
            let rows = house.raw.column(stored).await.unwrap();
            let mut rows: Vec<Value> = rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect();
            assert!(!rows.is_empty(), "{stored}");
            // A finding says in words what was found, and by reasons why.
            rows.iter_mut().filter_map(Value::as_object_mut).for_each(|row| {
                row.retain(|name, _| name != "zh" && name != "en");
            });
            assert!(!json!(rows).to_string().contains(r#""zh""#), "{stored}: {rows:?}");
        }
        let told = told(&house).await;
        let mut because = Vec::new();
        each(&told, &mut because);
        assert!(because.len() > 40, "{told}");
        for one in because.iter().flat_map(|all| all.as_array().unwrap()) {
            let words = |name: &str| one[name].as_str().is_some_and(|text| !text.is_empty());
            assert!(words("zh") && words("en") && one.as_object().unwrap().len() == 2, "{one}");
        }
        assert!(first(of(&told, "derived", "name", "management_track")).contains("120万元"), "{told}");
        let step = of(&told, "findings", "code", "law:step_past_closed_gate:construction_start");
        let blockers = &step["detail"]["blockers"];
        let unapproved = "tinghu-06-no-build-before-approval";
        let own = blockers.as_array().unwrap().iter().find(|one| one["provision"] == unapproved).unwrap();
        assert_eq!(step["because"], step["detail"]["because"]);
        assert_eq!(own["pack"], "tinghu");
        let gate = of(&told, "gates", "name", "construction_start");
        let mut blocking = gate["blockers"].as_array().unwrap().iter();
        let blocking = blocking.find(|one| one["provisionCode"] == unapproved).unwrap();
        assert_eq!(first(own), first(blocking));
        assert!(first(own).contains("立项批复"), "{own}");
    }
}

on_both! {
    async fn what_another_version_stored_is_told_until_it_is_assessed_anew(db: &TestDb) {
        let house = House::at(db).await;
        begun(&house).await;
        let before = told(&house).await;
        let words = json!([{"zh": "旧句", "en": "as it was said"}]);
        let tomorrow = json!([{"of_tomorrow": {"on": "2026-06-10"}}]);
        // A set that says something else is another set.
        let another = match db.engine() {
            Engine::Sqlite => "X'0000000000000000000000000000002A'",
            Engine::Postgres => "'00000000-0000-0000-0000-00000000002a'",
        };
        let own = "DELETE FROM unstarted_obligation WHERE set_id NOT IN (SELECT unstarted_set FROM project)";
        house.raw.execute(own).await.unwrap();
        let told_of = "此项理由由系统的另一版本记录，本版本不能显示，重新评估后更新";
        for (stored, shown) in [(words, "旧句"), (tomorrow, told_of)] {
            let blockers = json!([{"pack": "tinghu", "provision": "tinghu-06-no-build-before-approval", "because": stored}]);
            let detail = json!({"zh": "存疑", "en": "doubtful", "because": stored});
            let derived = json!({"management_track": {"value": "filing", "because": stored}});
            for set in [
                format!("UPDATE obligation SET because = '{stored}'"),
                format!("UPDATE unstarted_obligation SET because = '{stored}', set_id = {another}"),
                format!("UPDATE project SET unstarted_set = {another}"),
                format!("UPDATE gate_state SET blockers = '{blockers}'"),
                format!("UPDATE finding SET detail = '{detail}'"),
                format!("UPDATE project SET derived = '{derived}'"),
            ] {
                assert!(house.raw.execute(&set).await.unwrap() > 0, "{set}");
            }
            let told = told(&house).await;
            for list in ["obligations", "findings", "derived"] {
                let all = told[list].as_array().unwrap();
                assert!(!all.is_empty() && all.iter().all(|one| first(one) == shown), "{list}: {told}");
            }
            let mut gates = told["gates"].as_array().unwrap().iter();
            assert!(gates.all(|gate| first(&gate["blockers"][0]) == shown), "{told}");
        }
        house.raw.execute("UPDATE project SET assessed_under = 'another'").await.unwrap();
        house.hub.reassess_due(house.tinghu, &()).await.unwrap();
        let after = told(&house).await;
        assert_eq!(after, before);
    }
}
