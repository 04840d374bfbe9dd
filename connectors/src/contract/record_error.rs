use serde::{Deserialize, Serialize};
use shuniu_policy::pack::Bilingual;

use super::{Misfit, Reason};

/// Why one raw record cannot be understood. The others of its page go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{path}: {}; {}", .reason.en, .mend.en)]
pub struct RecordError {
    /// The field in the raw record (JSON pointer; empty for the record as a whole).
    pub path: String,
    /// What is wrong, with the value received.
    pub reason: Reason,
    /// What to do about it; boxed, so that results stay small.
    pub mend: Box<Bilingual>,
    /// Whether the body must not be kept, because its secrecy mark cannot be read.
    #[serde(default)]
    pub withhold: bool,
}

impl RecordError {
    /// An error about the field at `path`.
    #[must_use]
    pub fn new(path: impl Into<String>, misfit: &Misfit) -> Self {
        Self {
            path: path.into(),
            reason: Reason::new(misfit.code(), misfit.text()),
            mend: Box::new(misfit.mend()),
            withhold: false,
        }
    }

    /// The same error, saying where the record stood (file, sheet and row, or row of a table).
    #[must_use]
    pub fn standing_at(mut self, place: &Bilingual) -> Self {
        self.reason.zh = format!("{}：{}", place.zh, self.reason.zh);
        self.reason.en = format!("{}: {}", place.en, self.reason.en);
        self
    }

    /// The same error, saying that the body must not be kept.
    #[must_use]
    pub fn withheld(mut self) -> Self {
        self.withhold = true;
        self
    }
}
