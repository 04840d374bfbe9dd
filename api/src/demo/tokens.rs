use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_hub::access::{Body, Role};

use super::folder::{Folder, write_secret};
use super::place::PLACES;
use super::window::Window;
use crate::auth::{DevelopmentKey, TokenRequest, mint};
use crate::config::AuthConfig;

/// How long a token of the demo holds; every start makes new ones.
const HOLDS: TimeDelta = TimeDelta::days(30);

/// A token and whom it stands for.
#[derive(Clone, Serialize)]
pub(super) struct Pass {
    /// Short and unique.
    pub(super) name: String,
    role: Role,
    body: Option<Body>,
    pub(super) jurisdictions: Vec<String>,
    pub(super) org: Option<String>,
    pub(super) token: String,
    /// Printed name of the organization.
    #[serde(skip)]
    pub(super) organization: Option<String>,
}

impl Pass {
    pub(super) fn role(&self) -> &'static str {
        self.role.as_str()
    }
}

/// A token that is still to be signed.
fn blank(name: &str, role: Role, regions: &[&str]) -> Pass {
    Pass {
        name: name.to_owned(),
        role,
        body: (role == Role::Authority).then_some(Body::Finance),
        jurisdictions: regions.iter().map(|region| (*region).to_owned()).collect(),
        org: None,
        token: String::new(),
        organization: None,
    }
}

/// Makes tokens.
pub(super) struct Mint<'a> {
    pub(super) key: &'a DevelopmentKey,
    pub(super) config: &'a AuthConfig,
    pub(super) now: DateTime<Utc>,
}

/// Units of a place with their projects.
const UNITS: &str = r"
query Units($first: Int, $after: String, $in: [RegionCode!]) {
  projects(first: $first, after: $after, filter: {jurisdictions: $in}) {
    nodes { unit { name creditCode } obligations(statuses: [OVERDUE]) { id } }
    pageInfo { hasNextPage endCursor }
  }
}";

#[derive(Debug, Deserialize)]
struct Owned {
    unit: Option<Unit>,
    obligations: Vec<serde::de::IgnoredAny>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Unit {
    credit_code: Option<String>,
    name: String,
}

impl Mint<'_> {
    /// One token of a role, for the given regions.
    pub(super) fn pass(&self, name: &str, role: Role, regions: &[&str]) -> Result<Pass> {
        self.make(blank(name, role, regions))
    }

    fn make(&self, mut pass: Pass) -> Result<Pass> {
        let request = TokenRequest {
            subject: Some(format!("demo:{}", pass.name)),
            role: pass.role,
            body: pass.body,
            jurisdictions: pass.jurisdictions.clone(),
            org: pass.org.clone(),
            name: pass.organization.clone(),
            issuer: self.config.issuer.clone(),
            audience: self.config.audience.clone(),
            ttl: HOLDS,
        };
        (pass.token, _) = mint(&request, self.key, self.now)
            .with_context(|| format!("making the token {}", pass.name))?;
        Ok(pass)
    }

    /// Everybody's tokens: those of all roles, and of two units of the first place that own
    /// projects, those that owe most that is overdue.
    pub(super) async fn everybody(&self, window: &Window, admin: Pass) -> Result<Vec<Pass>> {
        let everywhere: Vec<&str> = PLACES.iter().map(|place| place.region).collect();
        let [first, ..] = PLACES;
        let units = units(window, &admin.token, first.region).await?;
        let mut all = vec![admin];
        for place in &PLACES {
            let name = format!("data_bureau_{}", place.key);
            all.push(self.pass(&name, Role::DataBureau, &[place.region])?);
        }
        for (number, unit) in (1..).zip(units) {
            let name = format!("project_unit_{}_{number}", first.key);
            all.push(self.make(Pass {
                org: unit.credit_code,
                organization: Some(unit.name),
                ..blank(&name, Role::ProjectUnit, &[first.region])
            })?);
        }
        let finance = format!("finance_{}", first.key);
        all.push(self.pass(&finance, Role::Authority, &[first.region])?);
        for role in [
            Role::Viewer,
            Role::Reporting,
            Role::Connector,
            Role::Developer,
        ] {
            all.push(self.pass(role.as_str(), role, &everywhere)?);
        }
        Ok(all)
    }
}

/// Writes `tokens.json` and a header file for each token.
pub(super) fn keep(folder: &Folder, passes: &[Pass]) -> Result<()> {
    let text = serde_json::to_string_pretty(passes)?;
    write_secret(&folder.tokens(), &(text + "\n"))?;
    for pass in passes {
        let line = format!("Authorization: Bearer {}\n", pass.token);
        write_secret(&folder.header(&pass.name), &line)?;
    }
    Ok(())
}

/// The two units that own projects and owe most that is overdue.
async fn units(window: &Window, token: &str, region: &str) -> Result<Vec<Unit>> {
    let variables = json!({"in": [region]});
    let owned: Vec<Owned> = window.all(token, UNITS, variables, "projects").await?;
    let mut counted = std::collections::BTreeMap::new();
    for one in owned {
        if let Some(unit) = one.unit.filter(|unit| unit.credit_code.is_some()) {
            *counted.entry(unit).or_insert(0) += one.obligations.len();
        }
    }
    let mut units: Vec<(Unit, usize)> = counted.into_iter().collect();
    units.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(units.into_iter().take(2).map(|(unit, _)| unit).collect())
}
