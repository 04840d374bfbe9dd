//! Words of a mapping that the vocabulary has not are refused with their line.

use std::sync::Arc;

use shuniu_connectors::{
    SystemClock,
    contract::{Mapper, RecordPart, Stream, System},
    data_sharing, investment_approval,
    mapping::Mapping,
    municipal_projects,
    preview::SHIPPED,
    trading_centre,
};
use shuniu_policy::{pack::Packs, vocabulary::Vocabulary};

/// What is said of a shipped mapping with one place changed, and the line of that place.
fn refused(system: &System, text: &str, from: &str, to: &str) -> (String, usize) {
    let line = text[..text.find(from).unwrap()].matches('\n').count() + 1;
    let text = text.replacen(from, to, 1);
    let mapping = Mapping::parse("agency.toml", &text, system).unwrap();
    let error = mapping.hold_against(Vocabulary::shared()).unwrap_err();
    assert_eq!(error.file, "agency.toml");
    (error.message, error.line.abs_diff(line))
}

fn trade(from: &str, to: &str) -> String {
    let found = refused(&System::TRADING_CENTRE, trading_centre::MAPPING, from, to);
    assert!(found.1 <= 1, "{found:?}");
    found.0
}

#[test]
fn every_shipped_mapping_is_made_of_words_of_the_vocabulary() {
    for shipped in SHIPPED {
        let system = System::new(shipped.name);
        let mapping = Mapping::parse(shipped.name, shipped.mapping, &system).unwrap();
        mapping.hold_against(Vocabulary::shared()).unwrap();
    }
}

#[test]
fn a_misspelt_event_paper_or_fact_is_refused_with_the_nearest() {
    assert_eq!(
        trade("\"contract_signed\"", "\"contract_sign\""),
        "streams.contracts: \"contract_sign\" is no event of the vocabulary; \
         did you mean \"contract_signed\"?"
    );
    assert_eq!(
        trade("\"budget_yuan\"", "\"budget_yuann\""),
        "streams.tenders: \"budget_yuann\" is no fact of the vocabulary; \
         did you mean \"budget_yuan\"?"
    );
    assert_eq!(
        trade("\"trading_platform_record\"", "\"trading_platform_recrd\""),
        "streams.tenders: \"trading_platform_recrd\" is no document of the vocabulary; \
         did you mean \"trading_platform_record\"?"
    );
}

#[test]
fn a_misspelt_attribute_or_value_is_refused_with_the_nearest() {
    let (system, text) = (System::DATA_SHARING, data_sharing::MAPPING);
    let (said, _) = refused(
        &system,
        text,
        "until = { path = \"/extended",
        "untl = { path = \"/extended",
    );
    assert_eq!(
        said,
        "streams.deliveries: \"untl\" is no attribute of extension_consent; did you mean \"until\"?"
    );
    let (said, away) = refused(
        &system,
        text,
        "\"sharing_assessment\"",
        "\"sharing_assesment\"",
    );
    assert!(said.contains("matter takes one of"), "{said}");
    assert_eq!(away, 0);
    let (system, text) = (System::INVESTMENT_APPROVAL, investment_approval::MAPPING);
    let (said, away) = refused(&system, text, "\"build\"", "\"built\"");
    let start =
        "codes.project_types: \"built\" is no value of project_type; did you mean \"build\"?";
    assert!(said.starts_with(start), "{said}");
    assert!(away <= 1);
    let (system, text) = (System::MUNICIPAL_PROJECTS, municipal_projects::MAPPING);
    let (said, _) = refused(
        &system,
        text,
        "[\"acceptance_report\"]",
        "[\"acceptance_reprt\"]",
    );
    assert!(
        said.contains("did you mean \"acceptance_report\"?"),
        "{said}"
    );
}

#[test]
fn an_attribute_without_which_a_record_is_never_read_back_is_asked_for() {
    let (system, text) = (System::DATA_SHARING, data_sharing::MAPPING);
    let attribute = "attributes = { matter = { value = \"sharing_assessment\" } }";
    let (said, _) = refused(&system, text, attribute, "");
    assert!(said.contains("needs its attribute \"matter\""), "{said}");
}

#[test]
fn a_value_that_is_read_as_another_type_is_refused() {
    let (system, text) = (System::INVESTMENT_APPROVAL, investment_approval::MAPPING);
    let (said, away) = refused(&system, text, "kind = \"bool\"", "kind = \"int\"");
    assert_eq!(
        said,
        "streams.approvals: in_annual_plan is of the type bool; write kind = \"bool\""
    );
    assert_eq!(away, 0);
}

#[test]
fn a_fact_that_a_pack_defines_may_be_mapped() {
    let system = System::TRADING_CENTRE;
    let packs = Packs::shipped();
    let all = Vocabulary::of(packs.iter());
    let own = |mapping: &Mapping| mapping.hold_against(&all);
    let text = |fact: &str, kind: &str| {
        let to = format!(
            "name = \"{fact}\"\npath = \"/X\"\nkind = \"{kind}\"\n\n[[streams.tenders.facts]]\nname = \"budget_yuan\""
        );
        let text = trading_centre::MAPPING.replacen("name = \"budget_yuan\"", &to, 1);
        Mapping::parse("agency.toml", &text, &system).unwrap()
    };
    // Of the first bool that is no shared name.
    let fact = all
        .all(shuniu_policy::vocabulary::Family::Fact)
        .iter()
        .find(|one| {
            let shared = Vocabulary::shared();
            shared
                .get(shuniu_policy::vocabulary::Family::Fact, &one.name)
                .is_none()
                && one.value_type == Some(shuniu_policy::vocabulary::ValueType::Bool)
        })
        .unwrap();
    own(&text(&fact.name, "bool")).unwrap();
    // What names a project is a text of its own.
    own(&text("unit_name", "text")).unwrap();
}

#[test]
fn a_mapping_that_lacks_a_stream_is_refused_when_the_system_is_opened() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("agency.toml");
    let text = trading_centre::MAPPING;
    let head = &text[..text.find("[streams.tenders]").unwrap()];
    let contracts = &text[text.find("[streams.contracts]").unwrap()..];
    std::fs::write(&file, format!("{head}{contracts}")).unwrap();
    let config = trading_centre::TradingCentreConfig {
        mapping_file: Some(file.clone()),
        ..trading_centre::TradingCentreConfig::new("https://trade.example.gov.cn")
    };
    let opened = trading_centre::TradingCentre::new(&config, Arc::new(SystemClock::new()));
    assert_eq!(
        opened.unwrap_err().to_string(),
        format!(
            "trading_centre: {} lacks the streams tenders, awards, which are read too; add \
             [streams.tenders], [streams.awards] as the shipped mapping has them",
            file.display()
        )
    );
}

#[test]
fn a_part_of_a_record_is_traced_to_the_field_that_it_is_read_from() {
    let mapping = Mapping::parse("m", trading_centre::MAPPING, &System::TRADING_CENTRE).unwrap();
    let mapping: &dyn Mapper = &mapping;
    for (part, path) in [
        (RecordPart::ContractAmount, Some("/CONTRACT_AMOUNT")),
        (RecordPart::ContractDay, Some("/SIGNING_TIME")),
        (RecordPart::Event("contract_signed"), Some("/SIGNING_TIME")),
        (RecordPart::TenderBudget, None),
        (RecordPart::Event("contract_filed"), None),
    ] {
        let found = mapping.path_of(&Stream::CONTRACTS, part);
        assert_eq!(found.as_deref(), path, "{part:?}");
    }
}
