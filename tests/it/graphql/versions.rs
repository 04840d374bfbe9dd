//! What records say anew, late or no longer, and what people said of it in the meantime.

use serde_json::{Value, json};
use shuniu_connectors::contract::{
    CanonicalRecord, DocumentRecord, EventRecord, ReviewRecord, ReviewResult, Stream, System,
};
use shuniu_hub::ledger::verify;
use shuniu_tests::{TestDb, on_both};

use super::dictated::{Dictation, code, of_project};
use super::house::{House, bureau, day};
use super::journey::{change, text};

pub(super) const SYSTEM: System = System::MUNICIPAL_PROJECTS;

/// A project that the approval platform entered, and that is followed since January.
pub(super) async fn entered(house: &House) -> Dictation<'_> {
    let mut said = Dictation::to(house).await;
    let header = [
        ("name", json!("智慧城管项目（二期）")),
        ("project_code", json!(code().as_str())),
        ("unit_name", json!("亭湖区城市管理局")),
        ("investment_yuan", json!("1180000.00")),
    ];
    let mut record = of_project(&code(), &header);
    record.tracked_since = Some(day("2026-01-01"));
    let system = System::INVESTMENT_APPROVAL;
    said.say(&system, Stream::APPROVALS, "SB-1", record).await;
    said
}

/// What is asked of the one project.
pub(super) async fn told(house: &House, wanted: &str) -> Value {
    let query = format!(
        r#"{{ project(projectCode: "{}") {{ id {wanted} }} }}"#,
        code().as_str()
    );
    let told = house.data(&bureau(), &query).await["project"].take();
    let seal = house.hub.seal();
    let report = verify(&house.hub.reader(), seal, house.tinghu, &[]).await;
    assert_eq!(report.unwrap().breach, None);
    told
}

pub(super) fn event(kind: &str, occurrence: &str, on: &str) -> CanonicalRecord {
    let mut record = of_project(&code(), &[]);
    record.events.push(EventRecord {
        kind: kind.to_owned(),
        on: day(on),
        attributes: std::collections::BTreeMap::new(),
        occurrence_key: Some(occurrence.to_owned()),
    });
    record
}

fn review(number: &str, result: ReviewResult) -> CanonicalRecord {
    let mut record = event("prereview_passed", number, "2026-03-04");
    record.documents.push(DocumentRecord {
        kind: "review_opinion".to_owned(),
        on: Some(day("2026-03-03")),
        attributes: [("by".to_owned(), json!("finance"))].into(),
        occurrence_key: Some(format!("{number}-1")),
    });
    if result != ReviewResult::Passed {
        record.events.clear();
        record.documents.clear();
    }
    record.review = Some(ReviewRecord {
        number: number.to_owned(),
        kind: "prereview".to_owned(),
        by: "data_bureau".to_owned(),
        result,
        opinion: None,
        panel_size: None,
        reviewed_on: day("2026-03-04"),
    });
    record
}

const EVENTS: &str = "events(includeWithdrawn: true) { id kind occurredOn standing reason corrects provenance { source } }
    counting: events { kind occurredOn provenance { source } }";

/// Day, standing and source of the events of a kind, in the order of their days.
fn days(told: &Value, kind: &str) -> Vec<(String, String, String)> {
    let part = |one: &Value| {
        let of = |value: &Value| text(value).to_owned();
        let source = of(&one["provenance"]["source"]);
        (of(&one["occurredOn"]), of(&one["standing"]), source)
    };
    let events = told["events"].as_array().unwrap().iter();
    let mut days: Vec<_> = events.filter(|one| one["kind"] == kind).map(part).collect();
    days.sort();
    days
}

fn line(on: &str, standing: &str, source: &str) -> (String, String, String) {
    (on.to_owned(), standing.to_owned(), source.to_owned())
}

