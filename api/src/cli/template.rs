//! `shuniu template`.

use std::path::PathBuf;

use anyhow::{Context, anyhow};
use chrono::NaiveDate;
use clap::Args;
use shuniu_hub::import::Kind;
use shuniu_hub::law::Law;
use shuniu_hub::policy::pack::Layer;
use shuniu_hub::{JurisdictionSetup, PackChoice};

use super::runtime::Settings;
use super::{CommandError, Output};
use crate::app;

/// Arguments of `template`.
#[derive(Debug, Args)]
pub struct TemplateArguments {
    /// What its rows are: projects, contracts, payments, budget_quotas, allocations, assets,
    /// events or documents.
    pub kind: Kind,
    /// Whose law says what it asks for, by region code; needless where the settings name one
    /// place only.
    #[arg(long)]
    pub jurisdiction: Option<String>,
    /// Where to write it; KIND.xlsx without one.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Which settings.
    #[command(flatten)]
    pub settings: Settings,
}

pub(super) fn run(arguments: &TemplateArguments, output: &mut Output) -> Result<(), CommandError> {
    let config = arguments.settings.load()?;
    let law = app::check(&config).map_err(|wrong| {
        let lines: Vec<_> = wrong.iter().map(ToString::to_string).collect();
        CommandError::failed(anyhow!(lines.join("\n")))
    })?;
    let named = arguments.jurisdiction.as_deref();
    let fits = |region: &str| named.is_none_or(|named| named == region);
    let mut fitting = config.jurisdictions.iter().filter(|one| fits(&one.region));
    let setup = match (fitting.next(), fitting.next()) {
        (Some(one), None) => one.setup().map_err(CommandError::failed)?,
        (Some(_), Some(_)) => {
            let codes: Vec<&str> = config
                .jurisdictions
                .iter()
                .map(|one| &*one.region)
                .collect();
            return Err(CommandError::usage(anyhow!(
                "say whose template by --jurisdiction, one of {}",
                codes.join(", ")
            )));
        }
        (None, _) => shipped(&law, named)?,
    };
    let rules = app::ledger_rules(&config).map_err(CommandError::Failed)?;
    let local = law.of(&setup).map_err(CommandError::failed)?;
    let written = rules.template(&local, &setup.name, arguments.kind);
    let bytes = written.map_err(CommandError::failed)?;
    let named = PathBuf::from(format!("{}.xlsx", arguments.kind));
    let path = arguments.out.clone().unwrap_or(named);
    std::fs::write(&path, bytes)
        .with_context(|| format!("writing {}", path.display()))
        .map_err(CommandError::Failed)?;
    output.line(&path.display().to_string())
}

/// A place that the settings do not name, whose regulation ships with the hub.
fn shipped(law: &Law, named: Option<&str>) -> Result<JurisdictionSetup, CommandError> {
    let local = || law.packs().filter(|pack| pack.layer == Layer::Local);
    let found = local().find(|pack| Some(pack.region_code.as_str()) == named);
    let Some(pack) = found else {
        let known: Vec<String> = local()
            .map(|pack| format!("{} ({})", pack.region_code, pack.id))
            .collect();
        return Err(CommandError::usage(anyhow!(
            "say whose template by --jurisdiction, one of {}",
            known.join(", ")
        )));
    };
    // Which day a text took effect does not change what it reads.
    let effective_on = NaiveDate::from_ymd_opt(2024, 1, 1);
    let packs = ["national", &pack.id].map(|id| PackChoice {
        id: id.to_owned(),
        effective_on,
    });
    Ok(JurisdictionSetup {
        region: pack.region_code,
        name: String::new(),
        packs: packs.into(),
        settings: serde_json::Map::new(),
        precedence: None,
    })
}
