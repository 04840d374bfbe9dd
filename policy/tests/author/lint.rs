use shuniu_policy::{
    Calendars, Packs,
    lint::{Code, lint},
};

use crate::begun::{DUTY, PROVISIONS, changed, files, looked_over, told, with_provisions};

const QUIET: &str = "name: 没有合同\npack: haikou\ntoday: 2026-03-06\nexpect:\n  obligations:\n    \
                     - {provision: haikou-02-contract-copy-15-workdays, status: not_due}\n";

#[test]
fn a_rule_wants_a_case_in_which_it_fires_and_one_in_which_it_does_not() {
    let linted = looked_over(&files());
    let codes: Vec<Code> = linted.warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, [Code::NoCaseRests]);
    let warning = &linted.warnings[0];
    assert_eq!(warning.about, DUTY);
    assert_eq!(
        (warning.file.as_str(), warning.line),
        ("haikou/provisions/01-articles.yaml", 5)
    );
    let mut quiet = files();
    quiet.put("cases/02-no-contract.yaml", QUIET.to_owned());
    assert_eq!(looked_over(&quiet).warnings, []);
    quiet.put("cases/01-contract-copy-late.yaml", QUIET.to_owned());
    let codes: Vec<Code> = looked_over(&quiet)
        .warnings
        .iter()
        .map(|w| w.code)
        .collect();
    assert_eq!(codes, [Code::NoCaseFires]);
}

#[test]
fn a_case_that_fails_or_is_not_understood_is_told() {
    let linted = looked_over(&changed(
        "cases/01-contract-copy-late.yaml",
        "03-05",
        "03-04",
    ));
    let warning = &linted.warnings[1];
    assert_eq!(linted.warnings[0].code, Code::CaseFails);
    assert!(
        linted.warnings[0]
            .message
            .contains("expected 2026-03-04, got 2026-03-05")
    );
    assert_eq!(warning.code, Code::NoCaseRests);
    let linted = looked_over(&changed(
        "cases/01-contract-copy-late.yaml",
        "kind: contract_signed",
        "kind: contract_sign",
    ));
    assert_eq!(linted.warnings[0].code, Code::CaseFails);
    assert_eq!(linted.warnings[0].line, 8);
}

#[test]
fn what_the_loader_refuses_is_an_error_with_its_line() {
    let linted = looked_over(&changed(PROVISIONS, "unit: workdays", "unit: workday"));
    assert_eq!((linted.version, linted.warnings), (None, Vec::new()));
    let errors: Vec<String> = linted.errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with("haikou/provisions/01-articles.yaml:"));
    assert!(errors[0].ends_with("the nearest known name is `workdays`"));
}

#[test]
fn rules_that_contradict_themselves_can_never_fire() {
    for (rules, fires) in [
        (
            "  applies: {fact: budget_yuan, gte: 1000000}\n  gates: [{close: [application], when: {fact: budget_yuan, lt: 1000000}}]\n",
            false,
        ),
        (
            "  applies: {fact: budget_yuan, gte: 1000000}\n  gates: [{close: [application], when: {fact: budget_yuan, lte: 1000000}}]\n",
            true,
        ),
        (
            "  gates: [{close: [application], when: {fact: project_type, eq: build}, unless: {fact: project_type, in: [build, ops]}}]\n",
            false,
        ),
        (
            "  gates: [{close: [application], when: {event: contract_signed}, unless: {event: contract_signed}}]\n",
            false,
        ),
        // Something with particulars is something of its kind.
        (
            "  gates: [{close: [application], when: {event: change_proposed, where: {change_kind: goal}}, unless: {event: change_proposed}}]\n",
            false,
        ),
        (
            "  gates: [{close: [application], when: {event: change_proposed}, unless: {event: change_proposed, where: {change_kind: goal}}}]\n",
            true,
        ),
        (
            "  applies: {fact: project_categories, contains: ops_service}\n  findings: [{code: a, when: {fact: project_categories, count: {lt: 1}}, zh: a, en: a}]\n",
            false,
        ),
        (
            "  applies: {fact: project_categories, contains: ops_service}\n  findings: [{code: a, when: {fact: project_categories, count: {gte: 4}}, zh: a, en: a}]\n",
            true,
        ),
        (
            "  applies: {all: [{known: classified}, {not: {known: classified}}]}\n  gates: [{close: [application]}]\n",
            false,
        ),
    ] {
        let got = told(&with_provisions(&[("haikou-02-x", rules)]));
        let expected: &[&str] = if fires {
            &[]
        } else {
            &["never-fires haikou-02-x"]
        };
        assert_eq!(got, expected, "{rules}");
    }
}

