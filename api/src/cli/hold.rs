//! `shuniu connector pause` and `resume`.

use anyhow::anyhow;
use clap::Args;
use shuniu_hub::Fault;
use shuniu_hub::command::{Command, Submission};
use shuniu_hub::sync::{PauseConnector, ResumeConnector};

use super::import::{operator, place};
use super::runtime::{Settings, block_on};
use super::{CommandError, Output};
use crate::app;
use crate::config::Config;

/// Which system is paused or resumed, and why.
#[derive(Debug, Args)]
pub struct Hold {
    /// The id of the instance, or the system, such as trading_centre.
    pub system: String,
    /// Its jurisdiction, by region code; may be left out with an id, and where there is but one.
    #[arg(long)]
    pub jurisdiction: Option<String>,
    /// Why, for the ledger.
    #[arg(long)]
    pub reason: String,
    /// Which settings.
    #[command(flatten)]
    pub settings: Settings,
}

/// Leaves a system alone.
pub(super) fn pause(hold: &Hold, output: &mut Output) -> Result<(), CommandError> {
    let held = hold.held()?;
    let command = PauseConnector {
        system: held.system.clone(),
        reason: hold.reason.clone(),
    };
    change(hold, &held, &command)?;
    output.line(&format!("{} is paused", hold.system))
}

/// Reads it again.
pub(super) fn resume(hold: &Hold, output: &mut Output) -> Result<(), CommandError> {
    let held = hold.held()?;
    let command = ResumeConnector {
        system: held.system.clone(),
        reason: hold.reason.clone(),
    };
    change(hold, &held, &command)?;
    output.line(&format!("{} goes on", hold.system))
}

/// A system of a jurisdiction, or of the only one.
struct Held {
    config: Config,
    system: String,
    jurisdiction: Option<String>,
}

impl Hold {
    /// What is meant: an instance by its id, or a system.
    fn held(&self) -> Result<Held, CommandError> {
        let config = self.settings.load()?;
        let mut instances = config.connectors.instances.iter();
        let named = instances.find(|one| one.id == self.system);
        let (system, jurisdiction) = match (named, &self.jurisdiction) {
            (Some(one), Some(other)) if one.jurisdiction != *other => {
                return Err(CommandError::usage(anyhow!(
                    "connector {} serves jurisdiction {}, not {other}; leave --jurisdiction out",
                    one.id,
                    one.jurisdiction
                )));
            }
            (Some(one), _) => (one.system.clone(), Some(one.jurisdiction.clone())),
            (None, jurisdiction) => (self.system.clone(), jurisdiction.clone()),
        };
        Ok(Held {
            config,
            system,
            jurisdiction,
        })
    }
}

fn change<C: Command>(hold: &Hold, held: &Held, command: &C) -> Result<(), CommandError> {
    block_on(async {
        let hub = app::open(&held.config)
            .await
            .map_err(CommandError::Failed)?
            .hub;
        let (place, region) = place(&hub, held.jurisdiction.as_deref())?;
        let operator = operator("connector", region);
        let submission = Submission {
            caller: &operator,
            jurisdiction: place,
            key: None,
        };
        match hub.submit(&submission, command).await {
            Ok(_) => Ok(()),
            Err(Fault::NotFound { .. }) => Err(CommandError::usage(unknown(hold, &held.config))),
            Err(fault) => Err(CommandError::failed(fault)),
        }
    })?
}

/// Neither an instance nor a system is called so.
fn unknown(hold: &Hold, config: &Config) -> anyhow::Error {
    let instances = config.connectors.instances.iter();
    let known: Vec<String> = instances
        .map(|one| format!("{} ({} in {})", one.id, one.system, one.jurisdiction))
        .collect();
    anyhow!(
        "no connector and no system {:?} was ever read here; configured: {}",
        hold.system,
        known.join(", ")
    )
}
