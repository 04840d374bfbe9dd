//! 日历订阅 calendars: feeds of duties that a credential in their address opens.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::CalendarMutation;
pub(crate) use object::Calendar;
pub(crate) use query::CalendarQuery;
