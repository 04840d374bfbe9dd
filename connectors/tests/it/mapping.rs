use std::collections::BTreeSet;

use serde_json::{Value, json};
use shuniu_connectors::{
    StrictError, asset_cloud,
    contract::{RecordError, Stream, System},
    data_sharing, investment_approval,
    mapping::Mapping,
    municipal_projects, trading_centre,
};

const APPROVAL: &str = include_str!("../../src/investment_approval/fixtures/approvals.json");
pub(crate) const CONTRACT: &str = include_str!("../../src/trading_centre/fixtures/contracts.json");

pub(crate) fn approvals() -> Mapping {
    let system = System::INVESTMENT_APPROVAL;
    Mapping::parse("shipped", investment_approval::MAPPING, &system).unwrap()
}

pub(crate) fn trades() -> Mapping {
    Mapping::parse("shipped", trading_centre::MAPPING, &System::TRADING_CENTRE).unwrap()
}

pub(crate) fn municipal() -> Mapping {
    let system = System::MUNICIPAL_PROJECTS;
    Mapping::parse("shipped", municipal_projects::MAPPING, &system).unwrap()
}

pub(crate) fn assets() -> Mapping {
    Mapping::parse("shipped", asset_cloud::MAPPING, &System::ASSET_CLOUD).unwrap()
}

pub(crate) fn sharing() -> Mapping {
    Mapping::parse("shipped", data_sharing::MAPPING, &System::DATA_SHARING).unwrap()
}

/// The fixture with one top-level field changed (or removed, with null).
pub(crate) fn with(fixture: &str, field: &str, value: Value) -> String {
    let mut record: Value = serde_json::from_str(fixture).unwrap();
    let object = record.as_object_mut().unwrap();
    if value.is_null() {
        object.remove(field);
    } else {
        object.insert(field.to_owned(), value);
    }
    record.to_string()
}

fn approval_error(field: &str, value: Value) -> RecordError {
    let body = with(APPROVAL, field, value);
    approvals().map(&Stream::APPROVALS, &body).unwrap_err()
}

fn contract_error(field: &str, value: Value) -> RecordError {
    let body = with(CONTRACT, field, value);
    trades().map(&Stream::CONTRACTS, &body).unwrap_err()
}

macro_rules! fixture {
    ($test:ident, $mapping:expr, $stream:expr, $system:literal, $name:literal) => {
        #[test]
        fn $test() {
            let sample = include_str!(concat!("../../src/", $system, "/fixtures/", $name, ".json"));
            let expected = include_str!(concat!(
                "../../src/",
                $system,
                "/fixtures/",
                $name,
                ".canonical.json"
            ));
            let mapped = json!($mapping.map(&$stream, sample).unwrap());
            let expected: Value = serde_json::from_str(expected).unwrap();
            assert_eq!(mapped, expected, "mapped: {mapped:#}");
        }
    };
}

fixture!(
    an_approval_maps,
    approvals(),
    Stream::APPROVALS,
    "investment_approval",
    "approvals"
);
fixture!(
    a_receipt_maps,
    approvals(),
    Stream::RECEIPTS,
    "investment_approval",
    "receipts"
);
fixture!(
    a_tender_maps,
    trades(),
    Stream::TENDERS,
    "trading_centre",
    "tenders"
);
fixture!(
    an_award_maps,
    trades(),
    Stream::AWARDS,
    "trading_centre",
    "awards"
);
fixture!(
    a_contract_maps,
    trades(),
    Stream::CONTRACTS,
    "trading_centre",
    "contracts"
);
fixture!(
    a_plan_item_maps,
    municipal(),
    Stream::PLAN_ITEMS,
    "municipal_projects",
    "plan_items"
);
fixture!(
    a_review_maps,
    municipal(),
    Stream::REVIEWS,
    "municipal_projects",
    "reviews"
);
fixture!(
    an_expert_review_maps,
    municipal(),
    Stream::REVIEWS,
    "municipal_projects",
    "expert_review"
);
fixture!(
    an_allocation_maps,
    municipal(),
    Stream::ALLOCATIONS,
    "municipal_projects",
    "allocations"
);
fixture!(
    an_acceptance_receipt_maps,
    municipal(),
    Stream::RECEIPTS,
    "municipal_projects",
    "receipts"
);
fixture!(
    a_filing_receipt_maps,
    municipal(),
    Stream::RECEIPTS,
    "municipal_projects",
    "filing_receipt"
);

