//! Every number, event, value, negation, comparison, unit, limit and gate of the packs is held by a
//! case: altering any one of them makes a case fail, or the pack does not load, or it is listed
//! with its reason.

#[path = "../packs/bureau.rs"]
mod bureau;
#[cfg(test)]
mod mutant;
#[cfg(test)]
mod trial;

use std::collections::BTreeMap;

use shuniu_policy::{Packs, calendar::Calendars};
use trial::{Fate, Trial};

/// What no case holds: `under | before | after | why`, one a line.
const LISTED: &str = include_str!("listed.txt");

/// What every pack has of the kinds that it must have.
const EVERYWHERE: [&str; 4] = ["number", "event", "negation", "comparison"];

#[test]
fn every_altered_pack_fails_a_case_or_is_listed() {
    let calendars = Calendars::shipped();
    let mut failed: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let mut survivors = Vec::new();
    for files in Packs::shipped_files() {
        let trial = Trial::of(files);
        let folder = trial.files.folder();
        for (mutant, fate) in trial.mutants.iter().zip(trial.fates(&calendars)) {
            match fate {
                Fate::Refused => {}
                Fate::Failed => *failed.entry((folder.to_owned(), mutant.kind)).or_default() += 1,
                Fate::Survived => survivors.push(mutant.listing()),
            }
        }
        for kind in EVERYWHERE {
            let count = failed.get(&(folder.to_owned(), kind)).copied();
            assert!(
                count.is_some_and(|n| n > 0),
                "no altered {kind} of {folder} fails a case"
            );
        }
    }
    eprintln!("{failed:?}, {} survivors", survivors.len());
    let listed = |survivor: &String| {
        let mut lines = LISTED.lines();
        lines.any(|line| line.starts_with(&format!("{survivor} | ")))
    };
    let unlisted: Vec<String> = survivors.iter().filter(|s| !listed(s)).cloned().collect();
    assert!(
        unlisted.is_empty(),
        "no case notices these {} changes; add one, or list them with the reason:\n{}",
        unlisted.len(),
        unlisted.join("\n")
    );
    let held = |line: &&str| {
        !survivors
            .iter()
            .any(|s| line.starts_with(&format!("{s} | ")))
    };
    let stale: Vec<&str> = LISTED.lines().filter(held).collect();
    assert!(
        stale.is_empty(),
        "a case notices these; list them no longer:\n{}",
        stale.join("\n")
    );
}
