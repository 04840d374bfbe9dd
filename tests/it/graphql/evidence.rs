//! Papers, and what they are attached to: events, duties, and what a duty asks for.

use serde_json::{Value, json};
use shuniu_connectors::contract::{EventRecord, Stream, System};
use shuniu_hub::access::Role;
use shuniu_tests::{TestDb, on_both};

use super::dictated::{Dictation, code, of_project};
use super::file::registered;
use super::house::{House, bureau, caller};
use super::journey::{change, text};

/// A duty that three opinions perform.
const SPLIT: &str = "tinghu-09-review-split";
/// A duty that holds from an investment on.
const REVIEW: &str = "tinghu-10-threshold-500k-fiscal-review";

/// Everything that tells what is attached to what.
const ATTACHED: &str = "version events { id kind documents { id } }
    documents { id kind evidences { event { id } provisionCode obligation { provisionCode }
        provenance { source recordedBy } } }
    obligations { id provisionCode documents { id } evidence { inWords attached { id }
        papers { definition { name } attributes { name zh values { name zh } } parts { name onFile } alternative state documents { id } } } }";

async fn told(house: &House, project: &str) -> Value {
    let query = format!(r#"{{ node(id: "{project}") {{ ... on Project {{ {ATTACHED} }} }} }}"#);
    house.data(&bureau(), &query).await["node"].take()
}

fn find<'a>(all: &'a Value, field: &str, value: &str) -> &'a Value {
    let all = all.as_array().unwrap().iter();
    let mut found = all.filter(|one| one[field] == value);
    found.next().unwrap_or_else(|| panic!("no {field} {value}"))
}

fn duty<'a>(told: &'a Value, provision: &str) -> &'a Value {
    find(&told["obligations"], "provisionCode", provision)
}

fn ids(all: &Value) -> Vec<&str> {
    all.as_array()
        .unwrap()
        .iter()
        .map(|one| text(&one["id"]))
        .collect()
}

