//! Every number, event, value, negation, comparison, unit, limit and gate of the packs is held by a
//! case: altering any one of them makes a case fail, or the pack does not load, or it is listed
//! with its reason.

#[cfg(test)]
mod block;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod mutant;
#[cfg(test)]
mod names;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod values;
#[cfg(test)]
mod words;

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use mutant::{Mutant, mutants};
use shuniu_policy::{
    Pack, PackFiles, Packs,
    calendar::Calendars,
    cases::{Case, check_case},
};

/// What no case holds: `under | before | after | why`, one a line.
const LISTED: &str = include_str!("listed.txt");

/// What every pack has of the kinds that it must have.
const EVERYWHERE: [&str; 4] = ["number", "event", "negation", "comparison"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Refused,
    Failed,
    Survived,
}

/// A pack, what is altered in it, and its cases with their texts.
struct Trial {
    files: PackFiles,
    mutants: Vec<Mutant>,
    cases: Vec<(String, Case)>,
}

impl Trial {
    fn of(files: PackFiles) -> Self {
        let packs = Packs::shipped();
        let pack = packs.get(files.folder()).unwrap();
        let read = pack
            .cases()
            .iter()
            .map(|(file, text)| (text.clone(), Case::read(file, text, packs).unwrap()));
        Self {
            mutants: mutants(&files),
            cases: read.collect(),
            files,
        }
    }

    fn fate(&self, mutant: &Mutant, calendars: &Calendars) -> Fate {
        let Ok(pack) = Pack::read(&mutant.apply(&self.files)) else {
            return Fate::Refused;
        };
        let fails = |case: &Case| !check_case(case, &pack, calendars).unwrap().is_empty();
        // The cases that speak of the provision are the likeliest to notice.
        let (speaking, others): (Vec<_>, Vec<_>) = self
            .cases
            .iter()
            .partition(|(text, _)| text.contains(&mutant.under));
        if speaking.iter().chain(&others).any(|(_, case)| fails(case)) {
            Fate::Failed
        } else {
            Fate::Survived
        }
    }

    /// The fates of all mutants, on every core.
    fn fates(&self, calendars: &Calendars) -> Vec<Fate> {
        let next = AtomicUsize::new(0);
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let work = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(mutant) = self.mutants.get(index) else {
                    return done;
                };
                done.push((index, self.fate(mutant, calendars)));
            }
        };
        let mut all: Vec<(usize, Fate)> = thread::scope(|scope| {
            let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
            let done = workers.into_iter().map(|worker| worker.join().unwrap());
            done.flatten().collect()
        });
        all.sort_by_key(|(index, _)| *index);
        all.into_iter().map(|(_, fate)| fate).collect()
    }
}

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
