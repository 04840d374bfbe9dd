use super::*;

#[test]
fn what_has_not_started_names_what_would_start_it() {
    let facts = file("tinghu", &large(), &[]);
    let told = |provision| told("tinghu", &facts, "2026-03-02", provision);
    let trial = told(TRIAL);
    assert!(
        zh(&trial).contains(&"试运行开始、初步验收通过均尚无记录，其中任一项有记录即起算，数项有记录的以排在前者为准"),
        "{trial:?}"
    );
    assert_eq!(trial.last().unwrap().zh, "结论：截至2026-03-02尚未起算");
    let copy = told("tinghu-34-decommission-report");
    assert_eq!(zh(&copy)[0], "尚无拟停用（迁移）系统的记录，义务自其产生");
    assert_eq!(
        en(&copy)[0],
        "no record that it was planned to stop or migrate the system, with which the duty arises"
    );
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
        en(&owed).contains(&"no record was seen of a contract copy"),
        "{owed:?}"
    );
    let settles =
        "项目自2025-10-09起纳入，此前是否已经办理未见记录，不能据此认定未办；补录上述事项即可判定";
    assert!(zh(&owed).contains(&settles), "{owed:?}");
    let start = told(
        "bayingolin",
        &facts,
        "2025-10-12",
        "bayingolin-21-four-months-no-contract",
    );
    assert_eq!(
        zh(&start)[0],
        "未见年度计划（实施计划）下达的记录，自年度计划（实施计划）下达起算"
    );
    assert_eq!(
        en(&start)[0],
        "no record was seen that the annual plan was issued, with which its time begins"
    );
    assert_eq!(owed.last().unwrap().zh, "结论：截至2025-10-12不能判断");
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
            "须竣工验收（终验）合格、投入运行均有记录才起算，尚未齐备",
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
            "已于2025-04-24办理，早于起算日2025-04-28，按起算日计为完成",
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
