//! The outside systems of the journeys: all of them as sandboxes, and a hub that reads them.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};
use shuniu_api::config::SystemKind;
use shuniu_connectors::contract::{Connector, System};
use shuniu_connectors::egress::{Channel, ChannelSettings, Request, Response};
use shuniu_connectors::sandbox::{
    Journal, KNOWN, SandboxHandle, SandboxOptions, access, start_known,
};
use shuniu_connectors::seed::World;
use shuniu_connectors::{Clock, ManualClock, SystemClock};
use shuniu_hub::Hub;
use shuniu_hub::clock::Clock as _;
use shuniu_hub::sync::{Counts, Silent, Source};
use tempfile::TempDir;
use uuid::Uuid;

/// Records a page holds; few, so that there are several pages.
const PAGE: u32 = 40;
/// Bytes that are uploaded at once; few, so that papers go in several parts.
pub const UPLOAD_PART: u32 = 64 * 1024;

/// Where the outside systems listen, by their names.
pub type Addresses = BTreeMap<String, String>;

/// Running sandboxes of every system.
#[derive(Debug)]
pub struct Outside {
    running: BTreeMap<String, SandboxHandle>,
    clock: Arc<dyn Clock>,
    /// The same, where it stands still.
    still: Option<Arc<ManualClock>>,
    /// The files that settings name their secrets by.
    secrets: TempDir,
}

