//! Cases that were written from the texts alone, independently of the packs.

use std::path::Path;

use shuniu_policy::{
    Packs,
    calendar::Calendars,
    cases::{CaseResult, check},
    pack::Layer,
};

#[test]
fn the_packs_answer_cases_that_were_written_independently_of_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/independent");
    let packs = Packs::shipped();
    let report = check(&[folder], packs, &Calendars::shipped()).unwrap();
    let failed: Vec<String> = report.results.iter().filter_map(told).collect();
    assert!(
        failed.is_empty(),
        "{} of {} cases come out otherwise:\n{}",
        failed.len(),
        report.results.len(),
        failed.join("\n")
    );
    for pack in packs.iter().filter(|pack| pack.layer == Layer::Local) {
        let name = format!("{}.cases.yaml", pack.id);
        let of_pack = report.results.iter().filter(|r| r.file.contains(&name));
        assert!(of_pack.count() > 100, "{name}");
    }
}

fn told(result: &CaseResult) -> Option<String> {
    if result.passed() {
        return None;
    }
    let problems = result.problems.iter().map(ToString::to_string);
    let differences = result.differences.iter().map(ToString::to_string);
    let why: Vec<String> = problems.chain(differences).collect();
    Some(format!(
        "{}  {}  | {}",
        result.file,
        result.name,
        why.join(" | ")
    ))
}
