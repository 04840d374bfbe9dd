//! Feeds of duties that a credential in their address opens.
//!
//! Calendar clients send no headers, so the credential stands where everybody in between may read
//! it. Therefore it opens one feed and nothing else, for what its owner could see when it was made,
//! and until it lapses or is revoked.

mod choice;
mod limits;
mod open;
mod secret;

pub use choice::CalendarChoice;
pub use limits::CalendarLimits;
pub use open::OpenCalendar;
pub use secret::CalendarSecret;
