//! Two projects of the outside world that were taken for one, told apart by a person.

use serde_json::{Value, json};
use shuniu_api::fault::Fault;
use shuniu_connectors::contract::{CanonicalRecord, Stream, System};
use shuniu_hub::access::Role;
use shuniu_hub::policy::ProjectCode;
use shuniu_tests::{TestDb, on_both};

use super::declared::{declare, everything};
use super::dictated::{Dictation, amount, code, of_project};
use super::house::{House, bureau, caller, unit};
use super::journey::change;
use super::moved::{
    allocation, award, card, contract, doubts, has, of, right, tender, two_projects,
};
use super::taken_back::told;
use super::tied::{entered, given};

const NAME: &str = "智慧城管项目（二期）";
const UNIT: &str = "亭湖区城市管理局";
const WHY: &str = "停车项目另行批复，与二期不是同一项目";
const MOVED: &str = "entered project { projectCode } into { id projectCode } \
    records { system stream externalId along }";

/// An approval of the name and unit.
fn approval(of: &ProjectCode, investment: &str) -> CanonicalRecord {
    of_project(
        of,
        &[
            ("name", json!(NAME)),
            ("project_code", json!(of.as_str())),
            ("unit_name", json!(UNIT)),
            ("investment_yuan", json!(investment)),
        ],
    )
}

/// Without the code of the project.
fn codeless(mut record: CanonicalRecord) -> CanonicalRecord {
    record.project.project_code = None;
    record.project.unified_trade_code = Some("A01-7".to_owned());
    record
}

