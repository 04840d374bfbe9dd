//! `[connectors]` and `[[connectors.instances]]`.

use std::{collections::BTreeSet, ops::Deref};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use shuniu_hub::sync::{ComparisonSettings, FloodSettings, ScheduleProblem, ScheduleSettings};

use super::sync::PAGE_AT_MOST;
use super::{ConfigError, SystemKind, known};

/// The outside systems and how they are reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConnectorsConfig {
    /// Whether addresses of private networks may be called.
    pub allow_private_networks: bool,
    /// Hosts that may be called besides those of the instances.
    pub allow_hosts: Vec<String>,
    /// How long a connection may take to be made.
    pub connect_ms: u64,
    /// How long a call may take.
    pub request_ms: u64,
    /// The largest answer that is read.
    pub max_answer_bytes: usize,
    /// Whether outside systems are asked as of `server.today`, where that is set: right for
    /// sandboxes that live on that day, as those of the demo do.
    pub follow_today: bool,
    /// One table per system and jurisdiction.
    pub instances: Vec<ConnectorInstance>,
}

impl Default for ConnectorsConfig {
    fn default() -> Self {
        Self {
            allow_private_networks: false,
            allow_hosts: Vec::new(),
            connect_ms: 5_000,
            request_ms: 30_000,
            max_answer_bytes: 16 << 20,
            follow_today: false,
            instances: Vec::new(),
        }
    }
}

/// One outside system of one jurisdiction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectorInstance {
    /// What every instance has.
    #[serde(flatten)]
    pub head: InstanceHead,
    /// The settings of its system, which [`SystemKind`] checks.
    #[serde(flatten)]
    pub settings: Map<String, Value>,
}

impl Deref for ConnectorInstance {
    type Target = InstanceHead;

    fn deref(&self) -> &InstanceHead {
        &self.head
    }
}

/// What every instance has, whatever its system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstanceHead {
    /// A name of its own, such as `tinghu-approval`.
    pub id: String,
    /// The system, such as `investment_approval`.
    pub system: String,
    /// The region code of the jurisdiction it serves.
    pub jurisdiction: String,
    /// Where it answers; empty where its records come as files or in an exchange database.
    #[serde(default)]
    pub base_url: String,
    /// How often it is asked, when not as `sync.interval_s` says.
    #[serde(default)]
    pub interval_s: Option<u64>,
    /// When it is read, and the hours in which it may be called.
    #[serde(default)]
    pub schedule: ScheduleSettings,
    /// When all that it holds is compared with what is here.
    #[serde(default)]
    pub comparison: ComparisonSettings,
    /// How much of what it sends may be set aside before no more of it is kept.
    #[serde(default)]
    pub flood: FloodSettings,
    /// Whether its records that bear no code are linked to the one project that they are surely
    /// like; if not, a person is asked about each.
    #[serde(default)]
    pub link_by_likeness: bool,
    /// Whether it takes part.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

impl InstanceHead {
    /// The keys that the settings of a system do not repeat; `base_url` is in both.
    pub(super) const KEYS: [&str; 9] = [
        "id",
        "system",
        "jurisdiction",
        "interval_s",
        "schedule",
        "comparison",
        "flood",
        "link_by_likeness",
        "enabled",
    ];
}

