use super::*;

/// A document that holds parts.
fn holding(kind: &str, parts: &[&str], on: &str) -> Record {
    let parts = parts.iter().map(|part| (*part).to_owned()).collect();
    Record::document(kind, Some(day(on))).with("parts", Value::List(parts))
}

#[test]
fn a_report_that_is_there_is_not_said_to_be_missing_but_what_it_lacks() {
    let provision = "meixian-19-acceptance-report-contents";
    let held = |report: Option<Record>| {
        let events = [("final_acceptance_passed", "2026-02-10")];
        let mut facts = file("meixian", &[], &events);
        report
            .into_iter()
            .for_each(|one| facts.record(one).unwrap());
        let told = told("meixian", &facts, "2026-03-02", provision);
        let told = told.into_iter().map(|one| (one.zh, one.en));
        let mut told = told.filter(|(zh, _)| zh.contains("竣工验收报告"));
        told.next().unwrap()
    };
    let (zh, en) = held(None);
    assert!(
        zh.starts_with("尚无竣工验收报告的记录（须含建设总结、"),
        "{zh}"
    );
    assert!(
        en.starts_with("no record of an acceptance report (to hold: "),
        "{en}"
    );
    let most = [
        "construction_summary",
        "expert_opinion",
        "acceptance_form",
        "data_sharing_report",
        "trusted_products",
        "final_accounts",
        "test_report",
        "security_risk_report",
        "crypto_report",
    ];
    let report = holding("acceptance_report", &most, "2026-02-12");
    assert_eq!(
        held(Some(report)),
        (
            "竣工验收报告于2026-02-12在案，尚缺审计报告、档案验收".to_owned(),
            "an acceptance report, filed on 2026-02-12, still lacks: audit report, archive acceptance"
                .to_owned()
        )
    );
}

#[test]
fn of_a_material_only_the_parts_are_told_that_were_asked_for() {
    let applied = [("application_submitted", "2025-04-11")];
    let mut facts = file("bayingolin", &[("project_type", word("build"))], &applied);
    let parts = ["application_form", "scheme", "survey_report", "om_plan"];
    facts
        .record(holding("application_material", &parts, "2025-04-11"))
        .unwrap();
    let said = judge("bayingolin", &facts, "2025-05-06");
    let reasons = said.obligations.iter().flat_map(|one| &one.because);
    for reason in reasons {
        if let Reason::Record(record) = reason
            && let Some(Value::List(told)) = record.attributes.get("parts")
        {
            assert!(told.len() < parts.len(), "{record:?}");
        }
    }
}

#[test]
fn attributes_are_spoken_and_not_filled_into_a_form() {
    let of = |record: Record| {
        let reason = Reason::Record(Box::new(record));
        let Bilingual { zh, en } = explained("dongzhi", &[reason]).pop().unwrap();
        (zh, en)
    };
    let on = Some(day("2025-05-23"));
    let one = |name: &str| Value::One(name.to_owned());
    let filing = Record::document("filing", on);
    let filing = filing.with("matter", one("self_evaluation"));
    assert_eq!(
        of(filing.with("with", one("finance"))),
        (
            "自评价报财政部门备案于2025-05-23在案".to_owned(),
            "a filing of the self-evaluation with the finance department, filed on 2025-05-23"
                .to_owned()
        )
    );
    let opinion = Record::document("review_opinion", on);
    let opinion = of(opinion.with("by", one("municipal_data_bureau")));
    assert_eq!(opinion.0, "市级数据局的审核（评审）意见于2025-05-23在案");
    let archive = Record::document("archive", on).with("part", one("complete"));
    assert_eq!(of(archive).0, "全部档案归档于2025-05-23在案");
    let change = Record::event("change_proposed", day("2025-05-23"));
    let change = of(change.with("change_kind", one("amount")));
    assert_eq!(change.0, "2025-05-23提出金额变更");
}

#[test]
fn what_has_not_begun_is_not_said_to_be_undone_nor_twice_to_be_missing() {
    let facts = file("bayingolin", &[], &[]);
    let step = ("change_implementation", "bayingolin-22-change-review-split");
    let step = closed("bayingolin", &facts, "2025-06-12", step);
    assert!(
        !zh(&step).iter().any(|one| one.contains("尚未履行")),
        "{step:?}"
    );
    let proposed = zh(&step);
    let proposed = proposed.iter().filter(|one| one.contains("提出"));
    assert_eq!(proposed.count(), 1, "{step:?}");
    let decided = Record::event("change_decided", day("2025-06-03"));
    let mut facts = file("tinghu", &[], &[]);
    let small = Value::Money(shuniu_policy::Fen::new(50_000_000));
    facts.set("budget_yuan", small).unwrap();
    let amount = Value::One("amount".to_owned());
    facts.record(decided.with("change_kind", amount)).unwrap();
    let step = ("final_acceptance", "tinghu-28-change-filing");
    let step = closed("tinghu", &facts, "2025-06-12", step);
    assert!(zh(&step).contains(&"本条的义务已产生"), "{step:?}");
    assert!(zh(&step).contains(&"本条：义务尚未履行"), "{step:?}");
}

#[test]
fn without_a_calendar_the_count_is_told_and_the_last_day_is_provisional() {
    let facts = file(
        "bayingolin",
        &[],
        &[("final_acceptance_passed", "2026-02-06")],
    );
    let provision = "bayingolin-31-post-evaluation-1-year-plus-1-month";
    let owed = told("bayingolin", &facts, "2026-11-28", provision);
    let counted =
        "自2026-02-06起13个月，当日不计入，对应日2027-03-06；2027年的放假安排尚未载入，末日暂记为";
    assert!(
        zh(&owed).iter().any(|one| one.starts_with(counted)),
        "{owed:?}"
    );
    let done = Record::document("evaluation_report", Some(day("2027-02-08")));
    let mut facts = facts;
    facts.record(done).unwrap();
    let owed = told("bayingolin", &facts, "2027-02-10", provision);
    assert!(owed.last().unwrap().zh.contains("早于暂定末日"), "{owed:?}");
}

#[test]
fn only_months_and_years_have_a_corresponding_day() {
    let law = [("procurement_law", word("government_procurement"))];
    let facts = file("national", &law, &[("award_notice_issued", "2025-10-16")]);
    let contract = "national-procurement-46-contract-30-days";
    let owed = told("national", &facts, "2025-11-10", contract);
    let counted = "自2025-10-16起30日，当日不计入，第30日2025-11-15是周六，顺延至2025-11-17";
    assert!(zh(&owed).contains(&counted), "{owed:?}");
    assert!(en(&owed).contains(
        &"30 days after 2025-10-16, first day not counted, the 30th day, 2025-11-15, is a Saturday, extended to 2025-11-17"
    ));
}
