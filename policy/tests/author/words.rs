use shuniu_policy::{InWords, Packs};

fn of(id: &str) -> InWords {
    let pack = Packs::shipped()
        .iter()
        .find(|p| p.provision(id).is_some())
        .unwrap();
    pack.in_words(pack.provision(id).unwrap())
}

/// The sentences in Chinese.
fn zh(said: &[shuniu_policy::pack::Bilingual]) -> Vec<&str> {
    said.iter().map(|one| one.zh.as_str()).collect()
}

#[test]
fn a_deadline_reads_as_the_article_does() {
    let words = of("tinghu-11-cyberspace-filing-10-working-days");
    let duty = zh(&words.duty);
    assert_eq!(duty[0], "自“立项批复”起算，当日不计入，以最近一次为准");
    assert_eq!(duty.last(), Some(&"期限：10个工作日内"));
    assert_eq!(
        words.duty.last().unwrap().en,
        "It is due within 10 workdays"
    );
}

#[test]
fn a_short_condition_is_said_and_a_long_one_is_named_and_told_below() {
    let words = of("tinghu-04-full-process-1m");
    assert!(
        words.derived[0]
            .zh
            .contains("当预算金额不少于1000000.00元时，管理方式：全过程管理")
    );
    assert!(
        words.derived[1].en.contains(
            "otherwise, when Budget is less than 1000000.00 yuan, Management track: Filing"
        )
    );
    assert!(words.named.iter().all(|named| named.name != "up_to_200k"));
    let words = of("meixian-07-threshold-upto-200k");
    let named: Vec<&str> = words.named.iter().map(|n| n.name.as_str()).collect();
    for name in [
        "up_to_200k",
        "build_route",
        "recorded_superior_funded",
        "superior_funded",
    ] {
        assert!(named.contains(&name), "{name} of {named:?}");
    }
    let said = &words
        .named
        .iter()
        .find(|n| n.name == "up_to_200k")
        .unwrap()
        .text;
    assert_eq!(
        said.zh,
        "条件 build_route 成立，且预算金额不超过200000.00元"
    );
}

#[test]
fn what_is_denied_is_said_the_other_way_round() {
    let words = of("dongzhi-09-no-build-before-approval");
    assert_eq!(words.applies.unwrap().zh, "“立项批复”未发生");
    assert_eq!(zh(&words.gates), ["关闭“开工、实施”"]);
    let words = of("dongzhi-09-not-in-plan-no-approval");
    assert_eq!(
        words.applies.as_ref().unwrap().zh,
        "已列入年度计划（实施计划）：否"
    );
    assert!(words.gates[0].zh.ends_with("；原则上，登记例外后开放"));
}

#[test]
fn every_rule_of_every_pack_is_said_in_both_languages() {
    for pack in Packs::shipped().iter() {
        let provisions = pack.provisions.iter();
        let mut articles: Vec<&str> = provisions.map(|p| p.article.as_str()).collect();
        articles.sort_by_key(|article| std::cmp::Reverse(article.len()));
        for provision in &pack.provisions {
            let words = pack.in_words(provision);
            assert_eq!(provision.has_duty(), !words.duty.is_empty());
            assert_eq!(provision.gates().count() > 0, !words.gates.is_empty());
            let named = words.named.iter().map(|named| &named.text);
            let all = words.applies.iter().chain(&words.duty).chain(&words.gates);
            let all = all
                .chain(&words.findings)
                .chain(&words.derived)
                .chain(named);
            for said in all {
                let id = &provision.id;
                let en = articles
                    .iter()
                    .fold(said.en.clone(), |text, article| text.replace(article, ""));
                assert!(!en.chars().any(is_chinese), "{id}: {}", said.en);
                assert!(said.zh.chars().any(is_chinese), "{id}: {}", said.zh);
            }
        }
    }
}

fn is_chinese(character: char) -> bool {
    ('一'..='鿿').contains(&character)
}
