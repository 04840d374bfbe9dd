use shuniu_policy::{
    Calendars, Pack, PackFiles, Packs, Status, Value,
    assessment::{GateStatus, evaluate_gate},
    cases::Case,
    evaluate,
    facts::{Exception, Facts},
    stage,
    values::Fen,
};

use crate::sample::{day, facts, files, judge, pack};

#[test]
fn an_exception_opens_what_is_in_principle_and_stays_visible() {
    let mut project = facts(&[]);
    let got = judge(&project, "2025-03-01");
    let gate = got.gate("project_approval").unwrap();
    assert_eq!(gate.needs[0].fact, "cross_county");
    project.set("cross_county", Value::Bool(true)).unwrap();
    let got = judge(&project, "2025-03-01");
    assert_eq!(got.gate("project_approval").unwrap().blockers.len(), 1);
    for provision in ["sample-8-cross-county", "sample-8-no-build-before-approval"] {
        project.except(Exception {
            provision: provision.to_owned(),
            approved_by: "县人民政府".to_owned(),
            on: day("2025-02-01"),
            reason: "急需".to_owned(),
        });
    }
    let got = judge(&project, "2025-03-01");
    let gate = got.gate("project_approval").unwrap();
    assert_eq!(gate.status, GateStatus::Open);
    assert_eq!(
        gate.opened_by_exception[0].provision,
        "sample-8-cross-county"
    );
    assert_eq!(
        got.gate("construction_start").unwrap().status,
        GateStatus::Closed
    );
    assert_eq!(got.gate("trial_run").unwrap().status, GateStatus::NoRule);
}

#[test]
fn an_exception_decides_where_the_pack_asks_for_it() {
    let asking = |provision: &str| {
        let mut changed = files();
        let when = format!("{{exception: {provision}}}");
        let derived = changed.get("derived.yaml").unwrap();
        changed.put("derived.yaml", derived.replace("{always: true}", &when));
        Pack::read(&changed)
    };
    let pack = asking("sample-8-cross-county").unwrap();
    let calendar = Calendars::shipped().working_days(&["cn"]).unwrap();
    let mut project = facts(&[]);
    let months = |project: &Facts, today: &str| {
        let got = evaluate(&[&pack], &calendar, project, day(today));
        let derived = got.derived("trial_run_months_min").unwrap();
        assert!(derived.needs.is_empty());
        derived.value.clone()
    };
    assert_eq!(months(&project, "2025-03-01"), None);
    project.except(Exception {
        provision: "sample-8-cross-county".to_owned(),
        approved_by: "县人民政府".to_owned(),
        on: day("2025-03-02"),
        reason: "急需".to_owned(),
    });
    assert_eq!(months(&project, "2025-03-01"), None);
    assert_eq!(months(&project, "2025-03-02"), Some(Value::Int(3)));
    let refused = asking("sample-2-trial-run").unwrap_err().to_string();
    assert!(refused.contains("asks for an exception to sample-2-trial-run, which takes none"));
}

#[test]
fn the_version_in_force_when_the_clock_started_judges() {
    let mut old = pack().effective_on(day("2024-01-01"));
    old.in_force_until = Some(day("2025-06-30"));
    let mut changed = files();
    let provisions = changed
        .get("provisions/01.yaml")
        .unwrap()
        .replace("within: 7,", "within: 3,");
    changed.put("provisions/01.yaml", provisions);
    let manifest = changed
        .get("pack.toml")
        .unwrap()
        .replace("version = \"1\"", "version = \"2\"");
    changed.put("pack.toml", manifest);
    let new = Pack::read(&changed)
        .unwrap()
        .effective_on(day("2025-07-01"));
    let calendar = Calendars::shipped().working_days(&["cn"]).unwrap();
    for (received, version, due) in [
        ("2025-06-30", "1", "2025-07-09"),
        ("2025-07-01", "2", "2025-07-04"),
    ] {
        let project = facts(&[("third_party_review_opinion_received", received)]);
        let got = evaluate(&[&old, &new], &calendar, &project, day("2025-07-02"));
        let owed: Vec<_> = got
            .obligations
            .iter()
            .filter(|o| o.provision == "sample-1-revise")
            .collect();
        assert_eq!(owed.len(), 1, "{received}");
        assert_eq!(owed[0].pack_version, version);
        assert_eq!(owed[0].days.due_on, Some(day(due)));
        assert_eq!(owed[0].status(got.assessed_for), Status::Pending);
    }
    let before = facts(&[("third_party_review_opinion_received", "2023-12-29")]);
    let got = evaluate(&[&old, &new], &calendar, &before, day("2025-07-02"));
    assert!(
        !got.obligations
            .iter()
            .any(|o| o.provision == "sample-1-revise")
    );
}

