use shuniu_policy::{Pack, PackError, PackFiles, Packs};

use crate::sample::files;

/// What the loader says after one replacement in one file.
fn complaints(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut changed = files();
    let text = changed.get(file).unwrap();
    assert!(text.contains(from), "{from}");
    changed.put(file, text.replacen(from, to, 1));
    match Pack::read(&changed) {
        Ok(_) => Vec::new(),
        Err(PackError::Problems { problems, .. }) => {
            problems.iter().map(ToString::to_string).collect()
        }
        Err(other) => panic!("{other}"),
    }
}

/// A part of a ruling that nobody could be told is no part.
#[test]
fn a_part_of_a_ruling_that_cannot_speak_is_named() {
    let text = r#"R22 = { zh = "延期函写明的日期为新的末日。", en = "The day stated in the letter is the new last day." }"#;
    for (part, expected) in [
        (
            r#"when = "maximun""#,
            "unknown `when` `maximun`; the nearest known name is `maximum`",
        ),
        (
            r#"of = ["sample-2-nobody"]"#,
            "a part of R22 speaks for `sample-2-nobody`, which does not cite it",
        ),
        (
            r#"says = "适时""#,
            "a part of R22 speaks where “适时” is printed, and nothing that cites it prints that",
        ),
    ] {
        let parts = format!(r#", parts = [{{ zh = "甲。", en = "A.", {part} }}] }}"#);
        let with = text.replace(" }", &parts);
        let said = complaints("pack.toml", text, &with).join("\n");
        assert!(said.contains(expected), "{said}");
    }
    let both = r#", brief = { zh = "甲。", en = "A." }, parts = [{ zh = "乙。", en = "B." }] }"#;
    let said = complaints("pack.toml", text, &text.replace(" }", both)).join("\n");
    assert!(said.contains("has both a `brief` and `parts`"), "{said}");
}

#[test]
fn one_slip_is_named_with_file_line_and_nearest_name() {
    let provisions = "provisions/01.yaml";
    for (file, from, to, expected) in [
        (
            provisions,
            "{event: trial_run_started}",
            "{event: trial_run_start}",
            "sample/provisions/01.yaml:26: unknown event `trial_run_start`; the nearest known name is `trial_run_started`",
        ),
        (
            provisions,
            "{document: revised_scheme}",
            "{document: revised_schema}",
            "unknown document `revised_schema`",
        ),
        (
            provisions,
            "close: [final_acceptance]",
            "close: [final_acceptence]",
            "nearest known name is `final_acceptance`",
        ),
        (
            provisions,
            "fact: special_project, eq: true",
            "fact: special_projects, eq: true",
            "unknown fact",
        ),
        (
            provisions,
            "fact: special_project, eq: true",
            "fact: special_project, gte: 3",
            "which `gte` cannot judge",
        ),
        (
            provisions,
            "fact: cross_county, eq: true",
            "fact: cross_county, eq: 1",
            "must be true or false",
        ),
        (
            provisions,
            "{matter: self_evaluation}",
            "{matter: self_evaluations}",
            "nearest known name is `self_evaluation`",
        ),
        (
            provisions,
            "{setting: trial_months}",
            "{setting: trial_month}",
            "unknown setting",
        ),
        (
            provisions,
            "{setting: trial_months}",
            "{setting: limit_yuan}",
            "the setting `limit_yuan` is unset; only a fact",
        ),
        (provisions, "{grade: poor}", "{grade: {gte: 1}}", "grade"),
        (
            "pack.toml",
            "\"unset\"",
            "\"unsets\"",
            "nearest known name is `unset`",
        ),
        (
            provisions,
            "rulings: [R22]",
            "rulings: [R2]",
            "unknown ruling `R2`",
        ),
        (
            provisions,
            "responsible: [project_unit]",
            "responsible: [project_units]",
            "unknown role",
        ),
        (
            provisions,
            "id: sample-4-prereview",
            "id: sample-4-apply",
            "occurs twice, first in",
        ),
        (
            provisions,
            "due: {within: 7",
            "due: {wihtin: 7",
            "nearest known name is `within`",
        ),
        (
            provisions,
            "article: 第六条",
            "article: 第十六条",
            "unknown article",
        ),
        (
            provisions,
            "quote: 安全事件应及时处置",
            "quote: 安全事件应立即处置",
            "is not in text.md",
        ),
        (
            provisions,
            "quote: 安全事件应及时处置",
            "quote: 8-9月份预审",
            "stands in 第四条, not in 第六条",
        ),
        (
            provisions,
            "{event: third_party_review_opinion_received}",
            "standing\n    colour: red",
            "unknown key of a duty `colour`",
        ),
        (
            provisions,
            "machine: full",
            "machine: half",
            "unknown machine `half`",
        ),
        (
            "pack.toml",
            "article = \"第九条\"",
            "article = \"第六条\"",
            "第九条 of text.md is covered by nobody",
        ),
        (
            "pack.toml",
            "enters = [\"final_acceptance_passed\"]",
            "enters = [\"final_accepted\"]",
            "unknown event `final_accepted`",
        ),
        (
            "pack.toml",
            "layer = \"local\"",
            "layers = \"local\"",
            "sample/pack.toml:7: unknown field `layers`",
        ),
        (
            "pack.toml",
            "id = \"sample\"",
            "id = \"simple\"",
            "must be the folder's name `sample`",
        ),
        (
            "pack.toml",
            "attention_days = 30\n",
            "",
            "`settings.attention_days` is missing",
        ),
        (
            "derived.yaml",
            "{always: true}",
            "{derived: trial_run_months_min, eq: 3}",
            "rests on itself",
        ),
        (
            "derived.yaml",
            "by: [sample-2-trial-run]",
            "by: [sample-2]",
            "unknown provision `sample-2`",
        ),
    ] {
        let got = complaints(file, from, to);
        assert!(
            got.iter().any(|line| line.contains(expected)),
            "{to}: {got:?}"
        );
    }
}

#[test]
fn all_errors_are_reported_and_not_only_the_first() {
    let mut changed = files();
    let text = changed.get("provisions/01.yaml").unwrap();
    let text = text
        .replace("event: ", "event: x_")
        .replace("machine: full", "machine: half");
    changed.put("provisions/01.yaml", text);
    let Err(PackError::Problems { problems, .. }) = Pack::read(&changed) else {
        panic!("it loads");
    };
    assert!(problems.len() > 20, "{}", problems.len());
    assert!(problems.is_sorted());
}

#[test]
fn a_full_provision_that_decides_nothing_must_say_why() {
    let gates = "  gates:\n    - {close: [project_approval]}\n";
    let got = complaints("provisions/01.yaml", gates, "");
    assert!(
        got[0].contains("sample-8-cross-county: decides nothing"),
        "{got:?}"
    );
    assert!(complaints("provisions/01.yaml", gates, "  undecided: 没有标准\n").is_empty());
    let got = complaints("provisions/01.yaml", gates, "  machine: partial\n");
    assert!(
        got.iter().any(|line| line.contains("occurs twice")),
        "{got:?}"
    );
}

#[test]
fn versions_stand_beside_each_other_in_folders_of_their_own() {
    let renamed = |folder: &str, version: &str| {
        let files = files();
        let texts = ["pack.toml", "text.md", "derived.yaml", "provisions/01.yaml"];
        let texts = texts.map(|path| {
            let text = files.get(path).unwrap();
            (
                path,
                text.replacen("version = \"1\"", &format!("version = \"{version}\""), 1),
            )
        });
        Pack::read(&PackFiles::new(folder, texts))
    };
    let pack = renamed("sample@1.2", "1.2").unwrap();
    // Whichever folder is read last, the highest is the one that is meant.
    let mut packs = Packs::default();
    for version in ["1.10", "1.2", "1.9"] {
        packs.add(renamed("sample", version).unwrap());
    }
    assert_eq!(packs.get("sample").unwrap().version, "1.10");
    assert_eq!((pack.id.as_str(), pack.version.as_str()), ("sample", "1.2"));
    for (folder, version, says) in [
        ("sample@1", "2", "the one in the folder's name, `1`"),
        ("other@1", "1", "the folder's name `other`"),
        ("sample", "2026-draft", "numbers with dots between"),
        ("sample", "1.", "numbers with dots between"),
    ] {
        let error = renamed(folder, version).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}
