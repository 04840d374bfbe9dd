//! Reviews, resources and lists of papers, as the mapping of the municipal project system reads them.

use serde_json::{Value, json};
use shuniu_connectors::{
    contract::{RecordError, ReviewResult, Stream, System},
    mapping::Mapping,
    municipal_projects,
};

use crate::mapping::{municipal, with};

const REVIEW: &str = include_str!("../../src/municipal_projects/fixtures/reviews.json");
const EXPERT_REVIEW: &str =
    include_str!("../../src/municipal_projects/fixtures/expert_review.json");
const ALLOCATION: &str = include_str!("../../src/municipal_projects/fixtures/allocations.json");

fn review_error(field: &str, value: Value) -> RecordError {
    // Opinions stand in the one, experts in the other.
    let fixture = if field == "opinions" {
        REVIEW
    } else {
        EXPERT_REVIEW
    };
    let body = with(fixture, field, value);
    municipal().map(&Stream::REVIEWS, &body).unwrap_err()
}

fn allocation_error(field: &str, value: Value) -> RecordError {
    let body = with(ALLOCATION, field, value);
    municipal().map(&Stream::ALLOCATIONS, &body).unwrap_err()
}

#[test]
fn every_kind_of_bad_review_and_allocation_is_refused_with_its_path() {
    let opinions = json!([{ "opinionNo": "1", "department": "街道办", "result": "通过" }]);
    for (error, path) in [
        (review_error("result", json!("原则通过")), "/result"),
        (review_error("reviewKind", json!("论证会")), "/reviewKind"),
        (review_error("reviewer", json!("街道办")), "/reviewer"),
        (review_error("reviewedOn", Value::Null), "/reviewedOn"),
        (review_error("reviewNo", Value::Null), "/reviewNo"),
        (review_error("expertCount", json!("若干")), "/expertCount"),
        (review_error("expertCount", Value::Null), "/expertCount"),
        (review_error("opinions", opinions), "/opinions/0/department"),
        (
            allocation_error("resourceKind", json!("机柜")),
            "/resourceKind",
        ),
        (
            allocation_error("specification", json!(" ")),
            "/specification",
        ),
        (allocation_error("quantity", json!(-1)), "/quantity"),
        (allocation_error("allocatedOn", Value::Null), "/allocatedOn"),
        (allocation_error("releasedOn", json!("不详")), "/releasedOn"),
    ] {
        assert_eq!(error.path, path, "{error}");
        assert!(!error.mend.zh.is_empty() && !error.withhold, "{error}");
    }
}

#[test]
fn only_a_passed_review_makes_an_event_and_only_a_favourable_opinion_a_paper() {
    for (result, kept) in [
        ("不通过", Some(ReviewResult::Failed)),
        ("补正", Some(ReviewResult::Supplement)),
        ("评审中", None),
    ] {
        let body = with(EXPERT_REVIEW, "result", json!(result));
        let record = municipal().map(&Stream::REVIEWS, &body).unwrap();
        let kinds: Vec<&str> = record.events.iter().map(|one| one.kind.as_str()).collect();
        assert_eq!(kinds, ["expert_panel_formed"], "{result}");
        assert_eq!(record.review.map(|review| review.result), kept, "{result}");
    }
    let body = REVIEW.replace("通过\", \"givenOn", "不通过\", \"givenOn");
    let record = municipal().map(&Stream::REVIEWS, &body).unwrap();
    assert_eq!(record.documents, []);
    assert_eq!(record.events.len(), 1);
}

#[test]
fn a_third_partys_opinion_counts_once_it_is_favourable() {
    let map = |result: &str| {
        let body = with(EXPERT_REVIEW, "reviewKind", json!("第三方评审"));
        let body = with(&body, "reviewer", json!("第三方机构"));
        let body = with(&body, "panelFormedOn", Value::Null);
        municipal().map(&Stream::REVIEWS, &with(&body, "result", json!(result)))
    };
    let passed = map("通过").unwrap();
    assert_eq!(passed.events[0].kind, "third_party_review_opinion_received");
    assert_eq!(passed.review.unwrap().by, "third_party");
    let supplement = map("补正").unwrap();
    assert_eq!(supplement.events, []);
    assert_eq!(supplement.review.unwrap().kind, "third_party_review");
}

#[test]
fn a_receipt_that_is_not_accepted_proves_nothing() {
    let receipt = include_str!("../../src/municipal_projects/fixtures/receipts.json");
    for state in ["pending", "rejected"] {
        let body = with(receipt, "state", json!(state));
        let record = municipal().map(&Stream::RECEIPTS, &body).unwrap();
        assert_eq!(record.documents, [], "{state}");
    }
}

#[test]
fn the_words_of_reviews_and_resources_are_the_hubs() {
    for (from, to, said) in [
        (
            "\"不通过\" = \"failed\"",
            "\"不通过\" = \"fail\"",
            "none of passed, failed, supplement",
        ),
        (
            "\"预审\" = \"prereview\"",
            "\"预审\" = \"preview\"",
            "none of prereview",
        ),
        (
            "\"云主机\" = \"cloud_host\"",
            "\"云主机\" = \"host\"",
            "none of cloud_host",
        ),
        (
            "by_codes = \"reviewers\"",
            "by_codes = \"reviewer\"",
            "did you mean \"reviewers\"?",
        ),
        (
            "reviewed_on = ",
            "reviewd_on = ",
            "did you mean `reviewed_on`?",
        ),
        (
            "kind_codes = \"submission_documents\"",
            "kind = \"filing\"\nkind_codes = \"submission_documents\"",
            "either kind or kind_path",
        ),
    ] {
        let text = municipal_projects::MAPPING.replacen(from, to, 1);
        assert_ne!(text, municipal_projects::MAPPING, "{from}");
        let error = Mapping::parse("agency.toml", &text, &System::MUNICIPAL_PROJECTS).unwrap_err();
        assert!(error.message.contains(said), "{error}");
        assert_ne!(error.line, 0, "{error}");
    }
}
