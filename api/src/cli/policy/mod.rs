//! `shuniu policy`: what the author of a pack does with it.

mod check;
mod diff;
mod explain;
mod language;
mod lint;
mod new;
mod packs;
mod told;

use clap::{Args, Subcommand};

use super::{CommandError, Output};

use check::CheckArguments;
use diff::DiffArguments;
use explain::ExplainArguments;
use lint::LintArguments;
use new::NewArguments;

/// Arguments of `policy`.
#[derive(Debug, Args)]
pub struct PolicyArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: PolicyCommand,
}

/// The commands below `policy`.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Run scenario files or folders of them against the packs.
    Check(CheckArguments),
    /// Tell what follows from a case and why, or what a provision says, in words.
    Explain(ExplainArguments),
    /// Look a pack over: what the loader refuses, and what a reviewer should look at.
    Lint(LintArguments),
    /// Write the first files of a new pack.
    New(NewArguments),
    /// Tell what changed from one pack to another, in the law and in what follows from it.
    Diff(DiffArguments),
}

pub(super) fn run(arguments: &PolicyArguments, output: &mut Output) -> Result<(), CommandError> {
    match &arguments.command {
        PolicyCommand::Check(arguments) => check::run(arguments, output),
        PolicyCommand::Explain(arguments) => explain::run(arguments, output),
        PolicyCommand::Lint(arguments) => lint::run(arguments, output),
        PolicyCommand::New(arguments) => new::run(arguments, output),
        PolicyCommand::Diff(arguments) => diff::run(arguments, output),
    }
}
