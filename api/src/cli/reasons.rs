//! Why records were set aside, as commands tell it.

use shuniu_hub::sync::AsideReason;

use super::{CommandError, Output};

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
