use shuniu_policy::{
    Calendars, Pack, PackFiles, Packs,
    amendment::{Amendment, Change, Kind, WhatChanged, changes},
};

use crate::{
    begun::{DUTY, PROVISIONS, changed, files, read, replaced, with_provisions},
    mutant::mutants,
};

fn between(old: &PackFiles, new: &PackFiles) -> Amendment {
    Amendment::between(&read(old), &read(new), &Calendars::shipped())
}

fn names(changes: &[Change]) -> Vec<String> {
    let changes = changes.iter();
    changes
        .map(|c| format!("{:?} {} {}", c.change, c.kind.as_str(), c.name))
        .collect()
}

#[test]
fn a_pack_does_not_differ_from_itself() {
    for pack in Packs::shipped().iter() {
        assert_eq!(changes(pack, pack), []);
    }
    let same = between(&files(), &files());
    assert_eq!((same.old_cases.same, same.new_cases.same), (1, 1));
    assert!(same.old_cases.otherwise.is_empty() && same.new_cases.otherwise.is_empty());
}

#[test]
fn a_shorter_term_is_told_in_words_and_by_the_claims_that_change() {
    let new = changed(PROVISIONS, "within: 15", "within: 10");
    let told = between(&files(), &new);
    assert_eq!(names(&told.changes), [format!("Changed provision {DUTY}")]);
    let [field] = &told.changes[0].fields[..] else {
        panic!("{told:?}");
    };
    assert_eq!(field.field, "duty");
    assert_eq!(field.old.last().unwrap().zh, "期限：15个工作日内");
    assert_eq!(
        field.new.last().unwrap().en,
        "It is due within 10 working days"
    );
    let [case] = &told.old_cases.otherwise[..] else {
        panic!("{told:?}");
    };
    let differences: Vec<String> = case.differences.iter().map(ToString::to_string).collect();
    assert_eq!(
        differences,
        [format!("{DUTY} due: expected 2026-03-05, got 2026-02-27")]
    );
    assert_eq!(told.new_cases, told.old_cases);
}

#[test]
fn a_case_that_failed_before_and_fails_the_same_way_is_no_change() {
    let wrong = changed(
        "cases/01-contract-copy-late.yaml",
        "2026-03-05",
        "2026-03-04",
    );
    let told = between(&wrong, &wrong);
    assert_eq!(
        (told.old_cases.same, told.old_cases.otherwise.len()),
        (1, 0)
    );
    assert_eq!(
        (told.new_cases.same, told.new_cases.otherwise.len()),
        (0, 1)
    );
}

#[test]
fn what_came_and_what_went_is_told_by_kind() {
    let gate = "  gates: [{close: [application], unless: {document: filing}}]\n";
    let mut new = with_provisions(&[("haikou-02-x", gate)]);
    new = replaced(&new, "pack.toml", "version = \"1\"", "version = \"2\"");
    new = replaced(
        &new,
        "pack.toml",
        "in_force_from = 2026-01-01",
        "in_force_from = 2027-01-01",
    );
    new = replaced(
        &new,
        "pack.toml",
        "attention_days = 30",
        "attention_days = 20",
    );
    new = replaced(&new, "text.md", "十五个工作日内", "十五个工作日以内");
    new = replaced(&new, PROVISIONS, "十五个工作日内", "十五个工作日以内");
    let told = between(&files(), &new);
    assert_eq!(
        names(&told.changes),
        [
            "Changed identity ",
            "Changed setting attention_days",
            "Changed article 第二条",
            &format!("Changed provision {DUTY}"),
            "Added provision haikou-02-x",
        ]
    );
    let identity: Vec<&str> = told.changes[0].fields.iter().map(|f| f.field).collect();
    assert_eq!(identity, ["version", "in_force_from"]);
    let back = between(&new, &files());
    let gone = back.changes.last().unwrap();
    assert_eq!(
        (gone.kind, gone.change),
        (Kind::Provision, WhatChanged::Removed)
    );
    let gates = gone.fields.iter().find(|f| f.field == "gates").unwrap();
    assert!(gates.new.is_empty() && gates.old[0].zh.starts_with("关闭“"));
}

