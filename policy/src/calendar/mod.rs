//! Counting legal periods (民法典 art. 200–204) over calendars that are data.
//!
//! A year without a calendar is an error and never a weekend-only guess (R18).

mod count;
mod days;
mod error;
mod folder;
mod term;
mod working_days;

pub use count::Counted;
pub use days::Calendar;
pub use error::{CalendarError, NotLoaded};
pub use term::{Term, Unit};
pub use working_days::{Calendars, Departure, WorkingDays};
