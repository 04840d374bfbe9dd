use serde::{Deserialize, Serialize};

/// Why one raw record cannot be understood. The others of its page go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{path}: {reason}; {mend}")]
pub struct RecordError {
    /// The field in the raw record (JSON pointer; empty for the record as a whole).
    pub path: String,
    /// What is wrong, with the value received.
    pub reason: String,
    /// What to do about it.
    pub mend: String,
    /// Whether the body must not be kept, because its secrecy mark cannot be read.
    #[serde(default)]
    pub withhold: bool,
}

impl RecordError {
    /// An error about the field at `path`.
    #[must_use]
    pub fn new(
        path: impl Into<String>,
        reason: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
            mend: mend.into(),
            withhold: false,
        }
    }

    /// The same error, saying that the body must not be kept.
    #[must_use]
    pub fn withheld(mut self) -> Self {
        self.withhold = true;
        self
    }
}
