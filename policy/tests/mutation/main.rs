//! Every number, event, negation, comparison and unit of the packs is held by a case: altering
//! any one of them makes a case fail, or the pack does not load, or it is listed with its reason.

#[cfg(test)]
mod mutant;

use std::collections::BTreeMap;

use mutant::{Mutant, mutants};
use shuniu_policy::{Pack, PackFiles, Packs, calendar::Calendars, cases::check_text};

/// What no case holds: `under | before | after | why`, one a line.
const LISTED: &str = include_str!("listed.txt");

enum Fate {
    Refused,
    Failed,
    Survived,
}

fn fate(mutant: &Mutant, files: &PackFiles, calendars: &Calendars) -> Fate {
    let Ok(pack) = Pack::read(&mutant.apply(files)) else {
        return Fate::Refused;
    };
    let mut cases = pack.cases().to_vec();
    // The cases that speak of the provision are the likeliest to notice.
    cases.sort_by_key(|(_, text)| !text.contains(&mutant.under));
    let mut packs = Packs::default();
    packs.add(pack);
    let fails =
        |(file, text): &(String, String)| !check_text(file, text, &packs, calendars).passed();
    if cases.iter().any(fails) {
        Fate::Failed
    } else {
        Fate::Survived
    }
}

#[test]
fn every_altered_pack_fails_a_case_or_is_listed() {
    let calendars = Calendars::shipped();
    let mut failed: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let mut survivors = Vec::new();
    for files in Packs::shipped_files() {
        for mutant in mutants(&files) {
            match fate(&mutant, &files, &calendars) {
                Fate::Refused => {}
                Fate::Failed => {
                    let key = (files.folder().to_owned(), mutant.kind);
                    *failed.entry(key).or_default() += 1;
                }
                Fate::Survived => survivors.push(format!(
                    "{} | {} | {}",
                    mutant.under,
                    mutant.before,
                    mutant.after.trim()
                )),
            }
        }
        for kind in ["number", "event", "negation", "comparison"] {
            let count = failed.get(&(files.folder().to_owned(), kind)).copied();
            assert!(
                count.is_some_and(|n| n > 0),
                "no altered {kind} of {} fails a case",
                files.folder()
            );
        }
    }
    eprintln!("{failed:?}, {} survivors", survivors.len());
    let listed = |survivor: &String| {
        LISTED
            .lines()
            .any(|line| line.starts_with(&format!("{survivor} | ")))
    };
    let unlisted: Vec<String> = survivors.iter().filter(|s| !listed(s)).cloned().collect();
    assert!(
        unlisted.is_empty(),
        "no case notices these changes; add one, or list them with the reason:\n{}",
        unlisted.join("\n")
    );
    let stale = LISTED
        .lines()
        .filter(|line| !survivors.iter().any(|s| line.starts_with(s.as_str())));
    let stale: Vec<&str> = stale.collect();
    assert!(
        stale.is_empty(),
        "a case notices these; list them no longer:\n{}",
        stale.join("\n")
    );
}
