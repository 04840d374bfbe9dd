//! The national layer beside the local packs that are shipped.

use shuniu_policy::{
    Assessment, Calendars, Obligation, Pack, PackFiles, Packs, Status,
    cases::Case,
    evaluate,
    facts::{Facts, Record, Value},
};

use crate::sample::{day, files, of};

const CONDITIONAL: &str = "national-sharing-21-conditional-10-workdays";

fn shipped(id: &str) -> &'static Pack {
    Packs::shipped().get(id).unwrap()
}

fn judge(packs: &[&Pack], facts: &Facts, today: &str) -> Assessment {
    let calendar = Calendars::shipped().working_days(&["cn"]).unwrap();
    evaluate(packs, &calendar, facts, day(today))
}

fn requests(received: &[(&str, &str)]) -> Facts {
    let mut facts = Facts::new(shipped("national").vocabulary().clone());
    let attribute = Value::One("conditional".to_owned());
    for (request, on) in received {
        let event = Record::event("sharing_request_received", day(on));
        let event = event.with("sharing_attribute", attribute.clone());
        facts.record(event.of_subject(request)).unwrap();
    }
    facts
}

/// Everything of one pack that an assessment says, as text.
fn said(assessment: &Assessment, pack: &str) -> Vec<String> {
    let own = |one: &&Obligation| one.pack == pack;
    let obligations = assessment.obligations.iter().filter(own);
    let findings = assessment.findings.iter().filter(|one| one.pack == pack);
    let derived = assessment.derived.iter().filter(|one| one.pack == pack);
    let applicability = assessment.applicability.iter();
    let applicability = applicability.filter(|one| one.pack == pack);
    // Gates hold the blockers of every pack: they are compared whole.
    let gates = assessment.gates.iter().map(|gate| format!("{gate:?}"));
    gates
        .chain(obligations.map(|one| format!("{one:?}")))
        .chain(findings.map(|one| format!("{one:?}")))
        .chain(derived.map(|one| format!("{one:?}")))
        .chain(applicability.map(|one| format!("{one:?}")))
        .collect()
}

#[test]
fn the_national_layer_changes_nothing_of_what_a_local_pack_says() {
    let (packs, calendars) = (Packs::shipped(), Calendars::shipped());
    let mut compared = 0;
    for local in packs.iter().filter(|pack| pack.id != "national") {
        let calendar = calendars.working_days(&local.calendars).unwrap();
        for (file, text) in local.cases() {
            let case = Case::read(file, text, packs).unwrap();
            let judge = |packs: &[&Pack]| evaluate(packs, &calendar, &case.facts, case.today);
            let alone = judge(&[local]);
            let both = judge(&[shipped("national"), local]);
            assert_eq!(said(&both, &local.id), said(&alone, &local.id), "{file}");
            assert_eq!(both.derived.len(), alone.derived.len(), "{file}");
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared} cases");
}

#[test]
fn several_requests_run_side_by_side_beside_the_local_pack() {
    let mut facts = requests(&[("GX-1", "2025-09-22"), ("GX-2", "2025-09-25")]);
    let reply = Record::document("sharing_reply", Some(day("2025-10-09")));
    let reply = reply.with("decision", Value::One("consented".to_owned()));
    facts.record(reply.of_subject("GX-2")).unwrap();
    let incident = Record::event("security_incident", day("2025-10-09"));
    facts.record(incident).unwrap();
    let got = judge(
        &[shipped("national"), shipped("tinghu")],
        &facts,
        "2025-10-12",
    );
    let clocks = of(&got, CONDITIONAL).into_iter();
    let clocks: Vec<_> = clocks
        .map(|o| {
            (
                o.pack.as_str(),
                o.subject.as_deref(),
                o.status(got.assessed_for),
            )
        })
        .collect();
    assert_eq!(
        clocks,
        [
            ("national", Some("GX-1"), Status::Overdue),
            ("national", Some("GX-2"), Status::Fulfilled)
        ]
    );
    assert!(got.obligations.iter().any(|one| one.pack == "tinghu"));
}

#[test]
fn each_law_of_a_text_is_in_force_from_its_own_day() {
    let national = shipped("national");
    let from = |id: &str| national.provision(id).unwrap().in_force_from;
    assert_eq!(from(CONDITIONAL), Some(day("2025-08-01")));
    let rules = "national-procurement-rules-50-announcement-2-workdays";
    assert_eq!(from(rules), Some(day("2015-03-01")));
    let law = "national-procurement-46-contract-30-days";
    assert_eq!(from(law), Some(day("2003-01-01")));

    let before = requests(&[("GX-1", "2025-07-31")]);
    let got = judge(&[national], &before, "2025-07-31");
    assert!(of(&got, CONDITIONAL).is_empty());
    assert_eq!(got.next_change_on, Some(day("2025-08-01")));
    let applies = |got: &Assessment| got.applicability.iter().any(|a| a.provision == CONDITIONAL);
    assert!(
        !applies(&got),
        "nothing is said of a law that is not yet in force"
    );
    assert!(applies(&judge(&[national], &before, "2025-08-01")));
}

#[test]
fn an_extension_is_cut_to_what_the_text_allows_or_to_an_unknown_calendar() {
    let mut facts = requests(&[("GX-1", "2025-09-22")]);
    let consent = Record::document("extension_consent", Some(day("2025-10-11")));
    let consent = consent.with("until", Value::Date(day("2025-11-30")));
    facts.record(consent.of_subject("GX-1")).unwrap();
    let got = judge(&[shipped("national")], &facts, "2025-10-13");
    let due = of(&got, CONDITIONAL)[0].days.due_on;
    assert_eq!(due, Some(day("2025-10-24")));

    // The first last day is 31 December 2026; where the longest extension ends nobody can tell.
    let mut facts = requests(&[("GX-1", "2026-12-17")]);
    let consent = Record::document("extension_consent", Some(day("2026-12-30")));
    let consent = consent.with("until", Value::Date(day("2027-03-31")));
    facts.record(consent.of_subject("GX-1")).unwrap();
    let got = judge(&[shipped("national")], &facts, "2026-12-31");
    let clock = of(&got, CONDITIONAL)[0];
    assert_eq!(clock.days.due_on, None);
    assert_eq!(
        clock.error.unwrap().to_string(),
        "calendar not loaded for 2027"
    );
}

#[test]
fn a_law_without_a_heading_and_one_without_a_day_are_refused() {
    let spoilt = |laws: &str| {
        let mut changed: PackFiles = files();
        let manifest = format!("{}\n{laws}", changed.get("pack.toml").unwrap());
        changed.put("pack.toml", manifest);
        Pack::read(&changed).unwrap_err().to_string()
    };
    let refused = spoilt("[[laws]]\ntitle = \"某法\"\nin_force_from = 2025-01-01\n");
    assert!(
        refused.contains("text.md has no heading `# 某法`"),
        "{refused}"
    );
    let refused = spoilt("[[laws]]\ntitle = \"某法\"\nin_force_from = \"soon\"\n");
    assert!(
        refused.contains("`in_force_from` must be a date"),
        "{refused}"
    );
}
