//! `import` and `template`, on a database of their own.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::shuniu;

/// Settings with one place, on a database beside them.
fn settings(folder: &Path) -> String {
    let at = |name: &str| folder.join(name).display().to_string();
    let text = format!(
        "[database]\nurl = \"sqlite://{}\"\n[ledger]\nkey_file = \"{}\"\n[server]\ntoday = \"2026-06-30\"\n\
         [[jurisdictions]]\nregion = \"320902\"\nname = \"亭湖区\"\npacks = [\"national\", \"tinghu\"]\n\
         effective_on = {{ tinghu = \"2025-01-01\" }}\n",
        at("hub.sqlite"),
        at("ledger.key")
    );
    let path = folder.join("shuniu.toml");
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_ledger_is_rehearsed_taken_in_and_answered() {
    let home = tempfile::tempdir().unwrap();
    let config = settings(home.path());
    let ledger = home.path().join("台账.csv");
    let rows = "项目名称,建设单位,总投资（万元）\n智慧城管,城管局,118.5\n智慧停车,城管局,约100\n";
    fs::write(&ledger, rows).unwrap();
    let ledger = ledger.display().to_string();
    let copy = home.path().join("结果.xlsx").display().to_string();
    let words = ["import", &ledger, "--kind", "projects", "--config", &config];
    let with = |more: &[&'static str]| [&words[..], more].concat();

    let (code, out, err) = shuniu(&with(&["--dry-run"]));
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        out.contains("第 3 行") && out.contains("C 列") && out.contains("约100"),
        "{out}"
    );
    assert!(
        !home.path().join("hub.sqlite").exists(),
        "a rehearsal makes nothing"
    );

    let mut done = with(&["--json", "--annotated"]);
    done.push(&copy);
    let (code, out, err) = shuniu(&done);
    assert_eq!(code, 1, "{err}");
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(told["counts"]["merged"], 1);
    assert_eq!(told["rows"][0]["fate"], "entered");
    assert_eq!(told["rows"][1]["troubles"][0]["code"], "amount");
    assert!(fs::read(&copy).unwrap().starts_with(b"PK"));
    let (_, out, _) = shuniu(&with(&["--json"]));
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&told["counts"]["merged"], &told["counts"]["unchanged"]),
        (&0.into(), &2.into())
    );
}

#[test]
fn what_cannot_be_imported_says_why() {
    let home = tempfile::tempdir().unwrap();
    let config = settings(home.path());
    let ledger = home.path().join("x.csv");
    fs::write(&ledger, "甲,乙\n1,2\n").unwrap();
    let ledger = ledger.display().to_string();
    let (code, _, err) = shuniu(&["import", &ledger, "--kind", "project", "--config", &config]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean \"projects\"?"), "{err}");
    let (code, _, err) = shuniu(&["import", &ledger, "--kind", "projects", "--config", &config]);
    assert_eq!(code, 1);
    assert!(err.contains("没有找到"), "{err}");
    let elsewhere = [
        "import",
        &ledger,
        "--kind",
        "projects",
        "--jurisdiction",
        "110101",
    ];
    let (code, _, err) = shuniu(&[&elsewhere[..], &["--config", &config]].concat());
    assert_eq!(code, 2);
    assert!(err.contains("known: 320902"), "{err}");
}

#[test]
fn a_template_needs_no_database() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("t.xlsx").display().to_string();
    let (code, told, err) = shuniu(&[
        "template",
        "projects",
        "--jurisdiction",
        "320902",
        "--out",
        &out,
    ]);
    assert_eq!((code, told.trim()), (0, &*out), "{err}");
    assert!(fs::read(&out).unwrap().starts_with(b"PK"));
    let (code, _, err) = shuniu(&["template", "projects", "--out", &out]);
    assert_eq!(code, 2);
    assert!(err.contains("320902 (tinghu)"), "{err}");
}

#[test]
fn an_annotated_copy_is_never_written_over_a_file() {
    let home = tempfile::tempdir().unwrap();
    let config = settings(home.path());
    let ledger = home.path().join("台账.csv");
    let rows = "项目名称,建设单位\n智慧城管,城管局\n";
    fs::write(&ledger, rows).unwrap();
    let other = home.path().join("去年.xlsx");
    fs::write(&other, "去年").unwrap();
    let way = home.path().join(".").join("台账.csv");
    for target in [&ledger, &way, &other] {
        for more in [&["--dry-run"][..], &[]] {
            let (ledger, target) = (ledger.display().to_string(), target.display().to_string());
            let words = ["import", &ledger, "--kind", "projects", "--config", &config];
            let words = [&words[..], &["--annotated", &target], more].concat();
            let (code, out, err) = shuniu(&words);
            assert_eq!(code, 2, "{out}{err}");
            assert!(
                err.contains(&target) && err.contains("请换一个文件名"),
                "{err}"
            );
        }
    }
    assert_eq!(fs::read_to_string(&ledger).unwrap(), rows);
    assert_eq!(fs::read_to_string(&other).unwrap(), "去年");
    assert!(
        !home.path().join("hub.sqlite").exists(),
        "nothing was begun"
    );
}
