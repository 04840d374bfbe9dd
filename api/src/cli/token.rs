//! `shuniu token`.

use std::path::PathBuf;

use anyhow::anyhow;
use chrono::TimeDelta;
use clap::Args;
use serde::Serialize;

use super::{CommandError, Output};
use crate::{
    auth::{Body, Claims, DevelopmentKey, Role, TokenRequest, mint},
    clock::Clock,
};

/// Arguments of `token`.
#[derive(Debug, Args)]
pub struct TokenArguments {
    /// The role: viewer, project_unit, data_bureau, authority, contractor, connector, reporting,
    /// developer or admin.
    #[arg(long)]
    pub role: Role,
    /// The authority, for the role authority.
    #[arg(long)]
    pub body: Option<Body>,
    /// A region code; may be given several times.
    #[arg(long, num_args = 1.., value_delimiter = ',')]
    pub jurisdiction: Vec<String>,
    /// The credit code of the organization, for project_unit and contractor.
    #[arg(long)]
    pub org: Option<String>,
    /// A name to show.
    #[arg(long)]
    pub name: Option<String>,
    /// The subject; made from the role when absent.
    #[arg(long)]
    pub subject: Option<String>,
    /// The issuer, as `auth.issuer` has it.
    #[arg(long, default_value = "shuniu")]
    pub issuer: String,
    /// The audience, as `auth.audience` has it.
    #[arg(long, default_value = "shuniu")]
    pub audience: String,
    /// How long the token holds: a number with s, m, h or d.
    #[arg(long, default_value = "1h", value_parser = parse_ttl)]
    pub ttl: TimeDelta,
    /// The development key file; made when it does not exist.
    #[arg(long)]
    pub key: PathBuf,
}

#[derive(Serialize)]
struct Minted {
    token: String,
    claims: Claims,
}

pub(super) fn run(
    arguments: &TokenArguments,
    clock: &dyn Clock,
    output: &mut Output,
) -> Result<(), CommandError> {
    let fresh = !arguments.key.exists();
    let request = TokenRequest {
        subject: arguments.subject.clone(),
        role: arguments.role,
        body: arguments.body,
        jurisdictions: arguments.jurisdiction.clone(),
        org: arguments.org.clone(),
        name: arguments.name.clone(),
        issuer: arguments.issuer.clone(),
        audience: arguments.audience.clone(),
        ttl: arguments.ttl,
    };
    // Claims are checked before a key file is left behind.
    mint(&request, &DevelopmentKey::generate(), clock.now()).map_err(CommandError::usage)?;
    let key = DevelopmentKey::open_or_create(&arguments.key).map_err(CommandError::failed)?;
    if fresh {
        output.note(&format!(
            "made the development key {}",
            arguments.key.display()
        ));
    }
    let (token, claims) = mint(&request, &key, clock.now()).map_err(CommandError::usage)?;
    if output.is_json() {
        output.value(&Minted { token, claims })
    } else {
        output.line(&token)
    }
}

/// Reads `90s`, `5m`, `1h`, `30d`; at most ten years.
fn parse_ttl(text: &str) -> Result<TimeDelta, anyhow::Error> {
    let wrong = || anyhow!("write a number with s, m, h or d, such as 1h, at most 3650d");
    let split = text.len().saturating_sub(1);
    if !text.is_char_boundary(split) {
        return Err(wrong());
    }
    let (number, unit) = text.split_at(split);
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let ttl = number
        .checked_mul(seconds)
        .and_then(TimeDelta::try_seconds)
        .ok_or_else(wrong)?;
    if ttl <= TimeDelta::zero() || ttl > TimeDelta::days(3_650) {
        Err(wrong())
    } else {
        Ok(ttl)
    }
}
