//! What a jurist reads beside the words of an article: the reasons of duties, steps and findings
//! under the shipped packs, in both languages.

use chrono::NaiveDate;
use shuniu_policy::{
    Calendars, Facts, Obligation, Packs, Status, Value,
    assessment::{Assessment, Flag, Reason},
    evaluate,
    facts::{Record, Report},
    pack::Bilingual,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The file of a project: attributes and events.
fn file(pack: &str, attributes: &[(&str, Value)], events: &[(&str, &str)]) -> Facts {
    let vocabulary = Packs::shipped().get(pack).unwrap().vocabulary().clone();
    let mut facts = Facts::new(vocabulary);
    for (name, value) in attributes {
        facts.set(name, value.clone()).unwrap();
    }
    for (kind, on) in events {
        facts.record(Record::event(kind, day(on))).unwrap();
    }
    facts
}

fn judge(pack: &str, facts: &Facts, today: &str) -> Assessment {
    let pack = Packs::shipped().get(pack).unwrap();
    let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
    evaluate(&[pack], &calendar, facts, day(today))
}

fn one<'a>(said: &'a Assessment, provision: &str) -> &'a Obligation {
    let mut all = said.obligations.iter();
    all.rfind(|one| one.provision == provision).unwrap()
}

fn explained(pack: &str, reasons: &[Reason]) -> Vec<Bilingual> {
    let pack = Packs::shipped().get(pack).unwrap();
    reasons.iter().map(|reason| reason.explain(pack)).collect()
}

fn zh(told: &[Bilingual]) -> Vec<&str> {
    told.iter().map(|one| one.zh.as_str()).collect()
}

fn en(told: &[Bilingual]) -> Vec<&str> {
    told.iter().map(|one| one.en.as_str()).collect()
}

/// The reasons of a duty, and what follows on the day.
fn told(pack: &str, facts: &Facts, today: &str, provision: &str) -> Vec<Bilingual> {
    let said = judge(pack, facts, today);
    let owed = one(&said, provision);
    let mut told = explained(pack, &owed.because);
    told.push(owed.conclusion(day(today)));
    told
}

/// The reasons for which a provision closes a step.
fn closed(
    pack: &str,
    facts: &Facts,
    today: &str,
    (gate, provision): (&str, &str),
) -> Vec<Bilingual> {
    let said = judge(pack, facts, today);
    let mut blockers = said.gate(gate).unwrap().blockers.iter();
    let blocker = blockers.find(|one| one.provision == provision).unwrap();
    explained(pack, &blocker.because)
}

fn word(name: &str) -> Value {
    Value::One(name.to_owned())
}

const BIDS: &str = "national-procurement-35-bids-20-days";

#[test]
fn bids_that_closed_too_soon_are_a_breach_with_both_days_and_both_numbers() {
    let law = [("procurement_law", word("government_procurement"))];
    let events = [
        ("tender_documents_issued", "2026-09-01"),
        ("bids_closed", "2026-09-19"),
    ];
    let facts = file("national", &law, &events);
    let said = judge("national", &facts, "2026-11-28");
    let owed = one(&said, BIDS);
    assert_eq!(owed.status(day("2026-11-28")), Status::Breached);
    assert_eq!(owed.flags(day("2026-11-28")), [Flag::EndedEarly]);
    let codes: Vec<&str> = said
        .findings
        .iter()
        .filter(|found| found.provision == BIDS)
        .map(|found| found.code.as_str())
        .collect();
    assert_eq!(codes, ["bid_period_too_short", "breached"]);
    let breach = said.findings.iter().find(|one| one.code == "breached");
    assert_eq!(
        breach.unwrap().text.zh,
        "政府采购法第三十五条：未满最短期间即已结束，不能补救"
    );
    let told = told("national", &facts, "2026-11-28", BIDS);
    assert_eq!(
        zh(&told),
        [
            "适用的采购法律：政府采购法",
            "2026-09-01招标文件发出",
            "2026-09-19投标截止，自2026-09-01起仅18日，不足20日（最早应为2026-09-21）；期间已经结束，等待不能补足",
            "R7：最短期间：最早日为对应日，不顺延；在最早日或其后结束即为足够。",
            "N1：读取“适用的采购法律”；未登记的不作推断。",
            "结论：未满最短期间即已结束，构成违反，不能补救",
        ]
    );
    assert_eq!(
        told[2].en,
        "Bids closed on 2026-09-19, only 18 days after 2026-09-01, short of 20 days (not before 2026-09-21): it is over, and waiting does not lengthen it"
    );
}

