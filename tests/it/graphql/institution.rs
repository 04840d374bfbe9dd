//! What units owe for all of their projects, and bureaus for their place: owed once, kept by
//! reports of their own.

use serde_json::{Value, json};
use shuniu_hub::access::{Caller, Role};
use shuniu_hub::ledger::verify;
use shuniu_tests::{TestDb, on_both};

use super::dictated::{Dictation, code};
use super::house::{House, bureau, caller, unit};
use super::journey::{change, text};

const YEARLY: &str = "tinghu-22-annual-self-evaluation";
const KIND: &str = "annual_self_evaluation_report";
const UNIT: &str = "11320902014321234P";

async fn registered(house: &House, name: &str, code: &str) -> Value {
    let input = format!(
        r#"jurisdiction: "320902", name: "{name}", unitName: "单位{code}", unitCreditCode: "{code}",
        facts: [{{name: "budget_yuan", value: "1180000"}}]"#
    );
    let wanted = "project { id unit { id } }";
    change(house, "registerProject", &input, wanted).await["project"].take()
}

async fn started(house: &House, project: &Value, on: &str) {
    let input = format!(
        r#"project: {}, kind: "implementation_started", occurredOn: "{on}""#,
        project["id"]
    );
    change(house, "recordEvent", &input, "event { id }").await;
}

/// What units owe, as whoever asks sees it.
async fn owed_to(house: &House, asks: &Caller) -> Vec<Value> {
    let query = format!(
        r#"{{ institutionObligations(first: 100, filter: {{provisions: ["{YEARLY}"], statuses: [PENDING, FULFILLED, FULFILLED_LATE, OVERDUE, UNDETERMINED]}}) {{
            totalCount nodes {{ id unit {{ id }} ofBureau period projectCount status triggeredOn fulfilledOn
                report {{ id }} decidedIn {{ name }} because {{ zh }} provision {{ article }} }} }} }}"#
    );
    let list = house.data(asks, &query).await;
    let list = &list["institutionObligations"];
    let mut nodes = list["nodes"].as_array().unwrap().clone();
    assert_eq!(list["totalCount"], nodes.len());
    nodes.sort_by_key(|one| one["period"].to_string());
    nodes
}

async fn owed(house: &House) -> Vec<Value> {
    owed_to(house, &bureau()).await
}

fn of(one: &Value) -> (&str, i64, &str) {
    let count = one["projectCount"].as_i64().unwrap();
    (text(&one["period"]), count, text(&one["status"]))
}

fn periods(all: &[Value]) -> Vec<(&str, i64, &str)> {
    all.iter().map(of).collect()
}

async fn is_intact(house: &House) {
    for place in [house.tinghu, house.bayingolin] {
        let reader = house.hub.reader();
        let report = verify(&reader, house.hub.seal(), place, &[]).await;
        assert_eq!(report.unwrap().breach, None);
    }
}

