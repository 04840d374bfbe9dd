//! What commands that touch the database share.

use std::path::PathBuf;

use clap::Args;

use super::CommandError;
use crate::config::{Config, load};

/// Which settings a command works with.
#[derive(Clone, Debug, Default, Args)]
pub struct Settings {
    /// The settings file; without one, defaults and environment alone.
    #[arg(long)]
    pub config: Option<PathBuf>,
    /// The database, instead of `database.url`.
    #[arg(long)]
    pub database: Option<String>,
}

impl Settings {
    pub(super) fn load(&self) -> Result<Config, CommandError> {
        let mut config = load(self.config.as_deref()).map_err(CommandError::failed)?;
        if let Some(url) = &self.database {
            config.database.url.clone_from(url);
            config.origin.note("database.url", "--database: ");
        }
        config.check().map_err(CommandError::failed)?;
        Ok(config)
    }
}

/// Runs a command's asynchronous part.
pub(super) fn block_on<F>(work: F) -> Result<F::Output, CommandError>
where
    F: Future,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    Ok(runtime.map_err(CommandError::failed)?.block_on(work))
}