#[test]
fn the_day_before_bids_close_and_bids_called_for_anew_are_no_breach() {
    let law = [("procurement_law", word("government_procurement"))];
    let first = [
        ("tender_documents_issued", "2026-09-01"),
        ("bids_closed", "2026-09-19"),
    ];
    let facts = file("national", &law, &first);
    let status =
        |facts: &Facts, today: &str| one(&judge("national", facts, today), BIDS).status(day(today));
    assert_eq!(status(&facts, "2026-09-18"), Status::Pending);
    assert_eq!(status(&facts, "2026-09-19"), Status::Breached);
    let mut anew = facts;
    for (kind, on) in [
        ("tender_documents_issued", "2026-10-01"),
        ("bids_closed", "2026-10-21"),
    ] {
        anew.record(Record::event(kind, day(on))).unwrap();
    }
    assert_eq!(status(&anew, "2026-11-28"), Status::Fulfilled);
}

const TRIAL: &str = "tinghu-19-trial-run-3-6-months";

fn large() -> [(&'static str, Value); 1] {
    [(
        "investment_yuan",
        Value::Money(shuniu_policy::Fen::new(150_000_000)),
    )]
}

#[test]
fn a_trial_run_that_ended_early_names_its_end_its_limit_and_the_step() {
    let events = [
        ("trial_run_started", "2025-12-30"),
        ("trial_run_ended", "2026-01-10"),
    ];
    let facts = file("tinghu", &large(), &events);
    let told = told("tinghu", &facts, "2026-03-02", TRIAL);
    let (zh, en) = (zh(&told), en(&told));
    let end = "2026-01-10试运行结束，自2025-12-30起仅11日，不足3个月（最早应为2026-03-30）；须重新开始并另行计足";
    assert!(zh.contains(&end), "{zh:?}");
    assert!(zh.contains(&"步骤“通过竣工验收、终验”因本条关闭"), "{zh:?}");
    assert!(en.contains(&"the step “Final acceptance” is closed by this provision"));
    assert_eq!(
        zh.iter()
            .filter(|one| one.contains("2025-12-30试运行开始"))
            .count(),
        1
    );
    assert!(zh.iter().any(|one| one.starts_with("R20：")), "{zh:?}");
    assert!(!zh.iter().any(|one| one.starts_with("R23：")), "{zh:?}");
    assert_eq!(
        zh.last(),
        Some(&"结论：截至2026-03-02未满最短期间，须重新计足")
    );
}

#[test]
fn a_trial_run_past_its_maximum_names_the_limit_and_leaves_the_step_open() {
    let events = [
        ("trial_run_started", "2025-01-10"),
        ("trial_run_ended", "2025-08-09"),
    ];
    let facts = file("dongzhi", &[], &events);
    let provision = "dongzhi-20-trial-run-3-months";
    let ended = told("dongzhi", &facts, "2025-09-01", provision);
    let zh_ended = zh(&ended);
    assert!(
        zh_ended.contains(
            &"2025-08-09试运行结束，自2025-01-10起最长6个月，应不迟于2025-07-10，已超过30日"
        ),
        "{zh_ended:?}"
    );
    assert!(zh_ended.contains(&"步骤“通过竣工验收、终验”不因本条关闭"));
    assert!(en(&ended).contains(
        &"Trial run ended on 2025-08-09, 30 days too late: begun on 2025-01-10, not after 2025-07-10 (6 months)"
    ));
    assert_eq!(
        zh_ended.last(),
        Some(&"结论：于2025-08-09完成，超过上限30日（末日2025-07-10），不能补救")
    );
    let going = file("dongzhi", &[], &events[..1]);
    let going = told("dongzhi", &going, "2025-07-11", provision);
    assert!(
        zh(&going).contains(
            &"自2025-01-10起，满3个月为2025-04-10（最早），满6个月为2025-07-10（最迟），不顺延"
        ),
        "{going:?}"
    );
    assert_eq!(
        going.last().unwrap().zh,
        "结论：截至2025-07-11已超过上限1日（末日2025-07-10），不能补救"
    );
}

#[test]
fn what_has_not_started_names_what_would_start_it() {
    let facts = file("tinghu", &large(), &[]);
    let told = |provision| told("tinghu", &facts, "2026-03-02", provision);
    let trial = told(TRIAL);
    assert!(
        zh(&trial).contains(&"起算事件“试运行开始”、“初步验收通过”均尚无记录"),
        "{trial:?}"
    );
    assert_eq!(trial.last().unwrap().zh, "结论：截至2026-03-02尚未起算");
    let copy = told("tinghu-34-decommission-report");
    assert_eq!(zh(&copy)[0], "起算事件“拟停用（迁移）系统”尚无记录");
    assert_eq!(
        en(&copy)[0],
        "“Decommission planned”, which starts its time, is not on record"
    );
}

#[test]
fn working_days_name_the_holidays_and_the_days_worked_instead() {
    let facts = file("bayingolin", &[], &[("contract_signed", "2025-09-26")]);
    let provision = "bayingolin-18-contract-copy-7-working-days";
    let counted = told("bayingolin", &facts, "2025-10-12", provision);
    assert!(
        zh(&counted).contains(
            &"自2025-09-26起7个工作日，当日不计入，末日2025-10-13；其间9月28日调休上班，10月1日至8日放假，10月11日调休上班"
        ),
        "{counted:?}"
    );
    assert!(en(&counted).contains(
        &"7 workdays after 2025-09-26, first day not counted, last day 2025-10-13; 2025-09-28 was worked, 2025-10-01 to 2025-10-08 was a holiday, 2025-10-11 was worked"
    ));
    assert_eq!(
        counted.last().unwrap().zh,
        "结论：截至2025-10-12未逾期，距末日2025-10-13尚有1日"
    );
}

#[test]
fn a_rolled_day_says_why_and_a_missing_regional_calendar_is_said() {
    let facts = file("bayingolin", &[], &[("annual_plan_issued", "2025-02-07")]);
    let four_months = "bayingolin-21-four-months-no-contract";
    let rolled = told("bayingolin", &facts, "2025-06-12", four_months);
    assert!(
        zh(&rolled).contains(
            &"自2025-02-07起4个月，当日不计入，对应日2025-06-07逢休息日（6月6日至10日放假），顺延至2025-06-11"
        ),
        "{rolled:?}"
    );
    let facts = file("bayingolin", &[], &[("annual_plan_issued", "2026-04-10")]);
    let weekend = told("bayingolin", &facts, "2026-06-12", four_months);
    assert!(
        zh(&weekend).contains(&"自2026-04-10起4个月，当日不计入，末日2026-08-10"),
        "{weekend:?}"
    );
    let missing = "2026年的地方放假安排未载入，按全国放假安排计算；当地另有放假的，末日可能顺延";
    assert!(zh(&weekend).contains(&missing));
    assert!(!zh(&rolled).iter().any(|one| one.contains("未载入")));
    assert!(
        en(&weekend)
            .iter()
            .any(|one| one.starts_with("the regional calendar of 2026 is not loaded"))
    );
}

#[test]
fn a_missed_contract_says_what_the_article_says_follows() {
    let facts = file("bayingolin", &[], &[("annual_plan_issued", "2025-02-07")]);
    let provision = "bayingolin-21-four-months-no-contract";
    let follows = "四个月内未签订合同的，原则上终止项目实施，收回项目资金，并予以通报";
    let missed = told("bayingolin", &facts, "2025-06-12", provision);
    assert!(zh(&missed).contains(&follows), "{missed:?}");
    assert!(
        en(&missed)
            .iter()
            .any(|one| one.contains("in principle terminated"))
    );
    assert_eq!(
        missed.last().unwrap().zh,
        "结论：截至2025-06-12已逾期1日（末日2025-06-11）"
    );
    let step = ("funding_allocation", provision);
    let step = closed("bayingolin", &facts, "2025-06-12", step);
    assert_eq!(step[0].zh, "本条：义务已逾期");
    assert!(zh(&step).contains(&follows));
    let mut signed = facts;
    signed
        .record(Record::event("contract_signed", day("2025-06-11")))
        .unwrap();
    let signed = told("bayingolin", &signed, "2025-06-12", provision);
    assert!(!zh(&signed).contains(&follows), "{signed:?}");
}

#[test]
fn a_closed_step_says_until_when_a_trial_run_has_to_last_and_each_ruling_once() {
    let events = [("trial_run_started", "2026-02-01")];
    let facts = file("tinghu", &large(), &events);
    let step = closed("tinghu", &facts, "2026-03-02", ("final_acceptance", TRIAL));
    assert_eq!(
        zh(&step)[..2],
        [
            "投资额、总投资：1500000元",
            "2026-02-01试运行开始，尚未满3个月（最早满期日2026-05-01）",
        ]
    );
    assert_eq!(
        en(&step)[1],
        "Trial run started on 2026-02-01: it has not lasted 3 months yet (not before 2026-05-01)"
    );
    for one in &step {
        assert_eq!(
            step.iter().filter(|other| *other == one).count(),
            1,
            "{step:?}"
        );
        assert!(!one.zh.contains("并非"), "{one:?}");
    }
}

/// Every blocker, duty and finding of every case tells each thing once, in the order: what is
/// decided, then how the law is read; and no word that only packs use.
#[test]
fn reasons_are_told_once_with_the_rulings_last_and_without_code() {
    let in_order = |reasons: &[Reason], place: &str| {
        let is_ruling = |reason: &&Reason| matches!(reason, Reason::Ruling(_));
        let first = reasons.iter().position(|reason| is_ruling(&reason));
        let rulings = reasons.iter().filter(is_ruling).count();
        assert!(
            first.is_none_or(|at| at + rulings == reasons.len()),
            "{place}"
        );
        for (at, reason) in reasons.iter().enumerate() {
            assert!(!reasons[..at].contains(reason), "{place}: {reason:?} twice");
        }
    };
    for pack in Packs::shipped().iter() {
        let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
        for (name, text) in pack.cases() {
            let case = shuniu_policy::cases::Case::read(name, text, Packs::shipped()).unwrap();
            let said = evaluate(&[pack], &calendar, &case.facts, case.today);
            let blockers = said.gates.iter().flat_map(|gate| &gate.blockers);
            let told = blockers
                .map(|one| (&one.provision, &one.because))
                .chain(
                    said.obligations
                        .iter()
                        .map(|one| (&one.provision, &one.because)),
                )
                .chain(
                    said.findings
                        .iter()
                        .map(|one| (&one.provision, &one.because)),
                );
            for (provision, because) in told {
                in_order(because, &format!("{name} {provision}"));
                for reason in because {
                    let Bilingual { zh, en } = reason.explain(pack);
                    assert!(
                        !zh.contains('_') && !en.contains('_'),
                        "{name} {provision}: {zh} {en}"
                    );
                    assert!(
                        !zh.is_empty() && !en.is_empty(),
                        "{name} {provision}: {reason:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_period_is_owed_because_of_what_began_and_has_not_ended() {
    let events = [("implementation_started", "2025-06-11")];
    let mut facts = file("bayingolin", &[], &events);
    let provision = "bayingolin-20-quarterly-report";
    let owed = told("bayingolin", &facts, "2025-11-28", provision);
    assert_eq!(
        zh(&owed)[..3],
        [
            "2025-06-11启动实施（开工），尚无竣工验收（终验）合格的记录，故应就2025年第四季度办理",
            "2025年第四季度的事项最迟于2025-12-31办理，日期为条文所载，不顺延",
            "尚无实施进度报告（2025年第四季度）的报送记录",
        ]
    );
    assert_eq!(
        owed[0].en,
        "Implementation started on 2025-06-11, Final acceptance passed is not on record: so 2025-Q4 is owed"
    );
    let accepted = Record::event("final_acceptance_passed", day("2025-11-20"));
    facts.record(accepted).unwrap();
    let report = |kind: &str| Report {
        kind: kind.to_owned(),
        period: "2025-Q4".parse().unwrap(),
        on: day("2025-11-25"),
    };
    facts.report(report("quarterly_progress_report")).unwrap();
    let owed = told("bayingolin", &facts, "2025-11-28", provision);
    assert_eq!(
        zh(&owed)[0],
        "2025-06-11启动实施（开工），2025-11-20才竣工验收（终验）合格，故应就2025年第四季度办理"
    );
    assert!(
        zh(&owed).contains(&"实施进度报告（2025年第四季度）于2025-11-25报送"),
        "{owed:?}"
    );
}

#[test]
fn where_the_text_names_no_time_it_is_said_and_promptly_is_read_by_its_ruling() {
    let no_time = "条文未定时间，故不判逾期";
    let events = [
        ("construction_completed", "2025-11-03"),
        ("security_incident", "2025-12-01"),
    ];
    let facts = file("tinghu", &[("project_type", word("build"))], &events);
    let told = |provision| told("tinghu", &facts, "2026-03-02", provision);
    let none = told("tinghu-19-acceptance-mandatory");
    assert!(zh(&none).contains(&no_time), "{none:?}");
    assert!(en(&none).contains(&"the text sets no time, so it is never late"));
    assert!(
        !zh(&none).iter().any(|one| one.starts_with("R4")),
        "{none:?}"
    );
    let promptly = told("tinghu-32-handle-incidents");
    assert!(
        zh(&promptly).contains(&"R4：“及时”等没有数字的，不设末日，不判逾期。"),
        "{promptly:?}"
    );
    assert!(!zh(&promptly).contains(&no_time));
    let unknown = file("tinghu", &[], &events);
    let said = judge("tinghu", &unknown, "2026-03-02");
    let undetermined = one(&said, "tinghu-19-acceptance-mandatory");
    assert!(undetermined.days.undetermined);
    let undetermined = explained("tinghu", &undetermined.because);
    assert!(!zh(&undetermined).contains(&no_time), "{undetermined:?}");
}

#[test]
fn r4_is_cited_where_the_article_names_a_time_without_a_number() {
    for pack in Packs::shipped().iter() {
        for provision in &pack.provisions {
            let cites = provision.rulings.iter().any(|id| id == "R4");
            let lead = provision.lead_quote.as_deref().unwrap_or_default();
            let words = ["及时", "定期", "适时", "提前"];
            let says = |word| provision.quote.contains(word) || lead.contains(word);
            assert!(!cites || words.into_iter().any(says), "{}", provision.id);
        }
    }
}

#[test]
fn an_old_project_was_not_seen_to_do_and_is_told_what_settles_it() {
    let mut facts = file("bayingolin", &[], &[("contract_signed", "2025-09-26")]);
    facts.tracked_since(day("2025-10-09"));
    let provision = "bayingolin-18-contract-copy-7-working-days";
    let owed = told("bayingolin", &facts, "2025-10-12", provision);
    assert!(zh(&owed).contains(&"未见合同副本的记录"), "{owed:?}");
    assert!(
        en(&owed).contains(&"no record was seen of “Contract copy”"),
        "{owed:?}"
    );
    let settles = "项目自2025-10-09起纳入，此前是否已经办理未见记录，不能据此认定未办；补录上述材料及其日期即可判定";
    assert!(zh(&owed).contains(&settles), "{owed:?}");
    assert_eq!(
        owed.last().unwrap().zh,
        "结论：截至2025-10-12不能判断，补齐上述所缺后即可判定"
    );
}

#[test]
fn a_notice_of_award_is_called_as_the_article_calls_it() {
    let law = [("procurement_law", word("government_procurement"))];
    let facts = file("national", &law, &[("award_notice_issued", "2025-10-15")]);
    let owed = told(
        "national",
        &facts,
        "2025-11-26",
        "national-procurement-46-contract-30-days",
    );
    assert_eq!(
        zh(&owed)[..2],
        [
            "适用的采购法律：政府采购法",
            "2025-10-15中标（成交）通知书发出"
        ]
    );
    assert_eq!(
        owed.last().unwrap().en,
        "conclusion: on 2025-11-26 overdue by 12 days (last day 2025-11-14)"
    );
}

#[test]
fn what_came_too_early_is_named_instead_of_being_missing() {
    let mut facts = file("bayingolin", &[], &[("contract_signed", "2025-09-26")]);
    let copy = Record::document("contract_copy", Some(day("2025-09-25")));
    facts.record(copy).unwrap();
    let provision = "bayingolin-18-contract-copy-7-working-days";
    let owed = told("bayingolin", &facts, "2025-10-12", provision);
    assert!(
        zh(&owed).contains(&"合同副本于2025-09-25在案，早于2025-09-26，不算履行，此后尚无记录"),
        "{owed:?}"
    );
}

#[test]
fn of_several_things_that_start_a_time_the_missing_one_is_named() {
    let events = [("final_acceptance_passed", "2026-01-15")];
    let facts = file("tinghu", &large(), &events);
    let provision = "tinghu-21-self-evaluation-12-months";
    let owed = told("tinghu", &facts, "2026-03-02", provision);
    assert_eq!(
        zh(&owed),
        [
            "起算须“竣工验收（终验）合格”、“投入运行”均已发生，尚未齐备",
            "2026-01-15竣工验收（终验）合格",
            "尚无投入运行的记录",
            "R12：第21条的十二个月，自终验合格日与投入运行日两者中较晚的一日起算。",
            "结论：截至2026-03-02尚未起算",
        ]
    );
}

#[test]
fn what_was_on_file_before_its_time_began_says_why_it_counts_from_then() {
    let mut facts = file("meixian", &[], &[("contract_signed", "2025-04-28")]);
    let agreement = Record::document("confidentiality_agreement", Some(day("2025-04-24")));
    facts.record(agreement).unwrap();
    let provision = "meixian-12-confidentiality-agreement";
    let owed = told("meixian", &facts, "2025-06-30", provision);
    assert_eq!(
        zh(&owed),
        [
            "2025-04-28合同签订",
            "安全保密协议于2025-04-24在案",
            "起算之前已经办理，以起算日2025-04-28为完成日",
            "结论：于2025-04-28完成",
        ]
    );
}

#[test]
fn a_letter_without_a_day_says_what_it_lacks() {
    let opinion = [("third_party_review_opinion_received", "2025-09-24")];
    let mut facts = file("dongzhi", &[], &opinion);
    let letter = Record::document("extension_request", Some(day("2025-10-10")));
    facts.record(letter).unwrap();
    let provision = "dongzhi-11-revise-within-7-working-days";
    let owed = told("dongzhi", &facts, "2025-10-27", provision);
    let lacks = "2025-10-10的延期文件未写明延至何日，补录该日期即可判定";
    assert!(zh(&owed).contains(&lacks), "{owed:?}");
    let pack = Packs::shipped().get("dongzhi").unwrap();
    let case = "name: 甲\npack: dongzhi\ntoday: 2025-10-27\nevents:\n  - {kind: third_party_review_opinion_received, on: 2025-09-24}\ndocuments:\n  - {kind: extension_request, on: 2025-10-10}\nexpect: {}\n";
    let case = shuniu_policy::cases::Case::read("case.yaml", case, Packs::shipped()).unwrap();
    let outcome = case
        .outcome(Packs::shipped(), &Calendars::shipped())
        .unwrap();
    let account = shuniu_policy::account::CaseAccount::of(&case, &outcome).only(provision);
    assert_eq!(account.obligations[0].needs[0].zh, "延期申请：延至");
    assert_eq!(account.obligations[0].cited.pack, pack.id);
}
