//! Ledgers that people hand in: read whole, then landed page by page as any outside system is.

mod answer;
mod copy;
mod notice;
mod rules;
mod run;
mod template;

pub use answer::{Answer, Fate, Trouble};
pub use rules::LedgerRules;
pub use run::{ImportError, Imported, Order, broken_off};
pub use shuniu_connectors::import::{
    FileProblem, Form, Forms, Headings, Kind, LeftOut, Limits, Remark, UnknownKind, UnreadSheet,
};
