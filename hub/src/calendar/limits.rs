/// What a calendar may be at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarLimits {
    /// How many duties a feed holds (`limits.calendar_events`).
    pub events: u32,
    /// How many calendars that open one subject may have in a jurisdiction
    /// (`limits.calendars`).
    pub each: u32,
    /// For how many days after the day it is made a calendar opens (`limits.calendar_days`).
    pub days: u32,
}

impl Default for CalendarLimits {
    fn default() -> Self {
        Self {
            events: 2_000,
            each: 10,
            days: 400,
        }
    }
}
