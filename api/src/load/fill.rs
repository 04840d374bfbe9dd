use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use serde::Serialize;
use shuniu_hub::connectors::seed::{Load, LoadPlace, WholeFile};
use shuniu_hub::db::refresh_statistics;
use shuniu_hub::{Hub, JurisdictionSetup};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::demo::place::Place;

/// Files entered in one transaction: enough that its fixed costs do not count, and far from any
/// limit of time or size.
const BATCH: usize = 200;

/// Transactions at work at once: while one is written, the files of the next are made.
const AT_ONCE: usize = 2;

/// Most projects of one place: project codes of one month and place have five digits.
pub const MOST_PROJECTS: usize = 100_000;

/// What to fill a database with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadOptions {
    /// Projects in all.
    pub projects: usize,
    /// Places among which they are spread evenly; the five regulations go round.
    pub jurisdictions: usize,
    /// Another one gives other projects.
    pub seed: u64,
    /// Fill it although it holds other places as well.
    pub among_others: bool,
}

/// What was filled in.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LoadReport {
    /// Projects of the load that the database now holds.
    pub projects: u64,
    /// Those among them that were new.
    pub entered: u64,
    /// Places.
    pub jurisdictions: usize,
    /// How long it took.
    pub seconds: f64,
}

/// Fills the database behind the hub, on its legal day. What an earlier run has entered stays as it
/// is: the same options again add nothing, and more projects are added to those that are there.
/// `told` hears how many projects are done.
///
/// # Errors
///
/// Fails when the database holds places that are not of this load, unless that is allowed, and
/// when it fails itself; what was entered until then stays, and the next run goes on from there.
pub async fn fill(
    hub: &Hub,
    options: &LoadOptions,
    told: &dyn Fn(u64, &str),
) -> Result<LoadReport> {
    let began = Instant::now();
    let setups = setups(options)?;
    refuse_strangers(hub, options, &setups)?;
    let (done, mut steps) = mpsc::unbounded_channel();
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut writers = JoinSet::new();
    for (nth, (place, setup)) in setups.iter().enumerate() {
        let more = usize::from(nth < options.projects % options.jurisdictions);
        let writer = Writer {
            hub: hub.clone(),
            jurisdiction: hub.ensure_jurisdiction(setup).await?,
            name: setup.name.clone(),
            files: options.projects / options.jurisdictions + more,
            load: Load::of(place, options.seed, hub.clock().today())?,
            done: done.clone(),
        };
        let turns = Arc::clone(&turns);
        writers.spawn(async move {
            let _turn = turns.acquire_owned().await?;
            writer.write().await
        });
    }
    drop(done);
    let (mut projects, mut entered) = (0, 0);
    while let Some(step) = steps.recv().await {
        projects += step.files;
        entered += step.entered;
        told(projects, &step.place);
    }
    while let Some(written) = writers.join_next().await {
        written.context("a writer ended early")??;
    }
    refresh_statistics(hub.database())
        .await
        .context("counting the tables anew for the planner")?;
    Ok(LoadReport {
        projects,
        entered,
        jurisdictions: options.jurisdictions,
        seconds: began.elapsed().as_secs_f64(),
    })
}

/// Enters the files of one place, batch by batch.
struct Writer {
    hub: Hub,
    jurisdiction: Uuid,
    name: String,
    files: usize,
    load: Load,
    done: mpsc::UnboundedSender<Step>,
}

/// A batch was entered.
struct Step {
    place: String,
    files: u64,
    entered: u64,
}

impl Writer {
    async fn write(mut self) -> Result<()> {
        let mut left = self.files;
        while left > 0 {
            let batch = self.load.by_ref().take(left.min(BATCH));
            let files: Vec<WholeFile> = batch.collect::<Result<_, _>>()?;
            left -= files.len();
            let entered = self
                .hub
                .enter_files(self.jurisdiction, &files)
                .await
                .with_context(|| format!("entering projects of {}", self.name))?;
            let step = Step {
                place: self.name.clone(),
                files: files.len() as u64,
                entered,
            };
            if self.done.send(step).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// The places with their laws. Their names bear the seed, so that two loads are told apart.
fn setups(options: &LoadOptions) -> Result<Vec<(LoadPlace, JurisdictionSetup)>> {
    let (many, most) = (options.jurisdictions, LoadPlace::MOST);
    if many == 0 || many > most {
        bail!("jurisdictions is {many}; a load has 1 to {most}");
    }
    if options.projects.div_ceil(many) > MOST_PROJECTS {
        bail!(
            "{} projects in {many} jurisdictions are more than {MOST_PROJECTS} each; give more jurisdictions",
            options.projects
        );
    }
    let places = (0..many).filter_map(LoadPlace::at);
    places
        .map(|place| {
            let law = Place::of(place.law_of.as_str());
            let law = law.ok_or_else(|| anyhow!("no regulation of {} is known", place.law_of))?;
            let setup = law.config().setup()?;
            let setup = JurisdictionSetup {
                region: place.region,
                name: format!("{}（种子{}）", place.name, options.seed),
                ..setup
            };
            Ok((place, setup))
        })
        .collect()
}

fn refuse_strangers(
    hub: &Hub,
    options: &LoadOptions,
    setups: &[(LoadPlace, JurisdictionSetup)],
) -> Result<()> {
    let known = hub.known_jurisdictions();
    let same = |region, name: &str| {
        let mut ours = setups.iter();
        ours.any(|(_, one)| one.region == region && one.name == name)
    };
    for one in known.iter() {
        let (region, name) = (one.setup.region, &one.setup.name);
        let ours = setups.iter().any(|(_, setup)| setup.region == region);
        if ours && !same(region, name) {
            bail!(
                "the database holds a load of another seed ({name}); give that one, or an empty database"
            );
        }
        let load = (0..LoadPlace::MOST).filter_map(LoadPlace::at);
        let of_a_load = || load.into_iter().any(|place| place.region == region);
        if !ours && !options.among_others && !of_a_load() {
            bail!(
                "the database holds {name} ({region}), which is no place of a load; give an empty database, or --among-others"
            );
        }
    }
    Ok(())
}
