//! `shuniu migrate`.

use clap::{Args, Subcommand};
use serde::Serialize;
use shuniu_hub::clock::SystemClock;
use shuniu_hub::db::{Database, DatabaseOptions, migrate_down, migrate_up, migration_states};

use super::runtime::{Settings, block_on};
use super::{CommandError, Output};

/// Arguments of `migrate`.
#[derive(Debug, Args)]
pub struct MigrateArguments {
    /// What to do with the schema.
    #[command(subcommand)]
    pub command: MigrateCommand,
}

/// The commands below `migrate`.
#[derive(Debug, Subcommand)]
pub enum MigrateCommand {
    /// Apply what is missing.
    Up(Settings),
    /// Take the newest migration back; its data is lost.
    Down {
        /// How many.
        #[arg(long, default_value_t = 1)]
        steps: u32,
        /// Which settings.
        #[command(flatten)]
        settings: Settings,
    },
    /// List all migrations.
    Status(Settings),
}

#[derive(Serialize)]
struct State {
    name: String,
    applied: bool,
}

pub(super) fn run(arguments: &MigrateArguments, output: &mut Output) -> Result<(), CommandError> {
    let settings = match &arguments.command {
        MigrateCommand::Up(settings)
        | MigrateCommand::Status(settings)
        | MigrateCommand::Down { settings, .. } => settings,
    };
    let config = settings.load()?;
    let states = block_on(async {
        let database = Database::open(&config.database.url, &DatabaseOptions::default()).await?;
        match &arguments.command {
            MigrateCommand::Up(_) => migrate_up(&database, &SystemClock).await?,
            MigrateCommand::Down { steps, .. } => {
                migrate_down(&database, &SystemClock, Some(*steps)).await?;
            }
            MigrateCommand::Status(_) => {}
        }
        let states = migration_states(&database).await?;
        database.close().await?;
        Ok::<_, anyhow::Error>(states)
    })?
    .map_err(CommandError::Failed)?;
    let states: Vec<State> = states
        .into_iter()
        .map(|one| State {
            name: one.name,
            applied: one.applied,
        })
        .collect();
    if output.is_json() {
        return output.value(&states);
    }
    for state in states {
        let mark = if state.applied { "applied" } else { "missing" };
        output.line(&format!("{mark}  {}", state.name))?;
    }
    Ok(())
}
