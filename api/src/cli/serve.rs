//! `shuniu serve`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use clap::Args;
use shuniu_hub::Hub;
use shuniu_hub::connectors::strict::explain;

use super::runtime::{Settings, block_on};
use super::{CommandError, Launch, Output, authenticator};
use crate::app;
use crate::config::{Config, ServerRole};
use crate::http::{Gateway, Readiness, calendar, documents, ledgers};
use crate::server::{Lifecycle, Server, shutdown_signal};
use crate::service::{GraphqlService, ServiceSettings};
use crate::telemetry::{self, Metrics, Registry};

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Which settings.
    #[command(flatten)]
    pub settings: Settings,
    /// The address of the API, instead of `server.listen`.
    #[arg(long)]
    pub listen: Option<SocketAddr>,
    /// A fixed "today", instead of the real day.
    #[arg(long)]
    pub today: Option<NaiveDate>,
    /// What this process does, instead of `server.role`: api, worker or all.
    #[arg(long, value_parser = parse_role)]
    pub role: Option<ServerRole>,
}

fn parse_role(text: &str) -> Result<ServerRole, String> {
    serde_json::from_value(text.into()).map_err(|error| explain(&error.to_string()))
}

pub(super) fn run(
    arguments: &ServeArguments,
    launch: &Launch,
    output: &mut Output,
) -> Result<(), CommandError> {
    let mut config = arguments.settings.load()?;
    if let Some(listen) = arguments.listen {
        config.server.listen = listen;
    }
    config.server.today = arguments.today.or(config.server.today);
    config.server.role = arguments.role.unwrap_or(config.server.role);
    telemetry::init(&config.log).map_err(CommandError::failed)?;
    block_on(serve(&config, launch, output))?
}

async fn serve(config: &Config, launch: &Launch, output: &mut Output) -> Result<(), CommandError> {
    // Everything that may refuse to start does so before the database is touched.
    let auth = token_check(config).map_err(CommandError::Failed)?;
    auth.load_keys().await.map_err(CommandError::failed)?;
    app::try_out_store(config)
        .await
        .map_err(CommandError::Failed)?;
    let opened = app::open_with(config, launch.probe.clone())
        .await
        .map_err(CommandError::Failed)?;
    let outside = app::outside_clock(config);
    app::connect_all(config, &opened.hub, &outside)
        .await
        .map_err(CommandError::Failed)?;
    host(config, &opened.hub, Arc::new(auth), output).await
}

/// The token check of the settings, its keys not read yet.
pub(super) fn token_check(config: &Config) -> anyhow::Result<crate::auth::Authenticator> {
    let keys = app::RemoteKeys::of(config)?;
    let clock = Arc::new(crate::clock::SystemClock);
    Ok(authenticator(&config.auth, keys, clock)?)
}

/// Serves an assembled hub until the process is asked to end.
pub(super) async fn host(
    config: &Config,
    hub: &Hub,
    auth: Arc<crate::auth::Authenticator>,
    output: &mut Output,
) -> Result<(), CommandError> {
    let metrics = Arc::new(Metrics::new(Registry::default()));
    let lifecycle = Lifecycle::new();
    let executor = app::HubExecutor::new(hub.clone(), &config.limits, lifecycle.clone());
    let service = GraphqlService::new(
        executor,
        ServiceSettings::from(config),
        Arc::clone(&metrics),
    );
    let gateway = Gateway::new(service, auth, config, metrics, lifecycle.clone());
    let patience = Duration::from_millis(config.documents.chunk_ms);
    let arrival = Duration::from_millis(config.limits.body_read_ms);
    let more = documents(hub.clone(), patience)
        .merge(ledgers(hub.clone(), arrival))
        .merge(calendar(hub.clone()));
    let server = Server::bind(config, gateway, readiness(hub), more)
        .await
        .map_err(CommandError::failed)?;
    if config.server.role != ServerRole::Api {
        let workers = app::Workers::new(config);
        lifecycle.spawn(app::run_workers(hub.clone(), workers, lifecycle.clone()));
    }
    output.line(&server.ready_line())?;
    let drained = server.run(shutdown_signal()).await;
    if drained {
        Ok(())
    } else {
        let problem =
            "some requests or syncs did not end within `server.drain_ms` and were cut off";
        Err(CommandError::failed(anyhow::anyhow!(problem)))
    }
}

/// Longest wait for the document store when readiness is asked for.
const STORE_PATIENCE: Duration = Duration::from_secs(2);

/// Ready when the database answers. Without its document store a hub still serves all but the
/// bytes of documents: that is told, and is no reason to take it out of service.
fn readiness(hub: &Hub) -> Readiness {
    let hub = hub.clone();
    Arc::new(move || {
        let hub = hub.clone();
        Box::pin(async move {
            if hub.load_jurisdictions().await.is_err() {
                return Err("the database does not answer".to_owned());
            }
            let lacks = match tokio::time::timeout(STORE_PATIENCE, hub.store_answers()).await {
                Ok(Ok(())) => return Ok(None),
                Ok(Err(error)) => error.to_string(),
                Err(_) => "it takes too long".to_owned(),
            };
            tracing::warn!(lacks, "the document store does not answer");
            Ok(Some("the document store does not answer".to_owned()))
        })
    })
}
