use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use chrono::TimeDelta;
use shuniu_hub::Hub;
use shuniu_hub::db::{Bound, ask_by_hand, speaks_postgres};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::question::{Asked, Place};
use super::sql::Dialect;
use crate::app::HubExecutor;
use crate::auth::{DevelopmentKey, FixedKeys, Role, TokenRequest, mint};
use crate::cli::authenticator;
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::http::{Gateway, always_ready, documents};
use crate::server::{Lifecycle, Server};
use crate::service::{GraphqlService, ServiceSettings};
use crate::telemetry::{Metrics, Registry};

/// Where both sides are asked.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) hub: Hub,
    pub(super) address: SocketAddr,
    pub(super) token: String,
}

impl Door {
    pub(super) async fn by_hand(&self, asked: &Asked) -> Result<String> {
        let statement = &asked.statement;
        Ok(ask_by_hand(self.hub.database(), &statement.sql, &statement.bound).await?)
    }
}

/// The product's own server on a port of loopback, and the database behind it.
pub(super) struct Ground {
    pub(super) door: Door,
    pub(super) places: Vec<Place>,
    pub(super) dialect: Dialect,
    stop: oneshot::Sender<()>,
    running: JoinHandle<bool>,
}

impl Ground {
    /// Serves the hub to a caller who sees all its places.
    pub(super) async fn over(hub: &Hub, config: &Config) -> Result<Self> {
        let mut config = config.clone();
        config.server.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        config.server.metrics_listen = None;
        config.auth.allow_development_key = true;
        // One caller asks here for as many as there may be.
        config.limits.operations_per_minute = u32::MAX;
        config.limits.operations_at_once = u32::MAX;
        let key = DevelopmentKey::generate();
        let keys = Box::new(FixedKeys(key.to_json()));
        let auth = authenticator(&config.auth, Some(keys), Arc::new(SystemClock))?;
        let metrics = Arc::new(Metrics::new(Registry::default()));
        let lifecycle = Lifecycle::new();
        let executor = HubExecutor::new(hub.clone(), &config.limits, lifecycle.clone());
        let settings = ServiceSettings::from(&config);
        let service = GraphqlService::new(executor, settings, Arc::clone(&metrics));
        let gateway = Gateway::new(service, Arc::new(auth), &config, metrics, lifecycle);
        let patience = Duration::from_millis(config.documents.chunk_ms);
        let more = documents(hub.clone(), patience);
        let server = Server::bind(&config, gateway, always_ready(), more).await?;
        let (stop, stopped) = oneshot::channel::<()>();

        let known = hub.known_jurisdictions();
        let place = |one: &shuniu_hub::Jurisdiction| (one.id, one.setup.region.as_str().to_owned());
        let places: Vec<Place> = known.iter().map(place).collect();
        let request = TokenRequest {
            subject: Some("bench".to_owned()),
            role: Role::DataBureau,
            body: None,
            jurisdictions: places.iter().map(|(_, region)| region.clone()).collect(),
            org: None,
            name: None,
            issuer: config.auth.issuer.clone(),
            audience: config.auth.audience.clone(),
            ttl: TimeDelta::hours(12),
        };
        Ok(Self {
            door: Door {
                hub: hub.clone(),
                address: server.address(),
                token: mint(&request, &key, SystemClock.now())?.0,
            },
            places,
            dialect: Dialect {
                postgres: speaks_postgres(hub.database()),
            },
            stop,
            running: tokio::spawn(server.run(async move { drop(stopped.await) })),
        })
    }

    /// How many rows a table holds.
    pub(super) async fn count(&self, table: &str) -> Result<u64> {
        let sql = format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}");
        Ok(ask_by_hand(self.door.hub.database(), &sql, &[])
            .await?
            .parse()?)
    }

    /// Some project codes of each place.
    pub(super) async fn project_codes(&self) -> Result<Vec<String>> {
        let mut codes = Vec::new();
        for (place, _) in &self.places {
            for from in ["0", "23", "25", "26"] {
                let sql = "SELECT coalesce(MIN(project_code), '') FROM project \
                    WHERE jurisdiction_id = $1 AND project_code >= $2";
                let bound = [Bound::Id(*place), Bound::Text(from.to_owned())];
                codes.push(ask_by_hand(self.door.hub.database(), sql, &bound).await?);
            }
        }
        codes.retain(|code| !code.is_empty());
        codes.sort_unstable();
        codes.dedup();
        Ok(codes)
    }

    pub(super) async fn leave(self) {
        drop(self.stop);
        // What is measured is over; how the server ends is not.
        let _ended = self.running.await;
    }
}

/// Counts the statements of the product.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub(super) fn so_far(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl shuniu_hub::db::Probe for Counter {
    fn before(&self, _sql: &str) -> Result<(), shuniu_hub::db::DbErr> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn after(&self, _sql: &str) -> Result<(), shuniu_hub::db::DbErr> {
        Ok(())
    }
}
