use serde_json::json;
use shuniu_connectors::contract::{
    AssetCard, AssetKind, ChangeFiling, HandOver, ProjectCodeApplication, ProjectFiling,
    ProjectIdentity, ProjectRegistration,
};
use shuniu_entities::{asset, document_content, project, project_event};
use shuniu_policy::{CreditCode, Fen, ProjectCode, RegionCode};
use uuid::Uuid;

use super::acceptance::acceptance;
use super::hand_over::Ask;
use crate::command::VOIDED;
use crate::desk::{File, Standing};
use crate::fault::Fault;
use crate::law::LocalLaw;

/// The project unit as the project's file knows it.
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) credit_code: CreditCode,
}

/// Puts together what is handed over, from the project's file and what its documents hold; names
/// what is missing in it.
pub(super) fn compose(
    ask: &Ask,
    file: &File,
    contents: &[document_content::Model],
    law: &LocalLaw,
    unit: Unit,
    region: RegionCode,
) -> Result<HandOver, Fault> {
    let row = file.project.get();
    let project = identity(row, unit, region)?;
    Ok(match ask {
        Ask::ProjectCodeApplication => {
            if let Some(code) = &row.project_code {
                return Err(Fault::invalid(
                    "project",
                    format!("it bears the code {code} already"),
                ));
            }
            HandOver::ProjectCodeApplication(ProjectCodeApplication {
                project,
                investment: known(row.investment_fen, "investment_yuan")?,
            })
        }
        Ask::ProjectRegistration => HandOver::ProjectRegistration(ProjectRegistration {
            project,
            investment: known(row.investment_fen, "investment_yuan")?,
            budget: row.budget_fen.map(Fen::new),
            project_type: row.project_type.clone(),
            build_nature: row.build_nature.clone(),
        }),
        Ask::ProjectFiling { summary } => {
            managed_by_filing(row)?;
            HandOver::ProjectFiling(ProjectFiling {
                project,
                budget: known(row.budget_fen, "budget_yuan")?,
                summary: summary.clone(),
            })
        }
        Ask::ChangeFiling {
            event,
            amount,
            reason,
        } => {
            let change = decided_change(file, *event)?;
            stated(reason, "reason")?;
            if amount.is_some_and(|amount| amount <= Fen::ZERO) {
                let problem = "the amount after the change is above zero, in yuan";
                return Err(Fault::invalid("amount", problem));
            }
            HandOver::ChangeFiling(ChangeFiling {
                project,
                change_kind: change.attributes["change_kind"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                decided_on: change.occurred_on,
                amount: *amount,
                reason: reason.clone(),
            })
        }
        Ask::AcceptanceReport => {
            HandOver::AcceptanceReport(acceptance(file, contents, law, project)?)
        }
        Ask::AssetCard { asset } => HandOver::AssetCard(card(file, *asset, project)?),
    })
}

fn identity(
    row: &project::Model,
    unit: Unit,
    region: RegionCode,
) -> Result<ProjectIdentity, Fault> {
    let code = row.project_code.as_deref().map(ProjectCode::parse);
    Ok(ProjectIdentity {
        region,
        name: row.name.clone(),
        project_code: code
            .transpose()
            .map_err(|error| Fault::corrupt("project code", error))?,
        unit_name: unit.name,
        unit_credit_code: unit.credit_code,
    })
}

fn known(fen: Option<i64>, name: &str) -> Result<Fen, Fault> {
    fen.map(Fen::new).ok_or_else(|| {
        let problem = format!("the other side asks for the amount; record `{name}` first");
        Fault::invalid("project", problem)
    })
}

/// Refuses what the law of the place is known to manage otherwise. A place that derives no such
/// thing, and a project of which it is not known yet, are not refused.
fn managed_by_filing(row: &project::Model) -> Result<(), Fault> {
    let derived = &row.derived["management_track"];
    match derived["value"].as_str() {
        Some(track) if track != "filing" => {
            let by = derived["by"].as_array().into_iter().flatten();
            let by: Vec<&str> = by.filter_map(|id| id.as_str()).collect();
            let problem = format!(
                "its management track is {track} ({}); only a project that is managed by filing is filed",
                by.join(", ")
            );
            Err(Fault::invalid("project", problem))
        }
        _ => Ok(()),
    }
}

/// Refuses a text that says nothing: the other side would, after it went out.
fn stated(text: &str, field: &str) -> Result<(), Fault> {
    if text.trim().is_empty() {
        return Err(Fault::invalid(
            field,
            "the other side asks for it; say it in words",
        ));
    }
    Ok(())
}

fn current(standing: &str) -> bool {
    standing == Standing::Current.as_str()
}

fn decided_change(file: &File, id: Uuid) -> Result<&project_event::Model, Fault> {
    let event = file.events.iter().find(|row| row.id == id);
    let event = event.ok_or_else(|| Fault::not_found("event", id))?;
    if event.kind != "change_decided" || !current(&event.standing) {
        let problem = format!(
            "it is a {} ({}); a change is filed for a change_decided that is in force",
            event.kind, event.standing
        );
        return Err(Fault::invalid("event", problem));
    }
    Ok(event)
}

fn card(file: &File, id: Uuid, project: ProjectIdentity) -> Result<AssetCard, Fault> {
    let row = file.assets.iter().find(|row| row.id == id);
    let row = row.ok_or_else(|| Fault::not_found("asset", id))?;
    if row.state == VOIDED {
        return Err(Fault::invalid("asset", "it was voided"));
    }
    if let Some(card) = &row.card_number {
        return Err(Fault::invalid(
            "asset",
            format!("it has the card {card} already"),
        ));
    }
    let missing = |what: &str| Fault::invalid("asset", format!("its {what} is not recorded"));
    let contract = row.contract_id.and_then(|id| {
        let contract = file.contracts.iter().find(|row| row.id == id)?;
        Some(contract.number.clone())
    });
    Ok(AssetCard {
        asset: row.id.to_string(),
        project,
        kind: kind_of(row)?,
        name: row.name.clone(),
        category_code: row.category_code.clone(),
        quantity: row
            .quantity
            .and_then(|count| u32::try_from(count).ok())
            .ok_or_else(|| missing("quantity"))?,
        original_value: row
            .original_value_fen
            .map(Fen::new)
            .ok_or_else(|| missing("original value"))?,
        acquired_on: row
            .acquired_on
            .ok_or_else(|| missing("day of acquisition"))?,
        contract_number: contract,
    })
}

fn kind_of(row: &asset::Model) -> Result<AssetKind, Fault> {
    serde_json::from_value(json!(row.kind)).map_err(|error| Fault::corrupt("asset kind", error))
}
