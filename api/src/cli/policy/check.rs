//! `shuniu policy check`.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;
use serde::Serialize;
use shuniu_hub::policy::cases;

use super::packs;
use crate::cli::{CommandError, Output};

/// Arguments of `policy check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Files or folders.
    #[arg(required = true)]
    pub path: Vec<PathBuf>,
    /// A folder of packs beside those that are built in; one of the same id and version
    /// takes the place of the built-in one.
    #[arg(long)]
    pub packs: Option<PathBuf>,
    /// A folder of calendars (`cn.csv`, say): years in it take the place of the built-in ones,
    /// further years are added.
    #[arg(long)]
    pub calendars: Option<PathBuf>,
}

pub(super) fn run(arguments: &CheckArguments, output: &mut Output) -> Result<(), CommandError> {
    let packs = packs::at_hand(arguments.packs.as_deref())?;
    let calendars = packs::calendars(arguments.calendars.as_deref())?;
    let report = cases::check(&arguments.path, &packs, &calendars).map_err(CommandError::failed)?;
    if output.is_json() {
        output.value(&Checked::from(&report))?;
    } else {
        output.line(report.to_string().trim_end())?;
    }
    if report.failed() == 0 {
        Ok(())
    } else {
        Err(CommandError::failed(anyhow!(
            "some cases failed; each is listed above with its differences"
        )))
    }
}

/// A report for scripts.
#[derive(Serialize)]
struct Checked<'a> {
    passed: usize,
    failed: usize,
    cases: Vec<Case<'a>>,
}

#[derive(Serialize)]
struct Case<'a> {
    file: &'a str,
    name: &'a str,
    passed: bool,
    /// What was not understood.
    problems: Vec<Problem<'a>>,
    /// The claims that did not come true.
    differences: Vec<Difference<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    file: &'a str,
    line: usize,
    message: &'a str,
}

#[derive(Serialize)]
struct Difference<'a> {
    what: &'a str,
    expected: &'a str,
    got: &'a str,
}

impl<'a> From<&'a cases::Report> for Checked<'a> {
    fn from(report: &'a cases::Report) -> Self {
        Self {
            passed: report.passed(),
            failed: report.failed(),
            cases: report.results.iter().map(Case::from).collect(),
        }
    }
}

impl<'a> From<&'a cases::CaseResult> for Case<'a> {
    fn from(result: &'a cases::CaseResult) -> Self {
        let problems = result.problems.iter().map(|one| Problem {
            file: &one.file,
            line: one.line,
            message: &one.message,
        });
        let differences = result.differences.iter().map(|one| Difference {
            what: &one.what,
            expected: &one.expected,
            got: &one.got,
        });
        Self {
            file: &result.file,
            name: &result.name,
            passed: result.passed(),
            problems: problems.collect(),
            differences: differences.collect(),
        }
    }
}