#[test]
fn a_setting_changes_the_answer_and_layers_add_up() {
    let mut local = pack();
    assert!(local.set("trial_months", 4));
    assert!(!local.set("trial_month", 4));
    let calendar = Calendars::shipped().working_days(&["cn"]).unwrap();
    let project = facts(&[("trial_run_started", "2025-01-10")]);
    let got = evaluate(&[&local], &calendar, &project, day("2025-02-01"));
    assert_eq!(
        got.derived("trial_run_months_min").unwrap().value,
        Some(Value::Int(4))
    );
    let trial = got
        .obligations
        .iter()
        .find(|o| o.provision == "sample-2-trial-run")
        .unwrap();
    assert_eq!(trial.days.earliest_on, Some(day("2025-05-10")));

    let national = pack();
    let got = evaluate(&[&national, &local], &calendar, &project, day("2025-02-01"));
    let both = got
        .obligations
        .iter()
        .filter(|o| o.provision == "sample-2-trial-run")
        .count();
    assert_eq!(both, 2);
    assert_eq!(
        got.derived("trial_run_months_min").unwrap().value,
        Some(Value::Int(4))
    );
}

#[test]
fn a_broken_order_is_a_finding() {
    let project = facts(&[
        ("implementation_started", "2025-02-01"),
        ("project_approved", "2025-03-01"),
    ]);
    let got = judge(&project, "2025-02-10");
    assert_eq!(got.findings[0].code, "built_before_approval");
    let project = facts(&[
        ("implementation_started", "2025-03-01"),
        ("project_approved", "2025-03-01"),
    ]);
    assert!(judge(&project, "2025-04-10").findings.is_empty());
}

#[test]
fn the_stage_is_the_furthest_one_entered() {
    let pack = pack();
    let at = |events: &[(&str, &str)]| {
        let found = stage(&pack, &facts(events), day("2025-06-01"));
        found.unwrap().key.clone()
    };
    assert_eq!(at(&[]), "planning");
    assert_eq!(at(&[("contract_signed", "2025-02-01")]), "construction");
    assert_eq!(
        at(&[
            ("final_acceptance_passed", "2025-05-01"),
            ("contract_signed", "2025-02-01")
        ]),
        "operation"
    );
    assert_eq!(at(&[("final_acceptance_passed", "2025-07-01")]), "planning");
}

#[test]
fn every_reason_has_words_in_both_languages() {
    let project = facts(&[
        ("third_party_review_opinion_received", "2025-01-24"),
        ("implementation_started", "2025-01-01"),
        ("trial_run_started", "2025-01-10"),
    ]);
    let (pack, got) = (pack(), judge(&project, "2025-03-01"));
    let revise = got
        .obligations
        .iter()
        .find(|o| o.provision == "sample-1-revise")
        .unwrap();
    let words: Vec<_> = revise
        .because
        .iter()
        .map(|reason| reason.explain(&pack))
        .collect();
    let en: Vec<&str> = words.iter().map(|w| w.en.as_str()).collect();
    assert_eq!(
        en,
        [
            "the third-party review opinion was received on 2025-01-24",
            "7 working days after 2025-01-24, first day not counted, last day 2025-02-10; 2025-01-26 was a working day, 2025-01-28 to 2025-02-04 were holidays, 2025-02-08 was a working day",
            "no record of a revised scheme",
            "R22: The day stated in the letter is the new last day.",
        ]
    );
    assert_eq!(
        words[1].zh,
        "自2025-01-24起7个工作日，当日不计入，末日2025-02-10；其间1月26日调休上班，1月28日至2月4日放假，2月8日调休上班"
    );
    for obligation in &got.obligations {
        for reason in &obligation.because {
            let words = reason.explain(&pack);
            assert!(!words.zh.is_empty() && !words.en.is_empty(), "{reason:?}");
        }
    }
}

/// The sample, where it binds no project across counties.
fn scoped() -> PackFiles {
    let mut scoped = files();
    let manifest = format!(
        "scope = \"not_cross_county\"\n{}",
        scoped.get("pack.toml").unwrap()
    );
    scoped.put("pack.toml", manifest);
    let derived = "conditions:\n  not_cross_county: {by: [sample-8-cross-county], when: {fact: cross_county, eq: false}}\n";
    let derived = format!("{derived}{}", scoped.get("derived.yaml").unwrap());
    scoped.put("derived.yaml", derived);
    scoped
}