pub(super) async fn a_unit_reports_for_all_of_its_projects(house: &House) {
    let one = registered(house, "智慧城管", UNIT).await;
    let other = registered(house, "城市大脑", UNIT).await;
    let unit_id = &one["unit"]["id"];
    assert!(owed(house).await.is_empty(), "nothing was begun");
    started(house, &one, "2025-06-01").await;
    started(house, &other, "2026-02-01").await;
    let all = owed(house).await;
    assert_eq!(
        periods(&all),
        [("2025", 1, "PENDING"), ("2026", 2, "PENDING")]
    );
    assert_eq!(all[0]["triggeredOn"], "2025-06-01");
    assert_eq!(all[1]["triggeredOn"], "2026-01-01");
    assert!(
        all.iter()
            .all(|one| one["unit"]["id"] == *unit_id && one["ofBureau"] == false)
    );
    assert_eq!(all[0]["provision"]["article"], "第22条");

    // Of no single project it is owed.
    let query = format!(
        r#"{{ obligations(first: 1, filter: {{provisions: ["{YEARLY}"]}}) {{ totalCount }}
            node(id: {}) {{ ... on Project {{ obligations {{ provisionCode }} assessment {{ obligations {{ provisionCode }} }} }} }} }}"#,
        one["id"]
    );
    let told = house.data(&bureau(), &query).await;
    assert_eq!(told["obligations"]["totalCount"], 0);
    assert!(!told["node"].to_string().contains(YEARLY), "{told}");

    let report = |day: &str| format!(r#"kind: "{KIND}", period: "2025", submittedOn: "{day}""#);
    let wanted = "report { id period standing unit { id } corrects } version";
    let input = format!(
        "unit: {unit_id}, expectedVersion: 1, {}",
        report("2026-01-20")
    );
    let done = change(house, "recordInstitutionReport", &input, wanted).await;
    assert_eq!(done["report"]["unit"]["id"], *unit_id);
    assert_eq!(done["version"], 2);
    let after = owed(house).await;
    assert_eq!(
        periods(&after),
        [("2025", 1, "FULFILLED"), ("2026", 2, "PENDING")]
    );
    assert_eq!(after[0]["id"], all[0]["id"], "it is the same duty");
    assert_eq!(after[0]["fulfilledOn"], "2026-01-20");
    assert_eq!(after[0]["report"]["id"], done["report"]["id"]);
    let told = after[0]["because"].as_array().unwrap();
    assert!(
        text(&told.last().unwrap()["zh"]).starts_with("结论："),
        "{told:?}"
    );
    assert!(
        after[0]["because"][0]["zh"]
            .to_string()
            .contains("2026-01-20"),
        "{}",
        after[0]
    );
    assert_eq!(
        after[1]["because"][0]["zh"],
        "本单位有2个项目涉及，以下依项目“智慧城管”的记录"
    );

    is_counted(house, unit_id).await;

    let input = format!(
        r#"report: {}, reason: "笔误", {}"#,
        done["report"]["id"],
        report("2026-01-21")
    );
    let right = change(house, "correctInstitutionReport", &input, wanted).await;
    assert_eq!(right["report"]["corrects"], done["report"]["id"]);
    assert_eq!(owed(house).await[0]["fulfilledOn"], "2026-01-21");
    let input = format!(r#"report: {}, reason: "尚未报送""#, right["report"]["id"]);
    let gone = change(house, "voidInstitutionReport", &input, wanted).await;
    assert_eq!(gone["report"]["standing"], "voided");
    assert_eq!(periods(&owed(house).await), periods(&all));
    let history = "{ institutionReports(first: 10) { nodes { standing reason } } }";
    let history = house.data(&bureau(), history).await;
    let kept = json!([{"standing": "corrected", "reason": "笔误"}, {"standing": "voided", "reason": "尚未报送"}]);
    assert_eq!(history["institutionReports"]["nodes"], kept);
    is_intact(house).await;
}

/// What units owe, of which one is fulfilled and one pending, in figures and by whom it binds.
async fn is_counted(house: &House, unit_id: &Value) {
    let query = format!(
        r#"{{ all: institutionObligationAggregate(filter: {{provisions: ["{YEARLY}"]}}, groupBy: [JURISDICTION, UNIT, STATUS], orderBy: COUNT) {{
                asOf groupCount groups {{ keys {{ dimension value label }} count onTime {{ inTime late unknown }} }}
                total {{ keys {{ value }} count statuses {{ status count }} }} }}
            bound: institutionObligations(filter: {{responsible: ["project_unit"]}}) {{ totalCount }}
            unbound: institutionObligations(filter: {{responsible: ["finance"]}}) {{ totalCount }}
            mine: institutionObligations(filter: {{mine: true}}) {{ totalCount }}
            dated: institutionObligations(filter: {{dueFrom: "2000-01-01"}}) {{ totalCount }}
            packed: institutionObligations(filter: {{packs: ["national"]}}) {{ totalCount }} }}"#
    );
    let told = house.data(&bureau(), &query).await;
    let all = &told["all"];
    assert_eq!(all["asOf"], "2026-06-30");
    assert_eq!(all["groupCount"], 2);
    let group = |status: &str, label: &str| {
        json!({"keys": [
                {"dimension": "JURISDICTION", "value": "320902", "label": "亭湖区"},
                {"dimension": "UNIT", "value": unit_id, "label": format!("单位{UNIT}")},
                {"dimension": "STATUS", "value": status, "label": label},
            ], "count": 1, "onTime": {"inTime": 0, "late": 0, "unknown": 0}})
    };
    let groups = all["groups"].as_array().unwrap();
    for one in [group("FULFILLED", "已履行"), group("PENDING", "进行中")] {
        assert!(groups.contains(&one), "{one} in {groups:?}");
    }
    let total = json!({"keys": [], "count": 2,
        "statuses": [{"status": "PENDING", "count": 1}, {"status": "FULFILLED", "count": 1}]});
    assert_eq!(all["total"], total);
    for (asked, count) in [
        ("bound", 2),
        ("unbound", 0),
        ("mine", 0),
        ("dated", 0),
        ("packed", 0),
    ] {
        assert_eq!(told[asked]["totalCount"], count, "{asked}");
    }
    let own = house.data(&unit(UNIT), &query).await;
    assert_eq!(own["mine"]["totalCount"], 2);
    let by_stage = "{ institutionObligationAggregate(groupBy: [STAGE]) { groupCount } }";
    assert_eq!(house.codes(&bureau(), by_stage).await, ["BAD_USER_INPUT"]);
    let nobody = r#"{ institutionObligations(filter: {responsible: ["nobody"]}) { totalCount } }"#;
    assert_eq!(house.codes(&bureau(), nobody).await, ["BAD_USER_INPUT"]);
}

