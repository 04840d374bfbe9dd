use crate::source::Problem;

/// Why a pack does not load.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Everything that is wrong with it.
    #[error("pack `{pack}` does not load: {} problems\n{}", problems.len(), lines(problems))]
    Problems {
        /// The pack's id or folder.
        pack: String,
        /// In the order of files and lines.
        problems: Vec<Problem>,
    },
    /// A folder or file that cannot be read.
    #[error("reading {path}: {source}")]
    Io {
        /// What was to be read.
        path: String,
        /// Why it could not be.
        source: std::io::Error,
    },
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