#[test]
fn what_names_its_own_subject_binds_beyond_the_scope() {
    let mut files = scoped();
    let path = "provisions/01.yaml";
    let text = files.get(path).unwrap();
    let text = ["sample-6-incidents", "sample-8-no-build-before-approval"]
        .iter()
        .fold(text.to_owned(), |text, id| {
            let id = format!("- id: {id}\n");
            assert!(text.contains(&id), "{id}");
            text.replace(&id, &format!("{id}  beyond_scope: true\n"))
        });
    files.put(path, text);
    let pack = Pack::read(&files).unwrap();
    let calendar = Calendars::shipped().working_days(&["cn"]).unwrap();
    let mut project = facts(&[("security_incident", "2025-02-01")]);
    project.set("cross_county", Value::Bool(true)).unwrap();
    let got = evaluate(&[&pack], &calendar, &project, day("2025-03-01"));
    let owed: Vec<&str> = got
        .obligations
        .iter()
        .map(|o| o.provision.as_str())
        .collect();
    assert_eq!(owed, ["sample-6-incidents"]);
    let ruled = got
        .gates
        .iter()
        .filter(|gate| gate.status != GateStatus::NoRule);
    let ruled: Vec<_> = ruled
        .map(|gate| (gate.gate.as_str(), gate.status))
        .collect();
    assert_eq!(ruled, [("construction_start", GateStatus::Closed)]);
}

#[test]
fn a_pack_whose_scope_is_known_to_be_missed_has_nothing_to_say() {
    let scoped = Pack::read(&scoped()).unwrap();
    let calendar = Calendars::shipped().working_days(&["cn"]).unwrap();
    let mut project = facts(&[("security_incident", "2025-02-01")]);
    let got = evaluate(&[&scoped], &calendar, &project, day("2025-03-01"));
    assert!(!got.obligations.is_empty());
    project.set("cross_county", Value::Bool(true)).unwrap();
    let got = evaluate(&[&scoped], &calendar, &project, day("2025-03-01"));
    assert!(got.obligations.is_empty());
    assert!(
        got.gates
            .iter()
            .all(|gate| gate.status == GateStatus::NoRule)
    );
}

#[test]
fn what_is_compared_with_an_unset_setting_is_undecided_until_the_jurisdiction_states_it() {
    let mut project = facts(&[]);
    let budget = Value::Money(Fen::from_yuan("500000").unwrap());
    project.set("investment_yuan", budget).unwrap();
    let calendar = Calendars::shipped().working_days(&["cn"]).unwrap();
    let judged = |pack: &Pack| {
        let got = evaluate(&[pack], &calendar, &project, day("2025-03-01"));
        let gate = got.gate("going_live").unwrap().clone();
        let needs: Vec<String> = gate.needs.iter().map(|need| need.fact.clone()).collect();
        (gate.status, gate.blockers.len(), needs)
    };
    let mut pack = pack();
    let needed = vec!["limit_yuan".to_owned()];
    assert_eq!(judged(&pack), (GateStatus::Closed, 0, needed));
    assert!(pack.set("limit_yuan", 500_000));
    assert_eq!(judged(&pack), (GateStatus::Closed, 1, Vec::new()));
    assert!(pack.set("limit_yuan", 500_001));
    assert_eq!(judged(&pack), (GateStatus::Open, 0, Vec::new()));
}

#[test]
fn a_gate_asked_for_alone_stands_as_it_does_among_all() {
    let (packs, calendars) = (Packs::shipped(), Calendars::shipped());
    let (mut closed, mut asked) = (0, 0);
    for pack in packs.iter() {
        let calendar = calendars.working_days(&pack.calendars).unwrap();
        for (file, text) in pack.cases() {
            let case = Case::read(file, text, packs).unwrap();
            let all = evaluate(&[pack], &calendar, &case.facts, case.today);
            for among in &all.gates {
                let name = &among.gate;
                let alone = evaluate_gate(&[pack], &calendar, &case.facts, case.today, name);
                let ruled = (among.status != GateStatus::NoRule).then_some(among);
                assert_eq!(
                    format!("{ruled:?}"),
                    format!("{:?}", alone.as_ref()),
                    "{file}"
                );
                closed += usize::from(among.status == GateStatus::Closed);
                asked += 1;
            }
        }
    }
    assert!(
        closed > 100 && asked > 2 * closed,
        "{closed} of {asked} are closed"
    );
}
