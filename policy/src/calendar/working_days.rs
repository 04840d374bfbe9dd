use std::ops::Not;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Calendar, CalendarError};

/// The calendars that are loaded, by id. More can be added at run time.
#[derive(Clone, Debug, Default)]
pub struct Calendars(Vec<Arc<Calendar>>);

impl Calendars {
    /// The shipped calendars: `cn` (national) and `cn-xinjiang` (overlay).
    ///
    /// # Panics
    ///
    /// Never: the shipped files are read by a test.
    #[must_use]
    pub fn shipped() -> Self {
        let mut calendars = Self::default();
        for (id, text) in [
            ("cn", include_str!("../../data/calendars/cn.csv")),
            (
                "cn-xinjiang",
                include_str!("../../data/calendars/cn-xinjiang.csv"),
            ),
        ] {
            let calendar = Calendar::from_csv(id, text);
            calendars.add(calendar.expect("the shipped calendars are read by a test"));
        }
        calendars
    }

    /// Adds a calendar; one with the same id is replaced.
    pub fn add(&mut self, calendar: Calendar) {
        self.0.retain(|present| present.id() != calendar.id());
        self.0.push(Arc::new(calendar));
    }

    /// A calendar by its id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Calendar> {
        let found = self.0.iter().find(|calendar| calendar.id() == id);
        found.map(AsRef::as_ref)
    }

    /// The working days of a place: the base calendar first, then its overlays.
    ///
    /// # Errors
    ///
    /// [`CalendarError`] when no id is given or one is not loaded.
    pub fn working_days<S: AsRef<str>>(&self, ids: &[S]) -> Result<WorkingDays, CalendarError> {
        let find = |id: &S| {
            let found = self.0.iter().find(|calendar| calendar.id() == id.as_ref());
            found.cloned().ok_or_else(|| CalendarError::Unknown {
                name: id.as_ref().to_owned(),
                loaded: self.0.iter().map(|c| c.id()).collect::<Vec<_>>().join(", "),
            })
        };
        let (base, overlays) = ids.split_first().ok_or(CalendarError::None)?;
        Ok(WorkingDays {
            base: find(base)?,
            overlays: overlays.iter().map(find).collect::<Result<_, _>>()?,
        })
    }
}

/// Days on end on which a place departs from Monday to Friday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// The first of them.
    pub first: NaiveDate,
    /// The last of them.
    pub last: NaiveDate,
    /// People work on them; otherwise they rest.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub works: bool,
}

/// The working days of one place: a base calendar under overlays.
#[derive(Clone, Debug)]
pub struct WorkingDays {
    base: Arc<Calendar>,
    overlays: Vec<Arc<Calendar>>,
}

impl WorkingDays {
    /// The calendars it is made of: the base, then its overlays.
    pub fn layers(&self) -> impl Iterator<Item = &Calendar> {
        let layers = std::iter::once(&self.base).chain(&self.overlays);
        layers.map(AsRef::as_ref)
    }

    /// Whether people work that day: overlay row, else base row, else Monday to Friday.
    ///
    /// `None` when the base calendar does not cover the year.
    #[must_use]
    pub fn is_working(&self, day: NaiveDate) -> Option<bool> {
        if !self.base.covers(day.year()) {
            return None;
        }
        Some(self.row(day).unwrap_or_else(|| is_weekday(day)))
    }

    /// The stretches of days between two, both included, that the calendars make rest days or
    /// working days and that would be the other by Monday to Friday alone. A rest that has no
    /// weekday in it is none; days of a year without a calendar are left out.
    #[must_use]
    pub fn departures(&self, from: NaiveDate, until: NaiveDate) -> Vec<Departure> {
        let mut found: Vec<Departure> = Vec::new();
        for day in from.iter_days().take_while(|day| *day <= until) {
            let Some(works) = self.row(day) else {
                continue;
            };
            match found.last_mut() {
                Some(last) if last.works == works && last.last.succ_opt() == Some(day) => {
                    last.last = day;
                }
                _ => found.push(Departure {
                    first: day,
                    last: day,
                    works,
                }),
            }
        }
        found.retain(|one| {
            let days = one.first.iter_days().take_while(|day| *day <= one.last);
            days.into_iter().any(|day| is_weekday(day) != one.works)
        });
        found
    }

    /// What some row makes of a day of a year that is loaded.
    fn row(&self, day: NaiveDate) -> Option<bool> {
        if !self.base.covers(day.year()) {
            return None;
        }
        let mut overlays = self.overlays.iter().rev();
        let overlay = overlays.find_map(|calendar| calendar.row(day));
        overlay.or_else(|| self.base.row(day))
    }

    /// Whether every overlay covers the year; where one does not, the base calendar alone was
    /// used and the result carries `regional_calendar_missing` (R18).
    #[must_use]
    pub fn overlays_cover(&self, year: i32) -> bool {
        self.overlays.iter().all(|calendar| calendar.covers(year))
    }
}

fn is_weekday(day: NaiveDate) -> bool {
    day.weekday().num_days_from_monday() < 5
}