impl ConnectorsConfig {
    /// The settings of an instance in full: its own over those of `[connectors]`, and over
    /// `page_records`, which is how many records a page holds unless it says otherwise.
    #[must_use]
    pub fn settings_of(&self, instance: &ConnectorInstance, page_records: u32) -> Value {
        let mut settings = json!({
            "http": {
                "allow_private": self.allow_private_networks,
                "allow_hosts": self.allow_hosts,
                "connect_timeout_ms": self.connect_ms,
                "timeout_ms": self.request_ms,
                "max_response_bytes": self.max_answer_bytes,
            },
        });
        let keys = SystemKind::of(&instance.system).map(|kind| (kind.keys)());
        if keys.is_some_and(|keys| keys.get("page_size").is_some()) {
            settings["page_size"] = page_records.into();
        }
        known::merge(&mut settings, &Value::Object(instance.settings.clone()));
        settings["base_url"] = instance.base_url.clone().into();
        settings
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let (mut seen, mut served) = (BTreeSet::new(), BTreeSet::new());
        for (index, instance) in self.instances.iter().enumerate() {
            let fail = |key: &str, message: &str| {
                let key = format!("connectors.instances[{index}].{key}");
                Err(ConfigError::value(key, message))
            };
            if instance.id.is_empty() || !seen.insert(&instance.id) {
                return fail(
                    "id",
                    "must be there and must differ from those of other instances",
                );
            }
            let code = &instance.jurisdiction;
            if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
                return fail("jurisdiction", "must be a region code of six digits");
            }
            // Rows, cursors and health of a system are kept once for each jurisdiction.
            if instance.enabled && !served.insert((&instance.system, code)) {
                let problem = format!(
                    "another enabled instance already connects {} to {code}; put `enabled = false` \
                     on one of them",
                    instance.system
                );
                return fail("system", &problem);
            }
            let carried = is_carried(instance);
            let answers = ["http://", "https://"]
                .iter()
                .any(|scheme| instance.base_url.starts_with(scheme));
            if !carried && instance.base_url.is_empty() {
                let problem = "must be set: where the system answers, unless its records come as \
                               files (`drop`) or in an exchange database (`exchange`)";
                return fail("base_url", problem);
            }
            if !carried && !answers {
                return fail("base_url", "must begin with https:// or http://");
            }
            let every = TimeDelta::seconds(1);
            if let Err(ScheduleProblem { key, problem }) = instance.schedule.read(every) {
                return fail(&format!("schedule.{key}"), &problem);
            }
            if let Err(ScheduleProblem { key, problem }) = instance.comparison.check() {
                return fail(&format!("comparison.{key}"), &problem);
            }
            if let Err((key, problem)) = instance.flood.check() {
                return fail(&format!("flood.{key}"), problem);
            }
            if instance.interval_s.is_some() && instance.schedule.cron.is_some() {
                return fail(
                    "interval_s",
                    "is not read where `schedule.cron` is given; leave one of them out",
                );
            }
            if carried && !instance.base_url.is_empty() {
                let problem = "is for systems that are asked over their own interface; leave it \
                               out beside `drop` or `exchange`";
                return fail("base_url", problem);
            }
            if instance.interval_s == Some(0) {
                return fail("interval_s", "must be at least 1");
            }
            if let Some((key, problem)) = address(instance).or_else(|| number(instance)) {
                return fail(&key, &problem);
            }
        }
        Ok(())
    }
}

/// The most records that a platform gives at once, by its contract.
const GIVEN_AT_MOST: u32 = 1_000;

/// The numbers that mean nothing at zero, below `http`.
const AT_LEAST_ONE: [&str; 8] = [
    "requests_per_second",
    "burst",
    "attempts",
    "connect_timeout_ms",
    "timeout_ms",
    "max_response_bytes",
    "backoff_max_ms",
    "breaker_failures",
];

/// Whether the records come as files or in an exchange database.
fn is_carried(instance: &ConnectorInstance) -> bool {
    let ways = ["drop", "exchange"];
    ways.iter().any(|way| instance.settings.contains_key(*way))
}

/// An address or path with a query or a fragment, or with a name and password: whatever stands there
/// would be shown, and no request would carry it. What it is stays out of the message.
fn address(instance: &ConnectorInstance) -> Option<(String, String)> {
    let problem = "must not have a query or a fragment (`?` or `#` and what follows): leave it out; \
                   what proves who we are is read from `secret_file`";
    let host = instance.base_url.split_once("://").map(|(_, rest)| rest);
    let host = host.and_then(|rest| rest.split(['/', '?', '#']).next());
    if host.is_some_and(|host| host.contains('@')) {
        let problem = "must not hold a name or password before the host: leave out what stands \
                       before `@`; what proves who we are is read from `secret_file`";
        return Some(("base_url".to_owned(), problem.to_owned()));
    }
    if instance.base_url.contains(['?', '#']) {
        return Some(("base_url".to_owned(), problem.to_owned()));
    }
    let paths = instance.settings.get("paths")?.as_object()?;
    let (key, _) = paths
        .iter()
        .find(|(_, path)| path.as_str().is_some_and(|path| path.contains(['?', '#'])))?;
    Some((format!("paths.{key}"), problem.to_owned()))
}

/// A number with which nothing could be asked for.
fn number(instance: &ConnectorInstance) -> Option<(String, String)> {
    let most = if is_carried(instance) {
        PAGE_AT_MOST
    } else {
        GIVEN_AT_MOST
    };
    let most = u64::from(most);
    let size = instance.settings.get("page_size").and_then(Value::as_u64);
    if let Some(size) = size.filter(|size| !(1..=most).contains(size)) {
        let problem = format!("is {size} and must be from 1 to {most}");
        return Some(("page_size".to_owned(), problem));
    }
    let http = instance.settings.get("http")?;
    let zero = |key: &&&str| http.get(**key).and_then(Value::as_u64) == Some(0);
    let key = AT_LEAST_ONE.iter().find(zero)?;
    let problem = "must be at least 1; to leave the system alone, put `enabled = false`";
    Some((format!("http.{key}"), problem.to_owned()))
}
