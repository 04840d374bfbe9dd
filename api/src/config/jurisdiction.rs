//! `[[jurisdictions]]`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shuniu_hub::policy::RegionCode;
use shuniu_hub::precedence::OwnPrecedence;
use shuniu_hub::{JurisdictionSetup, PackChoice};

use super::ConfigError;

/// A place with its own law.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JurisdictionConfig {
    /// Region code, six digits (GB/T 2260).
    pub region: String,
    /// Printed name.
    pub name: String,
    /// The packs it applies, national layer first, then local.
    pub packs: Vec<String>,
    /// The day each pack took effect, by pack; required where the text prints none.
    #[serde(default)]
    pub effective_on: BTreeMap<String, NaiveDate>,
    /// Settings that the packs leave to the place, such as `attention_days`.
    #[serde(default)]
    pub settings: BTreeMap<String, i64>,
    /// Its own order of sources; left out, the one that ships with the hub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precedence: Option<OwnPrecedence>,
}

impl JurisdictionConfig {
    /// What the hub is told.
    ///
    /// # Errors
    ///
    /// Fails when the region code is none.
    pub fn setup(&self) -> Result<JurisdictionSetup, ConfigError> {
        let region = RegionCode::parse(&self.region)
            .map_err(|error| ConfigError::value("jurisdictions.region", error.to_string()))?;
        let pack = |id: &String| PackChoice {
            id: id.clone(),
            effective_on: self.effective_on.get(id).copied(),
        };
        let settings = self
            .settings
            .iter()
            .map(|(name, value)| (name.clone(), (*value).into()));
        Ok(JurisdictionSetup {
            region,
            name: self.name.clone(),
            packs: self.packs.iter().map(pack).collect(),
            settings: settings.collect(),
            precedence: self.precedence.clone(),
        })
    }

    pub(super) fn check(&self, index: usize) -> Result<(), ConfigError> {
        let fail = |key: &str, message: String| {
            Err(ConfigError::value(
                format!("jurisdictions[{index}].{key}"),
                message,
            ))
        };
        if let Err(error) = RegionCode::parse(&self.region) {
            return fail("region", error.to_string());
        }
        if self.packs.is_empty() {
            return fail("packs", "must name at least one pack".to_owned());
        }
        match self
            .effective_on
            .keys()
            .find(|pack| !self.packs.contains(pack))
        {
            Some(pack) => fail(
                "effective_on",
                format!("names {pack}, which is not in packs"),
            ),
            None => Ok(()),
        }
    }
}