async fn codes(house: &House, asks: &Caller, input: &str) -> Vec<String> {
    let query = format!("mutation {{ recordInstitutionReport(input: {{{input}}}) {{ version }} }}");
    house.codes(asks, &query).await
}

on_both! {
    async fn what_is_nothing_for_all_projects_is_refused(db: &TestDb) {
        let house = House::at(db).await;
        let one = registered(&house, "智慧城管", UNIT).await;
        let unit_id = &one["unit"]["id"];
        let whole = format!(r#"unit: {unit_id}, kind: "{KIND}", period: "2025", submittedOn: "2026-01-20""#);
        for (right, wrong) in [
            (KIND, "quarterly_progress_report"),
            (KIND, "whatever"),
            ("\"2025\"", "\"2025-Q3\""),
            ("2026-01-20", "2026-07-01"),
            ("unit:", "jurisdiction: \"320902\", unit:"),
        ] {
            let input = whole.replace(right, wrong);
            assert_eq!(codes(&house, &bureau(), &input).await, ["BAD_USER_INPUT"], "{input}");
        }
        let bare = whole.replace(&format!("unit: {unit_id}, "), "");
        assert_eq!(codes(&house, &bureau(), &bare).await, ["BAD_USER_INPUT"]);
        let stale = format!("{whole}, expectedVersion: 7");
        assert_eq!(codes(&house, &bureau(), &stale).await, ["CONFLICT"]);
        assert_eq!(codes(&house, &bureau(), &whole).await, [""; 0]);
        assert_eq!(codes(&house, &bureau(), &whole).await, ["BAD_USER_INPUT"], "it is on record already");
        // Another unit neither reports for it nor sees what it owes and reported.
        registered(&house, "平安校园", "12320902014321235P").await;
        let other = unit("12320902014321235P");
        assert_eq!(codes(&house, &other, &whole.replace("2025", "2024")).await, ["NOT_FOUND"]);
        let seen = house.data(&other, "{ institutionReports(first: 10) { nodes { id } } }").await;
        assert_eq!(seen["institutionReports"]["nodes"], json!([]));
        let own = unit(UNIT);
        let seen = house.data(&own, "{ institutionReports(first: 10) { nodes { id } } }").await;
        assert_eq!(seen["institutionReports"]["nodes"].as_array().unwrap().len(), 1);
        assert_eq!(codes(&house, &own, &whole.replace("2025", "2024")).await, [""; 0]);
    }
}

on_both! {
    async fn a_unit_owes_what_its_projects_give_it_to_do(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = Dictation::to(&house).await;
        let told = |unit: &str| vec![
            ("name", json!("智慧城管")),
            ("project_code", json!(code().as_str())),
            ("unit_name", json!(unit)),
        ];
        said.approval(&code(), &told(&format!("单位{UNIT}"))).await;
        let known = format!(r#"{{ project(projectCode: "{}") {{ id unit {{ id }} }} }}"#, code().as_str());
        let one = house.data(&bureau(), &known).await["project"].take();
        let other = registered(&house, "城市大脑", UNIT).await;
        started(&house, &one, "2025-06-01").await;
        started(&house, &other, "2026-02-01").await;
        // Of what a system told the past was not seen.
        // A file that holds the report shows it for all.
        let filed = format!(r#"project: {}, kind: "{KIND}", period: "2026", submittedOn: "2026-06-20""#, other["id"]);
        change(&house, "recordReport", &filed, "report { id }").await;
        let all = owed(&house).await;
        assert_eq!(periods(&all), [("2025", 1, "UNDETERMINED"), ("2026", 2, "FULFILLED")]);
        assert_eq!(all[1]["decidedIn"]["name"], "城市大脑");
        // What moves to another unit is owed by that one from then on.
        said.approval(&code(), &told("区大数据中心")).await;
        let now = house.data(&bureau(), &known).await["project"].take();
        assert_ne!(now["unit"]["id"], one["unit"]["id"]);
        let all = owed(&house).await;
        let theirs: Vec<_> = all.iter().filter(|duty| duty["unit"]["id"] != one["unit"]["id"]).cloned().collect();
        assert_eq!(periods(&theirs), [("2025", 1, "UNDETERMINED"), ("2026", 1, "UNDETERMINED")]);
        let own: Vec<_> = all.iter().filter(|duty| duty["unit"]["id"] == one["unit"]["id"]).cloned().collect();
        assert_eq!(periods(&own), [("2026", 1, "FULFILLED")]);
        // What became a secret gives nobody anything to do that others could read.
        let secret = format!("mutation {{ declareClassified(input: {{project: {}}}) {{ project {{ id }} }} }}", other["id"]);
        house.data(&bureau(), &secret).await;
        let left = owed(&house).await;
        assert!(left.iter().all(|duty| duty["unit"]["id"] != one["unit"]["id"]), "{left:?}");
        assert!(!json!(left).to_string().contains("2026-06-20"));
        is_intact(&house).await;
    }
}

on_both! {
    async fn a_round_brings_the_new_year_to_units_and_bureaus(db: &TestDb) {
        let house = House::at(db).await;
        let one = registered(&house, "智慧城管", UNIT).await;
        started(&house, &one, "2026-02-01").await;
        house.hub.reassess_due(house.tinghu, &()).await.unwrap();
        assert_eq!(periods(&owed(&house).await), [("2026", 1, "PENDING")]);
        house.clock.advance_days(185);
        house.hub.reassess_due(house.tinghu, &()).await.unwrap();
        assert_eq!(periods(&owed(&house).await), [("2026", 1, "PENDING"), ("2027", 1, "PENDING")]);
        let stale = house.raw.column("SELECT CAST(COUNT(*) AS TEXT) FROM institution WHERE stale").await.unwrap();
        assert_eq!(stale, ["0"]);
        is_intact(&house).await;
    }
}

on_both! {
    async fn a_bureau_meets_every_month(db: &TestDb) {
        let house = House::at(db).await;
        let prefecture = caller(Role::DataBureau, &["652800"]);
        let list = r#"{ institutionObligations(first: 100, filter: {bureaus: true}) { nodes {
            unit { id } ofBureau period status triggeredOn projectCount provisionCode fulfilledOn } } }"#;
        let meetings = async |asks: &Caller| house.data(asks, list).await["institutionObligations"]["nodes"].take();
        assert_eq!(meetings(&prefecture).await, json!([]), "it is not seen to yet");
        house.hub.reassess_due(house.bayingolin, &()).await.unwrap();
        let june = json!({"unit": null, "ofBureau": true, "period": "2026-06", "status": "PENDING", "triggeredOn": "2026-06-30",
            "projectCount": 0, "provisionCode": "bayingolin-09-monthly-review-meeting", "fulfilledOn": null});
        assert_eq!(meetings(&prefecture).await, json!([june]));
        let before = house.raw.texts("SELECT * FROM institution").await.map(|rows| rows.len());
        house.hub.reassess_due(house.bayingolin, &()).await.unwrap();
        assert_eq!(house.raw.texts("SELECT * FROM institution").await.map(|rows| rows.len()).ok(), before.ok());

        let input = r#"jurisdiction: "652800", kind: "monthly_review_meeting", period: "2026-06", submittedOn: "2026-06-30""#;
        let query = format!("mutation {{ recordInstitutionReport(input: {{{input}}}) {{ version report {{ unit {{ id }} }} }} }}");
        let theirs = Caller { organization: unit(UNIT).organization, ..caller(Role::ProjectUnit, &["652800"]) };
        assert_eq!(house.codes(&theirs, &query).await, ["FORBIDDEN"]);
        assert_eq!(meetings(&theirs).await, json!([]), "no unit is shown what the bureau owes");
        let done = house.data(&prefecture, &query).await;
        assert_eq!(done["recordInstitutionReport"]["report"]["unit"], json!(null));
        let held = meetings(&prefecture).await;
        assert_eq!((&held[0]["status"], &held[0]["fulfilledOn"]), (&json!("FULFILLED"), &json!("2026-06-30")));
        house.clock.advance_days(1);
        house.hub.reassess_due(house.bayingolin, &()).await.unwrap();
        let held = meetings(&prefecture).await;
        assert_eq!(held.as_array().unwrap().len(), 2);
        assert!(held.to_string().contains("2026-07"));
        is_intact(&house).await;
    }
}
