//! What may be typed.

use clap::{Parser, Subcommand};

use super::{
    bench::BenchArguments, config::ConfigArguments, connector::ConnectorArguments,
    demo::DemoArguments, import::ImportArguments, ledger::LedgerArguments,
    migrate::MigrateArguments, policy::PolicyArguments, quarantine::QuarantineArguments,
    reassess::ReassessArguments, sandbox::SandboxArguments, seed::SeedArguments,
    serve::ServeArguments, sync::SyncArguments, template::TemplateArguments, token::TokenArguments,
};

/// 枢纽 Shuniu: one GraphQL hub over a place's government IT projects.
#[derive(Debug, Parser)]
#[command(name = "shuniu", version)]
pub struct Arguments {
    /// Print JSON on stdout, for scripts.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// See everything at once: a hub, outside systems with believable projects, and a tour.
    Demo(DemoArguments),
    /// Run the hub: API and workers.
    Serve(ServeArguments),
    /// Bring the database schema up to date, back, or list its migrations.
    Migrate(MigrateArguments),
    /// Run outside systems to develop against.
    Sandbox(SandboxArguments),
    /// Fill a database with many invented projects, to measure on.
    Seed(SeedArguments),
    /// Sync once, in the foreground.
    Sync(SyncArguments),
    /// Assess all projects that wait for it, in the foreground: after a change of the law, say.
    Reassess(ReassessArguments),
    /// Take in a ledger that people keep: projects, contracts, payments and more.
    Import(ImportArguments),
    /// Write an empty ledger to fill in, as the law of a place asks for it.
    Template(TemplateArguments),
    /// List and check the outside systems; try a mapping on a sample.
    Connector(ConnectorArguments),
    /// List records that were set aside; try them again after a mapping was mended.
    Quarantine(QuarantineArguments),
    /// Write law packs: run their cases, explain, look them over, begin and compare them.
    Policy(PolicyArguments),
    /// Verify the ledger, or print its signed heads to be kept elsewhere.
    Ledger(LedgerArguments),
    /// Measure.
    Bench(BenchArguments),
    /// Print the GraphQL schema.
    Schema,
    /// Make a token for development and tests.
    Token(TokenArguments),
    /// Look at the settings.
    Config(ConfigArguments),
}
