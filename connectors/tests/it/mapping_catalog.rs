//! Catalogue entries, and the mapping of the sharing platform where its records are odd.

use serde_json::{Value, json};
use shuniu_connectors::{
    contract::{Stream, System},
    data_sharing,
    mapping::Mapping,
};

use crate::mapping::{sharing, with};

const ENTRY: &str = include_str!("../../src/data_sharing/fixtures/catalog_entries.json");
const CONNECTION: &str = include_str!("../../src/data_sharing/fixtures/connections.json");
const DELIVERY: &str = include_str!("../../src/data_sharing/fixtures/deliveries.json");

#[test]
fn what_is_out_of_use_is_no_entry_and_what_waits_is_one_without_a_day() {
    let map = |body: &str| sharing().map(&Stream::CATALOG_ENTRIES, body).unwrap();
    let gone = map(&with(ENTRY, "status", json!("3")));
    assert_eq!(gone.catalog, None);
    let told = |kind: &str, record: &shuniu_connectors::contract::CanonicalRecord| {
        record.documents.iter().any(|paper| paper.kind == kind)
    };
    assert!(!told("supporting_record", &gone));

    let waits = with(
        &with(ENTRY, "status", json!("1")),
        "registered_on",
        Value::Null,
    );
    let waits = map(&waits);
    assert_eq!(waits.catalog.as_ref().unwrap().registered_on, None);
    assert!(
        !told("supporting_record", &waits),
        "nobody has published it"
    );

    let half_yearly = map(&with(ENTRY, "update_cycle", json!("7")));
    assert_eq!(half_yearly.catalog.unwrap().update_cycle, None);
    let silent = map(&with(ENTRY, "shared_scope", Value::Null));
    assert!(!told("supporting_record", &silent));
}

#[test]
fn bad_values_are_refused_with_their_path() {
    let refused = |stream: Stream, fixture: &str, field: &str, value: Value| {
        let body = with(fixture, field, value);
        let error = sharing().map(&stream, &body).unwrap_err();
        (error.path, error.reason.code)
    };
    let steps = json!([{ "change_no": "BG-1", "step": "DONE", "day": "2026-02-09" }]);
    let corrections = json!([{ "correction_no": "JH-1", "answered_on": "2026-05-08" }]);
    let entries = || Stream::CATALOG_ENTRIES;
    for (found, expected) in [
        (
            refused(entries(), ENTRY, "shared_type", json!("4")),
            ("/shared_type", "unknown_code"),
        ),
        (
            refused(entries(), ENTRY, "status", json!("5")),
            ("/status", "unknown_code"),
        ),
        (
            refused(entries(), ENTRY, "update_cycle", json!("12")),
            ("/update_cycle", "unknown_code"),
        ),
        (
            refused(entries(), ENTRY, "resource_name", Value::Null),
            ("/resource_name", "missing"),
        ),
        (
            refused(entries(), ENTRY, "changes", steps),
            ("/changes/0/step", "unknown_code"),
        ),
        (
            refused(
                Stream::CONNECTIONS,
                CONNECTION,
                "sharing_completed",
                json!("多数"),
            ),
            ("/sharing_completed", "wrong_type"),
        ),
        (
            refused(Stream::DELIVERIES, DELIVERY, "decision", Value::Null),
            ("/decision", "missing"),
        ),
        (
            refused(Stream::DELIVERIES, DELIVERY, "corrections", corrections),
            ("/corrections/0/received_on", "missing"),
        ),
    ] {
        assert_eq!((found.0.as_str(), &*found.1), expected);
    }
}

#[test]
fn a_catalogue_rule_is_checked_when_it_is_read() {
    for (from, to, said) in [
        ("sharing = ", "sharng = ", "did you mean `sharing`?"),
        (
            "= \"not_shared\"",
            "= \"secret\"",
            "none of unconditional, conditional, not_shared",
        ),
        ("= \"realtime\"", "= \"instant\"", "none of realtime"),
        (
            "update_cycle_codes = \"update_cycles\"\n",
            "",
            "go together",
        ),
        ("state_codes = \"entry_states\"\n", "", "go together"),
        (
            "sharing_codes = \"shared_types\"",
            "sharing_codes = \"shared_type\"",
            "did you mean \"shared_types\"?",
        ),
    ] {
        let text = data_sharing::MAPPING.replacen(from, to, 1);
        assert_ne!(text, data_sharing::MAPPING, "{from}");
        let error = Mapping::parse("agency.toml", &text, &System::DATA_SHARING).unwrap_err();
        assert!(error.message.contains(said), "{error}");
        assert_ne!(error.line, 0, "{error}");
    }
}

#[test]
fn of_a_classified_resource_nothing_but_the_region_is_read() {
    for (stream, fixture) in [
        (Stream::CATALOG_ENTRIES, ENTRY),
        (Stream::CONNECTIONS, CONNECTION),
        (Stream::DELIVERIES, DELIVERY),
    ] {
        let mapped = sharing()
            .map(&stream, &with(fixture, "secrecy", json!("1")))
            .unwrap();
        assert!(mapped.classified);
        assert_eq!(
            (mapped.catalog, mapped.events.len(), mapped.documents.len()),
            (None, 0, 0)
        );
        assert_eq!(mapped.project, Default::default());
        let unmarked = with(fixture, "secrecy", Value::Null);
        assert!(sharing().map(&stream, &unmarked).unwrap_err().withhold);
    }
}
