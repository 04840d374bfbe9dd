//! Letters that move the last day of a duty (R22).

use chrono::NaiveDate;

use super::{
    Obligation, Reason,
    performed::Performed,
    scene::{Scene, Whose},
};
use crate::{
    calendar::{Counted, NotLoaded},
    facts::{Record, Source, Value},
    pack::Extension,
};

impl Scene<'_> {
    /// A letter on or before the last day moves it to the day it states, or as far towards it as
    /// the text allows.
    pub(super) fn extend(
        &self,
        obligation: &mut Obligation,
        extension: &Extension,
        performed: &Performed,
        start: NaiveDate,
        whose: Whose<'_>,
    ) {
        let letters = self.records_called(Source::Document, &extension.document, whose);
        let first_last = obligation.days.last_on;
        let mut undated = Vec::new();
        for letter in letters {
            let Some(last) = obligation.days.last_on else {
                continue;
            };
            let Some(on) = letter.on else {
                undated.push(letter);
                continue;
            };
            if on < start || on > last {
                continue;
            }
            let (until, error) = match self.stated(extension, letter, first_last) {
                None => (None, None),
                Some(Ok(counted)) => {
                    obligation.regional_calendar_missing |= counted.regional_missing;
                    (Some(counted.day), None)
                }
                Some(Err(error)) => (Some(error.provisional), Some(error)),
            };
            obligation.because.push(Reason::Extended { on, until });
            match until {
                Some(day) => {
                    obligation.days.last_on = Some(day);
                    obligation.days.provisional = error.is_some();
                    obligation.error = error;
                    obligation.days.due_on = obligation.certain_last();
                }
                None if is_done(performed, last) => {}
                None => obligation.need(&format!("{}.{}", extension.document, extension.until)),
            }
        }
        let Some(last) = obligation.days.last_on else {
            return;
        };
        let unread = !self.is_read_through(&extension.document, last.min(self.today));
        if is_done(performed, last) || (undated.is_empty() && !unread) {
            return;
        }
        if self.today <= last {
            self.changes_after(last);
            return;
        }
        for letter in undated {
            let until = self.stated(extension, letter, first_last);
            let until = until.map(|day| day.map_or_else(|error| error.provisional, |c| c.day));
            // In time or not, it changes nothing where the day it states is over as well.
            if until.is_none_or(|day| self.today <= day || is_done(performed, day)) {
                let letter = Box::new(letter.clone());
                obligation.because.push(Reason::Record(letter));
                obligation.need(&format!("{}.on", extension.document));
                until.into_iter().for_each(|day| self.changes_after(day));
            }
        }
        if unread {
            self.changes_after(self.today);
            let unread = self.unobserved(&extension.document);
            obligation.because.push(unread);
            obligation.need(&extension.document);
        }
    }

    /// The day a letter states, or the furthest that the text allows; none where it states none.
    fn stated(
        &self,
        extension: &Extension,
        letter: &Record,
        first_last: Option<NaiveDate>,
    ) -> Option<Result<Counted, NotLoaded>> {
        let Some(Value::Date(day)) = letter.attributes.get(&extension.until) else {
            return None;
        };
        let stated = Counted {
            day: *day,
            regional_missing: false,
        };
        let Some((most, from)) = extension.at_most.as_ref().zip(first_last) else {
            return Some(Ok(stated));
        };
        Some(match self.calendar.last_day(from, self.term(most)) {
            Ok(limit) => Ok(Counted {
                day: stated.day.min(limit.day),
                ..limit
            }),
            Err(error) => Err(NotLoaded {
                provisional: stated.day.min(error.provisional),
                ..error
            }),
        })
    }
}

fn is_done(performed: &Performed, by: NaiveDate) -> bool {
    performed.on.is_some_and(|done| done <= by)
}
