//! The outbound HTTP client of the product: the only code that opens a connection to the outside.

mod breaker;

pub use breaker::{BreakerPosition, BreakerState};