impl Outside {
    /// Systems that live by the clock of the machine, for processes of their own.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start(world: &World) -> Result<Self> {
        Self::of(world, Arc::new(SystemClock::new())).await
    }

    /// Systems that stand still at the day of the hub.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn with(world: &World, today: &shuniu_hub::clock::ManualClock) -> Result<Self> {
        let still = Arc::new(ManualClock::new(today.now()));
        let outside = Self::of(world, Arc::clone(&still) as Arc<dyn Clock>).await?;
        Ok(Self {
            still: Some(still),
            ..outside
        })
    }

    /// One system alone, which holds the records and stands still at the day of the hub.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn alone(
        system: &System,
        records: BTreeMap<String, Vec<Value>>,
        today: &shuniu_hub::clock::ManualClock,
    ) -> Result<Self> {
        let still = Arc::new(ManualClock::new(today.now()));
        let mut outside = Self {
            running: BTreeMap::new(),
            clock: Arc::clone(&still) as Arc<dyn Clock>,
            still: Some(still),
            secrets: tempfile::tempdir()?,
        };
        outside.run(system, records).await?;
        Ok(outside)
    }

    /// Lets time pass there, so that what waits for an official is decided.
    pub fn advance(&self, by: Duration) {
        if let Some(still) = &self.still {
            still.advance(by);
        }
    }

    async fn of(world: &World, clock: Arc<dyn Clock>) -> Result<Self> {
        let mut outside = Self {
            running: BTreeMap::new(),
            clock,
            still: None,
            secrets: tempfile::tempdir()?,
        };
        for system in KNOWN {
            outside.run(&system, world.of_system(&system)).await?;
        }
        Ok(outside)
    }

    /// Starts the sandbox of a system, and writes the files of its secrets.
    async fn run(&mut self, system: &System, records: BTreeMap<String, Vec<Value>>) -> Result<()> {
        let options = SandboxOptions {
            data: None,
            records,
            clock: Arc::clone(&self.clock),
            places: Vec::new(),
        };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let handle = start_known(system, address, options).await?;
        let handle = handle.with_context(|| format!("{system} has no sandbox"))?;
        self.running.insert(system.as_str().to_owned(), handle);
        for secret in access(system).secrets {
            let name = format!("{system}-{}", secret.key);
            std::fs::write(self.secrets.path().join(name), secret.text.expose())?;
        }
        Ok(())
    }

    /// The clock of the systems.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// Where they listen.
    #[must_use]
    pub fn addresses(&self) -> Addresses {
        let each = self.running.iter();
        each.map(|(system, handle)| (system.clone(), handle.url().to_owned()))
            .collect()
    }

    /// A connector to one of them, opened from settings as the product does.
    ///
    /// # Errors
    ///
    /// When it does not run, or its settings are refused.
    pub fn connector(&self, system: &System) -> Result<Arc<dyn Connector>> {
        self.connector_with(system, &[])
    }

    /// The same, with further settings.
    ///
    /// # Errors
    ///
    /// When it does not run, or its settings are refused.
    pub fn connector_with(
        &self,
        system: &System,
        further: &[(&str, Value)],
    ) -> Result<Arc<dyn Connector>> {
        let settings = self.settings(system, further)?;
        let kind = SystemKind::of(system.as_str());
        let kind = kind.ok_or_else(|| anyhow!("{system} has no connector"))?;
        Ok((kind.open)(settings, Arc::clone(&self.clock))?)
    }

    /// What the settings of an instance say of one of them.
    ///
    /// # Errors
    ///
    /// When it does not run.
    pub fn settings(&self, system: &System, further: &[(&str, Value)]) -> Result<Value> {
        let handle = self.running.get(system.as_str());
        let handle = handle.with_context(|| format!("{system} does not run"))?;
        let mut settings = json!({
            "base_url": handle.url(),
            "page_size": PAGE,
            "http": {"allow_private": true, "requests_per_second": 1000, "burst": 1000},
        });
        if *system == System::MUNICIPAL_PROJECTS {
            settings["upload_part_bytes"] = UPLOAD_PART.into();
        }
        let access = access(system);
        for (key, value) in access.settings {
            settings[key] = value.into();
        }
        for secret in access.secrets {
            let file = self.secrets.path().join(format!("{system}-{}", secret.key));
            settings[secret.key] = json!(file);
        }
        for (key, value) in further {
            settings[*key] = value.clone();
        }
        Ok(settings)
    }

    /// Attaches all that run, in the order in which they are best read.
    ///
    /// # Errors
    ///
    /// Passes on what the hub says.
    pub async fn attach(&self, hub: &Hub, place: Uuid) -> Result<Vec<Source>> {
        let mut sources = Vec::new();
        let running = |system: &&System| self.running.contains_key(system.as_str());
        for system in KNOWN.iter().filter(running) {
            sources.push(hub.attach(place, self.connector(system)?).await?);
        }
        Ok(sources)
    }

    /// Tells a sandbox something over its control, as `PUT /_sandbox/faults` does.
    ///
    /// # Errors
    ///
    /// When the sandbox refuses.
    pub async fn control(&self, system: &System, path: &str, body: &Value) -> Result<()> {
        let body = body.to_string().into_bytes();
        let request = Request::put(format!("_sandbox/{path}"), "application/json", body);
        self.ask_control(system, &request).await.map(drop)
    }

    /// Has a system hold further records, or others in the place of those with their ids.
    ///
    /// # Errors
    ///
    /// When it does not run or refuses.
    pub async fn bring(
        &self,
        system: &System,
        records: &BTreeMap<String, Vec<Value>>,
    ) -> Result<()> {
        let body = json!(records).to_string().into_bytes();
        let request = Request::post("_sandbox/records", "application/json", body);
        self.ask_control(system, &request).await.map(drop)
    }

    async fn ask_control(&self, system: &System, request: &Request) -> Result<Response> {
        let handle = self.running.get(system.as_str());
        let handle = handle.with_context(|| format!("{system} does not run"))?;
        let settings = ChannelSettings {
            allow_private: true,
            ..ChannelSettings::default()
        };
        let clock = Arc::clone(&self.clock);
        let control = Channel::new("control", handle.url(), settings, clock)?;
        let answer = control.send(request).await?;
        ensure!(answer.is_success(), "the sandbox answers {}", answer.status);
        Ok(answer)
    }

    /// The requests that one of them has answered.
    ///
    /// # Errors
    ///
    /// When the sandbox does not say.
    pub async fn journal(&self, system: &System) -> Result<Journal> {
        let request = Request::get("_sandbox/requests");
        let answer = self.ask_control(system, &request).await?;
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// What a system holds, as `control` takes it under `state`.
    ///
    /// # Errors
    ///
    /// When it does not run or refuses.
    pub async fn state(&self, system: &System) -> Result<Value> {
        let request = Request::get("_sandbox/state");
        let answer = self.ask_control(system, &request).await?;
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// Ends one of them.
    pub async fn end(&mut self, system: &System) {
        if let Some(handle) = self.running.remove(system.as_str()) {
            handle.shutdown().await;
        }
    }

    /// Stops all.
    pub async fn stop(self) {
        for handle in self.running.into_values() {
            handle.shutdown().await;
        }
    }
}

/// Reads every stream to its end; what became of its records, by the name of the stream.
///
/// # Errors
///
/// Fails with the first stream that could not be read.
pub async fn sync(hub: &Hub, sources: &[Source]) -> Result<BTreeMap<String, Counts>> {
    let mut counts = BTreeMap::new();
    for source in sources {
        for stream in source.connector.streams() {
            let report = hub.sync_stream(source, stream, false, &Silent).await?;
            counts.insert(report.stream, report.counts);
        }
    }
    Ok(counts)
}
