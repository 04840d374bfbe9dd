//! A pack that was just begun, and changes to it.

use shuniu_policy::{
    Calendars, Pack, PackFiles, Packs,
    lint::{Linted, lint},
    template::PackTemplate,
};

pub(crate) const PROVISIONS: &str = "provisions/01-articles.yaml";
pub(crate) const DUTY: &str = "haikou-02-contract-copy-15-workdays";

pub(crate) fn template() -> PackTemplate {
    PackTemplate::new("haikou", "990101", "county", "海口县办法", None).unwrap()
}

pub(crate) fn files() -> PackFiles {
    PackFiles::new("haikou", template().files().unwrap())
}

/// The pack with one replacement in one file.
pub(crate) fn changed(file: &str, from: &str, to: &str) -> PackFiles {
    replaced(&files(), file, from, to)
}

pub(crate) fn replaced(files: &PackFiles, file: &str, from: &str, to: &str) -> PackFiles {
    let mut files = files.clone();
    let text = files.get(file).unwrap();
    assert!(text.contains(from), "{from}");
    files.put(file, text.replacen(from, to, 1));
    files
}

/// The pack with more provisions of 第二条; each names what comes after its quote.
pub(crate) fn with_provisions(more: &[(&str, &str)]) -> PackFiles {
    let mut files = files();
    let mut text = files.get(PROVISIONS).unwrap().to_owned();
    for (id, rules) in more {
        text.push_str(&format!(
            "\n- id: {id}\n  article: 第二条\n  kind: gate\n  quote: 将合同副本报送\n  en: x\n  \
             strength: must\n  machine: full\n  responsible: [project_unit]\n{rules}"
        ));
    }
    files.put(PROVISIONS, text);
    files
}

pub(crate) fn read(files: &PackFiles) -> Pack {
    Pack::read(files).unwrap()
}

pub(crate) fn looked_over(files: &PackFiles) -> Linted {
    lint(files, Packs::shipped(), &Calendars::shipped()).unwrap()
}

/// The warnings as `code about`, those of missing cases left out.
pub(crate) fn told(files: &PackFiles) -> Vec<String> {
    let linted = looked_over(files);
    assert!(linted.errors.is_empty(), "{:?}", linted.errors);
    let warnings = linted.warnings.iter();
    warnings
        .filter(|warning| !warning.code.as_str().starts_with("no-case"))
        .map(|warning| format!("{} {}", warning.code, warning.about))
        .collect()
}
