//! Every sentence that `explain` tells of the shipped packs, without the names of their files.

use shuniu_policy::{Packs, account::ProvisionAccount, pack::Bilingual};

/// The sentences of every provision, with the provision's id.
fn sentences() -> Vec<(String, Bilingual)> {
    let mut found = Vec::new();
    for pack in Packs::shipped().iter() {
        for provision in &pack.provisions {
            let told = ProvisionAccount::of(pack, provision);
            let rules = told.cited.rules;
            let named = rules.named.into_iter().chain(rules.settles);
            let named = named.flat_map(|named| named.title.into_iter().chain([named.text]));
            let all = rules
                .applies
                .into_iter()
                .chain(rules.beyond_scope)
                .chain(rules.duty)
                .chain(rules.gates)
                .chain(rules.findings)
                .chain(rules.derived)
                .chain(named);
            found.extend(all.map(|said| (provision.id.clone(), said)));
            found.push((
                provision.id.clone(),
                Bilingual {
                    zh: told.cited.article,
                    en: told.cited.article_en,
                },
            ));
        }
    }
    found
}

fn is_chinese(character: char) -> bool {
    ('一'..='鿿').contains(&character)
}

/// Whether a text has a name such as `over_200k` in it.
fn has_code(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let joins = |three: &[char]| {
        three[0].is_ascii_alphanumeric() && three[1] == '_' && three[2].is_ascii_alphanumeric()
    };
    letters.windows(3).any(joins)
}

#[test]
fn no_sentence_calls_anything_by_the_name_in_a_file() {
    assert!(has_code("条件 over_200k 成立") && !has_code("tinghu-04"));
    for (id, said) in sentences() {
        assert!(!has_code(&said.zh), "{id}: {}", said.zh);
        assert!(!has_code(&said.en), "{id}: {}", said.en);
    }
}

#[test]
fn no_english_sentence_has_chinese_in_it() {
    for (id, said) in sentences() {
        let quoted = said.en.split('以').count() > 1;
        assert!(
            quoted || !said.en.chars().any(is_chinese),
            "{id}: {}",
            said.en
        );
    }
}

#[test]
fn what_is_counted_is_said_with_its_unit() {
    let said: Vec<Bilingual> = sentences().into_iter().map(|(_, said)| said).collect();
    assert!(said.iter().any(|said| said.zh.contains("少于36个月")));
    assert!(
        said.iter()
            .any(|said| said.en.contains("less than 36 months"))
    );
}

#[test]
fn no_maximum_is_spoken_of_where_there_is_none() {
    for (id, said) in sentences() {
        let past = said.zh.contains("超过上限不能补救");
        assert!(!past || said.zh.contains("至多"), "{id}: {}", said.zh);
    }
}

#[test]
fn the_own_day_is_left_out_only_where_days_are_counted() {
    for pack in Packs::shipped().iter() {
        for provision in &pack.provisions {
            let duty = pack.in_words(provision).duty;
            let open = duty.iter().any(|said| said.zh.contains("没有末日"));
            let own_day = duty.iter().any(|said| said.zh.contains("当日不计入"));
            assert!(!(open && own_day), "{}", provision.id);
        }
    }
}
