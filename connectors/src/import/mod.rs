//! Ledgers that people keep (台账): workbooks and text files, read as they are.
//!
//! A file becomes a [`Sheet`](sheet::Sheet), its headings a [`Layout`], its rows raw records of the
//! system `import`; [`LedgerFile`] is the connector that yields them. What a column may be called,
//! what it holds and what names a row is in the files under `forms/` and in the vocabulary.

mod annotate;
mod aside;
mod choose;
mod columns;
mod decoded;
mod duration;
mod encoding;
mod file;
mod form;
mod form_file;
mod heading;
mod hidden;
mod identity;
mod json_lines;
mod kind;
mod layout;
mod ledger;
mod limits;
mod map;
mod money;
mod named;
mod notes;
mod problem;
mod rest;
mod seal;
mod secrecy;
pub mod sheet;
mod shown;
mod slip;
mod styles;
mod template;
#[cfg(test)]
mod tests;
mod text;
mod text_file;
mod value;
mod word;
mod xlsx;

pub(crate) use choose::held;
pub(crate) use encoding::{Seen, decoded_as};
pub(crate) use text::plain;
pub(crate) use text_file::{Stopped, TextRows};

pub use annotate::{Mark, Tone};
pub use file::{Forming, LedgerFile};
pub use form::{Form, Forms, Headings};
pub use kind::{Kind, UnknownKind};
pub use layout::{Layout, LeftOut, Used};
pub use ledger::{Ledger, LedgerRow, Standing, UnreadSheet, Upload};
pub use limits::Limits;
pub use problem::FileProblem;
pub use slip::{Remark, heading_of};
pub use template::Asked;
