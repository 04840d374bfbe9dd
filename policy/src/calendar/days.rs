use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::CalendarError;
use crate::source::iso_date;

/// One calendar: the days on which a place departs from Monday to Friday.
///
/// A year is loaded when it has at least one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    id: String,
    days: BTreeMap<NaiveDate, bool>,
    years: BTreeSet<i32>,
}

impl Calendar {
    /// Reads CSV text with the header `date,kind,name`; `kind` is `holiday` or `workday`.
    ///
    /// # Errors
    ///
    /// [`CalendarError::Row`] names the first line that is not such a row.
    pub fn from_csv(id: &str, text: &str) -> Result<Self, CalendarError> {
        let mut days = BTreeMap::new();
        let mut lines = text.lines().zip(1..);
        let error = |line, what: String| CalendarError::Row {
            calendar: id.to_owned(),
            line,
            what,
        };
        match lines.next() {
            Some((header, _)) if header.trim_end() == "date,kind,name" => {}
            _ => return Err(error(1, "the header must be `date,kind,name`".to_owned())),
        }
        for (row, line) in lines.filter(|(row, _)| !row.trim().is_empty()) {
            let mut cells = row.splitn(3, ',');
            let (date, kind) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
            let day = iso_date(date)
                .ok_or_else(|| error(line, format!("`{date}` is not a date such as 2026-10-01")))?;
            let working = match kind {
                "workday" => true,
                "holiday" => false,
                other => {
                    let what = format!("`{other}` must be `holiday` or `workday`");
                    return Err(error(line, what));
                }
            };
            if days.insert(day, working).is_some() {
                return Err(error(line, format!("{day} occurs twice")));
            }
        }
        let years = days.keys().map(Datelike::year).collect();
        Ok(Self {
            id: id.to_owned(),
            days,
            years,
        })
    }

    /// The same, with the years that only the other covers.
    #[must_use]
    pub fn over(mut self, other: &Self) -> Self {
        let kept = other
            .days
            .iter()
            .filter(|(day, _)| !self.years.contains(&day.year()));
        let kept: Vec<(NaiveDate, bool)> = kept.map(|(day, working)| (*day, *working)).collect();
        self.days.extend(kept);
        self.years.extend(&other.years);
        self
    }

    /// The id by which packs name it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether the year is loaded.
    #[must_use]
    pub fn covers(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Its rows in the order of days: whether people work on the day.
    pub fn rows(&self) -> impl Iterator<Item = (NaiveDate, bool)> {
        self.days.iter().map(|(day, working)| (*day, *working))
    }

    /// Whether a row makes the day a working day (`true`) or a rest day (`false`).
    #[must_use]
    pub fn row(&self, day: NaiveDate) -> Option<bool> {
        self.days.get(&day).copied()
    }
}
