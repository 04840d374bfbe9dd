//! How like a record without a code is to the projects on record: what of both is compared, which
//! projects are worth comparing, and what a person is told of the result. Pure: no database, no
//! clock.
//!
//! A [`Profile`] is made of each side once. [`Profile::keys`] are stored for a project, a row each,
//! with a count of projects per key beside them. A page of records takes three statements: the
//! counts of all that [`Profile::considered`] names, the projects that have what [`Profile::asks`]
//! names, and the counts of these projects' [`Profile::pairs`]. [`score()`] compares two sides and
//! [`choose`] says of all that were compared whether one is linked, some go to a person, or the
//! record is of a project that is new. What each part of a score says to that person is
//! [`Part::said`].
//!
//! How sure that is, is measured in `hub/tests/likeness`.

mod amount;
mod band;
mod corpus;
mod frequency;
mod key;
mod lot;
mod mark;
mod name;
mod numeral;
mod phase;
mod places;
mod profile;
mod said;
mod score;
mod shared;
mod short;
mod sign;
mod span;
mod subject;
mod time;
mod unit;
mod weight;
mod work;

pub use amount::{Amount, Of};
pub use band::{Band, Choice, band, choose};
pub use corpus::Corpus;
pub use frequency::{Frequencies, rarity};
pub use key::Key;
pub use places::Places;
pub use profile::{Profile, Told};
pub use score::{Likeness, Part, score};
pub use sign::Sign;
