use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use shuniu_policy::{Pack, PackFiles, Packs, calendar::Calendars, cases::Case};

use crate::bureau::is_as_claimed;
use crate::mutant::{Mutant, mutants};

/// What became of an altered pack.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Refused,
    Failed,
    Survived,
}

/// A pack, what is altered in it, and its cases with their texts.
pub(crate) struct Trial {
    pub(crate) files: PackFiles,
    pub(crate) mutants: Vec<Mutant>,
    cases: Vec<(String, Case)>,
}

impl Trial {
    pub(crate) fn of(files: PackFiles) -> Self {
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
        let fails = |case: &Case| {
            let outcome = case.judged_by(&pack, calendars).unwrap();
            !case.differences(&outcome).is_empty()
        };
        // The cases that speak of the provision are the likeliest to notice.
        let (speaking, others): (Vec<_>, Vec<_>) = self
            .cases
            .iter()
            .partition(|(text, _)| text.contains(&mutant.under));
        let cases = speaking.iter().chain(&others);
        if cases.into_iter().any(|(_, case)| fails(case)) || !is_as_claimed(&pack) {
            Fate::Failed
        } else {
            Fate::Survived
        }
    }

    /// The fates of all mutants, on every core.
    pub(crate) fn fates(&self, calendars: &Calendars) -> Vec<Fate> {
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
