//! How the outside systems stand, for `shuniu connector list`: what the settings name, and what the
//! database knows of it.

use std::sync::Arc;

use anyhow::Result;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use shuniu_hub::Hub;
use shuniu_hub::policy::RegionCode;
use shuniu_hub::query::{ConnectorRow, CursorRow, Key, View};
use shuniu_hub::sync::{Pause, Waiting};

use super::import::operator;
use super::runtime::{Settings, block_on};
use super::{CommandError, Output};
use crate::app;
use crate::config::{Config, ConnectorInstance};

/// A configured instance.
#[derive(Debug, Serialize)]
struct Listed {
    id: String,
    system: String,
    jurisdiction: String,
    enabled: bool,
    /// How it stands; none without a database, and before it was ever attached.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
}

#[derive(Debug, Serialize)]
struct Standing {
    /// Since when, by whom and why it is left alone.
    pause: Option<Pause>,
    /// Position of its circuit breaker: `closed`, `open` or `half_open`.
    breaker: Option<String>,
    /// When an open breaker lets the next request try.
    breaker_until: Option<DateTime<Utc>>,
    last_failure: Option<String>,
    /// Through when the stream that was read last is complete: its last run that came to its end.
    last_success: Option<DateTime<Utc>>,
    /// When the first of its streams is read next; none while it is paused.
    next_run: Option<DateTime<Utc>>,
    streams: Vec<Stream>,
}

#[derive(Debug, Serialize)]
struct Stream {
    stream: String,
    state: &'static str,
    next_run: Option<DateTime<Utc>>,
    complete_through: Option<DateTime<Utc>>,
    failures: i32,
}

/// Lists the configured instances; how they stand too, where there is a database.
pub(super) fn list(settings: &Settings, output: &mut Output) -> Result<(), CommandError> {
    let config = settings.load()?;
    let instances = &config.connectors.instances;
    let known = block_on(known(&config))?;
    let known = known.unwrap_or_else(|error| {
        output.note(&format!(
            "note: how they stand cannot be told, because the database cannot be read: {error:#}"
        ));
        None
    });
    let mut list: Vec<Listed> = instances.iter().map(Listed::of).collect();
    for (id, standing) in known.unwrap_or_default() {
        if let Some(one) = list.iter_mut().find(|one| one.id == id) {
            one.standing = Some(standing);
        }
    }
    if output.is_json() {
        return output.value(&list);
    }
    for one in &list {
        one.tell(output)?;
    }
    Ok(())
}

impl Listed {
    fn of(instance: &ConnectorInstance) -> Self {
        Self {
            id: instance.id.clone(),
            system: instance.system.clone(),
            jurisdiction: instance.jurisdiction.clone(),
            enabled: instance.enabled,
            standing: None,
        }
    }

    fn tell(&self, output: &mut Output) -> Result<(), CommandError> {
        let state = match &self.standing {
            _ if !self.enabled => "disabled".to_owned(),
            None => String::new(),
            Some(standing) => standing.line(),
        };
        let line = format!(
            "{}  {}  {}  {state}",
            self.id, self.system, self.jurisdiction
        );
        output.line(line.trim_end())?;
        let streams = self.standing.iter().flat_map(|one| &one.streams);
        for one in streams.filter(|_| self.enabled) {
            let failures = match one.failures {
                0 => String::new(),
                many => format!(", failed {many} times in a row"),
            };
            output.line(&format!(
                "  {}: {}{}, complete through {}{failures}",
                one.stream,
                one.state,
                next(one.next_run),
                shown(one.complete_through),
            ))?;
        }
        Ok(())
    }
}

impl Standing {
    fn line(&self) -> String {
        let last = format!("last success {}", shown(self.last_success));
        if let Some(Pause { at, by, reason }) = &self.pause {
            return format!(
                "paused since {} by {by}: {reason}; {last}",
                shown(Some(*at))
            );
        }
        let breaker = match self.breaker.as_deref() {
            None | Some("closed") => String::new(),
            Some(position) => {
                let until = self
                    .breaker_until
                    .map(|at| format!(" until {}", shown(Some(at))));
                let why = self.last_failure.as_deref().unwrap_or("it kept failing");
                format!("breaker {position}{}: {why}; ", until.unwrap_or_default())
            }
        };
        format!("{breaker}{last}{}", next(self.next_run))
    }

    fn of(row: &ConnectorRow, streams: Vec<Stream>) -> Result<Self> {
        let breaker = &row.health["breaker"];
        let until = breaker["retry_at"].as_str();
        let until = until.and_then(|at| DateTime::parse_from_rfc3339(at).ok());
        let is_open = breaker["position"]
            .as_str()
            .is_some_and(|one| one != "closed");
        Ok(Self {
            pause: Pause::of(row)?,
            breaker: breaker["position"].as_str().map(ToOwned::to_owned),
            breaker_until: until.map(|at| at.to_utc()).filter(|_| is_open),
            last_failure: row.health["last_failure"]["message"]
                .as_str()
                .map(ToOwned::to_owned),
            last_success: streams.iter().filter_map(|one| one.complete_through).max(),
            next_run: streams.iter().filter_map(|one| one.next_run).min(),
            streams,
        })
    }
}

/// How each enabled instance stands that the database knows, by its id; nothing without a database.
async fn known(config: &Config) -> Result<Option<Vec<(String, Standing)>>> {
    let Some(hub) = app::open_existing(config).await? else {
        return Ok(None);
    };
    let mut known = Vec::new();
    for instance in config.connectors.instances.iter().filter(|one| one.enabled) {
        if let Some(standing) = standing(config, &hub, instance).await? {
            known.push((instance.id.clone(), standing));
        }
    }
    Ok(Some(known))
}

async fn standing(
    config: &Config,
    hub: &Hub,
    instance: &ConnectorInstance,
) -> Result<Option<Standing>> {
    let region: RegionCode = instance.jurisdiction.parse()?;
    let places = hub.known_jurisdictions();
    let Some(place) = places.iter().find(|one| one.setup.region == region) else {
        return Ok(None);
    };
    let view = View::new(hub, Arc::new(operator("connector", region)));
    let rows = view.connectors(&[region]).await?;
    let Some(row) = rows.iter().find(|row| row.system == instance.system) else {
        return Ok(None);
    };
    let is_paused = Pause::of(row)?.is_some();
    let schedule = app::reading(config, instance)?.schedule;
    let (now, law) = (hub.clock().now(), hub.local_law(place.id));
    let cursors = view.cursors_of(&[Key::new(place.id, row.id)]).await?;
    let stream = |cursor: &CursorRow| {
        let wait = schedule.wait(cursor, is_paused, now, law.calendar());
        Stream {
            stream: cursor.stream.clone(),
            state: match wait.waiting {
                Waiting::Running => "being read",
                Waiting::Paused => "paused",
                Waiting::Closed => "outside its hours",
                Waiting::Failed => "retrying",
                Waiting::Rhythm => "waiting",
            },
            next_run: wait.until,
            complete_through: cursor.observed_through,
            failures: cursor.failures.unwrap_or(0),
        }
    };
    Standing::of(row, cursors.iter().map(stream).collect()).map(Some)
}

fn shown(at: Option<DateTime<Utc>>) -> String {
    let shown = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    at.map_or_else(|| "never".to_owned(), shown)
}

fn next(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(String::new, |at| format!(", next {}", shown(Some(at))))
}
