//! `shuniu reassess`.

use anyhow::anyhow;
use clap::Args;
use serde::Serialize;
use shuniu_hub::{Jurisdiction, Round};

use super::runtime::{Settings, block_on};
use super::{CommandError, Launch, Output};
use crate::app;
use crate::demo::progress::Meter;

/// Arguments of `reassess`.
#[derive(Debug, Args)]
pub struct ReassessArguments {
    /// Only this jurisdiction, by its region code.
    #[arg(long)]
    pub jurisdiction: Option<String>,
    /// Which settings.
    #[command(flatten)]
    pub settings: Settings,
}

/// What a place came to.
#[derive(Serialize)]
struct Assessed {
    jurisdiction: String,
    /// Projects that were assessed.
    projects: u64,
    /// Projects that still wait: another process has put other packs in force.
    waiting: u64,
}

struct Shown<'a, 'm> {
    meter: &'a Meter<'m>,
    place: &'a str,
}

impl Round for Shown<'_, '_> {
    fn assessed(&self, done: u64, due: u64) {
        let text = format!("of {due} in {}", self.place);
        self.meter.step(done, &text);
        if done == due {
            self.meter.line(&format!("  {done} {text}"));
        }
    }
}

pub(super) fn run(
    arguments: &ReassessArguments,
    launch: &Launch,
    output: &mut Output,
) -> Result<(), CommandError> {
    let config = arguments.settings.load()?;
    let meter = Meter::new(None, output);
    let told = block_on(async {
        let opened = app::open_with(&config, launch.probe.clone())
            .await
            .map_err(CommandError::Failed)?;
        let hub = &opened.hub;
        let mut told = Vec::new();
        for place in chosen(arguments, &hub.known_jurisdictions())? {
            let region = place.setup.region.as_str();
            let shown = Shown {
                meter: &meter,
                place: region,
            };
            let failed = |error| CommandError::failed(anyhow!("{region}: {error}"));
            told.push(Assessed {
                projects: hub.reassess_due(place.id, &shown).await.map_err(failed)?,
                waiting: hub.count_due(place.id).await.map_err(failed)?,
                jurisdiction: region.to_owned(),
            });
        }
        Ok::<_, CommandError>(told)
    })??;
    meter.end();
    if output.is_json() {
        output.value(&told)?;
    } else {
        for one in &told {
            output.line(&format!("{}  {} assessed", one.jurisdiction, one.projects))?;
        }
    }
    let left: Vec<&str> = told
        .iter()
        .filter(|one| one.waiting > 0)
        .map(|one| one.jurisdiction.as_str())
        .collect();
    if left.is_empty() {
        return Ok(());
    }
    Err(CommandError::failed(anyhow!(
        "{} is assessed by another process, under other packs, calendars or settings; give all \
         processes the same ones",
        left.join(", ")
    )))
}

fn chosen(
    arguments: &ReassessArguments,
    known: &[Jurisdiction],
) -> Result<Vec<Jurisdiction>, CommandError> {
    let Some(wanted) = &arguments.jurisdiction else {
        return Ok(known.to_vec());
    };
    let one = known.iter().find(|one| one.setup.region.as_str() == wanted);
    match one {
        Some(one) => Ok(vec![one.clone()]),
        None => {
            let known: Vec<&str> = known.iter().map(|one| one.setup.region.as_str()).collect();
            let known = known.join(", ");
            Err(CommandError::usage(anyhow!(
                "no jurisdiction {wanted} is set up here; known: {known}"
            )))
        }
    }
}
