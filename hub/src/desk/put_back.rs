use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use shuniu_entities::{
    allocation, asset, attachment, budget_quota, catalog_entry, contract, discrepancy, document,
    finding, gate_state, institution_share, obligation, organization, payment, policy_exception,
    project, project_code, project_event, project_fact, project_relation, report, review, tender,
};
use uuid::Uuid;

use super::file::Gone;
use crate::db::{There, Writer, insert};
use crate::fault::Fault;
use crate::likened::{Kept, Rekeyed};
use crate::name::Renamed;
use crate::transact::Tx;

/// Writes what was changed on the desk: one statement per table.
pub(crate) async fn put_back(tx: &mut Tx) -> Result<(), Fault> {
    let (now, places) = (tx.now(), tx.places());
    let organizations = tx.desk_mut().organizations.take_dirty();
    write::<organization::Entity>(tx.db(), organizations).await?;

    let desk = tx.desk_mut();
    let codes = std::mem::take(&mut desk.codes);
    let mut projects = Vec::new();
    let (mut renamed, mut rekeyed) = (Renamed::default(), Rekeyed::default());
    for file in desk.files.values_mut() {
        if file.project.is_dirty() {
            let kept = Kept::of(file, &places);
            let row = file.project.change();
            row.version += 1;
            row.updated_at = now;
            renamed.note(row);
            rekeyed.note(row, kept);
            projects.push(row.clone());
            file.project = super::Row::stored(row.clone());
            file.assessed_anew = false;
        }
    }
    write::<project::Entity>(tx.db(), projects).await?;
    note_assessed(tx).await?;
    renamed.write(tx.db(), tx.jurisdiction()).await?;
    Box::pin(rekeyed.write(tx.db(), tx.jurisdiction())).await?;
    insert::<project_code::Entity, _>(tx.db(), codes, There::Never).await?;
    macro_rules! tables {
        ($($table:ident => $field:ident),+ $(,)?) => {
            $(
                let files = tx.desk_mut().files.values_mut();
                let rows = files.flat_map(|file| file.$field.take_dirty()).collect();
                write::<$table::Entity>(tx.db(), rows).await?;
            )+
        };
    }
    // First: what takes the place of a row may bear its name.
    remove_gone(tx).await?;
    tables! {
        project_fact => facts,
        discrepancy => discrepancies,
        project_event => events,
        document => documents,
        attachment => attachments,
        report => reports,
        policy_exception => exceptions,
        tender => tenders,
        contract => contracts,
        review => reviews,
        allocation => allocations,
        asset => assets,
        payment => payments,
        budget_quota => quotas,
        catalog_entry => catalog,
        project_relation => relations,
        obligation => obligations,
        institution_share => shares,
        gate_state => gates,
        finding => findings,
    }
    Ok(())
}

/// Notes for which day and under which law the projects were assessed that did not change
/// otherwise: a few columns of many rows at once, and no new version of any.
async fn note_assessed(tx: &mut Tx) -> Result<(), Fault> {
    use project::Column;
    type Noted = (Option<NaiveDate>, Option<NaiveDate>, Option<String>);
    let mut noted: BTreeMap<Noted, Vec<Uuid>> = BTreeMap::new();
    for (id, file) in &mut tx.desk_mut().files {
        if std::mem::take(&mut file.assessed_anew) {
            let row = file.project.get();
            let key = (
                row.next_change_on,
                row.assessed_for,
                row.assessed_under.clone(),
            );
            noted.entry(key).or_default().push(*id);
        }
    }
    for ((next_change_on, assessed_for, assessed_under), ids) in noted {
        project::Entity::update_many()
            .col_expr(Column::NextChangeOn, Expr::value(next_change_on))
            .col_expr(Column::AssessedFor, Expr::value(assessed_for))
            .col_expr(Column::AssessedUnder, Expr::value(assessed_under))
            .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(Column::Id.is_in(ids))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// Inserts new rows and updates changed ones in one statement.
pub(crate) async fn write<E>(db: &Writer, rows: Vec<E::Model>) -> Result<(), Fault>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    Ok(insert::<E, _>(db, rows, There::Replaced).await?)
}

async fn remove_gone(tx: &mut Tx) -> Result<(), Fault> {
    let jurisdiction = tx.jurisdiction();
    let mut all = Gone::default();
    let mut single = Vec::new();
    for (id, file) in &mut tx.desk_mut().files {
        let gone = std::mem::take(&mut file.gone);
        all.tenders.extend(gone.tenders);
        all.contracts.extend(gone.contracts);
        all.reviews.extend(gone.reviews);
        all.assets.extend(gone.assets);
        all.cards.extend(gone.cards);
        all.obligations.extend(gone.obligations);
        if !gone.findings.is_empty() || !gone.gates.is_empty() {
            single.push((*id, gone.findings, gone.gates));
        }
    }
    macro_rules! remove {
        ($($table:ident => $field:ident),+ $(,)?) => {
            $(if !all.$field.is_empty() {
                $table::Entity::delete_many()
                    .filter($table::Column::JurisdictionId.eq(jurisdiction))
                    .filter($table::Column::Id.is_in(all.$field))
                    .exec(tx.db())
                    .await?;
            })+
        };
    }
    remove! {
        contract => contracts,
        tender => tenders,
        review => reviews,
        asset => assets,
        obligation => obligations,
    }
    if !all.cards.is_empty() {
        asset::Entity::update_many()
            .col_expr(asset::Column::CardNumber, Expr::value(None::<String>))
            .filter(asset::Column::JurisdictionId.eq(jurisdiction))
            .filter(asset::Column::Id.is_in(all.cards))
            .exec(tx.db())
            .await?;
    }
    for (project, findings, gates) in single {
        if !findings.is_empty() {
            finding::Entity::delete_many()
                .filter(finding::Column::JurisdictionId.eq(jurisdiction))
                .filter(finding::Column::ProjectId.eq(project))
                .filter(finding::Column::Code.is_in(findings))
                .exec(tx.db())
                .await?;
        }
        if !gates.is_empty() {
            gate_state::Entity::delete_many()
                .filter(gate_state::Column::JurisdictionId.eq(jurisdiction))
                .filter(gate_state::Column::ProjectId.eq(project))
                .filter(gate_state::Column::Gate.is_in(gates))
                .exec(tx.db())
                .await?;
        }
    }
    Ok(())
}
