//! The outbound HTTP client of the product: the only code that opens a connection to the outside.
//!
//! A [`Channel`] leads to one configured origin and nowhere else. It refuses addresses that a
//! misled name could point at, follows no redirect, bounds time and size, spends a request budget
//! ahead of the other side's limit (with all other workers, once it is shared), retries what may work later, and stops calling a system that
//! keeps failing. Why a request waits is told to whoever
//! [asks for it](telling_delays).

mod address;
mod allowance;
mod attempts;
mod breaker;
mod budget;
mod channel;
mod delay;
mod exchange;
mod origin;
mod retry;
mod settings;
mod unsent;

pub use allowance::{Allowance, Claim, Taken};
pub(crate) use attempts::Attempts;
pub use breaker::{Breaker, BreakerPosition, BreakerState};
pub use budget::Budget;
pub use channel::{Channel, Reached, Undelivered};
pub use delay::{Again, Delay, Delayed, Setback, telling_delays};
pub(crate) use exchange::Origin;
pub use exchange::{Request, Response};
pub use settings::ChannelSettings;
