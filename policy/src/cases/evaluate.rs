use std::borrow::Cow;

use super::{Case, Difference, judge::differences};
use crate::{
    assessment::{Assessment, evaluate},
    calendar::{CalendarError, Calendars},
    pack::{Pack, Packs},
};

/// What follows from a case, with the pack that says so.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// The pack, with the settings that the case states.
    pub pack: Cow<'a, Pack>,
    /// What the law asks on the case's day.
    pub assessment: Assessment,
}

/// Why nothing follows from a case.
#[derive(Debug, thiserror::Error)]
pub enum OutcomeError {
    /// Its pack is not at hand.
    #[error("pack `{0}` is not loaded")]
    Pack(String),
    /// Its calendars cannot be put together.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl Case {
    /// Judges the case on its day.
    ///
    /// # Errors
    ///
    /// [`OutcomeError`] when its pack or one of its calendars is not at hand.
    pub fn outcome<'a>(
        &self,
        packs: &'a Packs,
        calendars: &Calendars,
    ) -> Result<Outcome<'a>, OutcomeError> {
        let pack = packs.get(&self.pack);
        let pack = pack.ok_or_else(|| OutcomeError::Pack(self.pack.clone()))?;
        Ok(self.judged_by(pack, calendars)?)
    }

    /// Judges the case by a pack that has the names it uses.
    ///
    /// # Errors
    ///
    /// [`CalendarError`] when a calendar that the case or the pack names is not loaded.
    pub fn judged_by<'a>(
        &self,
        pack: &'a Pack,
        calendars: &Calendars,
    ) -> Result<Outcome<'a>, CalendarError> {
        let ids = self.calendar.as_ref().unwrap_or(&pack.calendars);
        let calendar = calendars.working_days(ids)?;
        let mut pack = Cow::Borrowed(pack);
        for (setting, value) in &self.settings {
            pack.to_mut().set(setting, *value);
        }
        let assessment = evaluate(&[pack.as_ref()], &calendar, &self.facts, self.today);
        Ok(Outcome { pack, assessment })
    }

    /// Every claim of the case that did not come true.
    #[must_use]
    pub fn differences(&self, outcome: &Outcome<'_>) -> Vec<Difference> {
        differences(self, &outcome.pack, &outcome.assessment)
    }
}