fixture!(
    an_asset_change_maps,
    assets(),
    Stream::ASSET_CHANGES,
    "asset_cloud",
    "asset_changes"
);
fixture!(
    a_card_receipt_maps,
    assets(),
    Stream::RECEIPTS,
    "asset_cloud",
    "receipts"
);

fixture!(
    a_catalogue_entry_maps,
    sharing(),
    Stream::CATALOG_ENTRIES,
    "data_sharing",
    "catalog_entries"
);
fixture!(
    a_connection_maps,
    sharing(),
    Stream::CONNECTIONS,
    "data_sharing",
    "connections"
);
fixture!(
    a_delivery_maps,
    sharing(),
    Stream::DELIVERIES,
    "data_sharing",
    "deliveries"
);

#[test]
fn an_unknown_code_names_the_value_and_what_is_allowed() {
    let error = approval_error("projectType", json!("研究类"));
    assert_eq!(error.path, "/projectType");
    assert!(
        error.reason.zh.contains("研究类") && error.reason.en.contains("建设类"),
        "{error}"
    );
    assert!(error.mend.zh.contains("codes.project_types"), "{error}");
}

/// The shipped mapping with a line more at the head of a code list.
fn approvals_with(list: &str, line: &str) -> Result<Mapping, StrictError> {
    let head = format!("[codes.{list}]\n");
    let text = investment_approval::MAPPING.replace(&head, &format!("{head}{line}\n"));
    Mapping::parse("own", &text, &System::INVESTMENT_APPROVAL)
}

#[test]
fn an_unknown_code_passes_with_a_flag_where_its_list_says_so() {
    let whole = approvals().map(&Stream::APPROVALS, APPROVAL).unwrap();
    let body = with(APPROVAL, "projectType", json!("研究类"));
    let flagging = approvals_with("project_types", "unknown = \"flag\"").unwrap();
    let record = flagging.map(&Stream::APPROVALS, &body).unwrap();
    let refused = approval_error("projectType", json!("研究类"));
    assert_eq!(record.flags, [refused]);
    let mut but_for_it = whole.clone();
    but_for_it.facts.retain(|fact| fact.path != "/projectType");
    assert_eq!(but_for_it.facts.len() + 1, whole.facts.len());
    but_for_it.flags.clone_from(&record.flags);
    assert_eq!(record, but_for_it);

    // Within a list of codes, and within a list of steps.
    let both = approvals_with("project_categories", "unknown = \"flag\"").unwrap();
    let body = with(APPROVAL, "contents", json!(["软件开发", "星际通信"]));
    let record = both.map(&Stream::APPROVALS, &body).unwrap();
    assert!(
        record
            .flags
            .iter()
            .all(|flag| flag.reason.en.contains("星际通信"))
    );
    let categories = record.facts.iter().find(|fact| fact.path == "/contents");
    assert_eq!(categories.unwrap().value, json!(["software_development"]));
    assert_eq!(record.flags.len(), 1);
    let steps = approvals_with("approval_steps", "unknown = \"flag\"").unwrap();
    let steps_of = json!([
        { "stepNo": "1", "stepCode": "BLESS", "state": "通过", "finishedOn": "2025-01-02" },
        { "stepNo": "2", "stepCode": "APPROVE", "state": "通过", "finishedOn": "2025-01-03" }
    ]);
    let record = steps
        .map(&Stream::APPROVALS, &with(APPROVAL, "steps", steps_of))
        .unwrap();
    assert_eq!(record.flags[0].path, "/steps/0/stepCode");
    assert!(
        record
            .events
            .iter()
            .any(|event| event.kind == "project_approved")
    );
}

#[test]
fn a_code_without_which_there_is_no_record_cannot_be_flagged() {
    let error = approvals_with("amount_units", "unknown = \"flag\"").unwrap_err();
    assert!(
        error.to_string().contains("an amount needs its unit"),
        "{error}"
    );
    let error = approvals_with("project_types", "unknown = \"flag\"\ndefault = \"build\"");
    assert!(error.unwrap_err().to_string().contains("has a default"));
    let error = approvals_with("project_types", "unknown = \"pass\"").unwrap_err();
    assert!(error.to_string().contains("flag"), "{error}");
}

