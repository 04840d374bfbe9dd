use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use shuniu_hub::Hub;
use shuniu_hub::connectors::contract::Connector;
use shuniu_hub::connectors::egress::ChannelSettings;
use shuniu_hub::connectors::investment_approval::{InvestmentApproval, InvestmentApprovalConfig};
use shuniu_hub::connectors::municipal_projects::{MunicipalProjects, MunicipalProjectsConfig};
use shuniu_hub::connectors::trading_centre::{TradingCentre, TradingCentreConfig};
use shuniu_hub::connectors::{Clock, Secret, preview};
use shuniu_hub::sync::Source;

use crate::config::{Config, ConnectorInstance};

/// Builds the connector of an instance.
///
/// # Errors
///
/// Fails with the setting that is wrong, or the systems that are known.
pub fn connect(
    config: &Config,
    instance: &ConnectorInstance,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn Connector>> {
    let http = ChannelSettings {
        allow_private: config.connectors.allow_private_networks,
        allow_hosts: config.connectors.allow_hosts.clone(),
        connect_timeout_ms: config.connectors.connect_ms,
        timeout_ms: config.connectors.request_ms,
        max_response_bytes: config.connectors.max_answer_bytes as u64,
        ..ChannelSettings::default()
    };
    let page_size = config.sync.page_records;
    match instance.system.as_str() {
        "investment_approval" => {
            let requester = requester(instance)?;
            let mut settings =
                InvestmentApprovalConfig::new(&instance.base_url, requester, Secret::new(""));
            settings.app_key = None;
            settings.app_key_file.clone_from(&instance.secret_file);
            settings.mapping_file.clone_from(&instance.mapping_file);
            settings.page_size = page_size;
            settings.http = http;
            let connector = InvestmentApproval::new(&settings, Arc::clone(clock))
                .with_context(|| format!("connector {}", instance.id))?;
            Ok(Arc::new(connector))
        }
        "trading_centre" => {
            let mut settings = TradingCentreConfig::new(&instance.base_url);
            settings.mapping_file.clone_from(&instance.mapping_file);
            settings.page_size = page_size;
            settings.http = http;
            let connector = TradingCentre::new(&settings, Arc::clone(clock))
                .with_context(|| format!("connector {}", instance.id))?;
            Ok(Arc::new(connector))
        }
        "municipal_projects" => {
            let client = requester(instance)?;
            let mut settings =
                MunicipalProjectsConfig::new(&instance.base_url, client, Secret::new(""));
            settings.client_secret = None;
            settings
                .client_secret_file
                .clone_from(&instance.secret_file);
            settings.mapping_file.clone_from(&instance.mapping_file);
            settings.page_size = page_size;
            settings.http = http;
            let connector = MunicipalProjects::new(&settings, Arc::clone(clock))
                .with_context(|| format!("connector {}", instance.id))?;
            Ok(Arc::new(connector))
        }
        other => Err(anyhow!(
            "connector {} is of the system {other:?}; known: {}",
            instance.id,
            preview::known()
        )),
    }
}

/// Who we are to a system that wants to know.
fn requester(instance: &ConnectorInstance) -> Result<String> {
    instance.requester_id.clone().ok_or_else(|| {
        anyhow!(
            "connector {} needs `requester_id`, given by the platform",
            instance.id
        )
    })
}

/// Attaches every enabled instance of the settings to its jurisdiction.
///
/// # Errors
///
/// Fails with the first instance that cannot work.
pub async fn connect_all(
    config: &Config,
    hub: &Hub,
    clock: &Arc<dyn Clock>,
) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for instance in config.connectors.instances.iter().filter(|one| one.enabled) {
        let known = hub.known_jurisdictions();
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
        let connector = connect(config, instance, clock)?;
        sources.push(hub.attach(place.id, connector).await?);
    }
    Ok(sources)
}
