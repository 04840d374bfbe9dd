#![doc = include_str!("../README.md")]

pub mod account;
pub mod amendment;
pub mod assessment;
pub mod calendar;
pub mod cases;
mod condition;
pub mod facts;
pub mod lint;
pub mod measure;
pub mod pack;
mod source;
pub mod template;
pub mod values;
pub mod vocabulary;
mod words;

pub use assessment::{Assessment, Obligation, Status, evaluate, stage, status};
pub use calendar::{Calendars, WorkingDays};
pub use condition::Truth;
pub use facts::{Facts, Value};
pub use pack::{Pack, PackError, PackFiles, Packs, Provision};
pub use source::{Problem, nearest};
pub use values::{CreditCode, Doubt, Fen, Impossible, Period, PeriodKind, ProjectCode, RegionCode};
pub use vocabulary::Vocabulary;
pub use words::{InWords, Named};
