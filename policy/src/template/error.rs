use crate::{source::Problem, values::RegionCodeError};

/// Why no pack was written. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The id is none.
    #[error(
        "`{0}` cannot be the id of a pack: give lower-case letters, digits and single hyphens, a letter first, at most 40, such as `haikou`"
    )]
    Id(String),
    /// The region is no division code.
    #[error(transparent)]
    Region(#[from] RegionCodeError),
    /// A title is empty or goes over several lines.
    #[error("the title must be one line of text, as the regulation prints it")]
    Title,
    /// The level is none.
    #[error("unknown level `{level}`; the nearest known name is `{nearest}`")]
    Level {
        /// As given.
        level: String,
        /// What may have been meant.
        nearest: &'static str,
    },
    /// There is something already.
    #[error("{0} exists already; give another id, or another folder with --dir")]
    Exists(String),
    /// The pack would not load, such as with a title that reads as an article.
    #[error("the pack would not load; give another title: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Problem>),
    /// A file or folder cannot be written.
    #[error("writing {path} failed; see that the folder can be written to")]
    Io {
        /// The path.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}
