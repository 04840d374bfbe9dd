//! `shuniu bench`.

mod mutation;
mod policy;
mod read;
mod sync;

use clap::{Args, Subcommand};

use super::{CommandError, Output};
use mutation::MutationArguments;
use policy::PolicyArguments;
use read::ReadArguments;
use sync::SyncBenchArguments;

/// Arguments of `bench`.
#[derive(Debug, Args)]
pub struct BenchArguments {
    /// What to measure.
    #[command(subcommand)]
    pub command: BenchCommand,
}

/// The benchmarks.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// How long a change takes by itself, and while a bulk sync runs in the same jurisdiction.
    /// Needs an empty database.
    Mutation(MutationArguments),
    /// How fast the shipped packs are judged on one core: whole assessments, and their conditions
    /// beside other ways to judge the same. Needs no database.
    Policy(PolicyArguments),
    /// How long answers over HTTP take, beside statements written by hand for the same answers on
    /// the same database. Writes nothing; `seed` fills a database to measure on.
    Read(ReadArguments),
    /// How fast records of an outside system come in, beside a bare copy and upsert of the same
    /// records in the same database. Needs an empty database.
    Sync(SyncBenchArguments),
}

pub(super) fn run(arguments: &BenchArguments, output: &mut Output) -> Result<(), CommandError> {
    match &arguments.command {
        BenchCommand::Mutation(arguments) => mutation::run(arguments, output),
        BenchCommand::Policy(arguments) => policy::run(arguments, output),
        BenchCommand::Read(arguments) => read::run(arguments, output),
        BenchCommand::Sync(arguments) => sync::run(arguments, output),
    }
}
