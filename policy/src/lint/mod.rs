//! What a reviewer of a pack wants to know beyond its being well formed: rules that no case
//! holds, that can never matter, that say two things at once or nothing at all, and names that
//! nobody uses.

mod atoms;
mod candidates;
mod coverage;
mod derived;
mod place;
mod reach;
mod rules;
mod run;
mod sheets;
mod untitled;
mod unused;
mod warning;

pub use run::{Linted, lint};
pub use warning::{Code, Warning};
