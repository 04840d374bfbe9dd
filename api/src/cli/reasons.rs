//! Why records were set aside, as commands tell it.

use serde::Serialize;
use shuniu_hub::policy::pack::Bilingual;
use shuniu_hub::sync::AsideReason;

use super::{CommandError, Output};

/// One kind of reason at one field, for scripts.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Told<'a> {
    count: i64,
    code: &'a str,
    path: &'a str,
    /// External id of one of the records.
    example: &'a str,
    reason: &'a Bilingual,
    mend: &'a Bilingual,
}

impl<'a> From<&'a AsideReason> for Told<'a> {
    fn from(one: &'a AsideReason) -> Self {
        Self {
            count: one.count,
            code: &one.code,
            path: &one.path,
            example: &one.example,
            reason: &one.reason,
            mend: &one.mend,
        }
    }
}

/// A line for a person: how many, where, why, an example, and what to do.
pub(super) fn line(of: &str, one: &AsideReason, output: &mut Output) -> Result<(), CommandError> {
    let path = match one.path.as_str() {
        "" => "the record as a whole",
        path => path,
    };
    output.line(&format!(
        "  {} × {of}{path} ({}), such as {}: {}; {}",
        one.count, one.code, one.example, one.reason.en, one.mend.en
    ))
}

/// What is said of the records whose reasons are not told.
pub(super) fn rest(untold: i64, output: &mut Output) -> Result<(), CommandError> {
    match untold {
        0 => Ok(()),
        many => output.line(&format!("  {many} × for other reasons")),
    }
}
