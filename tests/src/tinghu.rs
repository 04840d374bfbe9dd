//! 亭湖 and what all outside systems know of it.

use anyhow::Result;
use shuniu_connectors::seed::{SeedOptions, World, generate};
use shuniu_hub::{Hub, JurisdictionSetup, PackChoice};
use shuniu_policy::RegionCode;
use uuid::Uuid;

/// The day on which the seeded world is looked at.
pub const TODAY: &str = "2026-06-30";

const REGION: &str = "320902";

/// Sets up 亭湖.
///
/// # Errors
///
/// Passes on what the hub says.
pub async fn tinghu(hub: &Hub) -> Result<Uuid> {
    let setup = JurisdictionSetup {
        region: RegionCode::parse(REGION)?,
        name: "盐城市亭湖区".to_owned(),
        packs: vec![PackChoice {
            id: "tinghu".to_owned(),
            effective_on: Some("2025-01-01".parse()?),
        }],
        settings: serde_json::Map::new(),
        precedence: None,
    };
    Ok(hub.ensure_jurisdiction(&setup).await?)
}

/// What concerns 亭湖 in a believable world of so many projects, of which it has two in five.
#[must_use]
pub fn world(projects: usize) -> World {
    everywhere(projects).within(REGION)
}

/// A believable world of so many projects in all places.
#[must_use]
pub fn everywhere(projects: usize) -> World {
    generate(SeedOptions {
        seed: 30,
        today: TODAY.parse().unwrap_or_default(),
        projects,
    })
}
