//! What an agency changes in a mapping, and what a mapping tells of itself.

use shuniu_connectors::{
    contract::{Stream, System},
    mapping::Mapping,
    trading_centre,
};

use crate::mapping::{CONTRACT, approvals, municipal, trades};

#[test]
fn an_agency_can_rename_fields_and_units_without_code() {
    let text = trading_centre::MAPPING
        .replace("/CONTRACT_AMOUNT", "/HTJE")
        .replace("unit_path = \"/PRICE_UNIT\"", "unit = \"yuan\"")
        .replace(
            "unmapped = [\"PLATFORM_CODE\", \"PURCHASE_PROJECT_CODE\"",
            "unmapped = [\"PRICE_UNIT\", \"PLATFORM_CODE\", \"PURCHASE_PROJECT_CODE\"",
        );
    let mapping = Mapping::parse("agency.toml", &text, &System::TRADING_CENTRE).unwrap();
    let body = CONTRACT
        .replace("CONTRACT_AMOUNT", "HTJE")
        .replace("115.8", "1158000");
    let record = mapping.map(&Stream::CONTRACTS, &body).unwrap();
    assert_eq!(
        record.contract.unwrap().amount.fen.to_string(),
        "1158000.00"
    );
}

#[test]
fn a_mapping_tells_the_vocabulary_it_needs() {
    let names = approvals().names();
    assert!(names.events.contains("project_approved"));
    assert!(names.facts.contains("investment_yuan"));
    assert!(names.documents.contains("fiscal_review_report"));
    assert!(trades().names().events.contains("contract_signed"));
    let receipts = municipal().names_of(&Stream::RECEIPTS);
    let papers: Vec<&str> = receipts.documents.iter().map(String::as_str).collect();
    let expected = ["acceptance_report", "filing", "municipal_system_record"];
    assert_eq!(papers, expected);
}
