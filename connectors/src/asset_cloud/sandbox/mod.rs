//! The platform's sandbox: opens and seals bodies, takes cards, and decides on them later.
//!
//! A card is decided at the second question about it. `PUT /_sandbox/settings` with
//! `{"decide_after_questions": N}` sets another number, for all that wait too; 0 decides as it is handed in.

mod cards;
mod gate;
mod routes;

pub use gate::{APP_PRIVATE_KEY, Credentials};
pub use routes::start;
