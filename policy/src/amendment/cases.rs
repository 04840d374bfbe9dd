use serde::Serialize;

use crate::{
    calendar::Calendars,
    cases::{CaseResult, Difference, check_text},
    pack::{Pack, Packs},
    source::Problem,
};

/// How the cases of one pack come out under the new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CaseRun {
    /// How many come out as they did.
    pub same: usize,
    /// Those that come out otherwise.
    pub otherwise: Vec<OtherwiseJudged>,
}

/// A case that comes out otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherwiseJudged {
    /// Its file, beginning with the pack's folder.
    pub file: String,
    /// Its sentence.
    pub name: String,
    /// The claims that no longer come true.
    pub differences: Vec<Difference>,
    /// What is no longer understood, such as a provision that is gone.
    pub problems: Vec<Problem>,
}

impl CaseRun {
    /// The cases of `old` under `new`, against how they come out under `old`.
    pub(super) fn of_old(old: &Pack, new: &Pack, calendars: &Calendars) -> Self {
        let before = run(old, old, calendars);
        let after = run(old, new, calendars);
        let mut found = Self::default();
        for (before, after) in before.into_iter().zip(after) {
            found.note(after, Some(&before));
        }
        found
    }

    /// The cases of `new` under itself: those that fail.
    pub(super) fn of_new(new: &Pack, calendars: &Calendars) -> Self {
        let mut found = Self::default();
        for result in run(new, new, calendars) {
            found.note(result, None);
        }
        found
    }

    fn note(&mut self, mut result: CaseResult, before: Option<&CaseResult>) {
        if let Some(before) = before {
            let known = &before.differences;
            result.differences.retain(|one| !known.contains(one));
            let known = &before.problems;
            result.problems.retain(|one| !known.contains(one));
        }
        if result.passed() {
            self.same += 1;
            return;
        }
        self.otherwise.push(OtherwiseJudged {
            file: result.file,
            name: result.name,
            differences: result.differences,
            problems: result.problems,
        });
    }
}

/// Runs the cases of one pack under another, which stands in under the name that they use.
fn run(of: &Pack, under: &Pack, calendars: &Calendars) -> Vec<CaseResult> {
    let mut stand_in = under.clone();
    stand_in.id.clone_from(&of.id);
    let mut packs = Packs::default();
    packs.add(stand_in);
    let cases = of.cases().iter();
    cases
        .map(|(file, text)| check_text(file, text, &packs, calendars))
        .collect()
}
