use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use super::{Case, Difference, collection};
use crate::{calendar::Calendars, pack::Packs, source::Problem};

/// How one case came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    /// The file as the caller named it.
    pub file: String,
    /// The case's sentence; the file's name where it was not understood.
    pub name: String,
    /// The claims that did not come true.
    pub differences: Vec<Difference>,
    /// What was not understood; then nothing was judged.
    pub problems: Vec<Problem>,
}

impl CaseResult {
    /// Understood, and every claim came true.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.differences.is_empty() && self.problems.is_empty()
    }
}

/// A path that gives no cases.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// It cannot be read.
    #[error("reading cases from {path} failed; give a case file or a folder of them")]
    Read {
        /// The path.
        path: String,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A folder without a case.
    #[error(
        "no case file (*.yaml, *.yml) was found in {path}; give a case file or a folder of them"
    )]
    NoCase {
        /// The folder.
        path: String,
    },
}

impl CheckError {
    fn of(path: &Path, cause: io::Error) -> Self {
        Self::Read {
            path: path.display().to_string(),
            cause,
        }
    }
}

/// How all cases came out. Its text is one line a case and ends `N passed, M failed`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The cases, in the order of their files.
    pub results: Vec<CaseResult>,
}

impl Report {
    /// How many passed.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.results.iter().filter(|result| result.passed()).count()
    }

    /// How many did not, or were not understood.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.results.len() - self.passed()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for result in &self.results {
            if result.passed() {
                writeln!(f, "ok    {}  {}", result.file, result.name)?;
                continue;
            }
            let differences = result.differences.iter().map(ToString::to_string);
            let problems = result.problems.iter().map(ToString::to_string);
            let details: Vec<String> = problems.chain(differences).collect();
            let name = &result.name;
            writeln!(
                f,
                "FAIL  {}  {name}  | {}",
                result.file,
                details.join(" | ")
            )?;
        }
        write!(f, "{} passed, {} failed", self.passed(), self.failed())
    }
}

/// Runs the cases in files and folders (`*.yaml`, `*.yml`, searched through).
///
/// # Errors
///
/// [`CheckError`] when a path cannot be read or a folder holds no case. A file that is not understood is a failed case and no error.
pub fn check(
    paths: &[PathBuf],
    packs: &Packs,
    calendars: &Calendars,
) -> Result<Report, CheckError> {
    let mut files = Vec::new();
    for path in paths {
        let before = files.len();
        gather(path, &mut files)?;
        if files.len() == before {
            return Err(CheckError::NoCase {
                path: path.display().to_string(),
            });
        }
    }
    let mut report = Report::default();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|cause| CheckError::of(&file, cause))?;
        let name = file.display().to_string();
        let results = check_file(&name, &text, packs, calendars);
        report.results.extend(results);
    }
    Ok(report)
}

/// Runs the case of a file, or the several of a collection: `*.cases.yaml`, where each begins
/// after a line `---`, and is named with that line.
#[must_use]
pub fn check_file(file: &str, text: &str, packs: &Packs, calendars: &Calendars) -> Vec<CaseResult> {
    let cases = collection::cases(file, text);
    let checked = cases.into_iter().map(|(before, text)| {
        let mut result = check_text(file, text, packs, calendars);
        if before > 0 {
            let place = format!("{file}:{before}");
            if result.name == file {
                result.name.clone_from(&place);
            }
            result.file = place;
        }
        for problem in result.problems.iter_mut().filter(|p| p.line > 0) {
            problem.line += before;
        }
        result
    });
    checked.collect()
}

fn gather(path: &Path, into: &mut Vec<PathBuf>) -> Result<(), CheckError> {
    if !path.is_dir() {
        into.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).and_then(|entries| {
        let paths = entries.map(|entry| entry.map(|e| e.path()));
        paths.collect::<io::Result<Vec<_>>>()
    });
    let mut entries = entries.map_err(|cause| CheckError::of(path, cause))?;
    entries.sort();
    for entry in entries {
        let case = entry.extension().is_some_and(|e| e == "yaml" || e == "yml");
        if entry.is_dir() || case {
            gather(&entry, into)?;
        }
    }
    Ok(())
}

/// Runs one case.
#[must_use]
pub fn check_text(file: &str, text: &str, packs: &Packs, calendars: &Calendars) -> CaseResult {
    let mut result = CaseResult {
        file: file.to_owned(),
        name: file.to_owned(),
        differences: Vec::new(),
        problems: Vec::new(),
    };
    let case = match Case::read(file, text, packs) {
        Ok(case) => case,
        Err(problems) => {
            result.problems = problems;
            return result;
        }
    };
    result.name.clone_from(&case.name);
    let problem = |message: String| Problem {
        file: file.to_owned(),
        line: 0,
        message,
    };
    match case.outcome(packs, calendars) {
        Ok(outcome) => result.differences = case.differences(&outcome),
        Err(error) => result.problems.push(problem(error.to_string())),
    }
    result
}

#[cfg(test)]
mod tests;
