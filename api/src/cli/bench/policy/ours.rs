use std::hint::black_box;

use shuniu_hub::policy::measure::{Conditions, LaidOut};
use shuniu_hub::policy::{Truth, evaluate};

use super::{race::Side, sheets::Sheets};

/// Conditions as the engine judges them, each fact sheet laid out before anything is timed.
pub(super) struct Ours<'a> {
    pub(super) sheets: &'a Sheets<'a>,
    pub(super) conditions: &'a Conditions<'a>,
    laid_out: Vec<LaidOut<'a>>,
}

impl<'a> Ours<'a> {
    pub(super) fn new(sheets: &'a Sheets<'a>, conditions: &'a Conditions<'a>) -> Self {
        let calendar = &sheets.calendar;
        let cases = sheets.cases.iter();
        Self {
            sheets,
            conditions,
            laid_out: cases
                .map(|case| conditions.lay_out(calendar, &case.facts, case.today))
                .collect(),
        }
    }
}

impl Side for Ours<'_> {
    fn judge(&self, sheet: usize, found: &mut Vec<Truth>) {
        self.laid_out[sheet].judge(found);
    }
}

/// Whole assessments, with obligations, gates, findings and all their reasons.
pub(super) struct Assessing<'a>(pub(super) &'a Sheets<'a>);

impl Side for Assessing<'_> {
    fn judge(&self, sheet: usize, _: &mut Vec<Truth>) {
        let case = &self.0.cases[sheet];
        let (packs, calendar) = ([self.0.pack], &self.0.calendar);
        black_box(evaluate(&packs, calendar, &case.facts, case.today));
    }
}
