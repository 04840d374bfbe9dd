use serde_json::json;
use shuniu_policy::facts::{Record, Value};
use shuniu_policy::vocabulary::Family;
use shuniu_policy::{RegionCode, Status};

use super::*;
use crate::jurisdiction::PackChoice;
use crate::law::Law;

const TINGHU: &str = "320902";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn law(region: &str, packs: &[&str], settings: serde_json::Value) -> LocalLaw {
    let setup = JurisdictionSetup {
        region: RegionCode::parse(region).unwrap(),
        name: "某地".to_owned(),
        packs: packs
            .iter()
            .map(|id| PackChoice {
                id: (*id).to_owned(),
                effective_on: Some(day("2025-01-01")),
            })
            .collect(),
        settings: settings.as_object().cloned().unwrap_or_default(),
        precedence: None,
    };
    Law::shipped().of(&setup).unwrap()
}

fn with(law: &LocalLaw, records: Vec<Record>) -> Facts {
    let mut facts = Facts::new(Arc::clone(law.vocabulary()));
    for record in records {
        facts.record(record).unwrap();
    }
    facts
}

/// Pack, occurrence and status of every obligation of a provision.
fn owed(law: &LocalLaw, facts: &Facts, provision: &str, today: &str) -> Vec<String> {
    let today = day(today);
    let judged = law.evaluate(facts, today);
    let found = judged.obligations.iter();
    let found = found.filter(|one| one.provision == provision);
    found
        .map(|one| {
            let subject = one.subject.as_deref().unwrap_or("-");
            format!("{} {subject} {}", one.pack, one.status(today))
        })
        .collect()
}

#[test]
fn the_national_layer_and_the_local_one_add_up() {
    let law = law(TINGHU, &["national", "tinghu"], json!({}));
    let mut facts = with(
        &law,
        vec![
            Record::event("contract_signed", day("2025-11-14")).of_subject("HT-1"),
            Record::event("contract_signed", day("2025-11-14")).of_subject("HT-2"),
            Record::event("contract_filed", day("2025-11-20")).of_subject("HT-2"),
            Record::event("security_incident", day("2025-11-18")),
        ],
    );
    let of_law = Value::One("government_procurement".to_owned());
    facts.set("procurement_law", of_law).unwrap();
    assert_eq!(
        owed(
            &law,
            &facts,
            "national-procurement-47-copy-7-workdays",
            "2025-11-26"
        ),
        ["national HT-1 overdue", "national HT-2 fulfilled"]
    );
    let local = law.evaluate(&facts, day("2025-11-26")).obligations;
    assert!(
        local
            .iter()
            .any(|one| one.pack == "tinghu" && one.occurrence == "2025-11-18")
    );
    let (pack, provision) = law
        .provision("national-procurement-47-copy-7-workdays")
        .unwrap();
    assert_eq!(
        (pack.id.as_str(), provision.article.as_str()),
        ("national", "政府采购法第四十七条")
    );
}

#[test]
fn the_local_layer_gives_stage_and_calendar_in_whatever_order_they_are_named() {
    let named = law(TINGHU, &["national", "tinghu"], json!({}));
    let swapped = law(TINGHU, &["tinghu", "national"], json!({}));
    assert_eq!(named.digest(), swapped.digest());
    let signed = vec![Record::event("contract_signed", day("2025-11-14"))];
    for law in [&named, &swapped] {
        let facts = with(law, signed.clone());
        assert_eq!(
            law.stage(&facts, day("2025-11-15")).as_deref(),
            Some("implementation")
        );
    }
    assert_ne!(named.digest(), law(TINGHU, &["tinghu"], json!({})).digest());

    // 6 to 10 June 2025 is Corban in Xinjiang: the national clock counts by the calendar of the place.
    let signed = Record::event("contract_signed", day("2025-06-05"));
    for (packs, status) in [
        (["national", "bayingolin"], Status::Pending),
        (["bayingolin", "national"], Status::Pending),
        (["national", "tinghu"], Status::Overdue),
    ] {
        let law = law("652800", &packs, json!({}));
        let mut facts = with(&law, vec![signed.clone()]);
        let of_law = Value::One("government_procurement".to_owned());
        facts.set("procurement_law", of_law).unwrap();
        let expected = format!("national - {status}");
        let got = owed(
            &law,
            &facts,
            "national-procurement-47-copy-7-workdays",
            "2025-06-17",
        );
        assert_eq!(got, [expected], "{packs:?}");
    }
}

#[test]
fn a_setting_reaches_every_pack_that_has_it() {
    let law = law(
        TINGHU,
        &["national", "tinghu"],
        json!({"attention_days": 7}),
    );
    for pack in law.packs() {
        assert_eq!(pack.settings["attention_days"], Some(7), "{}", pack.id);
    }
}

#[test]
fn the_own_facts_of_every_layer_are_known() {
    let law = law("610326", &["national", "meixian"], json!({}));
    let own = law
        .packs()
        .iter()
        .flat_map(|pack| pack.vocabulary().all(Family::Fact));
    for fact in own {
        assert!(
            law.vocabulary().get(Family::Fact, &fact.name).is_some(),
            "{}",
            fact.name
        );
    }
    assert!(
        law.vocabulary()
            .get(Family::Fact, "procurement_law")
            .is_some()
    );
}
