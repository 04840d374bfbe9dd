//! Questions of what would be if: another day, a project that is not there, a law not in force.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shuniu_hub::access::Role;
use shuniu_hub::policy::Packs;
use shuniu_tests::{Engine, TestDb, on_both};

use super::house::{House, bureau, caller, unit};
use super::journey::{change, text};

const FILING: &str = "tinghu-11-cyberspace-filing-10-working-days";
const PROVISIONS: &str = "provisions/03-review-and-approval.yaml";

/// A project of 1,180,000 yuan, approved on 3 June 2026: the filing is due on 17 June.
async fn approved(house: &House) -> Value {
    approved_as(house, "智慧城管项目").await
}

async fn approved_as(house: &House, name: &str) -> Value {
    let input = format!(
        r#"jurisdiction: "320902", name: "{name}", unitName: "亭湖区城市管理局",
        trackedSince: "2026-01-01",
        facts: [{{name: "budget_yuan", value: "1180000"}}, {{name: "investment_yuan", value: "1180000"}},
                {{name: "project_type", value: "build"}}]"#
    );
    let done = change(house, "registerProject", &input, "project { id }").await;
    let project = done["project"]["id"].clone();
    let event =
        format!(r#"project: {project}, kind: "project_approved", occurredOn: "2026-06-03""#);
    change(house, "recordEvent", &event, "event { id }").await;
    project
}

/// Everything that is written down: the number of ledger entries.
async fn entries(house: &House) -> usize {
    let told = house
        .raw
        .texts("SELECT CAST(seq AS TEXT) FROM ledger")
        .await;
    told.unwrap().len()
}

fn by_code<'a>(list: &'a Value, code: &str) -> Option<&'a Value> {
    let all = list.as_array().unwrap();
    all.iter().find(|one| one["provisionCode"] == code)
}

on_both! {
    async fn a_project_is_assessed_for_any_day_by_what_is_known_now(db: &TestDb) {
        let house = House::at(db).await;
        let project = approved(&house).await;
        let before = entries(&house).await;
        let query = format!(r#"{{ node(id: {project}) {{ ... on Project {{
            obligations {{ provisionCode status dueOn triggeredOn because {{ zh en }} }}
            gates {{ name state blockers {{ provisionCode because {{ zh }} }} needs {{ fact }} }}
            derived {{ name value because {{ zh }} }}
            stage {{ name }}
            eve: assessment(asOf: "2026-06-02") {{ ...said }}
            running: assessment(asOf: "2026-06-17") {{ ...said }}
            late: assessment(asOf: "2026-06-18") {{ ...said }}
            now: assessment {{ ...said }}
        }} }} }}
        fragment said on Assessment {{
            asOf stage {{ name }} derived {{ name value because {{ zh }} }}
            obligations {{ provisionCode provision {{ quote }} status dueOn triggeredOn because {{ zh en }} }}
            gates {{ name state blockers {{ provisionCode because {{ zh }} }} needs {{ fact }} }}
        }}"#);
        let told = house.data(&bureau(), &query).await["node"].take();
        let filing = |day: &str| {
            let one = by_code(&told[day]["obligations"], FILING).unwrap();
            (text(&one["status"]).to_owned(), one["dueOn"].clone())
        };
        assert_eq!(filing("eve"), ("NOT_DUE".to_owned(), Value::Null));
        assert_eq!(filing("running"), ("PENDING".to_owned(), json!("2026-06-17")));
        assert_eq!(filing("late"), ("OVERDUE".to_owned(), json!("2026-06-17")));
        let follows = |day: &str| {
            let one = by_code(&told[day]["obligations"], FILING).unwrap();
            let last = one["because"].as_array().unwrap().last().unwrap();
            (text(&last["zh"]).to_owned(), text(&last["en"]).to_owned())
        };
        assert_eq!(follows("running").0, "结论：2026-06-17为末日，当日完成仍为按期");
        let late = "conclusion: on 2026-06-18 overdue by 1 day (calendar days, last day 2026-06-17)";
        assert_eq!(follows("late").1, late);
        assert_ne!(told["eve"]["stage"], told["now"]["stage"]);

        // Of today it is what is on record.
        let now = &told["now"];
        assert_eq!(now["asOf"], "2026-06-30");
        assert_eq!(now["stage"], told["stage"]);
        assert_eq!(now["derived"], told["derived"]);
        let by_name = |gates: &Value| {
            let all = gates.as_array().unwrap().iter();
            all.map(|one| (text(&one["name"]).to_owned(), one.clone())).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(by_name(&now["gates"]), by_name(&told["gates"]));
        let recorded = told["obligations"].as_array().unwrap();
        assert_eq!(now["obligations"].as_array().unwrap().len(), recorded.len());
        for one in recorded {
            let mut said = by_code(&now["obligations"], text(&one["provisionCode"])).unwrap().clone();
            assert!(said["provision"]["quote"].is_string(), "{said}");
            said.as_object_mut().unwrap().remove("provision");
            assert_eq!(said, *one);
        }
        assert_eq!(entries(&house).await, before, "nothing is written");

        let ages = [r#"asOf: "1066-10-14""#, r#"asOf: "2099-01-01""#];
        for asked in ages {
            let query = format!("{{ node(id: {project}) {{ ... on Project {{ assessment({asked}) {{ asOf }} }} }} }}");
            assert_eq!(house.codes(&bureau(), &query).await, ["BAD_USER_INPUT"], "{asked}");
        }
    }
}

