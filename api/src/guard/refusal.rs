//! Why a document was refused.

use async_graphql::{Pos, parser};

use crate::fault::Code;

/// A document that will not be validated, let alone executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has a syntax error.
    Syntax {
        /// What was expected, without the text of the document.
        message: String,
        /// Where.
        position: Option<Pos>,
    },
    /// It passes a limit.
    Limit {
        /// The key under `limits`.
        key: &'static str,
        /// What is limited, in words.
        what: &'static str,
        /// What the document has; the scan stops at the limit and says one more.
        found: u64,
        /// What is allowed.
        limit: u64,
    },
    /// It holds a fragment that contains itself.
    Cycle {
        /// The fragment.
        fragment: String,
    },
    /// The operation asked for is not in it, or cannot be told.
    Operation(String),
    /// A required variable has no value.
    Variable {
        /// The variable, without `$`.
        name: String,
        /// Its type.
        expected: String,
        /// Where it is declared.
        position: Pos,
    },
    /// A text holds the character U+0000; names the variable or argument.
    NullCharacter(String),
}

impl Refusal {
    /// Returns the code for the answer.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Syntax { .. } => Code::ParseFailed,
            Self::Limit { .. } => Code::LimitExceeded,
            Self::Cycle { .. } | Self::Operation(_) => Code::ValidationFailed,
            Self::Variable { .. } | Self::NullCharacter(_) => Code::BadUserInput,
        }
    }

    /// Returns the text for the answer.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Syntax { message, .. } => format!("syntax error: {message}"),
            Self::Limit {
                key,
                what,
                found,
                limit,
            } => {
                format!(
                    "the document has {found} {what}; at most {limit} are allowed (limits.{key})"
                )
            }
            Self::Cycle { fragment } => format!("fragment \"{fragment}\" contains itself"),
            Self::Operation(message) => message.clone(),
            Self::Variable { name, expected, .. } => {
                format!("variable \"${name}\" of type \"{expected}\" needs a value")
            }
            Self::NullCharacter(name) => {
                format!("\"{name}\" holds the character U+0000; take it out")
            }
        }
    }

    /// Returns the place in the document, if there is one.
    #[must_use]
    pub fn position(&self) -> Option<Pos> {
        match self {
            Self::Syntax { position, .. } => *position,
            Self::Variable { position, .. } => Some(*position),
            _ => None,
        }
    }
}

impl From<parser::Error> for Refusal {
    /// Keeps what was expected and where, and drops the source line that the parser quotes: it
    /// may be as long as the document.
    fn from(error: parser::Error) -> Self {
        let position = error.positions().next();
        let text = error.to_string();
        let expected = match &error {
            parser::Error::Syntax { .. } => {
                let last = text
                    .lines()
                    .rev()
                    .find_map(|line| line.trim_start().strip_prefix("= "));
                last.unwrap_or("the document cannot be read").to_owned()
            }
            _ => text,
        };
        Self::Syntax {
            message: expected.chars().take(200).collect(),
            position,
        }
    }
}