#[test]
fn whatever_a_fact_can_be_is_tried() {
    let known = "  applies: {all: [{known: budget_yuan}, {known: lot_count}, {known: project_type}]}\n  gates: [{close: [application]}]\n";
    assert!(told(&with_provisions(&[("haikou-02-x", known)])).is_empty());
    let category = "  applies: {derived: project_category, eq: ops_service}\n  gates: [{close: [application]}]\n";
    let derived = "derived:\n  - name: project_category\n    by: []\n    rules:\n      - {when: {fact: project_categories, count: {eq: 1}}, value: {only_of: project_categories}}\n      - {when: {always: true}, value: null}\n";
    let mut files = with_provisions(&[("haikou-02-x", category)]);
    files.put("derived.yaml", derived.to_owned());
    assert!(told(&files).is_empty());
    let never = category.replace("ops_service", "composite");
    let mut files = with_provisions(&[("haikou-02-x", &never)]);
    files.put("derived.yaml", derived.to_owned());
    assert_eq!(told(&files), ["never-fires haikou-02-x"]);
}

#[test]
fn what_contradicts_the_scope_fires_only_beyond_it() {
    let rules = "  applies: {fact: funding_sources, contains: superior_full_grant}\n  gates: [{close: [application]}]\n";
    let told = |rules: &str| {
        let files = with_provisions(&[("haikou-02-x", rules)]);
        let manifest = files.get("pack.toml").unwrap();
        let manifest = format!("scope = \"no_grant\"\n{manifest}");
        let scope = "conditions:\n  no_grant: {by: [haikou-02-x], when: {not: {fact: funding_sources, contains: superior_full_grant}}}\n";
        let derived = files.get("derived.yaml").unwrap();
        let derived = format!("{scope}{}", derived.replace("conditions: {}\n", ""));
        let mut files = files.clone();
        files.put("pack.toml", manifest);
        files.put("derived.yaml", derived);
        told(&files)
    };
    assert_eq!(told(rules), ["never-fires haikou-02-x"]);
    let beyond = format!("  beyond_scope: true\n{rules}");
    assert_eq!(told(&beyond), [""; 0]);
}

#[test]
fn a_choice_after_one_that_always_holds_is_never_reached() {
    let rules = |second: &str| {
        format!(
            "  duty:\n    from: {{event: trial_run_started}}\n    performed_by: [{{event: final_acceptance_passed}}]\n    duration: {{unit: months, choose: [{{when: {{fact: special_project, eq: true}}, max: 9}}, {{when: {second}, max: 6}}]}}\n"
        )
    };
    let reached = rules("{always: true}");
    assert!(told(&with_provisions(&[("haikou-02-x", &reached)])).is_empty());
    let never = rules("{all: [{fact: special_project, eq: true}, {fact: classified, eq: true}]}");
    assert_eq!(
        told(&with_provisions(&[("haikou-02-x", &never)])),
        ["never-reached haikou-02-x"]
    );
}