on_both! {
    async fn many_projects_are_assessed_in_as_many_statements_as_one(db: &TestDb) {
        let house = House::at(db).await;
        approved(&house).await;
        let query = r#"{ projects { nodes { assessment(asOf: "2026-06-18") { obligations { status } } } } }"#;
        let (_, one) = house.count(&bureau(), query).await;
        for number in 2..=10 {
            approved_as(&house, &format!("智慧城管项目之{number}")).await;
        }
        let (told, ten) = house.count(&bureau(), query).await;
        assert_eq!(told["projects"]["nodes"].as_array().unwrap().len(), 10);
        assert_eq!(one, ten);
    }
}

on_both! {
    async fn a_project_that_is_not_there_is_checked_before_it_is_applied_for(db: &TestDb) {
        let house = House::at(db).await;
        let before = entries(&house).await;
        let ask = async |budget: &str, more: &str| {
            let query = format!(r#"{{ preCheck(input: {{ jurisdiction: "320902", facts: [
                {{name: "budget_yuan", value: "{budget}"}}, {{name: "investment_yuan", value: "{budget}"}}] {more} }}) {{
                asOf derived {{ name value }}
                obligations {{ provisionCode status dueOn needs }}
                gates(names: ["application", "expert_review"]) {{ name state
                    blockers {{ provisionCode provision {{ article evidence }} because {{ zh }} }}
                    needs {{ fact definition {{ zh }} provisionCode }} }}
                applicability(relevant: true) {{ provisionCode applies needs }}
            }} }}"#);
            house.data(&unit("11320902014321234P"), &query).await["preCheck"].take()
        };
        let derived = |told: &Value, name: &str| {
            let all = told["derived"].as_array().unwrap();
            all.iter().find(|one| one["name"] == name).unwrap()["value"].clone()
        };
        let full = ask("1000000.00", "").await;
        assert_eq!(derived(&full, "management_track"), "full_process");
        assert_eq!(derived(&full, "expert_panel_minimum"), 5);
        let small = ask("999999.99", "").await;
        assert_eq!(derived(&small, "management_track"), "filing");
        assert!(by_code(&full["applicability"], FILING).is_some_and(|one| one["applies"] == true));
        assert!(by_code(&small["applicability"], FILING).is_none());

        // With a panel of three the review may not be held, with one of five it may.
        let panel = |size: u32| format!(r#"asOf: "2026-07-20", events: [
            {{kind: "expert_panel_formed", occurredOn: "2026-07-02", attributes: {{panel_size: {size}}}}}]"#);
        let panel_of = async |size: u32| {
            let told = ask("1000000.00", &panel(size)).await;
            let gates = told["gates"].as_array().unwrap().clone();
            let review = gates.into_iter().find(|one| one["name"] == "expert_review").unwrap();
            let blockers = review["blockers"].as_array().unwrap().clone();
            blockers.iter().any(|one| one["provisionCode"] == "tinghu-10-panel-5-odd-1m")
        };
        assert!(panel_of(3).await);
        assert!(!panel_of(5).await);

        // A deadline, counted from a day to come: the fifteenth is a Wednesday.
        let to_come = r#", asOf: "2026-07-31", events: [{kind: "project_approved", occurredOn: "2026-07-15"}]"#;
        let told = ask("1000000.00", to_come).await;
        let filing = by_code(&told["obligations"], FILING).unwrap();
        assert_eq!((&filing["dueOn"], &filing["status"]), (&json!("2026-07-29"), &json!("OVERDUE")));
        assert_eq!(entries(&house).await, before, "nothing is written");
    }
}

