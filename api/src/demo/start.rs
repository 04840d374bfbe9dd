use std::fs::File;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;
use shuniu_hub::Hub;
use shuniu_hub::access::Role;
use shuniu_hub::connectors::Clock;
use shuniu_hub::connectors::sandbox::KNOWN;
use shuniu_hub::connectors::seed::{SeedOptions, World, generate};
use shuniu_hub::sync::Source;

use super::folder::{Filling, Folder, write_secret};
use super::hand_overs::HandOvers;
use super::ledgers;
use super::options::DemoOptions;
use super::people;
use super::place::{PLACES, Place};
use super::progress::Meter;
use super::sandboxes::Sandboxes;
use super::summary::{Arrival, Summary};
use super::tokens::{self, Mint, Pass};
use super::window::Window;
use crate::app;
use crate::auth::{Authenticator, DevelopmentKey};
use crate::cli::{CommandError, Output, authenticator};
use crate::clock::Clock as _;
use crate::config::Config;

/// Seed of the shipped world.
const SEED: u64 = 1;

/// A demo that has synced and can be shown and served.
pub struct Demo {
    /// Settings of its hub.
    pub config: Config,
    /// Its hub.
    pub hub: Hub,
    /// Its token check.
    pub auth: Arc<Authenticator>,
    pub(super) folder: Folder,
    pub(super) window: Window,
    pub(super) passes: Vec<Pass>,
    pub(super) summary: Summary,
    pub(super) colours: bool,
    sandboxes: Sandboxes,
    _lock: File,
}

impl Demo {
    /// Makes or continues the demo, syncs, and has people's files entered.
    ///
    /// # Errors
    ///
    /// Fails with what could not be done and how to mend it; the folder can be continued.
    pub async fn start(
        options: &DemoOptions,
        mut config: Config,
        output: &mut Output,
    ) -> Result<Self, CommandError> {
        let folder = Folder::at(&options.folder);
        let lock = folder.enter().map_err(CommandError::Failed)?;
        let fresh = Filling {
            seed: SEED,
            today: options.today,
            projects: options.projects.unwrap_or(DemoOptions::PROJECTS),
        };
        let (filling, is_fresh) = folder.filling(fresh).map_err(CommandError::Failed)?;
        greet(&folder, options, &filling, is_fresh, output)?;
        let prepared = prepare(&folder, &mut config, &filling).await;
        let ready = prepared.map_err(CommandError::Failed)?;
        let parts = Parts {
            folder,
            lock,
            fresh: is_fresh,
            colours: options.colours,
        };
        fill(ready, config, parts, output)
            .await
            .map_err(CommandError::Failed)
    }

    /// Ends its outside systems.
    pub async fn end(self) {
        self.sandboxes.end().await;
    }
}

struct Parts {
    folder: Folder,
    lock: File,
    fresh: bool,
    colours: bool,
}

/// A hub with its outside systems, before anything was synced.
struct Ready {
    hub: Hub,
    world: World,
    sandboxes: Sandboxes,
    sources: Vec<Source>,
    key: DevelopmentKey,
    clock: Arc<dyn Clock>,
}

fn greet(
    folder: &Folder,
    options: &DemoOptions,
    filling: &Filling,
    fresh: bool,
    output: &mut Output,
) -> Result<(), CommandError> {
    let wanted = options.projects.filter(|many| *many != filling.projects);
    if let Some(wanted) = wanted.filter(|_| !fresh) {
        output.note(&format!(
            "注意：--projects {wanted} 只对新文件夹有效；此文件夹已有 {} 个项目。note: --projects \
             counts for a new folder only; this one was filled with {}. Choose another with --data.",
            filling.projects, filling.projects
        ));
    }
    if output.is_json() {
        return Ok(());
    }
    let shown = folder.path().display();
    let (zh, en, next) = if fresh {
        let next = "接下来：启动五地各五个外部系统、同步、录入单位材料、递交办理、带您看一遍，然后提供服务；约一分钟。\n\
             Next: five outside systems start in each of five places, the hub syncs, people's papers are\n\
             entered, some are handed over, you get a tour, then the API serves. This takes about a minute.";
        ("新建", "new", next)
    } else {
        let next = "接下来：启动五地各五个外部系统、同步新的记录、带您看一遍，然后提供服务；约几秒钟。\n\
             Next: five outside systems start in each of five places, the hub syncs what is new, you get a tour, then the\n\
             API serves. What was entered before stays; this takes a few seconds.";
        ("继续使用", "continued", next)
    };
    output.line(&format!("枢纽 Shuniu 演示 demo · {zh} {en}: {shown}"))?;
    output.line(next)?;
    output.line(&format!(
        "法定当日 legal day {}，可用 --today 指定 (settable)",
        options.today
    ))
}

