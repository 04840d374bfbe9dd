use std::fs;

use shuniu_policy::{
    Calendars, Pack, Packs,
    cases::check,
    template::{PackTemplate, TemplateError},
};

use crate::begun::template;

#[test]
fn what_is_written_loads_and_its_case_passes() {
    let home = scratch("written");
    let folder = template().write_in(&home).unwrap();
    let pack = Pack::load_dir(&folder).unwrap();
    assert_eq!(
        (pack.id.as_str(), pack.title.as_str()),
        ("haikou", "海口县办法")
    );
    assert_eq!(pack.title_en, "海口县办法");
    let mut packs = Packs::shipped().clone();
    packs.add(pack);
    let report = check(&[folder.join("cases")], &packs, &Calendars::shipped()).unwrap();
    assert_eq!((report.passed(), report.failed()), (1, 0), "{report}");
    let names: Vec<_> = fs::read_dir(&home)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(names, ["haikou"], "nothing else is left beside it");
    fs::remove_dir_all(home).unwrap();
}

#[test]
fn what_is_there_stays_as_it_is() {
    let home = scratch("there");
    fs::create_dir_all(home.join("haikou")).unwrap();
    let refused = template().write_in(&home).unwrap_err();
    assert!(matches!(refused, TemplateError::Exists(_)), "{refused}");
    assert_eq!(fs::read_dir(home.join("haikou")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(&home).unwrap().count(), 1);
    fs::remove_dir_all(home).unwrap();
}

#[test]
fn a_folder_that_cannot_be_written_in_is_named() {
    let home = scratch("file");
    fs::create_dir_all(&home).unwrap();
    let file = home.join("no-folder");
    fs::write(&file, "x").unwrap();
    let refused = template().write_in(&file).unwrap_err();
    assert!(matches!(refused, TemplateError::Io { .. }), "{refused}");
    assert!(refused.to_string().contains("no-folder"), "{refused}");
    fs::remove_dir_all(home).unwrap();
}

#[test]
fn a_title_may_hold_what_files_give_a_meaning_to() {
    for title in ["“甲”的'办法': # \"试行\"", "办法 {{id}} \\ 一", "{甲: 乙}"] {
        let template = PackTemplate::new("haikou", "990101", "county", title, Some("T")).unwrap();
        let files = shuniu_policy::PackFiles::new("haikou", template.files().unwrap());
        let pack = Pack::read(&files).unwrap();
        assert_eq!((pack.title.as_str(), pack.title_en.as_str()), (title, "T"));
    }
}

#[test]
fn what_no_pack_can_be_is_refused_before_anything_is_written() {
    let new = |id, region, level, title| {
        PackTemplate::new(id, region, level, title, None)
            .unwrap_err()
            .to_string()
    };
    let long = "a".repeat(41);
    for id in [
        "", "Haikou", "-a", "a-", "a--b", "1a", "a/b", "..", "海口", "a_b", &long,
    ] {
        assert!(
            new(id, "990101", "county", "办法").contains("cannot be the id"),
            "{id}"
        );
    }
    for region in ["99010", "9901011", "99010a", ""] {
        let refused = new("haikou", region, "county", "办法");
        assert!(refused.contains("six digits"), "{refused}");
    }
    let refused = new("haikou", "990101", "conty", "办法");
    assert!(
        refused.ends_with("nearest known name is `county`"),
        "{refused}"
    );
    for title in ["", " ", "一\n二"] {
        assert!(new("haikou", "990101", "county", title).contains("one line"));
    }
    let article = PackTemplate::new("haikou", "990101", "county", "第九条 甲", None).unwrap();
    let home = scratch("refused");
    let refused = article.write_in(&home).unwrap_err();
    assert!(matches!(refused, TemplateError::Refused(_)), "{refused}");
    assert!(!home.exists());
}

/// A folder of this test's own, which is not there yet.
fn scratch(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("shuniu-{}-{name}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    folder
}
