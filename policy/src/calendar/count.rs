use chrono::{Datelike, NaiveDate};

use super::{NotLoaded, Term, Unit, WorkingDays};

/// A last day, and whether a regional calendar was missing on the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The last permitted day.
    pub day: NaiveDate,
    /// An overlay does not cover a year that was consulted (R18).
    pub regional_missing: bool,
}

impl WorkingDays {
    /// The last day of a period for an act (R6): counted from the day after `from`; for days,
    /// months and years the corresponding day, rolled forward off rest days.
    ///
    /// # Errors
    ///
    /// [`NotLoaded`] when a day in a year without a calendar would have to be judged.
    pub fn last_day(&self, from: NaiveDate, term: Term) -> Result<Counted, NotLoaded> {
        let provisional = term.corresponding_day(from);
        let mut walk = Walk {
            calendar: self,
            regional_missing: false,
            provisional,
        };
        let day = match term.unit {
            Unit::Workdays => walk.forward(from, term.amount)?,
            _ => walk.roll(provisional)?,
        };
        Ok(Counted {
            day,
            regional_missing: walk.regional_missing,
        })
    }
}

struct Walk<'a> {
    calendar: &'a WorkingDays,
    regional_missing: bool,
    provisional: NaiveDate,
}

impl Walk<'_> {
    fn working(&mut self, day: NaiveDate) -> Result<bool, NotLoaded> {
        let working = self.calendar.is_working(day).ok_or(NotLoaded {
            year: day.year(),
            provisional: self.provisional,
        })?;
        self.regional_missing |= !self.calendar.overlays_cover(day.year());
        Ok(working)
    }

    fn forward(&mut self, from: NaiveDate, amount: u32) -> Result<NaiveDate, NotLoaded> {
        let mut left = amount;
        let mut day = from;
        while left > 0 {
            day = day.succ_opt().unwrap_or(NaiveDate::MAX);
            left -= u32::from(self.working(day)?);
        }
        Ok(day)
    }

    fn roll(&mut self, mut day: NaiveDate) -> Result<NaiveDate, NotLoaded> {
        while !self.working(day)? {
            day = day.succ_opt().unwrap_or(NaiveDate::MAX);
        }
        Ok(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Calendar, Calendars};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_shared_vector_is_counted_as_printed() {
        let calendars = Calendars::shipped();
        let vectors = include_str!("../../data/vectors/deadline_vectors.csv");
        let mut seen = 0;
        for line in vectors.lines().skip(1) {
            let cells: Vec<&str> = line.splitn(6, ',').collect();
            let ids: &[&str] = match cells[0] {
                "national" => &["cn"],
                "xinjiang" => &["cn", "cn-xinjiang"],
                other => panic!("unknown calendar {other}"),
            };
            let unit = match cells[2] {
                "workdays" => Unit::Workdays,
                "days" => Unit::Days,
                "months" => Unit::Months,
                other => panic!("unknown unit {other}"),
            };
            let amount = cells[3].parse().unwrap();
            let place = calendars.working_days(ids).unwrap();
            let got = place.last_day(day(cells[1]), Term { amount, unit });
            let expected = Counted {
                day: day(cells[4]),
                regional_missing: false,
            };
            assert_eq!(got, Ok(expected), "{line}");
            seen += 1;
        }
        assert_eq!(seen, 21);
    }

    #[test]
    fn a_year_without_a_calendar_is_an_error_with_a_provisional_day() {
        let place = Calendars::shipped().working_days(&["cn"]).unwrap();
        let term = Term {
            amount: 12,
            unit: Unit::Months,
        };
        let error = place.last_day(day("2026-02-02"), term).unwrap_err();
        assert_eq!(error.to_string(), "calendar not loaded for 2027");
        assert_eq!(error.provisional, day("2027-02-02"));
        let term = Term {
            amount: 3,
            unit: Unit::Workdays,
        };
        let error = place.last_day(day("2026-12-30"), term).unwrap_err();
        assert_eq!(error.provisional, day("2027-01-04"));
    }

    #[test]
    fn a_missing_overlay_year_is_marked_and_a_calendar_can_be_added() {
        let mut calendars = Calendars::shipped();
        let term = Term {
            amount: 7,
            unit: Unit::Workdays,
        };
        let place = calendars.working_days(&["cn", "cn-xinjiang"]).unwrap();
        let counted = place.last_day(day("2026-04-20"), term).unwrap();
        assert!(counted.regional_missing);
        let text = "date,kind,name\n2026-04-21,holiday,test\n";
        calendars.add(Calendar::from_csv("cn-xinjiang", text).unwrap());
        let place = calendars.working_days(&["cn", "cn-xinjiang"]).unwrap();
        let counted = place.last_day(day("2026-04-20"), term).unwrap();
        assert!(!counted.regional_missing);
        assert_eq!(counted.day, day("2026-04-30"));
    }

    #[test]
    fn a_bad_row_is_named_by_its_line() {
        let error = Calendar::from_csv("x", "date,kind,name\n2026-1-1,holiday,a\n").unwrap_err();
        assert!(
            error.to_string().starts_with("calendar x line 2"),
            "{error}"
        );
        assert!(Calendars::shipped().working_days(&["cn", "us"]).is_err());
    }
}
