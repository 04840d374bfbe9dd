//! The command line: `shuniu <command>`.
//!
//! Exit codes: 0 fine, 1 it ran and something failed, 2 wrong use. Errors go to stderr, the first
//! line saying what to do.

mod arguments;
mod bench;
mod config;
mod connector;
mod delivery;
mod demo;
mod handed;
mod hold;
mod import;
mod launch;
mod ledger;
mod migrate;
mod output;
mod policy;
mod preview;
mod quarantine;
mod reasons;
mod reassess;
mod runtime;
mod sandbox;
mod seed;
mod serve;
mod setup;
mod standing;
mod sweep;
mod sync;
mod template;
mod token;

use std::process::ExitCode;

use clap::Parser;

pub use arguments::{Arguments, Command};
pub use launch::Launch;
pub use output::{CommandError, Notes, Output};
pub use setup::{KeysNotFetched, authenticator};

/// Runs the command line of this process.
#[must_use]
pub fn main(launch: &Launch) -> ExitCode {
    // clap itself answers --help with 0 and wrong use with 2.
    let arguments = Arguments::parse();
    let mut output = Output::new(arguments.json);
    match run(&arguments.command, launch, &mut output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output.fail(&error),
    }
}

/// Runs one command.
///
/// # Errors
///
/// Fails with what to tell the user and the exit code.
pub fn run(command: &Command, launch: &Launch, output: &mut Output) -> Result<(), CommandError> {
    match command {
        Command::Demo(arguments) => demo::run(arguments, output),
        Command::Serve(arguments) => serve::run(arguments, launch, output),
        Command::Migrate(arguments) => migrate::run(arguments, output),
        Command::Sandbox(arguments) => sandbox::run(arguments, output),
        Command::Seed(arguments) => seed::run(arguments, output),
        Command::Sync(arguments) => sync::run(arguments, launch, output),
        Command::Reassess(arguments) => reassess::run(arguments, launch, output),
        Command::Import(arguments) => import::run(arguments, launch, output),
        Command::Template(arguments) => template::run(arguments, output),
        Command::Connector(arguments) => connector::run(arguments, output),
        Command::Quarantine(arguments) => quarantine::run(arguments, launch, output),
        Command::Policy(arguments) => policy::run(arguments, output),
        Command::Ledger(arguments) => ledger::run(arguments, output),
        Command::Bench(arguments) => bench::run(arguments, output),
        Command::Schema => output.line(crate::graphql::sdl().trim_end()),
        Command::Token(arguments) => token::run(arguments, &crate::clock::SystemClock, output),
        Command::Config(arguments) => config::run(arguments, output),
    }
}

#[cfg(test)]
mod tests;