#[test]
fn names_that_nobody_uses_are_told() {
    let manifest = "attention_days = 30";
    let more = "spare_days = 3\nattention_days = 30";
    assert_eq!(
        told(&changed("pack.toml", manifest, more)),
        ["unused-setting spare_days", "untitled-setting spare_days"]
    );
    let role = "[[roles]]\nkey = \"audit\"\nzh = \"审计局\"\nen = \"audit bureau\"\n\n[[stages]]";
    assert_eq!(
        told(&changed("pack.toml", "[[stages]]", role)),
        ["unused-role audit"]
    );
    let ruling = "[rulings]\nR2 = { zh = \"甲\", en = \"a\" }\n\n[[not_actionable]]";
    assert_eq!(
        told(&changed("pack.toml", "[[not_actionable]]", ruling)),
        ["unused-ruling R2"]
    );
    let fact = "[[facts]]\nname = \"own_fact\"\ntype = \"bool\"\nzh = \"甲\"\nen = \"a\"\n\n[[not_actionable]]";
    let own = changed("pack.toml", "[[not_actionable]]", fact);
    assert_eq!(told(&own), ["unused-fact own_fact"]);
    let linted = looked_over(&own);
    let line = linted
        .warnings
        .iter()
        .find(|w| w.code == Code::UnusedFact)
        .unwrap()
        .line;
    let text = own.get("pack.toml").unwrap();
    assert_eq!(text.lines().nth(line - 1), Some("name = \"own_fact\""));
    let condition = "conditions:\n  alone:\n    by: []\n    when: {fact: classified, eq: true}";
    assert_eq!(
        told(&changed("derived.yaml", "conditions: {}", condition)),
        ["unused-condition alone"]
    );
    let used = "  duty:\n    from: {event: delay_foreseen}\n    performed_by: [{document: delay_report}]\n    due:\n      within:\n        setting: spare_days\n      unit: days\n";
    let mut both = with_provisions(&[("haikou-02-x", used)]);
    let text = both.get("pack.toml").unwrap().replace(manifest, more);
    both.put("pack.toml", text);
    assert_eq!(told(&both), ["untitled-setting spare_days"]);
}

/// Overlaps and gaps that the texts themselves leave; every other warning is a slip.
const MEANT: [&str; 7] = [
    "bayingolin gap project_category",
    "bayingolin gap trial_run_months_min",
    "bayingolin overlap trial_run_months_min",
    "huoqiu gap project_category",
    "huoqiu overlap project_category",
    "meixian gap approval_route",
    "meixian overlap approval_route",
];

#[test]
fn the_shipped_packs_give_cause_for_nothing_but_what_their_texts_leave() {
    let calendars = Calendars::shipped();
    let mut told = Vec::new();
    for files in Packs::shipped_files() {
        let linted = lint(&files, Packs::shipped(), &calendars).unwrap();
        assert!(linted.errors.is_empty(), "{:?}", linted.errors);
        for warning in linted.warnings {
            let what = format!("{} {} {}", linted.pack, warning.code, warning.about);
            assert!(MEANT.contains(&what.as_str()), "{warning}");
            assert!(warning.line > 0 && warning.witness.is_some(), "{warning}");
            told.push(what);
        }
    }
    told.sort();
    assert_eq!(told, MEANT);
}

#[test]
fn a_condition_of_several_parts_and_a_setting_want_words() {
    let condition = |title: &str, when: &str| {
        format!("conditions:\n  big:\n    {title}by: [{DUTY}]\n    when: {when}\n")
    };
    let of = |derived: &str| {
        let mut files = with_provisions(&[(
            "haikou-02-x",
            "  applies: {named: big}\n  gates: [{close: [application]}]\n",
        )]);
        files.put("derived.yaml", derived.to_owned());
        let warnings = told(&files);
        warnings.iter().any(|told| told == "untitled-condition big")
    };
    let two = "{all: [{fact: classified, eq: false}, {fact: lot_count, gt: 1}]}";
    assert!(of(&condition("", two)));
    assert!(!of(&condition("title: {zh: 甲, en: A}\n    ", two)));
    assert!(!of(&condition("", "{fact: lot_count, gt: 1}")));
    let titled = "spare_days = 3\nattention_days = 30\n\n[setting_titles]\nspare_days = { zh = \"备用日数\", en = \"spare days\" }\n";
    let told = told(&changed("pack.toml", "attention_days = 30", titled));
    assert_eq!(told, ["unused-setting spare_days"]);
}
