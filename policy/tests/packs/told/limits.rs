use super::*;

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
        "政府采购法第三十五条：未满最短期间即已结束，构成违反，不能补救"
    );
    let told = told("national", &facts, "2026-11-28", BIDS);
    assert_eq!(
        zh(&told),
        [
            "适用的采购法律：政府采购法",
            "2026-09-01招标文件发出",
            "2026-09-19投标截止，自2026-09-01起仅18日，不足20日（最早应为2026-09-21）；期间已经结束，等待不能补足",
            "R7：最短期间满于对应日，不顺延；在该日或其后结束即为足够。",
            "N1：读取“适用的采购法律”；未登记的不作推断。",
            "结论：未满最短期间即已结束，构成违反，不能补救",
        ]
    );
    assert_eq!(
        told[2].en,
        "the bidding closed on 2026-09-19, only 18 days after 2026-09-01, short of 20 days (not before 2026-09-21): it is over, and waiting does not lengthen it"
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
    assert!(en.contains(&"the step “final acceptance” is closed by this provision"));
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
        &"the trial run ended on 2025-08-09, 30 days too late: begun on 2025-01-10, not after 2025-07-10 (6 months)"
    ));
    assert_eq!(
        zh_ended.last(),
        Some(&"结论：于2025-08-09完成，超过上限30日（末日2025-07-10），构成违反，不能补救")
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
        "结论：截至2025-07-11已超过上限1日（末日2025-07-10），构成违反，不能补救"
    );
}

#[test]
fn a_closed_step_says_until_when_a_trial_run_has_to_last_and_each_ruling_once() {
    let events = [("trial_run_started", "2026-02-01")];
    let facts = file("tinghu", &large(), &events);
    let step = closed("tinghu", &facts, "2026-03-02", ("final_acceptance", TRIAL));
    assert_eq!(
        zh(&step)[..2],
        [
            "投资额（总投资）150万元，不少于100万元",
            "自2026-02-01试运行开始起算，至2026-05-01满3个月，尚未满",
        ]
    );
    assert_eq!(
        en(&step)[1],
        "counted from 2026-02-01, when the trial run started: 3 months later is 2026-05-01, which has not come"
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

#[test]
fn a_panel_that_falls_short_is_told_beside_what_the_law_asks_for() {
    let panel = |size: i64, on: &str| {
        Record::event("expert_panel_formed", day(on)).with("panel_size", Value::Int(size))
    };
    let told_of = |record: Option<Record>| {
        let mut facts = file(
            "tinghu",
            &large(),
            &[("application_submitted", "2026-03-02")],
        );
        record
            .into_iter()
            .for_each(|one| facts.record(one).unwrap());
        let step = ("expert_review", "tinghu-10-panel-5-odd-1m");
        let said = judge("tinghu", &facts, "2026-04-01");
        let mut blockers = said.gate(step.0).unwrap().blockers.iter();
        let blocker = blockers.find(|one| one.provision == step.1);
        blocker.map(|one| explained("tinghu", &one.because))
    };
    for size in [4, 6] {
        let told = told_of(Some(panel(size, "2026-03-10"))).unwrap();
        assert!(
            zh(&told).contains(&&*format!(
                "2026-03-10抽取评审专家{size}人，按规定须不少于5人、为单数"
            )),
            "{told:?}"
        );
        assert!(
            en(&told).iter().any(|one| one
                .ends_with("on 2026-03-10; the law asks for at least 5 members, an odd number")),
            "{told:?}"
        );
    }
    let none = told_of(None).unwrap();
    assert!(
        zh(&none).iter().any(|one| one.starts_with("尚无")),
        "{none:?}"
    );
    assert_eq!(told_of(Some(panel(5, "2026-03-10"))), None);
}