async fn prepare(folder: &Folder, config: &mut Config, filling: &Filling) -> Result<Ready> {
    let key = DevelopmentKey::open_or_create(&folder.development_key())?;
    let opened = app::open(config).await?;
    // One clock for the outside systems and for those who call them: signatures carry a time.
    let clock = app::outside_clock(config);
    let world = generate(SeedOptions {
        seed: filling.seed,
        today: filling.today,
        projects: filling.projects,
    });
    let sandboxes = Sandboxes::start(folder, &world, &clock).await?;
    config.connectors.instances = sandboxes.instances();
    config.check()?;
    let settings = toml::to_string(&*config).context("writing the demo's settings")?;
    write_secret(&folder.settings(), &settings)?;
    app::connect_all(config, &opened.hub, &clock).await?;
    Ok(Ready {
        sources: in_order(opened.hub.sources()),
        hub: opened.hub,
        world,
        sandboxes,
        key,
        clock,
    })
}

/// Place by place, in each the systems in the order in which they are best read.
fn in_order(mut sources: Vec<Source>) -> Vec<Source> {
    let rank = |source: &Source| {
        let system = source.connector.system();
        KNOWN.iter().position(|known| *known == system)
    };
    sources.sort_by_key(|source| (source.jurisdiction, rank(source)));
    sources
}

async fn fill(ready: Ready, config: Config, parts: Parts, output: &mut Output) -> Result<Demo> {
    let Ready {
        hub,
        world,
        sandboxes,
        sources,
        key,
        clock,
    } = ready;
    let auth = authenticator(&config.auth, None, Arc::new(crate::clock::SystemClock))?;
    auth.load_keys().await?;
    let auth = Arc::new(auth);
    let window = Window::open(&config, &hub, &auth);
    let mint = Mint {
        key: &key,
        config: &config.auth,
        now: crate::clock::SystemClock.now(),
    };
    let everywhere: Vec<&str> = PLACES.iter().map(|place| place.region).collect();
    let admin = mint.pass("admin", Role::Admin, &everywhere)?;
    let projects_before = projects(&window, &admin).await?;

    let began = Instant::now();
    let total = parts.fresh.then_some(sandboxes.seeded);
    let arrivals = sync(&hub, &sources, total, output).await?;
    let sync_ms = millis(began);

    let declared = people::declared(&window, &admin.token).await?;
    let began = Instant::now();
    let meter = Meter::new(Some(declared.len() as u64), output);
    let entered = people::attest(&hub, &world.attested, &declared, &meter).await;
    meter.end();
    let (attested_projects, attested) = entered?;
    let attest_ms = millis(began);

    let people = HandOvers {
        hub: &hub,
        sandboxes: &sandboxes,
        clock: &clock,
        declared: &declared,
    };
    let handed_over = people.carry_out(&world.attested).await?;
    let payments = ledgers::hand_in(&hub, &window, &admin.token, &parts.folder).await?;

    let projects = projects(&window, &admin).await?;
    let passes = mint.everybody(&window, admin).await?;
    tokens::keep(&parts.folder, &passes)?;
    let summary = Summary {
        folder: parts.folder.path().to_owned(),
        today: hub.clock().today(),
        fresh: parts.fresh,
        projects_before,
        projects,
        arrivals,
        sync_ms,
        attested,
        attested_projects,
        attest_ms,
        handed_over,
        payments,
        ..Summary::default()
    };
    Ok(Demo {
        config,
        hub,
        auth,
        folder: parts.folder,
        window,
        passes,
        summary,
        colours: parts.colours,
        sandboxes,
        _lock: parts.lock,
    })
}

/// Reads every stream of every system once.
async fn sync(
    hub: &Hub,
    sources: &[Source],
    total: Option<u64>,
    output: &mut Output,
) -> Result<Vec<Arrival>> {
    let mut meter = Meter::new(total, output);
    let mut arrivals = Vec::new();
    for source in sources {
        let known = hub.known_jurisdictions();
        let region = known
            .iter()
            .find(|one| one.id == source.jurisdiction)
            .map(|one| one.setup.region.as_str().to_owned())
            .unwrap_or_default();
        meter.at(Place::of(&region).map_or(region.as_str(), |place| place.zh));
        for stream in source.connector.streams() {
            let report = hub.sync_stream(source, stream, false, &meter).await?;
            meter.stream_done(u64::try_from(report.counts.received).unwrap_or_default());
            arrivals.push(Arrival {
                region: region.clone(),
                system: report.system,
                stream: report.stream,
                counts: report.counts,
            });
        }
    }
    meter.end();
    for place in hub.known_jurisdictions().iter() {
        hub.reassess_due(place.id, &()).await?;
    }
    Ok(arrivals)
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Counted {
    total_count: u64,
}

async fn projects(window: &Window, admin: &Pass) -> Result<u64> {
    let query = "{ projects(first: 1) { totalCount } }";
    let counted: Counted = window
        .ask(&admin.token, query, json!({}), "projects")
        .await?;
    Ok(counted.total_count)
}
