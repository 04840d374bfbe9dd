//! What may be typed.

use clap::{Parser, Subcommand};

use super::{config::ConfigArguments, token::TokenArguments};

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
    /// Make a token for development and tests.
    Token(TokenArguments),
    /// Look at the settings.
    Config(ConfigArguments),
}