on_both! {
    async fn what_would_be_if_more_were_so_of_a_project_on_record(db: &TestDb) {
        let house = House::at(db).await;
        let project = approved(&house).await;
        let ask = async |more: &str| {
            let query = format!(r#"{{ preCheck(input: {{ jurisdiction: "320902", project: {project} {more} }}) {{
                derived {{ name value }} obligations {{ provisionCode status fulfilledOn }} }} }}"#);
            house.data(&bureau(), &query).await["preCheck"].take()
        };
        let filed = r#", documents: [{kind: "filing", filedOn: "2026-06-10",
            attributes: {matter: "project_basic_information", with: "cyberspace"}}]"#;
        let (now, then) = (ask("").await, ask(filed).await);
        assert_eq!(by_code(&now["obligations"], FILING).unwrap()["status"], "OVERDUE");
        let then = by_code(&then["obligations"], FILING).unwrap();
        assert_eq!((&then["status"], &then["fulfilledOn"]), (&json!("FULFILLED"), &json!("2026-06-10")));
        let smaller = ask(r#", facts: [{name: "budget_yuan", value: "999999.99"}]"#).await;
        assert!(by_code(&smaller["obligations"], FILING).is_none());

        // Only by those who see the project.
        let other = format!(r#"{{ preCheck(input: {{ jurisdiction: "320902", project: {project} }}) {{ asOf }} }}"#);
        assert_eq!(house.codes(&unit("11320902014321234P"), &other).await, ["NOT_FOUND"]);
        let elsewhere = format!(r#"{{ preCheck(input: {{ jurisdiction: "652800", project: {project} }}) {{ asOf }} }}"#);
        let both = caller(Role::Admin, &["320902", "652800"]);
        assert_eq!(house.codes(&both, &elsewhere).await, ["NOT_FOUND"]);
        assert_eq!(house.codes(&bureau(), &elsewhere).await, ["FORBIDDEN"]);
    }
}

on_both! {
    async fn what_cannot_be_supposed_is_refused_with_its_place(db: &TestDb) {
        let house = House::at(db).await;
        let told = async |more: &str| {
            let query = format!(r#"{{ preCheck(input: {{ jurisdiction: "320902", {more} }}) {{ asOf }} }}"#);
            let response = house.ask(&bureau(), &query).await;
            response.errors.iter().map(|error| error.message.clone()).collect::<Vec<_>>().join("\n")
        };
        for (more, place, says) in [
            (r#"facts: [{name: "budget_yaun", value: 1}]"#, "input.facts[0].name", "budget_yaun"),
            (r#"facts: [{name: "lot_count", value: 1}, {name: "budget_yuan", value: "a lot"}]"#, "input.facts[1].value", "a lot"),
            (r#"facts: [{name: "budget_yuan", value: "-1"}]"#, "input.facts[0].value", "-1"),
            (r#"events: [{kind: "project_aproved", occurredOn: "2026-06-01"}]"#, "input.events[0]", "project_approved"),
            (r#"events: [{kind: "expert_panel_formed", occurredOn: "2026-06-01"}]"#, "input.events[0]", "panel_size"),
            (r#"events: [{kind: "expert_panel_formed", occurredOn: "2026-06-01", attributes: {panel_size: "five"}}]"#, "input.events[0].attributes.panel_size", "five"),
            (r#"events: [{kind: "project_approved", occurredOn: "2026-07-01"}]"#, "input.events[0]", "2026-06-30"),
            (r#"documents: [{kind: "filing", attributes: {matters: "x"}}]"#, "input.documents[0]", "matter"),
            (r#"reports: [{kind: "annual_self_evaluation_report", period: "2026-05", submittedOn: "2026-06-01"}]"#, "input.reports[0]", "2026-05"),
            (r#"reports: [{kind: "annual_self_evaluation_report", period: "May", submittedOn: "2026-06-01"}]"#, "input.reports[0].period", "May"),
            (r#"exceptions: [{provision: "tinghu-10-panel-5-odd-1m", approvedBy: "区政府", approvedOn: "2026-06-01", reason: "急"}]"#, "input.exceptions[0].provision", "原则上"),
        ] {
            let told = told(more).await;
            assert!(told.starts_with(place) && told.contains(says), "{more}: {told}");
        }
    }
}

/// The files of 亭湖's pack with something replaced.
fn edited(edits: &[(&str, &str, &str)]) -> Value {
    let shipped = Packs::shipped_files();
    let mut files = shipped
        .into_iter()
        .find(|one| one.folder() == "tinghu")
        .unwrap();
    for (path, old, new) in edits {
        let text = files.get(path).unwrap();
        assert!(text.contains(old), "{path} holds {old}");
        let changed = text.replace(old, new);
        files.put(path, changed);
    }
    let folders = files
        .under("provisions")
        .map(|(path, text)| (path.to_owned(), text.to_owned()));
    let mut all: Vec<(String, String)> = folders.collect();
    for path in ["pack.toml", "derived.yaml", "text.md"] {
        all.extend(
            files
                .get(path)
                .map(|text| (path.to_owned(), text.to_owned())),
        );
    }
    let files: Vec<Value> = all
        .into_iter()
        .map(|(path, text)| json!({"path": path, "text": text}))
        .collect();
    json!({"id": "tinghu", "files": files})
}

const TRIAL: &str = "query Trial($input: PackTrialInput!, $first: Int, $after: String) {
    packTrial(input: $input, first: $first, after: $after) {
        ... on UnreadablePacks { problems { file line message } }
        ... on PackTrial { total examined changed endCursor
        counts { kind name appear disappear change becomeLate }
        projects { project { id } changes { kind name period occurrence provision { code }
            was { state dueOn by needs } is { state dueOn by needs } } } }
    } }";

async fn trial(house: &House, variables: Value) -> Value {
    let told = house.data_with(&bureau(), TRIAL, variables).await;
    told["packTrial"].clone()
}

on_both! {
    async fn an_edited_pack_is_tried_on_all_projects_before_it_is_adopted(db: &TestDb) {
        let house = House::at(db).await;
        let late = approved(&house).await;
        // Approved on 26 June: due on 10 July, and with two working days on 30 June.
        let input = r#"jurisdiction: "320902", name: "一张图", unitName: "亭湖区城市管理局", trackedSince: "2026-01-01",
            facts: [{name: "budget_yuan", value: "1180000"}]"#;
        let early = change(&house, "registerProject", input, "project { id }").await["project"]["id"].take();
        let event = format!(r#"project: {early}, kind: "project_approved", occurredOn: "2026-06-26""#);
        change(&house, "recordEvent", &event, "event { id }").await;
        let other = r#"jurisdiction: "320902", name: "小项目", unitName: "亭湖区城市管理局",
            facts: [{name: "budget_yuan", value: "400000"}]"#;
        change(&house, "registerProject", other, "project { id }").await;
        let before = entries(&house).await;

        let two = [(PROVISIONS, "{within: 10, unit: workdays}", "{within: 1, unit: workdays}")];
        let input = json!({"jurisdiction": "320902", "packs": [edited(&two)]});
        let told = trial(&house, json!({"input": input})).await;
        assert_eq!((&told["total"], &told["examined"], &told["changed"]), (&json!(3), &json!(3), &json!(2)));
        assert_eq!(told["endCursor"], Value::Null);
        let count = json!([{"kind": "OBLIGATION", "name": FILING, "appear": 0, "disappear": 0, "change": 2, "becomeLate": 1}]);
        assert_eq!(told["counts"], count);
        let of = |project: &Value| {
            let all = told["projects"].as_array().unwrap();
            let one = all.iter().find(|one| one["project"]["id"] == *project).unwrap();
            let [change] = one["changes"].as_array().unwrap().as_slice() else { panic!("{one}") };
            let stands = |law: &str| (text(&change[law]["state"]).to_owned(), text(&change[law]["dueOn"]).to_owned());
            assert_eq!(change["provision"]["code"], FILING);
            (stands("was"), stands("is"))
        };
        let stands = |state: &str, due: &str| (state.to_owned(), due.to_owned());
        assert_eq!(of(&late), (stands("overdue", "2026-06-17"), stands("overdue", "2026-06-04")));
        assert_eq!(of(&early), (stands("pending", "2026-07-10"), stands("overdue", "2026-06-29")));

        // Page by page it comes to the same.
        let mut after = Value::Null;
        let mut changed = Vec::new();
        for _ in 0..3 {
            let told = trial(&house, json!({"input": input, "first": 1, "after": after})).await;
            assert_eq!(told["examined"], 1);
            changed.push(told["changed"].clone());
            after = told["endCursor"].clone();
        }
        assert_eq!((changed, after), (vec![json!(1), json!(1), json!(0)], Value::Null));

        // A new version from a day on leaves what began before it alone.
        let newer = [
            two[0],
            ("pack.toml", "version = \"1\"", "version = \"2\""),
            ("pack.toml", "in_force_from = \"setting\"", "in_force_from = 2026-06-20"),
        ];
        let input = json!({"jurisdiction": "320902", "packs": [edited(&newer)]});
        let told = trial(&house, json!({"input": input})).await;
        let changed: Vec<&Value> = told["projects"].as_array().unwrap().iter().map(|one| &one["project"]["id"]).collect();
        assert_eq!(changed, [&early]);

        // A setting alone.
        let input = json!({"jurisdiction": "320902", "settings": {"attention_days": 1}});
        assert_eq!(trial(&house, json!({"input": input})).await["changed"], 0);
        // Another law in the place of the one in force: what is no longer owed.
        let input = json!({"jurisdiction": "320902", "without": ["tinghu"], "besides": ["national"]});
        let told = trial(&house, json!({"input": input})).await;
        let counts = told["counts"].as_array().unwrap();
        let filing = counts.iter().find(|one| one["name"] == FILING).unwrap();
        assert_eq!((&filing["disappear"], &filing["becomeLate"]), (&json!(2), &json!(0)));
        assert!(counts.iter().any(|one| one["appear"] != 0), "{told}");
        assert_eq!(entries(&house).await, before, "nothing is written");
    }
}

on_both! {
    async fn a_pack_that_does_not_load_is_told_with_file_and_line(db: &TestDb) {
        let house = House::at(db).await;
        approved(&house).await;
        let wrong = [
            (PROVISIONS, "{within: 10, unit: workdays}", "{within: 10, unit: workday}"),
            ("pack.toml", "version = \"1\"", "version = \"1\"\nverison = \"2\""),
        ];
        let input = json!({"jurisdiction": "320902", "packs": [edited(&wrong)]});
        let told = trial(&house, json!({"input": input})).await;
        let problems = told["problems"].as_array().unwrap();
        assert!(problems.iter().all(|one| one["line"].is_number()), "{told}");
        assert!(told["problems"].to_string().contains("verison"), "{told}");
        assert_eq!(told["examined"], Value::Null);
        let wrong = [wrong[0]];
        let input = json!({"jurisdiction": "320902", "packs": [edited(&wrong)]});
        let told = trial(&house, json!({"input": input})).await;
        let problem = &told["problems"][0];
        assert_eq!(problem["file"], format!("tinghu/{PROVISIONS}"));
        assert!(text(&problem["message"]).contains("`workdays`"), "{told}");

        for (input, says) in [
            (json!({"jurisdiction": "320902", "settings": {"attention_day": 1}}), "attention_day"),
            (json!({"jurisdiction": "320902", "without": ["meixian"]}), "meixian"),
            (json!({"jurisdiction": "320902", "without": ["tinghu"]}), "no pack would be left"),
            (json!({"jurisdiction": "320902", "besides": ["tinghoo"]}), "tinghoo"),
            (json!({"jurisdiction": "320902", "besides": ["dongzhi"]}), "effective_on"),
        ] {
            let variables = json!({"input": input});
            let response = house.ask_with(&bureau(), TRIAL, variables).await;
            assert!(response.errors.iter().any(|error| error.message.contains(says)), "{:?}", response.errors);
        }
        let input = json!({"input": {"jurisdiction": "320902"}, "first": 1001});
        assert_eq!(house.codes_with(&bureau(), TRIAL, input).await, ["LIMIT_EXCEEDED"]);
        let input = json!({"input": {"jurisdiction": "320902"}});
        assert_eq!(house.codes_with(&unit("11320902014321234P"), TRIAL, input.clone()).await, ["FORBIDDEN"]);
        assert_eq!(house.codes_with(&caller(Role::DataBureau, &["652800"]), TRIAL, input).await, ["FORBIDDEN"]);
    }
}

on_both! {
    async fn what_is_only_asked_waits_for_nobody_who_writes(db: &TestDb) {
        let house = House::at(db).await;
        let project = approved(&house).await;
        // Somebody holds the rows and the place's counter of the ledger.
        let beside = db.raw().await.unwrap();
        let taken: &[&str] = match beside.engine() {
            Engine::Sqlite => &["UPDATE ledger_head SET seq = seq"],
            Engine::Postgres => &["UPDATE ledger_head SET seq = seq", "UPDATE project SET version = version"],
        };
        let held = beside.hold(taken).await.unwrap();
        let input = json!({"jurisdiction": "320902", "settings": {"attention_days": 1}});
        assert_eq!(trial(&house, json!({"input": input})).await["examined"], 1);
        let query = format!(r#"{{ preCheck(input: {{jurisdiction: "320902", project: {project}}}) {{ asOf }}
            node(id: {project}) {{ ... on Project {{ assessment(asOf: "2026-06-02") {{ asOf }} }} }} }}"#);
        let told = house.data(&bureau(), &query).await;
        assert_eq!(told["node"]["assessment"]["asOf"], "2026-06-02");
        held.release().await.unwrap();
    }
}
