use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use shuniu_hub::Hub;
use shuniu_hub::connectors::asset_cloud::{AssetCloud, AssetCloudConfig};
use shuniu_hub::connectors::contract::Connector;
use shuniu_hub::connectors::egress::ChannelSettings;
use shuniu_hub::connectors::investment_approval::{InvestmentApproval, InvestmentApprovalConfig};
use shuniu_hub::connectors::preview::SHIPPED;
use shuniu_hub::connectors::trading_centre::{TradingCentre, TradingCentreConfig};
use shuniu_hub::connectors::{Clock, Secret};
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
            let requester = given(instance, "requester_id", instance.requester_id.as_ref())?;
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
        "asset_cloud" => {
            let app_code = given(instance, "requester_id", instance.requester_id.as_ref())?;
            let public_key = instance.platform_public_key.as_ref();
            let public_key = given(instance, "platform_public_key", public_key)?;
            let mut settings = AssetCloudConfig::new(&instance.base_url, app_code, public_key);
            settings.private_key_file.clone_from(&instance.secret_file);
            settings
                .cipher_key_file
                .clone_from(&instance.cipher_key_file);
            if let Some(signer) = &instance.signer_id {
                settings.signer_id.clone_from(signer);
            }
            settings.signature_form = instance.signature_form.unwrap_or_default();
            settings.mapping_file.clone_from(&instance.mapping_file);
            settings.page_size = page_size;
            settings.http = http;
            let connector = AssetCloud::new(&settings, Arc::clone(clock))
                .with_context(|| format!("connector {}", instance.id))?;
            Ok(Arc::new(connector))
        }
        other => Err(anyhow!(
            "connector {} is of the system {other:?}; known: {}",
            instance.id,
            SHIPPED.map(|system| system.name).join(", ")
        )),
    }
}

/// A setting that the platform gives and the system cannot do without.
fn given(instance: &ConnectorInstance, key: &str, value: Option<&String>) -> Result<String> {
    value.cloned().ok_or_else(|| {
        let id = &instance.id;
        anyhow!("connector {id} needs `{key}`, given by the platform")
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
