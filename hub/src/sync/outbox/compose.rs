use serde_json::json;
use shuniu_connectors::contract::{
    AcceptanceReport, AssetCard, AssetKind, Attachment, ChangeFiling, HandOver,
    ProjectCodeApplication, ProjectFiling, ProjectIdentity, ProjectRegistration,
};
use shuniu_entities::{asset, document_content, project, project_event};
use shuniu_policy::{CreditCode, Fen, ProjectCode, RegionCode};
use uuid::Uuid;

use super::hand_over::Ask;
use crate::desk::{File, Standing};
use crate::fault::Fault;

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
        Ask::ProjectFiling { summary } => HandOver::ProjectFiling(ProjectFiling {
            project,
            budget: known(row.budget_fen, "budget_yuan")?,
            summary: summary.clone(),
        }),
        Ask::ChangeFiling {
            event,
            amount,
            reason,
        } => {
            let change = decided_change(file, *event)?;
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
        Ask::AcceptanceReport => HandOver::AcceptanceReport(acceptance(file, contents, project)?),
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

fn acceptance(
    file: &File,
    contents: &[document_content::Model],
    project: ProjectIdentity,
) -> Result<AcceptanceReport, Fault> {
    let passed = file
        .events
        .iter()
        .filter(|row| row.kind == "final_acceptance_passed" && current(&row.standing));
    let accepted_on = passed.map(|row| row.occurred_on).max().ok_or_else(|| {
        let problem = "no final acceptance is on record; record `final_acceptance_passed` first";
        Fault::invalid("project", problem)
    })?;
    let papers: Vec<_> = file
        .documents
        .iter()
        .filter(|row| row.kind == "acceptance_report" && current(&row.standing))
        .collect();
    let held = contents
        .iter()
        .filter(|content| papers.iter().any(|row| row.id == content.id));
    let parts = papers
        .iter()
        .filter_map(|row| row.attributes["parts"].as_array());
    let mut parts: Vec<String> = parts
        .flatten()
        .filter_map(|part| part.as_str().map(ToOwned::to_owned))
        .collect();
    parts.sort();
    parts.dedup();
    Ok(AcceptanceReport {
        project,
        accepted_on,
        parts,
        attachments: attachments(held)?,
    })
}

/// The same bytes go along once, whatever the number of documents that hold them.
fn attachments<'a>(
    held: impl Iterator<Item = &'a document_content::Model>,
) -> Result<Vec<Attachment>, Fault> {
    let mut attachments: Vec<Attachment> = Vec::new();
    for content in held {
        if attachments.iter().any(|one| one.hash == content.hash) {
            continue;
        }
        let size = u64::try_from(content.size_bytes);
        attachments.push(Attachment {
            name: content.file_name.clone(),
            media_type: content.media_type.clone(),
            size: size.map_err(|error| Fault::corrupt("size of a content", error))?,
            hash: content.hash.clone(),
        });
    }
    Ok(attachments)
}

fn card(file: &File, id: Uuid, project: ProjectIdentity) -> Result<AssetCard, Fault> {
    let row = file.assets.iter().find(|row| row.id == id);
    let row = row.ok_or_else(|| Fault::not_found("asset", id))?;
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