/// The approvals of two projects of one name, of which a person took the second for the first; the
/// id of the one.
async fn mistaken(house: &House) -> (Dictation<'_>, Value) {
    let mut said = Dictation::to(house).await;
    let platform = System::INVESTMENT_APPROVAL;
    let first = approval(&code(), "1180000.00");
    said.say(&platform, Stream::APPROVALS, "SB-1", first).await;
    let project = of(house, &code()).await["id"].take();
    let other = approval(&right(), "900000.00");
    let heard = said.hear(&platform, Stream::APPROVALS, "SB-2", other).await;
    assert_eq!(heard.unmatched, 1);
    let list = "{ matchCandidates(first: 5) { nodes { id } } }";
    let id = house.data(&bureau(), list).await["matchCandidates"]["nodes"][0]["id"].take();
    let settled = format!(r#"candidate: {id}, project: {project}, reason: "名称相同""#);
    change(house, "settleMatch", &settled, "candidate { state }").await;
    (said, project)
}

/// The procurement of the second project, whose award names none.
async fn procured(said: &mut Dictation<'_>, of: &ProjectCode) {
    let trade = System::TRADING_CENTRE;
    said.say(&trade, Stream::TENDERS, "T7", tender(of)).await;
    said.say(&trade, Stream::AWARDS, "A7", codeless(award(of)))
        .await;
    said.say(&trade, Stream::CONTRACTS, "C7", contract(of))
        .await;
}

fn record(system: &System, stream: &Stream, id: &str) -> String {
    let (system, stream) = (system.as_str(), stream.as_str());
    format!(r#"{{system: "{system}", stream: "{stream}", externalId: "{id}"}}"#)
}

fn approved(id: &str) -> String {
    record(&System::INVESTMENT_APPROVAL, &Stream::APPROVALS, id)
}

fn traded(stream: &Stream, id: &str) -> String {
    record(&System::TRADING_CENTRE, stream, id)
}

fn input(project: &Value, records: &[String], more: &str) -> String {
    let records = records.join(", ");
    format!(r#"project: {project}, records: [{records}], reason: "{WHY}"{more}"#)
}

/// The second project is told from the first, out of what its records say.
pub(super) async fn two_projects_taken_for_one_are_split(house: &House) {
    let (_said, project) = mistaken(house).await;
    let split = input(
        &project,
        &[approved("SB-2")],
        ", idempotencyKey: \"split-1\"",
    );
    let done = change(house, "splitProject", &split, MOVED).await;
    assert_eq!(done["entered"], true, "{done}");
    let again = change(house, "splitProject", &split, MOVED).await;
    assert_eq!(again, done, "asked again it is answered again");
}

/// Why a split is refused: its code, and what is said of it.
async fn refused(house: &House, input: &str) -> (String, String) {
    let query = format!("mutation {{ splitProject(input: {{{input}}}) {{ __typename }} }}");
    let response = house.ask(&bureau(), &query).await;
    let fault = response.errors.first().expect("it is refused");
    let fault = fault.source::<Fault>().unwrap();
    (fault.code().to_string(), fault.to_string())
}

on_both! {
    async fn records_of_another_project_leave_with_its_code_and_stand_in_one_of_their_own(db: &TestDb) {
        let house = House::at(db).await;
        let (mut said, project) = mistaken(&house).await;
        procured(&mut said, &right()).await;
        let wrong = of(&house, &right()).await;
        assert_eq!((&wrong["id"], &wrong["investment"]), (&project, &json!("900000.00")));
        assert_eq!(has(&wrong), [1, 1, 0, 0]);
        assert_eq!(of(&house, &code()).await, Value::Null, "the newer approval counts");

        let records = [approved("SB-2"), traded(&Stream::TENDERS, "T7"), traded(&Stream::CONTRACTS, "C7")];
        let done = change(&house, "splitProject", &input(&project, &records, ""), MOVED).await;
        let moved = done["records"].as_array().unwrap().iter();
        let moved: Vec<_> = moved.map(|one| (one["externalId"].as_str().unwrap(), one["along"].as_bool().unwrap())).collect();
        assert_eq!(moved, [("SB-2", false), ("T7", false), ("C7", false), ("A7", true)]);
        assert_eq!(done["project"]["projectCode"], code().as_str());
        let (left, other) = (of(&house, &code()).await, of(&house, &right()).await);
        assert_eq!((&left["id"], &left["investment"]), (&project, &json!("1180000.00")));
        assert_eq!((has(&left), &left["discrepancies"]), ([0; 4], &json!([])));
        assert_eq!((&other["id"], &other["investment"]), (&done["into"]["id"], &json!("900000.00")));
        assert_eq!(other["contracts"], json!([{"number": "HT-7", "amount": "880000.00", "tender": {"code": "TH-2026-007"}}]));
        let header = told(&house, &right(), "name unit { name } trackedSince tenders { awardedOn }").await;
        assert_eq!(header, json!({"name": NAME, "unit": {"name": UNIT}, "trackedSince": "2026-06-30",
            "tenders": [{"awardedOn": "2026-03-01"}]}));
        assert_eq!(doubts(&house, &code()).await, [""; 0]);

        // Both were assessed with it, and the history of both tells why.
        for (of, how) in [(&project, "split_into"), (&done["into"]["id"], "split_from")] {
            let history = format!("{{ ledger(project: {of}, last: 50) {{ nodes {{ command entity change }} }} }}");
            let history = house.data(&bureau(), &history).await["ledger"]["nodes"].take();
            let step = history.as_array().unwrap().iter().filter(|one| one["command"] == "split_project");
            let (assessed, told): (Vec<_>, Vec<_>) = step.partition(|one| one["entity"] == "assessment");
            assert_eq!(assessed.len(), 1, "{history}");
            let told = json!(told).to_string();
            assert!(told.contains(how) && told.contains(WHY) && told.contains("SB-2") && told.contains("A7"), "{told}");
        }
    }
}

on_both! {
    async fn what_was_split_off_stays_apart_whatever_is_read_next(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let (trade, municipal) = (System::TRADING_CENTRE, System::MUNICIPAL_PROJECTS);
        // Their system gives them the code of the first, and goes on doing so.
        procured(&mut said, &code()).await;
        said.say(&municipal, Stream::ALLOCATIONS, "YZ-1", allocation(&code())).await;
        let (first, second) = (of(&house, &code()).await["id"].take(), of(&house, &right()).await["id"].take());
        let records = [traded(&Stream::TENDERS, "T7"), traded(&Stream::CONTRACTS, "C7")];
        let into = format!(", into: {second}");
        let done = change(&house, "splitProject", &input(&first, &records, &into), MOVED).await;
        assert_eq!((&done["entered"], &done["into"]["id"]), (&json!(false), &second));
        assert_eq!(has(&of(&house, &code()).await), [0, 0, 0, 1]);
        assert_eq!(has(&of(&house, &right()).await), [1, 1, 0, 0]);

        let mut renewed = contract(&code());
        renewed.contract.as_mut().unwrap().amount = amount("860000.00");
        said.say(&trade, Stream::CONTRACTS, "C7", renewed.clone()).await;
        let mut awarded = codeless(award(&code()));
        awarded.award.as_mut().unwrap().amount = Some(amount("865000.00"));
        said.say(&trade, Stream::AWARDS, "A7", awarded).await;
        let mut noticed = tender(&code());
        noticed.tender.as_mut().unwrap().name = "停车诱导屏采购（更正）".to_owned();
        said.say(&trade, Stream::TENDERS, "T7", noticed.clone()).await;
        assert_eq!(has(&of(&house, &code()).await), [0, 0, 0, 1]);
        let stands = of(&house, &right()).await;
        assert_eq!((has(&stands), &stands["contracts"][0]["amount"]), ([1, 1, 0, 0], &json!("860000.00")));

        // Nor does anything lead back where they bear no code any more, or the right one.
        noticed.project.project_code = None;
        said.say(&trade, Stream::TENDERS, "T7", noticed.clone()).await;
        renewed.contract.as_mut().unwrap().amount = amount("850000.00");
        renewed.project.project_code = None;
        said.say(&trade, Stream::CONTRACTS, "C7", renewed).await;
        noticed.project.project_code = Some(right());
        said.say(&trade, Stream::TENDERS, "T7", noticed).await;
        assert_eq!(has(&of(&house, &right()).await), [1, 1, 0, 0]);
        assert_eq!(has(&of(&house, &code()).await), [0, 0, 0, 1]);

        // A person may have it otherwise.
        let records = [traded(&Stream::CONTRACTS, "C7")];
        let back = input(&second, &records, &format!(", into: {first}"));
        change(&house, "splitProject", &back, MOVED).await;
        assert_eq!(has(&of(&house, &right()).await), [1, 0, 0, 0]);
        assert_eq!(has(&of(&house, &code()).await), [0, 1, 0, 1]);
    }
}

on_both! {
    async fn a_code_of_the_first_that_comes_anew_is_for_a_person_and_leads_nowhere_by_itself(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        procured(&mut said, &code()).await;
        let (first, second) = (of(&house, &code()).await["id"].take(), of(&house, &right()).await["id"].take());
        let records = [traded(&Stream::TENDERS, "T7"), traded(&Stream::AWARDS, "A7"), traded(&Stream::CONTRACTS, "C7")];
        let done = change(&house, "splitProject", &input(&first, &records, &format!(", into: {second}")), MOVED).await;
        assert_eq!(done["records"].as_array().unwrap().len(), 3, "{done}");
        assert_eq!(has(&of(&house, &code()).await), [0; 4]);

        let trade = System::TRADING_CENTRE;
        let heard = said.hear(&trade, Stream::AWARDS, "A7", award(&code())).await;
        assert_eq!((heard.merged, heard.unmatched), (0, 1), "{heard:?}");
        let list = "{ matchCandidates(first: 5) { nodes { reason { code } } } }";
        let list = house.data(&bureau(), list).await["matchCandidates"]["nodes"].take();
        assert_eq!(list, json!([{"reason": {"code": "taken_out"}}]));
        assert_eq!(has(&of(&house, &code()).await), [0; 4]);
        let tenders = told(&house, &right(), "tenders { awardedOn }").await;
        assert_eq!(tenders, json!({"tenders": [{"awardedOn": "2026-03-01"}]}));
    }
}

on_both! {
    async fn an_asset_that_people_recorded_keeps_what_the_registry_says_of_it(db: &TestDb) {
        let house = House::at(db).await;
        let mut said = two_projects(&house).await;
        let (first, second) = (of(&house, &code()).await["id"].take(), of(&house, &right()).await["id"].take());
        entered(&house, "打印机").await;
        let cloud = System::ASSET_CLOUD;
        let ours = given(&house, "打印机", "KP-5").await;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-1", ours).await;
        said.say(&cloud, Stream::ASSET_CHANGES, "BG-2", card(&code())).await;
        let named = |id: &str| input(&first, &[record(&cloud, &Stream::ASSET_CHANGES, id)], &format!(", into: {second}"));
        let before = everything(db).await;
        let (_, text) = refused(&house, &named("BG-1")).await;
        assert!(text.contains("打印机") && text.contains("voidAsset"), "{text}");
        assert_eq!(everything(db).await, before);
        change(&house, "splitProject", &named("BG-2"), MOVED).await;
        assert_eq!(has(&of(&house, &right()).await), [0, 0, 1, 0]);
        assert_eq!(has(&of(&house, &code()).await), [0, 0, 1, 0]);
    }
}

on_both! {
    async fn a_split_that_tells_no_two_projects_apart_is_refused_and_changes_nothing(db: &TestDb) {
        let house = House::at(db).await;
        let (mut said, project) = mistaken(&house).await;
        procured(&mut said, &right()).await;
        said.say(&System::ASSET_CLOUD, Stream::ASSET_CHANGES, "ZC-9", card(&right())).await;
        let third = ProjectCode::with_check_digit("2509320902040100003").unwrap();
        let header = [("name", json!("智慧路灯项目")), ("project_code", json!(third.as_str())), ("unit_name", json!(UNIT))];
        said.approval(&third, &header).await;
        let other = of(&house, &third).await["id"].take();
        let (tenders, awards) = (Stream::TENDERS, Stream::AWARDS);
        let into = format!(", into: {other}");
        let many: Vec<String> = (0..=100).map(|at| traded(&tenders, &format!("N-{at}"))).collect();
        let blank = |records: &[String]| input(&project, records, "").replace(WHY, " ");
        let both = [approved("SB-1"), approved("SB-2")];
        let before = (everything(db).await, of(&house, &right()).await);
        for (split, code, why) in [
            (blank(&[approved("SB-2")]), "BAD_USER_INPUT", "reason: say why"),
            (input(&project, &[], ""), "BAD_USER_INPUT", "1 to 100 records"),
            (input(&project, &many, ""), "BAD_USER_INPUT", "1 to 100 records"),
            (input(&project, &[approved("SB-2"), approved("SB-2")], ""), "BAD_USER_INPUT", "records[1]: names a record that the split names already"),
            (input(&project, &[approved("SB-2")], &format!(", into: {project}")), "BAD_USER_INPUT", "into: is the project that the records are in"),
            (input(&project, &[approved("SB-2")], ", expectedVersion: 99"), "CONFLICT", "99"),
            (input(&project, &[approved("SB-2"), approved("SB-9")], ""), "BAD_USER_INPUT", "records[1].externalId: names no record"),
            (input(&project, &[record(&System::INVESTMENT_APPROVAL, &Stream::RECEIPTS, "SB-2")], ""), "BAD_USER_INPUT", "stays with it"),
            (input(&project, &[record(&System::new("none"), &tenders, "T7")], ""), "NOT_FOUND", "none"),
            // A contract tells of no project.
            (input(&project, &[traded(&Stream::CONTRACTS, "C7")], ""), "BAD_USER_INPUT", "into: none of the records tells the name and the unit"),
            // Its procurement stays.
            (input(&project, &[approved("SB-2"), traded(&awards, "A7")], ""), "BAD_USER_INPUT", "\"T7\" of tenders (trading_centre); name that as well"),
            // Of the contract that follows from it, it is, too.
            (input(&project, &[approved("SB-2"), traded(&tenders, "T7"), traded(&awards, "A7")], ""), "BAD_USER_INPUT", "asset stays: \"C7\" of contracts"),
            // Two codes are two projects.
            (input(&project, &both, ""), "BAD_USER_INPUT", "two projects: split them off one after the other"),
            (input(&project, &[approved("SB-2")], &into), "BAD_USER_INPUT", "into: bears the code"),
            // Nothing would be left of this one.
            (input(&other, &[approved(third.as_str())], ""), "BAD_USER_INPUT", "nobody would say any more what the project is called"),
        ] {
            let (told, text) = refused(&house, &split).await;
            assert_eq!(told, code, "{split}: {text}");
            assert!(text.contains(why), "{split}: {text}");
        }
        assert_eq!((everything(db).await, of(&house, &right()).await), before);

        // What stays as it is told by another: a code, a name.
        let named = format!(r#"project: {other}, fact: {{name: "name", value: "智慧路灯项目（一期）"}}, reason: "按批复""#);
        change(&house, "recordFact", &named, "fact { id }").await;
        let coded = format!(r#"project: {other}, fact: {{name: "project_code", value: "{}"}}, reason: "按批复""#, third.as_str());
        change(&house, "recordFact", &coded, "fact { id }").await;
        let (_, text) = refused(&house, &input(&other, &[approved(third.as_str())], "")).await;
        assert!(text.contains("would keep its code"), "{text}");
    }
}

on_both! {
    async fn nobody_splits_what_is_not_his_to_settle(db: &TestDb) {
        let house = House::at(db).await;
        let (_said, project) = mistaken(&house).await;
        let split = input(&project, &[approved("SB-2")], "");
        let query = format!("mutation {{ splitProject(input: {{{split}}}) {{ entered }} }}");
        let before = everything(db).await;
        let elsewhere = caller(Role::DataBureau, &["652800"]);
        for (who, code) in [
            (elsewhere, "FORBIDDEN"),
            (unit("11320902014321234P"), "FORBIDDEN"),
            (caller(Role::Developer, &["320902"]), "FORBIDDEN"),
        ] {
            assert_eq!(house.codes(&who, &query).await, [code], "{who:?}");
        }
        assert_eq!(everything(db).await, before);

        // Nor into a project of another place, whoever asks.
        let both = caller(Role::DataBureau, &["320902", "652800"]);
        let there = r#"mutation { registerProject(input: {jurisdiction: "652800", name: "智慧城管", unitName: "库尔勒市城市管理局"}) { project { id } } }"#;
        let there = house.data(&both, there).await["registerProject"]["project"]["id"].take();
        let split = input(&project, &[approved("SB-2")], &format!(", into: {there}"));
        let query = format!("mutation {{ splitProject(input: {{{split}}}) {{ entered }} }}");
        assert_eq!(house.codes(&both, &query).await, ["BAD_USER_INPUT"]);
    }
}

on_both! {
    async fn why_records_left_a_project_goes_when_either_is_declared_state_secret(db: &TestDb) {
        for first in [true, false] {
            let own = TestDb::migrated(db.engine()).await.unwrap();
            {
                let house = House::at(&own).await;
                let (_said, project) = mistaken(&house).await;
                let done = change(&house, "splitProject", &input(&project, &[approved("SB-2")], ""), MOVED).await;
                assert!(everything(&own).await.contains(WHY));
                let secret = if first { &project } else { &done["into"]["id"] };
                declare(&house, secret.as_str().unwrap()).await;
                let left = everything(&own).await;
                assert!(!left.contains(WHY), "{first}");
                // The chain holds.
                of(&house, &code()).await;
            }
            own.remove().await.unwrap();
        }
    }
}
