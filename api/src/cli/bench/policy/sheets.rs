use anyhow::{Context, Result, anyhow};
use shuniu_hub::policy::calendar::{Calendars, WorkingDays};
use shuniu_hub::policy::cases::Case;
use shuniu_hub::policy::pack::{Pack, Packs};

/// The fact sheets of a pack's own cases, each with its day.
pub(super) struct Sheets<'a> {
    pub(super) pack: &'a Pack,
    pub(super) calendar: WorkingDays,
    pub(super) cases: Vec<Case>,
}

impl<'a> Sheets<'a> {
    pub(super) fn of(pack: &'a Pack, packs: &Packs) -> Result<Self> {
        let cases = pack.cases().iter().map(|(file, text)| {
            let read = Case::read(file, text, packs);
            read.map_err(|problems| {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                anyhow!("reading {file}: {}", problems.join("; "))
            })
        });
        let calendar = Calendars::shipped().working_days(&pack.calendars);
        Ok(Self {
            pack,
            calendar: calendar.context("reading the calendars of the pack")?,
            cases: cases.collect::<Result<_>>()?,
        })
    }
}