#[test]
fn every_kind_of_bad_value_is_refused_with_its_path() {
    let steps = json!([{ "stepNo": "1", "stepCode": "APPROVE", "state": "通过", "finishedOn": "2025-13-01" }]);
    let draw = json!([{ "stepNo": "1", "stepCode": "EXPERT_DRAW", "state": "通过", "finishedOn": "2025-01-02" }]);
    let mut codes = BTreeSet::new();
    for (error, path) in [
        (approval_error("steps", draw), "/steps/0/expertCount"),
        (
            approval_error("projectCode", json!("2509-320902")),
            "/projectCode",
        ),
        (approval_error("unitCode", json!("123")), "/unitCode"),
        (approval_error("regionCode", json!("亭湖")), "/regionCode"),
        (
            approval_error("totalInvestment", Value::Null),
            "/totalInvestment",
        ),
        (
            approval_error("totalInvestment", json!("一百万")),
            "/totalInvestment",
        ),
        (
            approval_error("totalInvestment", json!(true)),
            "/totalInvestment",
        ),
        (
            approval_error("totalInvestment", json!(12_345_678_901.123_456)),
            "/totalInvestment",
        ),
        (approval_error("amountUnit", json!("美元")), "/amountUnit"),
        (approval_error("projectName", json!("  ")), "/projectName"),
        (approval_error("steps", steps), "/steps/0/finishedOn"),
        (approval_error("steps", json!("无")), "/steps"),
        (
            contract_error("CONTRACT_AMOUNT", Value::Null),
            "/CONTRACT_AMOUNT",
        ),
        (contract_error("PRICE_UNIT", json!("亿元")), "/PRICE_UNIT"),
        (
            contract_error("CURRENCY_CODE", json!("840")),
            "/CURRENCY_CODE",
        ),
        (
            contract_error("SIGNING_TIME", json!("2025-13-01")),
            "/SIGNING_TIME",
        ),
        (
            contract_error("SUPPLIER_CODE", json!("91110000600037341X")),
            "/SUPPLIER_CODE",
        ),
    ] {
        assert_eq!(error.path, path, "{error}");
        assert!(!error.withhold, "{error}");
        for chinese in [&error.reason.zh, &error.mend.zh] {
            assert!(is_chinese(chinese), "{error:?}");
        }
        assert!(!is_chinese(&error.mend.en), "{error:?}");
        codes.insert(error.reason.code);
    }
    let met = codes.iter().map(String::as_str).collect::<Vec<_>>();
    let kinds = [
        "amount",
        "credit_code",
        "currency",
        "day",
        "missing",
        "project_code",
        "region_code",
        "too_many_digits",
        "unknown_code",
        "wrong_type",
    ];
    assert_eq!(met, kinds, "codes are relied on and never change");
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn a_wrong_check_digit_is_a_doubt_and_no_error() {
    let body = with(APPROVAL, "projectCode", json!("2505-320902-04-01-000177"));
    let record = approvals().map(&Stream::APPROVALS, &body).unwrap();
    assert_eq!(record.doubts.len(), 1);
    assert_eq!(record.doubts[0].path, "/projectCode");
}

#[test]
fn of_a_classified_project_nothing_but_the_region_is_read() {
    let mut record: Value = serde_json::from_str(APPROVAL).unwrap();
    record["secrecy"] = json!("1");
    // Not even a broken field of it may surface in an error.
    record["totalInvestment"] = json!("机密");
    let mapped = approvals()
        .map(&Stream::APPROVALS, &record.to_string())
        .unwrap();
    assert!(mapped.classified);
    let shown = json!(mapped).to_string();
    assert!(
        !shown.contains("平台") && !shown.contains("数据局"),
        "{shown}"
    );
    assert_eq!(mapped.region.unwrap().as_str(), "320902");
}

#[test]
fn what_names_a_classified_record_is_read_and_shown_nowhere() {
    const CHANGE: &str = include_str!("../../src/asset_cloud/fixtures/asset_changes.json");
    const TENDER: &str = include_str!("../../src/trading_centre/fixtures/tenders.json");
    const AWARD: &str = include_str!("../../src/trading_centre/fixtures/awards.json");
    const PLAN: &str = include_str!("../../src/municipal_projects/fixtures/plan_items.json");
    let code = |body: &str| serde_json::from_str::<Value>(body).unwrap()["projectCode"].clone();
    for (mapping, stream, body) in [
        (approvals(), Stream::APPROVALS, APPROVAL),
        (municipal(), Stream::PLAN_ITEMS, PLAN),
        (assets(), Stream::ASSET_CHANGES, CHANGE),
    ] {
        let identity = mapping.identity(&stream, body);
        let read = identity.project_code.clone().unwrap();
        let printed = code(body).as_str().unwrap().replace('-', "");
        assert_eq!(read.as_str().replace('-', ""), printed, "{stream}");
        assert_eq!(format!("{identity:?}"), "Identity(withheld)");
    }
    let asset = assets().identity(&Stream::ASSET_CHANGES, CHANGE);
    assert_eq!(asset.card_number.as_deref(), Some("320902202600017101"));
    assert!(asset.asset.is_some());
    for (stream, body) in [(Stream::TENDERS, TENDER), (Stream::AWARDS, AWARD)] {
        let identity = trades().identity(&stream, body);
        assert_eq!(
            identity.trade_codes.len(),
            2,
            "{stream}: a number and a trade code"
        );
    }
    // What cannot be read says nothing, not even in an error.
    let broken = with(APPROVAL, "projectCode", json!(["机密"]));
    let identity = approvals().identity(&Stream::APPROVALS, &broken);
    assert_eq!(identity.project_code, None);
}

#[test]
fn an_unreadable_secrecy_mark_withholds_the_body() {
    for mark in [Value::Null, json!("秘密"), json!([])] {
        let error = approval_error("secrecy", mark);
        assert!(error.withhold, "{error}");
    }
}

#[test]
fn a_new_field_is_reported_and_a_renamed_one_refused() {
    let body = with(APPROVAL, "openingHours", json!("9-17"));
    let record = approvals().map(&Stream::APPROVALS, &body).unwrap();
    assert_eq!(record.warnings[0].path, "/openingHours");

    let renamed = APPROVAL.replace("\"totalInvestment\"", "\"totalInvestmnt\"");
    let error = approvals().map(&Stream::APPROVALS, &renamed).unwrap_err();
    assert!(error.reason.en.contains("totalInvestment\""), "{error}");
}

#[test]
fn a_misspelt_mapping_key_is_named_with_line_and_nearest_key() {
    let text = trading_centre::MAPPING.replacen("source_time_format", "source_tme_format", 1);
    let error = Mapping::parse("agency.toml", &text, &System::TRADING_CENTRE).unwrap_err();
    let line = text
        .lines()
        .position(|l| l.contains("source_tme_format"))
        .unwrap()
        + 1;
    assert_eq!((error.file.as_str(), error.line), ("agency.toml", line));
    assert!(
        error.message.contains("did you mean `source_time_format`?"),
        "{error}"
    );
}

#[test]
fn a_mapping_that_points_nowhere_is_refused() {
    for (from, to, said) in [
        (
            "codes = \"amount_units\"",
            "codes = \"amount_unit\"",
            "did you mean \"amount_units\"?",
        ),
        ("\"/PROGRAM_BUDGET\"", "\"PROGRAM_BUDGET\"", "JSON pointer"),
        (
            "system = \"trading_centre\"",
            "system = \"asset_cloud\"",
            "not for trading_centre",
        ),
        ("format = 1", "format = 2", "format = 1"),
        (
            "facts = [\"unit_name\"",
            "facts = [\"unit_nam\"",
            "did you mean \"unit_name\"?",
        ),
    ] {
        let text = trading_centre::MAPPING.replacen(from, to, 1);
        assert_ne!(text, trading_centre::MAPPING, "{from}");
        let error = Mapping::parse("agency.toml", &text, &System::TRADING_CENTRE).unwrap_err();
        assert!(error.message.contains(said), "{error}");
        assert_ne!(error.line, 0, "{error}");
    }
}
