//! A regulation as data: what a pack holds, how it is read strictly, and the packs that are shipped.

mod articles;
mod assemble;
mod check;
mod derived;
mod duty;
mod error;
mod load;
mod manifest;
mod model;
mod paper;
mod provision;
mod read_derived;
mod read_duty;
mod read_manifest;
mod read_provision;
mod reads;
mod ruling;
mod schedule;
mod shipped;
mod written_text;

pub(crate) use check::conditions;
pub(crate) use derived::{Derived, Outcome, Rule};
pub(crate) use duty::{
    Choice, Clock, Duration, Duty, Extension, Length, Performance, Shape, Trigger,
};
pub use error::PackError;
pub use load::PackFiles;
pub use manifest::{ExternalSystem, Law, Layer, NotActionable, Role, Stage};
pub use model::Pack;
pub use paper::{Alternative, Paper};
pub use provision::{Bearer, Bilingual, Machine, Provision, Strength, Subject};
pub(crate) use provision::{FindingRule, GateRule};
pub use ruling::{Ruling, Sayable, Situation};
pub(crate) use schedule::{Anchor, DueDay, PlanDay, PlanYear, Recurring};
pub use shipped::{Packs, version_numbers};
