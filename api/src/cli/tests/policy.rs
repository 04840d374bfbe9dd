//! `policy explain`, `lint`, `new` and `diff`.

use std::{fs, path::Path};

use serde_json::Value;

use super::shuniu;

/// A folder with a pack `haikou` in it.
fn begun() -> (tempfile::TempDir, String, String) {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().display().to_string();
    let (code, out, err) = shuniu(&[
        "policy",
        "new",
        "haikou",
        "--region",
        "990101",
        "--title",
        "海口县办法",
        "--dir",
        &dir,
    ]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let pack = format!("{dir}/haikou");
    (home, dir, pack)
}

fn put(pack: &str, file: &str, from: &str, to: &str) {
    let path = Path::new(pack).join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn json(out: &str) -> Value {
    serde_json::from_str(out).unwrap()
}

/// Exit code 2, nothing on stdout, and the first line of stderr.
fn refused(words: &[&str]) -> String {
    let (code, out, err) = shuniu(words);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    err.lines().next().unwrap_or_default().to_owned()
}

const DUTY: &str = "haikou-02-contract-copy-15-workdays";

#[test]
fn a_pack_is_begun_once_and_only_where_there_is_none() {
    let (home, dir, pack) = begun();
    let (code, out, _) = shuniu(&["policy", "check", "--packs", &dir, &format!("{pack}/cases")]);
    assert_eq!(code, 0);
    assert!(out.ends_with("1 passed, 0 failed\n"), "{out}");
    let new = |id, region| {
        refused(&[
            "policy", "new", id, "--region", region, "--title", "办法", "--dir", &dir,
        ])
    };
    assert!(new("haikou", "990101").contains("exists already"));
    assert!(new("Haikou", "990101").contains("cannot be the id"));
    assert!(new("tinghu", "320902").contains("is built in"));
    assert!(new("sanya", "99").contains("six digits"));
    let told = refused(&[
        "policy", "new", "sanya", "--region", "990101", "--title", "办法", "--level", "city",
        "--dir", &dir,
    ]);
    assert!(
        told.contains("unknown level `city`; the nearest known name is"),
        "{told}"
    );
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    let (code, out, _) = shuniu(&[
        "--json", "policy", "new", "sanya", "--region", "990101", "--title", "办法", "--dir", &dir,
    ]);
    assert_eq!((code, &json(&out)["pack"]), (0, &"sanya".into()));
    assert_eq!(json(&out)["files"].as_array().unwrap().len(), 5);
    let file = home.path().join("file").display().to_string();
    fs::write(&file, "x").unwrap();
    let (code, _, err) = shuniu(&[
        "policy", "new", "sanya", "--region", "990101", "--title", "办法", "--dir", &file,
    ]);
    assert_eq!(code, 1, "{err}");
}

#[test]
fn warnings_fail_only_when_asked_and_errors_always() {
    let (_home, dir, pack) = begun();
    let (code, out, err) = shuniu(&["policy", "lint", &pack]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let line = format!("warning  {pack}/provisions/01-articles.yaml:5: no-case-rests: {DUTY}: ");
    assert!(out.starts_with(&line), "{out}");
    assert!(out.ends_with("1 pack: 0 errors, 1 warning\n"), "{out}");
    let (code, _, err) = shuniu(&["policy", "lint", "--strict", &dir]);
    assert_eq!(code, 1);
    assert!(err.starts_with("error: there are warnings"), "{err}");
    put(
        &pack,
        "provisions/01-articles.yaml",
        "workdays}",
        "workday}",
    );
    let (code, out, err) = shuniu(&["--json", "policy", "lint", &dir]);
    assert_eq!(code, 1);
    assert!(
        err.starts_with("error: a pack does not load; mend"),
        "{err}"
    );
    let told = json(&out);
    assert_eq!((&told["errors"], &told["warnings"]), (&1.into(), &0.into()));
    let error = &told["packs"][0]["errors"][0];
    assert_eq!(error["file"], format!("{pack}/provisions/01-articles.yaml"));
    assert!(error["line"].as_u64().unwrap() > 0);
    assert!(refused(&["policy", "lint", "/nowhere/at/all"]).contains("give the folder of a pack"));
    let cases = format!("{pack}/cases");
    assert!(refused(&["policy", "lint", &cases]).contains("no pack was found"));
}

#[test]
fn without_a_path_the_packs_in_the_box_are_looked_over() {
    let (code, out, err) = shuniu(&["--json", "policy", "lint"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let told = json(&out);
    let packs = told["packs"].as_array().unwrap();
    let names: Vec<&str> = packs.iter().map(|p| p["pack"].as_str().unwrap()).collect();
    assert!(
        names.contains(&"tinghu") && names.contains(&"national"),
        "{names:?}"
    );
    assert_eq!(told["errors"], 0);
    for warning in packs.iter().flat_map(|p| p["warnings"].as_array().unwrap()) {
        assert!(
            warning["file"]
                .as_str()
                .unwrap()
                .starts_with("policy/packs/")
        );
    }
}

#[test]
fn a_provision_is_explained_in_the_language_asked_for() {
    let id = "tinghu-11-cyberspace-filing-10-working-days";
    let (code, out, err) = shuniu(&["policy", "explain", id]);
    assert_eq!((code, err.as_str()), (0, ""));
    for word in [
        "第11条",
        "立项后10个工作日内",
        "期限：10个工作日内",
        "due within 10 working days",
        "R3",
    ] {
        assert!(out.contains(word), "{word}: {out}");
    }
    let (_, zh, _) = shuniu(&["policy", "explain", id, "--lang", "zh"]);
    assert!(
        zh.contains("期限：10个工作日内") && !zh.contains("working days"),
        "{zh}"
    );
    let (_, en, _) = shuniu(&["policy", "explain", id, "--lang", "en"]);
    assert!(
        !en.contains("期限") && en.contains("立项后10个工作日内"),
        "the quote stays: {en}"
    );
    assert!(
        en.starts_with(&format!("# article 11 {id}\n")) && en.contains("  kind: deadline\n"),
        "{en}"
    );
    assert!(
        zh.contains("种类: 期限\n") && zh.contains("所及: 项目\n") && !zh.contains(".yaml"),
        "{zh}"
    );
    let (_, out, _) = shuniu(&["--json", "policy", "explain", id]);
    let told = json(&out);
    assert!(told["file"].as_str().unwrap().ends_with(".yaml"), "{out}");
    assert_eq!(told["article_en"], "article 11");
    assert_eq!(
        (&told["strength"], &told["machine"]),
        (&"must".into(), &"full".into())
    );
    assert_eq!(told["rules"]["duty"][2]["zh"], "期限：10个工作日内");
    assert_eq!(told["rulings"][0]["id"], "R3");
    let shown = "bayingolin-04-secrecy-crypto";
    let (_, out, _) = shuniu(&["policy", "explain", shown]);
    assert!(out.contains("本条不由机器判断"), "{out}");
    assert_eq!(
        refused(&["policy", "explain", "tinghu-11-cyberspace-filing"]),
        format!(
            "error: unknown provision `tinghu-11-cyberspace-filing`; the nearest known name is `{id}`"
        )
    );
    assert!(
        refused(&["policy", "explain", id, "--provision", id]).contains("goes with a case file")
    );
}

#[test]
fn a_case_is_explained_with_its_quotes_rules_facts_and_version() {
    let (home, dir, pack) = begun();
    let case = format!("{pack}/cases/01-contract-copy-late.yaml");
    let explain = |more: &[&str]| {
        let words = ["policy", "explain", &case, "--packs", &dir];
        shuniu(&[&words[..], more].concat())
    };
    let (code, out, err) = explain(&[]);
    assert_eq!((code, err.as_str()), (0, ""));
    for word in [
        "2026-03-06",
        "[逾期 overdue] 第二条",
        "(haikou 1)",
        "末日 due: 2026-03-05",
        "原文 quote: 项目单位应当自合同签订之日起十五个工作日内",
        "期限：15个工作日内",
        "自2026-02-06起15个工作日",
    ] {
        assert!(out.contains(word), "{word}: {out}");
    }
    let (_, out, _) = explain(&["--json"]);
    assert_eq!(json(&out)["obligations"][0]["status"], "overdue");
    let (_, out, _) = explain(&["--json", "--provision", DUTY]);
    assert_eq!(json(&out)["obligations"].as_array().unwrap().len(), 1);
    let told = refused(&[
        "policy",
        "explain",
        &case,
        "--packs",
        &dir,
        "--provision",
        "haikou-02",
    ]);
    assert!(
        told.ends_with(&format!("the nearest known name is `{DUTY}`")),
        "{told}"
    );
    assert!(refused(&["policy", "explain", &pack]).contains("is a folder"));
    assert!(refused(&["policy", "explain", "no/such.yaml"]).contains("there is no file"));
    put(
        &pack,
        "cases/01-contract-copy-late.yaml",
        "kind: contract_signed",
        "kind: contract_sign",
    );
    let (code, out, err) = explain(&[]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains(":8: unknown event `contract_sign`"), "{err}");
    drop(home);
}

#[test]
fn a_step_opened_by_an_exception_is_shown_with_it() {
    let home = tempfile::tempdir().unwrap();
    let case = home.path().join("a.yaml");
    let text = "name: 甲\npack: dongzhi\ntoday: 2025-06-30\nproject: {in_annual_plan: false}\nexceptions:\n  - {provision: dongzhi-09-not-in-plan-no-approval, approved_by: 县人民政府, on: 2025-06-01, reason: 急}\nexpect:\n  gates:\n    - {gate: project_approval, open: false}\n";
    fs::write(&case, text).unwrap();
    let case = case.display().to_string();
    let (code, out, err) = shuniu(&["policy", "explain", &case]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("opened by exception to: 第九条 article 9 dongzhi-09-not-in-plan-no-approval"),
        "{out}"
    );
    assert!(out.contains("县人民政府"), "{out}");
    assert!(out.contains("原则上"), "{out}");
}

#[test]
fn what_changed_is_told_of_folders_and_of_packs_at_hand() {
    let (home, _dir, pack) = begun();
    let (code, out, err) = shuniu(&["policy", "diff", "tinghu", "tinghu@1"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("没有变化 nothing"), "{out}");
    let other = tempfile::tempdir().unwrap();
    let new = other.path().join("haikou").display().to_string();
    super::policy_page::copy(Path::new(&pack), Path::new(&new));
    put(
        &new,
        "provisions/01-articles.yaml",
        "within: 15",
        "within: 10",
    );
    let (code, out, err) = shuniu(&["policy", "diff", &pack, &new]);
    assert_eq!((code, err.as_str()), (0, ""));
    for word in [
        &format!("[改变 changed] provision {DUTY}"),
        "- 期限：15个工作日内",
        "+ It is due within 10 working days",
        "due: expected 2026-03-05, got 2026-02-27",
        "0 照旧，1 不同 0 come out as before, 1 otherwise",
    ] {
        assert!(out.contains(word), "{word}: {out}");
    }
    assert!(!out.contains("- 完成于"), "what stays is left out: {out}");
    let (_, out, _) = shuniu(&["--json", "policy", "diff", &pack, &new]);
    let told = json(&out);
    assert_eq!(told["changes"][0]["name"], DUTY);
    assert_eq!(told["changes"][0]["fields"][0]["field"], "duty");
    assert_eq!(
        told["old_cases"]["otherwise"][0]["differences"][0]["got"],
        "2026-02-27"
    );
    assert!(
        refused(&["policy", "diff", "tingu", "tinghu"])
            .contains("the nearest known name is `tinghu`")
    );
    assert!(refused(&["policy", "diff", "tinghu@9", "tinghu"]).contains("unknown version `9`"));
    assert!(
        refused(&["policy", "diff", "tinghu", "no/such"]).contains("there is no folder no/such")
    );
    let folder = home.path().display().to_string();
    assert!(refused(&["policy", "diff", &folder, "tinghu"]).contains("holds no pack.toml"));
}
