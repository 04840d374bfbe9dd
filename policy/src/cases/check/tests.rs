use super::*;

fn run(text: &str) -> CaseResult {
    check_text("case.yaml", text, Packs::shipped(), &Calendars::shipped())
}

#[test]
fn every_shipped_case_passes() {
    let (packs, calendars) = (Packs::shipped(), Calendars::shipped());
    let mut report = Report::default();
    for pack in packs.iter() {
        for (file, text) in pack.cases() {
            report
                .results
                .push(check_text(file, text, packs, &calendars));
        }
    }
    assert!(report.passed() >= 16, "{report}");
    assert_eq!(report.failed(), 0, "{report}");
}

#[test]
fn a_wrong_claim_is_shown_with_what_came_out() {
    let result = run("
name: 亭湖
pack: tinghu
today: 2026-03-02
project: {budget_yuan: 1200000, investment_yuan: 1180000, project_type: build}
events:
  - {kind: project_approved, on: 2025-06-03}
  - {kind: initial_acceptance_passed, on: 2025-12-29}
  - {kind: trial_run_started, on: 2025-12-30}
documents:
  - {kind: filing, matter: project_basic_information, with: cyberspace, on: 2025-06-16}
expect:
  obligations:
    - {provision: tinghu-11-cyberspace-filing-10-working-days, due: 2025-06-18, status: overdue}
    - {provision: tinghu-19-trial-run-3-6-months, earliest: 2026-03-30, latest: 2026-06-30, status: pending}
  gates:
    - {gate: final_acceptance, open: true}
  derived: {management_track: filing, expert_panel_minimum: 5}
");
    assert_eq!(result.problems, []);
    let lines: Vec<String> = result.differences.iter().map(ToString::to_string).collect();
    let filing = "tinghu-11-cyberspace-filing-10-working-days";
    assert_eq!(
        lines[0],
        format!("{filing} due: expected 2025-06-18, got 2025-06-17")
    );
    assert_eq!(
        lines[1],
        format!("{filing} status: expected overdue, got fulfilled")
    );
    assert!(lines[2].starts_with("gate final_acceptance open: expected true, got closed by ["));
    assert!(
        lines[2].contains("tinghu-19-trial-run-3-6-months"),
        "{}",
        lines[2]
    );
    assert_eq!(
        lines[3],
        "derived management_track: expected filing, got full_process"
    );
    assert_eq!(lines.len(), 4);
    let report = Report {
        results: vec![result],
    };
    let text = report.to_string();
    assert!(
        text.starts_with("FAIL  case.yaml  亭湖  | tinghu-11"),
        "{text}"
    );
    assert!(text.ends_with("\n0 passed, 1 failed"), "{text}");
}

#[test]
fn every_name_that_is_not_understood_is_reported_with_line_and_nearest_name() {
    let result = run("
name: 亭湖
pack: tinghu
today: 2026-03-02
project: {budget_yaun: 1200000, investment_yuan: 1180000.005, project_type: builds, lot_count: 1.0}
events:
  - {kind: project_approved, om: 2025-06-03}
  - {kind: expert_panel_formed, on: 2025-06-03}
documents:
  - {kind: filing, matter: project, with: cyberspaces}
reports:
  - {kind: annual_application, period: 2025-Q1, on: 2025-01-20}
exceptions:
  - {provision: tinghu-06-not-in-plan, approved_by: 区政府, on: 2025-5-20}
expect:
  obligations:
    - {provision: tinghu-11-cyberspace-filing, status: done}
  gates:
    - {gate: final_acceptence, open: yes}
");
    let lines: Vec<String> = result.problems.iter().map(ToString::to_string).collect();
    for expected in [
        "case.yaml:5: unknown fact `budget_yaun`; the nearest known name is `budget_yuan`",
        "case.yaml:5: `investment_yuan`: amount \"1180000.005\" is finer than one fen",
        "case.yaml:5: unknown value of project_type `builds`; the nearest known name is `build`",
        "case.yaml:5: `lot_count`: must be a whole number",
        "case.yaml:7: unknown key of a project_approved `om`; the nearest known name is `on`",
        "case.yaml:7: `on` is missing",
        "case.yaml:8: `expert_panel_formed` needs its attribute `panel_size`",
        "case.yaml:10: unknown value of with `cyberspaces`",
        "case.yaml:12: `annual_application` is for a year such as 2026, and 2025-Q1 is none",
        "case.yaml:14: `reason` is missing",
        "case.yaml:14: `on` must be a date such as 2026-03-02",
        "nearest known name is `tinghu-11-cyberspace-filing-10-working-days`",
        "case.yaml:17: unknown status `done`",
        "case.yaml:19: unknown gate `final_acceptence`",
    ] {
        assert!(
            lines.iter().any(|line| line.contains(expected)),
            "{expected}\n{lines:#?}"
        );
    }
    assert!(!result.passed());
}

#[test]
fn an_unknown_pack_or_calendar_is_an_error() {
    let result = run("{name: a, pack: tinghua, today: 2026-03-02, expect: {}}");
    assert!(
        result.problems[0]
            .message
            .contains("nearest known name is `tinghu`")
    );
    let result = run("{name: a, pack: tinghu, today: 2026-03-02, calendar: [us], expect: {}}");
    assert!(
        result.problems[0]
            .message
            .contains("calendar `us` is not loaded")
    );
    let missing = check(&["nowhere".into()], Packs::shipped(), &Calendars::shipped());
    assert!(
        missing
            .unwrap_err()
            .to_string()
            .starts_with("reading cases from nowhere")
    );
}

#[test]
fn a_finding_is_claimed_by_provision_and_code() {
    let case = |claim: &str| {
        run(&format!(
            "
name: 亭湖
pack: tinghu
today: 2026-03-02
project: {{investment_yuan: 1500000, project_type: build}}
events:
  - {{kind: initial_acceptance_passed, on: 2025-08-31}}
  - {{kind: trial_run_ended, on: 2026-03-01}}
expect: {{{claim}}}
"
        ))
    };
    let breached = "[{provision: tinghu-19-trial-run-3-6-months, code: breached}]";
    assert!(case(&format!("findings: {breached}")).passed());
    let result = case(&format!("not_findings: {breached}"));
    assert_eq!(
        result.differences[0].to_string(),
        "tinghu-19-trial-run-3-6-months breached: expected not reported, got reported"
    );
    let unknown = case("findings: [{provision: tinghu-19-trial-run-3-6-months, code: broken}]");
    assert!(
        unknown.problems[0]
            .message
            .contains("nearest known name is `breached`")
    );
}

#[test]
fn a_case_states_other_settings_than_its_pack() {
    let case = |setting: &str| {
        run(&format!(
            "
name: 亭湖
pack: tinghu
settings: {{{setting}}}
today: 2026-03-02
project: {{}}
events:
  - {{kind: security_incident, on: 2026-02-20}}
expect: {{obligations: [{{provision: tinghu-32-handle-incidents, status: pending, flags: [attention]}}]}}
"
        ))
    };
    assert!(case("attention_days: 9").passed());
    assert!(!case("attention_days: 10").differences.is_empty());
    let message = |setting: &str| case(setting).problems[0].message.clone();
    assert!(message("attention_day: 9").contains("nearest known name is `attention_days`"));
    assert_eq!(
        message("attention_days: nine"),
        "a setting is a whole number"
    );
}

#[test]
fn a_collection_holds_several_cases_each_with_its_own_lines() {
    let text = "# What they are.
---
name: 先
pack: tinghu
today: 2026-03-02
expect:
  derived: {trial_run_months_min: 3}
---
name: 后
pack: tinghu
today: 2026-03-02
project: {budget: 1}
expect:
  derived: {trial_run_months_min: 4}
---
";
    let (packs, calendars) = (Packs::shipped(), Calendars::shipped());
    let results = check_file("two.cases.yaml", text, packs, &calendars);
    let told: Vec<(&str, bool)> = results.iter().map(|r| (&*r.file, r.passed())).collect();
    let expected = [
        ("two.cases.yaml:2", true),
        ("two.cases.yaml:8", false),
        // Nothing stands after the last line of dashes, which is no case.
        ("two.cases.yaml:15", false),
    ];
    assert_eq!(told, expected);
    assert_eq!(results[1].problems[0].line, 12);
    let one = check_file("two.yaml", text, packs, &calendars);
    assert_eq!(
        (one.len(), one[0].passed()),
        (1, false),
        "one file is one case"
    );
}
