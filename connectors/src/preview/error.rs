use super::known;
use crate::strict::StrictError;

/// Why nothing could be tried.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreviewError {
    /// No such system.
    #[error("no connector {0:?}; known: {known}{1}", known = known())]
    System(String, String),
    /// The mapping has no such stream.
    #[error("the mapping has no stream {0:?}; it has {1}")]
    Stream(String, String),
    /// The mapping cannot be used.
    #[error(transparent)]
    Mapping(#[from] StrictError),
    /// Its records come over its own interface alone.
    #[error("the records of {0} come over its interface alone; there is no layout of it")]
    Layout(String),
    /// The sample is a file, and would be refused whole if it were delivered.
    #[error("{0} would be refused, and nothing of it taken in: {1}")]
    File(String, String),
    /// The layout has no such stream.
    #[error("the layout has no stream {0:?}; it has {1}")]
    Unlaid(String, String),
    /// The sample holds no records.
    #[error("the sample is neither a JSON record, a list of records, nor one record a line: {0}")]
    Sample(String),
    /// The sample is an empty list.
    #[error("the sample holds no record")]
    Empty,
}
