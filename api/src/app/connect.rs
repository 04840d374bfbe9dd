use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use chrono::TimeDelta;
use shuniu_hub::Hub;
use shuniu_hub::connectors::contract::{Connector, System};
use shuniu_hub::connectors::{Clock, Failure, SystemClock, Unusable};
use shuniu_hub::policy::vocabulary::Vocabulary;
use shuniu_hub::sync::{Reading, Source};
use uuid::Uuid;

use super::open::clock;
use crate::config::{Config, ConnectorInstance, SystemKind};

/// The time that outside systems are asked at, and that stands in signatures: the real one, unless
/// they live on the pinned day.
#[must_use]
pub fn outside_clock(config: &Config) -> Arc<dyn Clock> {
    let pinned = config.connectors.follow_today && config.server.today.is_some();
    if pinned {
        return Arc::new(SystemClock::starting_at(clock(config).now()));
    }
    Arc::new(SystemClock::new())
}

/// Builds the connector of an instance, its mapping held against `vocabulary`; nothing is sent yet.
///
/// # Errors
///
/// [`Failure::Config`] with the instance and the setting, or the line of the mapping, that is wrong.
pub fn connect(
    config: &Config,
    instance: &ConnectorInstance,
    vocabulary: &Vocabulary,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn Connector>, Failure> {
    let id = &instance.id;
    let kind = SystemKind::of(&instance.system).ok_or_else(|| {
        let (system, known) = (&instance.system, SystemKind::names());
        Failure::config(format!(
            "connector {id} is of the system {system:?}; known: {known}"
        ))
    })?;
    let settings = config
        .connectors
        .settings_of(instance, config.sync.page_records);
    let connector = (kind.open)(settings, Arc::clone(clock))
        .map_err(|failure| Failure::config(format!("connector {id}: {failure}")))?;
    let mapping = connector.mapping().hold_against(vocabulary);
    mapping.map_err(|error| {
        let system = kind.name;
        Failure::config(format!("connector {id}: {system}: {error}"))
    })?;
    Ok(connector)
}

/// Attaches every enabled instance of the settings to its jurisdiction. One that cannot work is
/// attached as well: it shows what is wrong, and holds up no other.
///
/// # Errors
///
/// Fails when the database does, or an instance is of no known system or jurisdiction.
pub async fn connect_all(
    config: &Config,
    hub: &Hub,
    clock: &Arc<dyn Clock>,
) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for (instance, place, connector) in connectors(config, hub, clock)? {
        let reading = reading(config, instance)?;
        sources.push(hub.attach_by(place, connector, reading).await?);
    }
    Ok(sources)
}

/// The same for a rehearsal: nothing is written.
///
/// # Errors
///
/// As [`connect_all`].
pub async fn connect_for_rehearsal(
    config: &Config,
    hub: &Hub,
    clock: &Arc<dyn Clock>,
) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for (instance, place, connector) in connectors(config, hub, clock)? {
        let links = instance.link_by_likeness;
        sources.push(hub.attach_for_rehearsal(place, connector, links).await?);
    }
    Ok(sources)
}

/// An enabled instance, the place that it serves, and its connector.
type Enabled<'c> = (&'c ConnectorInstance, Uuid, Arc<dyn Connector>);

/// When an instance is read and compared.
///
/// # Errors
///
/// Fails when its schedule cannot be read.
pub fn reading(config: &Config, instance: &ConnectorInstance) -> Result<Reading> {
    let every = instance.interval_s.unwrap_or(config.sync.interval_s);
    let every = i64::try_from(every).ok().and_then(TimeDelta::try_seconds);
    let schedule = instance.schedule.read(every.unwrap_or(TimeDelta::MAX));
    let schedule = schedule.with_context(|| format!("connector {}: schedule", instance.id))?;
    Ok(Reading {
        schedule,
        comparison: instance.comparison.clone(),
        links_by_likeness: instance.link_by_likeness,
        flood: instance.flood,
    })
}

fn connectors<'c>(
    config: &'c Config,
    hub: &Hub,
    clock: &Arc<dyn Clock>,
) -> Result<Vec<Enabled<'c>>> {
    let known = hub.known_jurisdictions();
    let vocabulary = hub.law().vocabulary();
    let enabled = config.connectors.instances.iter().filter(|one| one.enabled);
    enabled
        .map(|instance| {
            let place = known
                .iter()
                .find(|one| one.setup.region.as_str() == instance.jurisdiction);
            let place = place.ok_or_else(|| {
                anyhow!(
                    "connector {} serves jurisdiction {}, which `[[jurisdictions]]` does not set up",
                    instance.id,
                    instance.jurisdiction
                )
            })?;
            let connector = match connect(config, instance, &vocabulary, clock) {
                Ok(connector) => connector,
                Err(failure) => {
                    tracing::warn!(connector = %instance.id, %failure, "a connector cannot work");
                    unusable(instance, failure, clock)?
                }
            };
            Ok((instance, place.id, connector))
        })
        .collect()
}

fn unusable(
    instance: &ConnectorInstance,
    failure: Failure,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn Connector>> {
    let kind = SystemKind::of(&instance.system).with_context(|| failure.to_string())?;
    let system = System::new(kind.name);
    let streams = (kind.streams)();
    let unusable = Unusable::new(system, &streams, kind.mapping, failure, clock.now())?;
    Ok(Arc::new(unusable))
}