async fn happened(house: &House, project: &str, kind: &str, more: &str) -> String {
    let input = format!(r#"project: "{project}", kind: "{kind}", occurredOn: "2026-05-01"{more}"#);
    let done = change(house, "recordEvent", &input, "event { id }").await;
    text(&done["event"]["id"]).to_owned()
}

async fn filed(house: &House, project: &str, kind: &str, more: &str) -> String {
    let input = format!(r#"project: "{project}", kind: "{kind}", filedOn: "2026-05-20"{more}"#);
    let done = change(house, "recordDocument", &input, "document { id }").await;
    text(&done["document"]["id"]).to_owned()
}

pub(super) async fn papers_are_attached_and_detached(house: &House) {
    let project = registered(house).await;
    let minutes = filed(house, &project, "acceptance_documents", "").await;
    let with = format!(r#", documents: ["{minutes}"]"#);
    let passed = happened(house, &project, "prereview_passed", &with).await;
    let before = told(house, &project).await;
    let split = text(&duty(&before, SPLIT)["id"]).to_owned();
    let with = format!(r#", attributes: {{by: "finance"}}, evidences: ["{split}", "{passed}"]"#);
    let opinion = filed(house, &project, "review_opinion", &with).await;

    let now = told(house, &project).await;
    let event = find(&now["events"], "id", &passed);
    assert_eq!(ids(&event["documents"]), [&*minutes, &*opinion]);
    assert_eq!(ids(&duty(&now, SPLIT)["documents"]), [&*opinion]);
    let by_hand = json!({"source": "person", "recordedBy": "someone"});
    assert_eq!(
        find(&now["documents"], "id", &opinion)["evidences"],
        json!([
            {"event": null, "provisionCode": SPLIT, "obligation": {"provisionCode": SPLIT},
                "provenance": by_hand},
            {"event": {"id": passed}, "provisionCode": null, "obligation": null,
                "provenance": by_hand},
        ])
    );

    let input = format!(r#"document: "{minutes}", evidences: ["{split}", "{passed}"]"#);
    let wanted = "document { id evidences { provisionCode } } project { version }";
    let attached = change(house, "attachDocument", &input, wanted).await;
    let version = now["version"].as_i64().unwrap() + 1;
    assert_eq!(attached["project"]["version"], version);
    let named = json!([{"provisionCode": null}, {"provisionCode": SPLIT}]);
    assert_eq!(attached["document"]["evidences"], named);
    let again = change(house, "attachDocument", &input, wanted).await;
    assert_eq!(again, attached, "what is attached already stays so");

    let from = format!(
        r#"document: "{minutes}", evidences: ["{split}"], reason: "附错了", expectedVersion: {version}"#
    );
    let detached = change(house, "detachDocument", &from, wanted).await;
    assert_eq!(
        detached["document"]["evidences"],
        json!([{"provisionCode": null}])
    );
    let from = format!(r#"document: "{opinion}", reason: "附错了""#);
    let detached = change(house, "detachDocument", &from, wanted).await;
    assert_eq!(
        detached["document"],
        json!({"id": opinion, "evidences": []})
    );
    let again = change(house, "detachDocument", &from, wanted).await;
    assert_eq!(again, detached, "what is attached to nothing stays so");
    let now = told(house, &project).await;
    assert_eq!(
        ids(&find(&now["events"], "id", &passed)["documents"]),
        [&*minutes]
    );
    assert!(ids(&duty(&now, SPLIT)["documents"]).is_empty());
    let query =
        format!(r#"{{ ledger(last: 3, project: "{project}") {{ nodes {{ command change }} }} }}"#);
    let ledger = house.data(&bureau(), &query).await;
    let entries = ledger["ledger"]["nodes"].as_array().unwrap();
    assert!(
        entries
            .iter()
            .all(|one| one["command"] == "detach_document"),
        "{entries:?}"
    );
    assert!(
        entries
            .iter()
            .all(|one| one["change"]["reason"] == "附错了"),
        "{entries:?}"
    );
}

on_both! {
    async fn a_paper_is_attached_to_what_is_of_its_project_and_in_force_alone(db: &TestDb) {
        let house = House::at(db).await;
        let project = registered(&house).await;
        let other = r#"jurisdiction: "320902", name: "智慧教育平台", unitName: "区教育局""#;
        let other = change(&house, "registerProject", other, "project { id }").await;
        let other = text(&other["project"]["id"]).to_owned();
        let foreign = happened(&house, &other, "prereview_passed", "").await;
        let theirs = text(&told(&house, &other).await["obligations"][0]["id"]).to_owned();
        let voided = happened(&house, &project, "prereview_passed", "").await;
        let void = format!(r#"event: "{voided}", reason: "误录""#);
        change(&house, "voidEvent", &void, "event { id }").await;
        let event = happened(&house, &project, "prereview_passed", "").await;
        let paper = filed(&house, &project, "acceptance_documents", "").await;
        let before = told(&house, &project).await;
        let attach = |document: &str, to: &str| {
            format!(
                r#"mutation {{ attachDocument(input: {{document: "{document}", evidences: [{to}]}}) {{ project {{ version }} }} }}"#
            )
        };
        let quoted = |id: &str| format!(r#""{id}""#);
        for (to, told) in [
            (quoted(&foreign), "no such event"),
            (quoted(&theirs), "no such duty"),
            (quoted(&voided), "was voided"),
            (quoted(&project), "not of a Project"),
            (quoted("x"), "is no id"),
            (String::new(), "name an event or a duty"),
            (format!("{}, {}", quoted(&event), quoted(&foreign)), "no such event"),
        ] {
            let query = attach(&paper, &to);
            assert_eq!(house.codes(&bureau(), &query).await, ["BAD_USER_INPUT"], "{to}");
            let refused = house.ask(&bureau(), &query).await;
            let said = refused.errors[0].source::<shuniu_api::fault::Fault>();
            let said = said.map_or_else(|| refused.errors[0].message.clone(), ToString::to_string);
            assert!(said.contains(told), "{to}: {said}");
        }
        let record = |name: &str, more: &str| {
            format!(
                r#"mutation {{ {name}(input: {{project: "{project}", {more}}}) {{ project {{ version }} }} }}"#
            )
        };
        let of_other = filed(&house, &other, "acceptance_documents", "").await;
        let more = format!(r#"kind: "project_approved", occurredOn: "2026-05-06", documents: ["{of_other}"]"#);
        assert_eq!(house.codes(&bureau(), &record("recordEvent", &more)).await, ["BAD_USER_INPUT"]);
        let more = format!(r#"kind: "payment_request", evidences: ["{foreign}"]"#);
        assert_eq!(house.codes(&bureau(), &record("recordDocument", &more)).await, ["BAD_USER_INPUT"]);
        let viewer = caller(Role::Viewer, &["320902"]);
        let query = attach(&paper, &quoted(&event));
        assert_eq!(house.codes(&viewer, &query).await, ["FORBIDDEN"]);
        let stale = query.replace("evidences", "expectedVersion: 1, evidences");
        assert_eq!(house.codes(&bureau(), &stale).await, ["CONFLICT"]);
        assert_eq!(told(&house, &project).await, before, "a refusal leaves nothing behind");
    }
}

on_both! {
    async fn what_is_attached_follows_a_correction_and_ends_with_what_was_voided(db: &TestDb) {
        let house = House::at(db).await;
        let project = registered(&house).await;
        let event = happened(&house, &project, "prereview_passed", "").await;
        let split = text(&duty(&told(&house, &project).await, SPLIT)["id"]).to_owned();
        let to = format!(r#", attributes: {{by: "finance"}}, evidences: ["{event}", "{split}"]"#);
        let wrong = filed(&house, &project, "review_opinion", &to).await;
        let correct = format!(
            r#"document: "{wrong}", reason: "扫描错页", kind: "review_opinion", filedOn: "2026-05-21", attributes: {{by: "finance"}}"#
        );
        let right = change(&house, "correctDocument", &correct, "document { id }").await;
        let right = text(&right["document"]["id"]).to_owned();
        let now = told(&house, &project).await;
        assert_eq!(ids(&find(&now["events"], "id", &event)["documents"]), [&*right]);
        assert_eq!(ids(&duty(&now, SPLIT)["documents"]), [&*right]);
        let past = format!(r#"{{ node(id: "{wrong}") {{ ... on Document {{ evidences {{ provisionCode }} }} }} }}"#);
        assert_eq!(house.data(&bureau(), &past).await["node"]["evidences"], json!([]));

        let correct = format!(
            r#"event: "{event}", reason: "笔误", kind: "prereview_passed", occurredOn: "2026-05-02""#
        );
        let moved = change(&house, "correctEvent", &correct, "event { id documents { id } }").await;
        assert_eq!(ids(&moved["event"]["documents"]), [&*right]);
        let void = format!(r#"event: {}, reason: "未通过""#, moved["event"]["id"]);
        let gone = change(&house, "voidEvent", &void, "event { documents { id } }").await;
        assert_eq!(gone["event"]["documents"], json!([]));
        let named = json!([{"provisionCode": SPLIT}]);
        let what = format!(r#"{{ node(id: "{right}") {{ ... on Document {{ evidences {{ provisionCode }} }} }} }}"#);
        assert_eq!(house.data(&bureau(), &what).await["node"]["evidences"], named);
        let void = format!(r#"document: "{right}", reason: "误传""#);
        let gone = change(&house, "voidDocument", &void, "document { evidences { provisionCode } }").await;
        assert_eq!(gone["document"]["evidences"], json!([]));
    }
}

on_both! {
    async fn a_paper_stays_attached_when_a_system_says_otherwise_of_its_event(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = Dictation::to(&house).await;
        let centre = System::INVESTMENT_APPROVAL;
        for on in ["2026-05-06", "2026-05-07"] {
            let mut record = of_project(&code(), &[("name", json!("数据平台")), ("unit_name", json!("区教育局"))]);
            record.events.push(EventRecord {
                kind: "project_approved".to_owned(),
                on: on.parse().unwrap(),
                attributes: Default::default(),
                occurrence_key: None,
            });
            said.say(&centre, Stream::APPROVALS, code().as_str(), record).await;
            if on == "2026-05-06" {
                let data = house.data(&bureau(), "{ projects { nodes { id events { id } } } }").await;
                let one = &data["projects"]["nodes"][0];
                let to = format!(r#", evidences: [{}]"#, one["events"][0]["id"]);
                filed(&house, text(&one["id"]), "acceptance_documents", &to).await;
            }
        }
        let query = "{ projects { nodes { events { occurredOn documents { kind } } } } }";
        let data = house.data(&bureau(), query).await;
        assert_eq!(
            data["projects"]["nodes"][0]["events"],
            json!([{"occurredOn": "2026-05-07", "documents": [{"kind": "acceptance_documents"}]}])
        );
    }
}

on_both! {
    async fn a_paper_is_attached_to_a_duty_that_is_demanded_again(db: &TestDb) {
        let house = House::at(db).await;
        let project = registered(&house).await;
        let first = text(&duty(&told(&house, &project).await, REVIEW)["id"]).to_owned();
        let to = format!(r#", evidences: ["{first}"]"#);
        let paper = filed(&house, &project, "acceptance_documents", &to).await;
        // Assessed anew for another reason, it is the same duty.
        happened(&house, &project, "project_approved", "").await;
        assert_eq!(ids(&duty(&told(&house, &project).await, REVIEW)["documents"]), [&*paper]);
        let invested = |yuan: &str| {
            format!(r#"project: "{project}", fact: {{name: "investment_yuan", value: "{yuan}"}}"#)
        };
        change(&house, "recordFact", &invested("300000.00"), "project { id }").await;
        let now = told(&house, &project).await;
        let duties = now["obligations"].as_array().unwrap();
        assert!(duties.iter().all(|one| one["provisionCode"] != REVIEW), "below the threshold");
        let evidences = &find(&now["documents"], "id", &paper)["evidences"];
        assert_eq!(evidences[0]["provisionCode"], REVIEW);
        assert_eq!(evidences[0]["obligation"], Value::Null);
        change(&house, "recordFact", &invested("900000.00"), "project { id }").await;
        let now = told(&house, &project).await;
        assert_eq!(text(&duty(&now, REVIEW)["id"]), first, "what a project owes once goes by one id");
        assert_eq!(ids(&duty(&now, REVIEW)["documents"]), [&*paper]);
        change(&house, "recordFact", &invested("300000.00"), "project { id }").await;
        let detach = format!(r#"document: "{paper}", reason: "不再需要""#);
        let gone = change(&house, "detachDocument", &detach, "document { evidences { provisionCode } }").await;
        assert_eq!(gone["document"]["evidences"], json!([]), "from what is not owed at present too");
    }
}

/// How the papers of a duty stand.
fn states(told: &Value, provision: &str) -> Vec<(Value, String)> {
    let papers = duty(told, provision)["evidence"]["papers"]
        .as_array()
        .unwrap()
        .iter();
    let one = |paper: &Value| {
        (
            paper["attributes"].clone(),
            text(&paper["state"]).to_owned(),
        )
    };
    papers.map(one).collect()
}

on_both! {
    async fn a_duty_tells_which_of_its_papers_are_attached_on_file_or_missing(db: &TestDb) {
        let house = House::at(db).await;
        let project = registered(&house).await;
        let passed = happened(&house, &project, "prereview_passed", "").await;
        let by = |(who, zh): (&str, &str)| {
            json!([{"name": "by", "zh": "由谁出具", "values": [{"name": who, "zh": zh}]}])
        };
        let expect = |states: [&str; 3]| {
            let who = [("secrecy_crypto", "机要保密（密码）"), ("cyberspace", "网信"), ("finance", "财政")];
            who.map(by).into_iter().zip(states.map(ToOwned::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(states(&told(&house, &project).await, SPLIT), expect(["MISSING"; 3]));
        // The opinion of somebody else is another paper.
        filed(&house, &project, "review_opinion", r#", attributes: {by: "data_bureau"}"#).await;
        assert_eq!(states(&told(&house, &project).await, SPLIT), expect(["MISSING"; 3]));
        let finance = filed(&house, &project, "review_opinion", r#", attributes: {by: "finance"}"#).await;
        assert_eq!(states(&told(&house, &project).await, SPLIT), expect(["MISSING", "MISSING", "ON_FILE"]));
        let split = text(&duty(&told(&house, &project).await, SPLIT)["id"]).to_owned();
        let attach = format!(r#"document: "{finance}", evidences: ["{split}"]"#);
        change(&house, "attachDocument", &attach, "document { id }").await;
        let now = told(&house, &project).await;
        assert_eq!(states(&now, SPLIT), expect(["MISSING", "MISSING", "ATTACHED"]));
        let evidence = &duty(&now, SPLIT)["evidence"];
        assert_eq!(ids(&evidence["attached"]), [&*finance]);
        assert_eq!(ids(&evidence["papers"][2]["documents"]), [&*finance]);

        // Parts: a paper that holds some of them is there, and not whole.
        const PLANS: &str = "tinghu-14-eight-plans";
        let some = r#", attributes: {parts: ["cloud", "mlps"]}"#;
        let plans = filed(&house, &project, "work_plans", some).await;
        let now = told(&house, &project).await;
        let paper = &duty(&now, PLANS)["evidence"]["papers"][0];
        assert_eq!(paper["state"], "MISSING");
        assert_eq!(ids(&paper["documents"]), [&*plans]);
        assert_eq!(paper["definition"]["name"], "work_plans");
        let parts = paper["parts"].as_array().unwrap().iter();
        let there: Vec<_> = parts.filter(|one| one["onFile"] == true).map(|one| text(&one["name"])).collect();
        assert_eq!(there, ["cloud", "mlps"]);
        let rest = r#", attributes: {parts: ["crypto", "quality", "staffing", "management_rules", "trial_run", "acceptance"]}"#;
        filed(&house, &project, "work_plans", rest).await;
        assert_eq!(states(&told(&house, &project).await, PLANS)[0].1, "ON_FILE");
        assert_ne!(passed, "");
    }
}

on_both! {
    async fn what_a_system_may_still_bring_is_not_called_missing(db: &TestDb) {
        let house = House::at(db).await;
        let project = registered(&house).await;
        happened(&house, &project, "prereview_passed", "").await;
        filed(&house, &project, "review_opinion", r#", attributes: {by: "finance"}"#).await;
        let state = async || {
            let all = states(&told(&house, &project).await, SPLIT);
            all.into_iter().map(|one| one.1).collect::<Vec<_>>()
        };
        // As if opinions came from a system that was read so far.
        let read = |day: &str| format!("UPDATE obligation SET observed_through = '{day}'");
        house.raw.execute(&read("2026-06-15")).await.unwrap();
        assert_eq!(state().await, ["UNKNOWN", "UNKNOWN", "ON_FILE"]);
        house.raw.execute(&read("2026-06-30")).await.unwrap();
        assert_eq!(state().await, ["MISSING", "MISSING", "ON_FILE"]);
    }
}

on_both! {
    async fn what_another_way_may_have_done_is_not_called_missing(db: &TestDb) {
        const BASIS: &str = "tinghu-11-tender-document-basis";
        let house = House::at(db).await;
        let project = registered(&house).await;
        let now = told(&house, &project).await;
        let papers = &duty(&now, BASIS)["evidence"]["papers"];
        let told_of = |paper: &Value| {
            (paper["definition"]["name"].clone(), paper["alternative"].clone(), paper["state"].clone())
        };
        assert_eq!(told_of(&papers[0]), (json!("application_material"), json!(false), json!("MISSING")));
        // Below a threshold the report is not asked for at all.
        assert_eq!(told_of(&papers[1]), (json!("fiscal_review_report"), json!(true), json!("UNKNOWN")));
        filed(&house, &project, "fiscal_review_report", "").await;
        let now = told(&house, &project).await;
        assert_eq!(duty(&now, BASIS)["evidence"]["papers"][1]["state"], "ON_FILE");
    }
}

on_both! {
    async fn what_another_way_did_is_not_needed_any_more(db: &TestDb) {
        const EXPERTS: &str = "bayingolin-28-expert-acceptance";
        let house = House::at(db).await;
        let bureau = caller(Role::DataBureau, &["652800"]);
        let ask = async |query: &str| house.data(&bureau, query).await;
        let new = r#"mutation { registerProject(input: {jurisdiction: "652800", name: "数据平台", unitName: "州教育局"}) { project { id } } }"#;
        let project = text(&ask(new).await["registerProject"]["project"]["id"]).to_owned();
        let papers = "obligations { provisionCode evidence { papers { alternative state } } }";
        let record = |name: &str, more: &str| {
            format!(r#"mutation {{ {name}(input: {{project: "{project}", {more}}}) {{ project {{ {papers} }} }} }}"#)
        };
        let state = |done: &Value, name: &str| {
            let paper = duty(&done[name]["project"], EXPERTS)["evidence"]["papers"][0].clone();
            assert_eq!(paper["alternative"], true);
            text(&paper["state"]).to_owned()
        };
        let applied = r#"kind: "final_acceptance_application", filedOn: "2026-06-01""#;
        let done = ask(&record("recordDocument", applied)).await;
        assert_eq!(state(&done, "recordDocument"), "UNKNOWN");
        let formed = r#"kind: "acceptance_panel_formed", occurredOn: "2026-06-03", attributes: {panel_size: 5, external: true}"#;
        let done = ask(&record("recordEvent", formed)).await;
        assert_eq!(state(&done, "recordEvent"), "NOT_NEEDED");
    }
}

on_both! {
    async fn a_paper_of_another_occasion_is_not_taken_for_this_ones(db: &TestDb) {
        const HANDLE: &str = "tinghu-32-handle-incidents";
        let house = House::at(db).await;
        let project = registered(&house).await;
        happened(&house, &project, "security_incident", "").await;
        filed(&house, &project, "incident_record", "").await;
        let later = r#"kind: "security_incident", occurredOn: "2026-06-10""#;
        let input = format!(r#"project: "{project}", {later}"#);
        let later = change(&house, "recordEvent", &input, "event { id }").await;
        let told_of = async || {
            let now = told(&house, &project).await;
            let all = now["obligations"].as_array().unwrap().clone();
            let all = all.into_iter().filter(|one| one["provisionCode"] == HANDLE);
            let mut all: Vec<_> = all.map(|one| (text(&one["evidence"]["papers"][0]["state"]).to_owned(), text(&one["id"]).to_owned())).collect();
            all.sort();
            all
        };
        let [first, second] = &told_of().await[..] else { panic!("two incidents") };
        assert_eq!((first.0.as_str(), second.0.as_str()), ("ON_FILE", "UNKNOWN"));
        // Its clock is the event's: corrected, it is another row, and keeps its paper.
        let to = format!(r#", evidences: ["{}"]"#, second.1);
        let minutes = filed(&house, &project, "acceptance_documents", &to).await;
        let correct = format!(
            r#"event: {}, reason: "笔误", kind: "security_incident", occurredOn: "2026-06-11""#,
            later["event"]["id"]
        );
        change(&house, "correctEvent", &correct, "event { id }").await;
        let again = told_of().await;
        let second = again.iter().find(|one| one.1 != first.1).unwrap();
        let now = told(&house, &project).await;
        assert_eq!(ids(&find(&now["obligations"], "id", &second.1)["documents"]), [&*minutes]);
    }
}

on_both! {
    async fn nothing_that_was_attached_stays_of_a_classified_project(db: &TestDb) {
        let house = House::at(db).await;
        let project = registered(&house).await;
        let event = happened(&house, &project, "prereview_passed", "").await;
        let to = format!(r#", evidences: ["{event}"]"#);
        let paper = filed(&house, &project, "acceptance_documents", &to).await;
        let detach = format!(r#"document: "{paper}", reason: "隐语附错了""#);
        change(&house, "detachDocument", &detach, "document { id }").await;
        let attach = format!(r#"document: "{paper}", evidences: ["{event}"]"#);
        change(&house, "attachDocument", &attach, "document { id }").await;
        let rows = || async { house.raw.column("SELECT standing FROM attachment").await.unwrap() };
        assert_eq!(rows().await.len(), 2);
        let declare = format!(r#"project: "{project}""#);
        change(&house, "declareClassified", &declare, "project { id }").await;
        assert_eq!(rows().await, [""; 0]);
        let kept = house.raw.column("SELECT body FROM ledger").await.unwrap();
        assert!(kept.iter().all(|body| !body.contains("隐语附错了")), "{kept:?}");
    }
}
