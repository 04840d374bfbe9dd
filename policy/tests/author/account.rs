use shuniu_policy::{
    Calendars, Packs,
    account::{CaseAccount, ProvisionAccount},
    cases::Case,
};

use crate::begun::{DUTY, changed, files, read};

fn account(pack: &shuniu_policy::PackFiles, text: &str) -> CaseAccount {
    let mut packs = Packs::default();
    packs.add(read(pack));
    let case = Case::read("case.yaml", text, &packs).unwrap();
    let outcome = case.outcome(&packs, &Calendars::shipped()).unwrap();
    CaseAccount::of(&case, &outcome)
}

#[test]
fn an_obligation_leads_from_its_day_to_the_words_of_the_article() {
    let files = files();
    let text = files.get("cases/01-contract-copy-late.yaml").unwrap();
    let told = account(&files, text);
    assert!(told.differences.is_empty());
    let [owed] = &told.obligations[..] else {
        panic!("{told:?}");
    };
    assert_eq!(
        (owed.cited.provision.as_str(), owed.status),
        (DUTY, "overdue")
    );
    assert_eq!(owed.cited.article, "第二条");
    assert!(owed.cited.quote.starts_with("项目单位应当自合同签订之日起"));
    assert_eq!(owed.days.due.unwrap().to_string(), "2026-03-05");
    assert_eq!(
        owed.cited.rules.duty.last().unwrap().zh,
        "期限：15个工作日内"
    );
    let because: Vec<&str> = owed.because.iter().map(|b| b.zh.as_str()).collect();
    assert!(because[0].contains("2026-02-06"), "{because:?}");
    let value = serde_json::to_value(&told).unwrap();
    assert_eq!(value["obligations"][0]["pack_version"], "1");
    assert_eq!(value["obligations"][0]["days"]["due"], "2026-03-05");
    assert_eq!(value["obligations"][0]["rulings"], serde_json::json!([]));
}

#[test]
fn a_claim_that_is_wrong_is_told_beside_what_follows() {
    let files = files();
    let text = files.get("cases/01-contract-copy-late.yaml").unwrap();
    let told = account(&files, &text.replace("status: overdue", "status: pending"));
    assert_eq!(told.differences.len(), 1);
    assert_eq!(told.clone().only(DUTY).differences.len(), 1);
    assert!(told.only("haikou-99").obligations.is_empty());
}

#[test]
fn a_step_names_what_closes_it_what_is_missing_and_what_an_exception_opened() {
    let pack = Packs::shipped().get("dongzhi").unwrap();
    let case = |project: &str, more: &str| {
        let text = format!(
            "name: 甲\npack: dongzhi\ntoday: 2025-06-30\nproject: {project}\n{more}expect: {{}}\n"
        );
        let case = Case::read("case.yaml", &text, Packs::shipped()).unwrap();
        let outcome = case
            .outcome(Packs::shipped(), &Calendars::shipped())
            .unwrap();
        CaseAccount::of(&case, &outcome).only("dongzhi-09-not-in-plan-no-approval")
    };
    let unknown = case("{}", "");
    let [gate] = &unknown.gates[..] else {
        panic!("{unknown:?}");
    };
    assert!(!gate.open && gate.blocked_by.is_empty());
    assert_eq!(gate.needs[0].missing[0].name, "in_annual_plan");
    assert_eq!(gate.needs[0].missing[0].zh, "已列入年度计划（实施计划）");
    let closed = case("{in_annual_plan: false}", "");
    let blocker = &closed.gates[0].blocked_by[0];
    assert_eq!(blocker.cited.rulings[0].id, "R5");
    assert_eq!(blocker.cited.rulings[0].zh, pack.ruling("R5").unwrap().zh);
    assert!(
        blocker
            .because
            .iter()
            .any(|b| b.zh.contains("已列入年度计划（实施计划）：否"))
    );
    let exception = "exceptions:\n  - {provision: dongzhi-09-not-in-plan-no-approval, approved_by: 县人民政府, on: 2025-06-01, reason: 急}\n";
    let opened = case("{in_annual_plan: false}", exception);
    assert!(opened.gates[0].blocked_by.is_empty());
    assert_eq!(
        opened.gates[0].opened_by_exception[0].cited.article,
        "第九条"
    );
}

#[test]
fn a_provision_tells_its_strength_grade_evidence_and_place() {
    let pack = read(&changed(
        "provisions/01-articles.yaml",
        "machine: full",
        "machine: partial",
    ));
    let told = ProvisionAccount::of(&pack, pack.provision(DUTY).unwrap());
    assert_eq!(
        (told.strength, told.machine, told.subject),
        ("must", "partial", "project")
    );
    assert_eq!(told.evidence.as_deref(), Some("合同副本"));
    assert_eq!(told.responsible[0].zh, "项目单位");
    assert_eq!(
        (told.file.as_str(), told.line),
        ("haikou/provisions/01-articles.yaml", 5)
    );
    assert_eq!(told.cited.rules.duty.len(), 3);
}
