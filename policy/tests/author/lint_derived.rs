use shuniu_policy::lint::Warning;

use crate::begun::{changed, looked_over, replaced};

/// The warnings about one derived value with these rules, those of missing cases left out.
fn warnings(name: &str, rules: &str) -> Vec<Warning> {
    let derived = format!("derived:\n  - name: {name}\n    by: []\n    rules:\n{rules}");
    let files = changed("derived.yaml", "derived: []", &derived);
    let linted = looked_over(&files);
    assert!(linted.errors.is_empty(), "{:?}", linted.errors);
    let mut warnings = linted.warnings;
    warnings.retain(|w| w.about == name && !w.code.as_str().starts_with("no-case"));
    warnings
}

fn told(name: &str, rules: &str) -> Vec<String> {
    let told = warnings(name, rules).into_iter();
    told.map(|w| format!("{} {}", w.code, w.witness.unwrap_or_default()))
        .collect()
}

#[test]
fn one_fen_between_two_limits_is_a_gap_and_a_shared_limit_an_overlap() {
    let track = |second: &str| {
        format!(
            "      - {{when: {{fact: budget_yuan, gte: 1000000}}, value: full_process}}\n      - {{when: {{fact: budget_yuan, {second}}}, value: filing}}\n"
        )
    };
    let told = |second: &str| told("management_track", &track(second));
    assert!(told("lt: 1000000").is_empty());
    assert_eq!(told("lte: 1000000"), ["overlap budget_yuan = 1000000.00"]);
    assert_eq!(told("lt: 999999.99"), ["gap budget_yuan = 999999.99"]);
    assert_eq!(told("lte: 999999.99"), [""; 0]);
}

#[test]
fn a_value_of_an_enumeration_that_no_rule_has_is_a_gap() {
    let rules = |last: &str| {
        format!(
            "      - {{when: {{fact: project_type, in: [build, service]}}, value: true}}\n      - {{when: {{fact: project_type, eq: {last}}}, value: false}}\n"
        )
    };
    assert_eq!(
        told("supervision_required", &rules("ops")),
        ["gap project_type = goods"]
    );
    let declared = format!(
        "{}      - {{when: {{always: true}}, value: null}}\n",
        rules("ops")
    );
    assert!(told("supervision_required", &declared).is_empty());
}

#[test]
fn what_is_not_a_fact_is_told_in_words() {
    let rules = "      - {when: {event: contract_signed}, value: true}\n      - {when: {document: contract_copy}, value: false}\n";
    assert_eq!(
        told("supervision_required", rules),
        [
            "overlap “Contract signed” has happened; “Contract copy” is on file",
            "gap there is no record of “Contract signed”; “Contract copy” is not on file",
        ]
    );
}

#[test]
fn rules_of_the_same_value_may_overlap() {
    let rules = "      - {when: {fact: classified, eq: true}, value: true}\n      - {when: {fact: special_project, eq: true}, value: true}\n      - {when: {always: true}, value: false}\n";
    assert!(told("supervision_required", rules).is_empty());
}

#[test]
fn a_rule_behind_one_that_always_holds_is_never_reached() {
    let rules = "      - {when: {any: [{fact: lot_count, gte: 2}, {fact: lot_count, lt: 2}]}, value: 3}\n      - {when: {fact: lot_count, eq: 5}, value: 4}\n";
    let warnings = warnings("trial_run_months_min", rules);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].code.as_str(), "never-reached");
    assert!(
        warnings[0].message.starts_with("rule 2 (4 months) "),
        "{warnings:?}"
    );
}

#[test]
fn a_limit_that_is_a_setting_without_a_value_is_tried_on_both_sides() {
    let rules = "      - {when: {fact: investment_yuan, gte: {setting: limit_yuan}}, value: true}\n      - {when: {fact: investment_yuan, lte: {setting: limit_yuan}}, value: false}\n";
    let derived =
        format!("derived:\n  - name: supervision_required\n    by: []\n    rules:\n{rules}");
    let mut files = changed("derived.yaml", "derived: []", &derived);
    let manifest = files.get("pack.toml").unwrap();
    files.put(
        "pack.toml",
        manifest.replace(
            "attention_days = 30",
            "limit_yuan = \"unset\"\nattention_days = 30",
        ),
    );
    let linted = looked_over(&files);
    let overlap = linted
        .warnings
        .iter()
        .find(|w| w.code.as_str() == "overlap");
    assert!(overlap.is_some(), "{linted:?}");
}

#[test]
fn a_derived_rule_and_a_named_condition_want_their_cases() {
    let derived = "conditions:\n  large:\n    by: []\n    when: {fact: budget_yuan, gte: 1000000}\n  always:\n    by: []\n    when: {always: true}\nderived:\n  - name: supervision_required\n    by: []\n    rules:\n      - {when: {named: large}, value: true}\n      - {when: {not: {named: large}}, value: false}\n      - {when: {named: always}, value: true}\n";
    let files = changed("derived.yaml", "conditions: {}\nderived: []", derived);
    let told = |files: &shuniu_policy::PackFiles| {
        let mut told: Vec<String> = looked_over(files)
            .warnings
            .iter()
            .filter(|w| w.file.ends_with("derived.yaml"))
            .map(|w| format!("{} {} {}", w.line > 0, w.code, w.about))
            .collect();
        told.sort();
        told
    };
    assert_eq!(
        told(&files),
        [
            "true never-reached supervision_required",
            "true no-case-decides supervision_required",
            "true no-case-decides supervision_required",
            "true no-case-fires large",
            "true no-case-rests large",
        ]
    );
    let case = "cases/01-contract-copy-late.yaml";
    let with = |amount| {
        replaced(
            &files,
            case,
            "events:",
            &format!("project: {{budget_yuan: {amount}}}\nevents:"),
        )
    };
    assert_eq!(
        told(&with(1_000_000)),
        [
            "true never-reached supervision_required",
            "true no-case-decides supervision_required",
            "true no-case-rests large",
        ]
    );
    assert_eq!(
        told(&with(1)),
        [
            "true never-reached supervision_required",
            "true no-case-decides supervision_required",
            "true no-case-fires large",
        ]
    );
}
