//! `shuniu policy lint`.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;
use serde::Serialize;
use shuniu_hub::policy::{
    Packs, Problem,
    calendar::Calendars,
    lint::{Linted, Warning, lint},
};

use super::packs::{self, Folder};
use crate::cli::{CommandError, Output};

/// Arguments of `policy lint`.
#[derive(Debug, Args)]
pub struct LintArguments {
    /// Folders of packs, or folders that hold such; without one, the packs that are built in.
    pub path: Vec<PathBuf>,
    /// A folder of packs beside those that are built in.
    #[arg(long)]
    pub packs: Option<PathBuf>,
    /// Fail on warnings as well.
    #[arg(long)]
    pub strict: bool,
}

/// Where the packs in the binary come from.
const SHIPPED: &str = "policy/packs/";

pub(super) fn run(arguments: &LintArguments, output: &mut Output) -> Result<(), CommandError> {
    let at_hand = packs::at_hand(arguments.packs.as_deref())?;
    let mut folders = Vec::new();
    if arguments.path.is_empty() {
        folders.extend(Packs::shipped_files().into_iter().map(|files| Folder {
            files,
            before: SHIPPED.to_owned(),
        }));
    }
    for path in &arguments.path {
        folders.extend(packs::folders(path)?);
    }
    let calendars = Calendars::shipped();
    let looked: Result<Vec<Linted>, CommandError> = folders
        .iter()
        .map(|folder| {
            let linted = lint(&folder.files, &at_hand, &calendars);
            linted
                .map(|linted| placed(linted, &folder.before))
                .map_err(CommandError::failed)
        })
        .collect();
    let looked = looked?;
    let report = Looked {
        errors: looked.iter().map(|one| one.errors.len()).sum(),
        warnings: looked.iter().map(|one| one.warnings.len()).sum(),
        packs: looked.iter().map(OnePack::from).collect(),
    };
    if output.is_json() {
        output.value(&report)?;
    } else {
        output.line(&report.to_string())?;
    }
    if report.errors > 0 {
        return Err(CommandError::failed(anyhow!(
            "a pack does not load; mend the lines marked `error` above"
        )));
    }
    if arguments.strict && report.warnings > 0 {
        return Err(CommandError::failed(anyhow!(
            "there are warnings, and --strict was given; mend the lines above"
        )));
    }
    Ok(())
}

/// The same, with the folder that the pack lies in before every file.
fn placed(mut linted: Linted, before: &str) -> Linted {
    for problem in &mut linted.errors {
        problem.file.insert_str(0, before);
    }
    for warning in &mut linted.warnings {
        warning.file.insert_str(0, before);
    }
    linted
}

/// The report for scripts.
#[derive(Serialize)]
struct Looked<'a> {
    errors: usize,
    warnings: usize,
    packs: Vec<OnePack<'a>>,
}

#[derive(Serialize)]
struct OnePack<'a> {
    pack: &'a str,
    /// Absent where it does not load.
    version: Option<&'a str>,
    errors: &'a [Problem],
    warnings: &'a [Warning],
}

impl<'a> From<&'a Linted> for OnePack<'a> {
    fn from(linted: &'a Linted) -> Self {
        Self {
            pack: &linted.pack,
            version: linted.version.as_deref(),
            errors: &linted.errors,
            warnings: &linted.warnings,
        }
    }
}

/// One line for each error and warning, and the counts.
impl std::fmt::Display for Looked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for pack in &self.packs {
            for problem in pack.errors {
                writeln!(f, "error    {problem}")?;
            }
            for warning in pack.warnings {
                writeln!(f, "warning  {warning}")?;
            }
        }
        let plural = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            _ => format!("{count} {word}s"),
        };
        write!(
            f,
            "{}: {}, {}",
            plural(self.packs.len(), "pack"),
            plural(self.errors, "error"),
            plural(self.warnings, "warning")
        )
    }
}