on_both! {
    async fn a_review_that_is_turned_round_takes_back_what_it_proved(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = entered(&house).await;
        let id = told(&house, "").await["id"].clone();
        let material = format!(r#"project: {id}, kind: "application_material", filedOn: "2026-02-02",
            attributes: {{parts: ["application_form", "scheme"]}}"#);
        change(&house, "recordDocument", &material, "document { id }").await;
        said.say(&SYSTEM, Stream::REVIEWS, "PS-0", review("PS-0", ReviewResult::Passed)).await;
        said.say(&SYSTEM, Stream::REVIEWS, "PS-1", review("PS-1", ReviewResult::Passed)).await;
        let wanted = format!(r#"{EVENTS} reviews {{ number result }}
            documents(kinds: ["review_opinion"], includeWithdrawn: true) {{ occurrence standing reason }}
            obligations {{ provisionCode fulfilledOn }}"#);
        let prereview = |told: &Value| {
            let duties = told["obligations"].as_array().unwrap();
            let own = duties.iter().find(|one| one["provisionCode"] == "tinghu-07-prereview");
            own.unwrap()["fulfilledOn"].clone()
        };
        assert_eq!(prereview(&told(&house, &wanted).await), "2026-03-04");

        // Only one of two: the other review proves it still.
        said.say(&SYSTEM, Stream::REVIEWS, "PS-1", review("PS-1", ReviewResult::Failed)).await;
        let one = told(&house, &wanted).await;
        assert_eq!(one["counting"].as_array().unwrap().len(), 1, "{one}");
        assert_eq!(prereview(&one), "2026-03-04");
        said.say(&SYSTEM, Stream::REVIEWS, "PS-0", review("PS-0", ReviewResult::Failed)).await;
        let none = told(&house, &wanted).await;
        assert_eq!(none["counting"], json!([]));
        assert_eq!(prereview(&none), Value::Null);
        for row in none["events"].as_array().unwrap().iter().chain(none["documents"].as_array().unwrap()) {
            assert_eq!(row["standing"], "voided", "{row}");
            assert_eq!(row["reason"], "municipal_projects no longer says so", "{row}");
        }
        let reviews = none["reviews"].as_array().unwrap();
        assert!(reviews.len() == 2 && reviews.iter().all(|one| one["result"] == "failed"), "{reviews:?}");

        // What its own source took back, it may say again.
        said.say(&SYSTEM, Stream::REVIEWS, "PS-0", review("PS-0", ReviewResult::Passed)).await;
        let again = told(&house, &wanted).await;
        assert_eq!(again["counting"].as_array().unwrap().len(), 1, "{again}");
        assert_eq!(prereview(&again), "2026-03-04");
        let ledger = r#"{ ledger(last: 50) { nodes { entity change } } }"#;
        let ledger = house.data(&bureau(), ledger).await.to_string();
        assert!(ledger.contains("municipal_projects no longer says so"), "{ledger}");
    }
}

on_both! {
    async fn two_versions_in_one_page_are_one_record(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = entered(&house).await;
        let versions = [review("PS-1", ReviewResult::Passed), review("PS-1", ReviewResult::Supplement)];
        said.hear_all(&SYSTEM, Stream::REVIEWS, "PS-1", &versions).await;
        let told = told(&house, EVENTS).await;
        assert_eq!(days(&told, "prereview_passed"), [line("2026-03-04", "voided", "municipal_projects")]);
    }
}

on_both! {
    async fn what_a_record_gives_another_number_is_the_same_thing(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = entered(&house).await;
        const KIND: &str = "contract_signed";
        let municipal = "municipal_projects";
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", event(KIND, "HT-1", "2026-05-01")).await;
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", event(KIND, "HT-2", "2026-05-01")).await;
        let one = told(&house, EVENTS).await;
        assert_eq!(days(&one, KIND), [
            line("2026-05-01", "corrected", municipal), line("2026-05-01", "current", municipal),
        ]);
        // A number that a person found wrong and that the system then mends counts.
        let own = one["events"].as_array().unwrap().iter();
        let own = own.clone().find(|one| one["standing"] == "current").unwrap();
        let void = format!(r#"event: {}, reason: "合同编号有误""#, own["id"]);
        change(&house, "voidEvent", &void, "event { id }").await;
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", event(KIND, "HT-3", "2026-05-01")).await;
        let mended = told(&house, EVENTS).await;
        assert_eq!(mended["counting"].as_array().unwrap().len(), 1, "{mended}");
    }
}

on_both! {
    async fn what_a_person_withdrew_does_not_come_back_unsaid(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = entered(&house).await;
        const KIND: &str = "project_approved";
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", event(KIND, "1", "2026-05-01")).await;
        let one = told(&house, EVENTS).await;
        let void = format!(r#"event: {}, reason: "批复未下达""#, one["events"][0]["id"]);
        change(&house, "voidEvent", &void, "event { id }").await;
        // Another version, which says the same of it.
        let mut other = event(KIND, "1", "2026-05-01");
        other.facts = of_project(&code(), &[("budget_yuan", json!("1100000.00"))]).facts;
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", other).await;
        let still = told(&house, EVENTS).await;
        assert_eq!(days(&still, KIND), [line("2026-05-01", "voided", "municipal_projects")]);
        // Another day is news; going back to what the person withdrew is not.
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", event(KIND, "1", "2026-05-09")).await;
        let news = told(&house, EVENTS).await;
        assert_eq!(news["counting"][0]["occurredOn"], "2026-05-09");
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", event(KIND, "1", "2026-05-01")).await;
        let back = told(&house, EVENTS).await;
        assert_eq!(back["counting"], json!([]), "{back}");
        assert_eq!(days(&back, KIND).len(), 2);
    }
}

on_both! {
    async fn beside_a_persons_correction_what_a_system_says_anew_loses(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = entered(&house).await;
        const KIND: &str = "project_approved";
        let municipal = "municipal_projects";
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", event(KIND, "1", "2026-05-01")).await;
        let one = told(&house, EVENTS).await;
        let right = format!(
            r#"event: {}, reason: "核对批复原件", kind: "{KIND}", occurredOn: "2026-05-06", occurrence: "1""#,
            one["events"][0]["id"]
        );
        change(&house, "correctEvent", &right, "event { id }").await;
        let mut same = event(KIND, "1", "2026-05-01");
        same.facts = of_project(&code(), &[("budget_yuan", json!("1100000.00"))]).facts;
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", same).await;
        let corrected = vec![line("2026-05-01", "corrected", municipal), line("2026-05-06", "current", "person")];
        assert_eq!(days(&told(&house, EVENTS).await, KIND), corrected);

        // It says something new: shown, and not counted.
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", event(KIND, "1", "2026-05-08")).await;
        let beside = told(&house, EVENTS).await;
        let shown = [corrected.clone(), vec![line("2026-05-08", "losing", municipal)]].concat();
        assert_eq!(days(&beside, KIND), shown);
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-1", event(KIND, "1", "2026-05-09")).await;
        let anew = told(&house, EVENTS).await;
        let shown = [corrected, vec![
            line("2026-05-08", "corrected", municipal), line("2026-05-09", "losing", municipal),
        ]].concat();
        assert_eq!(days(&anew, KIND), shown);
        assert_eq!(anew["counting"].as_array().unwrap().len(), 1);

        // The person takes the correction back: the system's word counts.
        let own = anew["events"].as_array().unwrap().iter();
        let own = own.clone().find(|one| one["provenance"]["source"] == "person").unwrap();
        let void = format!(r#"event: {}, reason: "更正有误""#, own["id"]);
        change(&house, "voidEvent", &void, "event { id }").await;
        let after = told(&house, EVENTS).await;
        assert_eq!(after["counting"], json!([
            {"kind": KIND, "occurredOn": "2026-05-09", "provenance": {"source": municipal}},
        ]));
    }
}

on_both! {
    async fn what_comes_in_late_does_not_take_the_place_of_what_is_newer(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = entered(&house).await;
        const KIND: &str = "project_approved";
        let item = |budget: &str, on: &str| {
            let mut record = event(KIND, "1", on);
            record.facts = of_project(&code(), &[("budget_yuan", json!(budget))]).facts;
            record
        };
        // It names no code, so that a person has to find its project.
        let mut late = item("1000000.00", "2026-05-01");
        late.project.project_code = None;
        late.project.name = Some("智慧城管二期".to_owned());
        late.project.unit_name = Some("亭湖区城市管理局".to_owned());
        let waits = said.hear(&SYSTEM, Stream::PLAN_ITEMS, "J-1", late).await;
        assert_eq!(waits.unmatched, 1, "{waits:?}");
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-2", item("1100000.00", "2026-05-09")).await;
        let list = "{ matchCandidates(first: 9) { nodes { id version } } }";
        let list = house.data(&bureau(), list).await["matchCandidates"]["nodes"].take();
        let id = told(&house, "").await["id"].clone();
        let settle = format!(
            r#"candidate: {}, project: {id}, expectedVersion: {}, reason: "核对计划原件""#,
            list[0]["id"], list[0]["version"]
        );
        change(&house, "settleMatch", &settle, "candidate { state }").await;
        let wanted = format!(r#"{EVENTS} budget history(name: "budget_yuan") {{ value standing }}"#);
        let told = told(&house, &wanted).await;
        assert_eq!(told["budget"], "1100000.00");
        let history = told["history"].as_array().unwrap();
        let late = json!({"value": "1000000.00", "standing": "superseded"});
        assert!(history.len() == 2 && history.contains(&late), "{history:?}");
        assert_eq!(days(&told, KIND), [
            line("2026-05-01", "superseded", "municipal_projects"),
            line("2026-05-09", "current", "municipal_projects"),
        ]);
        // The newer one says otherwise: that is the word of the system, as always.
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-2", item("1200000.00", "2026-05-09")).await;
        assert_eq!(self::told(&house, "budget").await["budget"], "1200000.00");
    }
}

on_both! {
    async fn a_record_that_spoke_again_since_is_not_overtaken_by_one_between(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = entered(&house).await;
        let item = |budget: &str, unit: &str| {
            of_project(&code(), &[("budget_yuan", json!(budget)), ("unit_name", json!(unit))])
        };
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-2", item("1100000.00", "亭湖区城市管理局")).await;
        let mut late = item("1000000.00", "亭湖区城市管理局");
        late.project.project_code = None;
        late.project.name = Some("智慧城管二期".to_owned());
        said.hear(&SYSTEM, Stream::PLAN_ITEMS, "J-1", late).await;
        said.say(&SYSTEM, Stream::PLAN_ITEMS, "J-2", item("1100000.00", "亭湖区城管局")).await;
        let list = "{ matchCandidates(first: 9) { nodes { id } } }";
        let list = house.data(&bureau(), list).await["matchCandidates"]["nodes"].take();
        let id = told(&house, "").await["id"].clone();
        let settle = format!(r#"candidate: {}, project: {id}, reason: "核对""#, list[0]["id"]);
        change(&house, "settleMatch", &settle, "candidate { state }").await;
        assert_eq!(told(&house, "budget").await["budget"], "1100000.00");
    }
}