#[test]
fn whom_a_provision_binds_is_a_change_of_it() {
    let gate = "  gates: [{close: [application]}]\n";
    let old = with_provisions(&[("haikou-02-x", gate)]);
    let new = with_provisions(&[("haikou-02-x", &format!("  beyond_scope: true\n{gate}"))]);
    let told = between(&old, &new);
    assert_eq!(names(&told.changes), ["Changed provision haikou-02-x"]);
    let fields: Vec<&str> = told.changes[0].fields.iter().map(|f| f.field).collect();
    assert_eq!(fields, ["beyond_scope"]);
}

/// The places of values move; the rules that name them say the same.
#[test]
fn a_new_value_of_a_fact_leaves_the_rules_that_name_the_others() {
    let with = |values: &[&str]| {
        let rules = "  gates: [{close: [application], when: {any: [{fact: haikou_lane, eq: fast}, {fact: haikou_lane, in: [slow, fast]}]}}]\n";
        let mut files = with_provisions(&[("haikou-02-x", rules)]);
        let values: Vec<String> = values
            .iter()
            .map(|one| format!("{{ name = \"{one}\", zh = \"{one}道\", en = \"{one}\" }}"))
            .collect();
        let fact = format!(
            "\n[[facts]]\nname = \"haikou_lane\"\ntype = \"one\"\nzh = \"车道\"\nen = \"lane\"\nvalues = [{}]\n",
            values.join(", ")
        );
        let manifest = format!("{}{fact}", files.get("pack.toml").unwrap());
        files.put("pack.toml", manifest);
        files
    };
    let told = between(&with(&["fast", "slow"]), &with(&["new", "slow", "fast"]));
    assert_eq!(names(&told.changes), ["Changed fact haikou_lane"]);
}

#[test]
fn a_case_that_speaks_of_a_provision_that_is_gone_says_so() {
    let new = changed(
        PROVISIONS,
        &format!("- id: {DUTY}"),
        "- id: haikou-02-renamed",
    );
    let new = replaced(
        &new,
        "cases/01-contract-copy-late.yaml",
        DUTY,
        "haikou-02-renamed",
    );
    let told = between(&files(), &new);
    let [case] = &told.old_cases.otherwise[..] else {
        panic!("{told:?}");
    };
    assert!(
        case.problems[0].message.contains("haikou-02-renamed"),
        "{case:?}"
    );
    assert!(told.new_cases.otherwise.is_empty());
}

#[test]
fn the_cases_of_one_regulation_run_under_another() {
    let packs = Packs::shipped();
    let (old, new) = (packs.get("tinghu").unwrap(), packs.get("meixian").unwrap());
    let told = Amendment::between(old, new, &Calendars::shipped());
    assert_eq!(told.new_cases.otherwise, []);
    assert_eq!(
        told.old_cases.same + told.old_cases.otherwise.len(),
        old.cases().len()
    );
    assert!(told.changes.len() > 100, "{}", told.changes.len());
    // They are read as cases of the other one: only what they claim is not known there.
    let mut problems = told
        .old_cases
        .otherwise
        .iter()
        .flat_map(|case| &case.problems);
    assert!(!problems.any(|problem| problem.message.contains("unknown pack")));
}

/// Whatever is altered in a rule, its sentence reads otherwise.
#[test]
fn rules_that_differ_differ_in_their_words() {
    let mut tried = 0;
    for files in Packs::shipped_files() {
        let old = Pack::read(&files).unwrap();
        for mutant in mutants(&files).iter().step_by(9) {
            let Ok(new) = Pack::read(&mutant.apply(&files)) else {
                continue;
            };
            tried += 1;
            let what = format!("{}: {}", mutant.kind, mutant.listing());
            let told = changes(&old, &new);
            assert!(!told.is_empty(), "{what}");
            for field in told.iter().flat_map(|change| &change.fields) {
                let differ = |word: fn(&shuniu_policy::pack::Bilingual) -> &str| {
                    let words = |said: &[shuniu_policy::pack::Bilingual]| {
                        said.iter()
                            .map(|one| word(one).to_owned())
                            .collect::<Vec<_>>()
                    };
                    words(&field.old) != words(&field.new)
                };
                assert!(
                    differ(|one| &one.zh) && differ(|one| &one.en),
                    "{what} {field:?}"
                );
            }
        }
    }
    assert!(tried > 100, "{tried}");
}
