use std::fmt;

use super::media_types;

/// Why a content is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Its bytes are of no type that is taken in, or not of the declared one.
    Type {
        /// The type that the caller declared.
        declared: Option<String>,
    },
    /// The file's name says that it is something else.
    Ending {
        /// How the name ends.
        ending: String,
        /// How the names of what the bytes are end.
        known: Vec<&'static str>,
    },
    /// It holds macros.
    Macros,
    /// It has no bytes.
    Empty,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty; choose it again"),
            Self::Type { declared } => {
                match declared {
                    Some(declared) => {
                        write!(f, "the bytes are not {declared:?}, or that is not taken in")?;
                    }
                    None => f.write_str("the bytes are of no type that is taken in")?,
                }
                write!(f, "; known: {}", media_types().join(", "))
            }
            Self::Ending { ending, known } => {
                write!(
                    f,
                    "the name ends in .{ending}, and names of what the bytes are end in .{}; \
                     name it after what it is",
                    known.join(", .")
                )
            }
            Self::Macros => f.write_str("the document holds macros; save it without them"),
        }
    }
}
