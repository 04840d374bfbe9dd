use crate::{source::unknown_name, vocabulary::ValueType};

/// Why something cannot be recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    /// A name that is not in the vocabulary; the text holds the nearest known one.
    #[error("{0}")]
    Unknown(String),
    /// A value of another type than the vocabulary gives.
    #[error("`{name}` is of type {expected}, not {got}")]
    Type {
        /// The fact or attribute.
        name: String,
        /// The type it has.
        expected: ValueType,
        /// The type that was given.
        got: ValueType,
    },
    /// A text that is no value of the type.
    #[error("`{name}` is of type {expected}, and `{text}` is none")]
    Text {
        /// The fact or attribute.
        name: String,
        /// The type it has.
        expected: ValueType,
        /// The text that was given.
        text: String,
    },
    /// An attribute that must be given.
    #[error("`{kind}` needs its attribute `{attribute}`")]
    Missing {
        /// The event or document.
        kind: String,
        /// The attribute that is not there.
        attribute: String,
    },
    /// A report for a period of the wrong length.
    #[error("`{kind}` is for a {expected}, and {period} is none")]
    Period {
        /// The report.
        kind: String,
        /// month, quarter or year.
        expected: &'static str,
        /// The period that was given.
        period: String,
    },
    /// An event without a day.
    #[error("event `{0}` needs the day it happened on")]
    Undated(String),
}

impl FactError {
    pub(crate) fn unknown<'a>(
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::Unknown(unknown_name(what, name, known))
    }
}
