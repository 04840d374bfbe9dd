use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use shuniu_entities::{
    allocation, asset, attachment, budget_quota, catalog_entry, contract, discrepancy, document,
    finding, gate_state, institution_share, obligation, organization, padded, payment,
    policy_exception, project, project_code, project_event, project_fact, project_relation, report,
    review, tender,
};
use uuid::Uuid;

use super::File;
use super::gone::remove_gone;
use super::rows::Dirty;
use super::unstarted;
use crate::db::{Inserts, There, Writer, insert};
use crate::fault::Fault;
use crate::likened::Kept;
use crate::transact::Tx;

/// Writes what was changed on the desk and clears it: some statements per table, whatever the
/// number of the files.
pub(crate) async fn put_back(tx: &mut Tx) -> Result<(), Fault> {
    let files = std::mem::take(&mut tx.desk_mut().files);
    put_away(tx, files.into_values().collect()).await?;
    let desk = tx.desk_mut();
    let codes = std::mem::take(&mut desk.codes);
    let (renamed, rekeyed) = (
        std::mem::take(&mut desk.renamed),
        std::mem::take(&mut desk.rekeyed),
    );
    renamed.write(tx.db(), tx.jurisdiction()).await?;
    Box::pin(rekeyed.write(tx.db(), tx.jurisdiction())).await?;
    insert::<project_code::Entity, _>(tx.db(), codes, There::Never).await?;
    Ok(())
}

/// Makes room for what is put away in parts: what takes the place of a row may bear its name,
/// whichever file it lies in.
pub(crate) async fn make_room(tx: &mut Tx) -> Result<(), Fault> {
    let mut files = std::mem::take(&mut tx.desk_mut().files);
    let removed = remove_gone(tx, files.values_mut()).await;
    tx.desk_mut().files = files;
    removed
}

/// Writes what was changed in files that were taken off the desk. What the projects are found by is
/// written when all are put back: in one order, so that nobody waits for another who waits for him.
pub(crate) async fn put_away(tx: &mut Tx, mut files: Vec<File>) -> Result<(), Fault> {
    let organizations = tx.desk_mut().organizations.take_dirty();
    write::<organization::Entity>(tx.db(), organizations).await?;
    unstarted::put_away(tx, &mut files).await?;
    let projects = projects(tx, &mut files);
    write::<project::Entity>(tx.db(), projects).await?;
    note_assessed(tx, &mut files).await?;
    remove_gone(tx, files.iter_mut()).await?;
    let mut inserts = Inserts::default();
    macro_rules! tables {
        ($there:expr; $($table:ident => $field:ident),+ $(,)?) => {
            $(
                let mut dirty = Dirty::default();
                for file in &mut files {
                    file.$field.drain_into(&mut dirty);
                }
                inserts.add::<$table::Entity, _>(dirty.new, $there);
                inserts.add::<$table::Entity, _>(dirty.changed, There::Replaced);
            )+
        };
    }
    // Rows that get an identity when they are made.
    tables! {
        There::Never;
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
    }
    tables! { There::Replaced; asset => assets }
    tables! {
        There::Never;
        payment => payments,
        budget_quota => quotas,
        catalog_entry => catalog,
        project_relation => relations,
        obligation => obligations,
    }
    tables! {
        There::Replaced;
        institution_share => shares,
        gate_state => gates,
        finding => findings,
    }
    inserts.write(tx.db()).await?;
    Ok(())
}

/// The projects that changed, each in a new version, and in the same one those whose duties alone
/// are kept in another way.
fn projects(tx: &mut Tx, files: &mut [File]) -> Vec<project::Model> {
    let (now, places) = (tx.now(), tx.places());
    let desk = tx.desk_mut();
    let mut projects = Vec::new();
    for file in files {
        let owes_anew = std::mem::take(&mut file.owes_anew);
        if !file.project.is_dirty() {
            if owes_anew {
                projects.push(file.project.get().clone());
                file.assessed_anew = false;
            }
            continue;
        }
        let kept = Kept::of(file, &places);
        let row = file.project.change();
        row.version += 1;
        row.updated_at = now;
        desk.renamed.note(row);
        desk.rekeyed.note(row, kept);
        projects.push(row.clone());
        file.assessed_anew = false;
    }
    projects
}

/// Notes for which day and under which law the projects were assessed that did not change
/// otherwise: a few columns of many rows at once, and no new version of any.
async fn note_assessed(tx: &Tx, files: &mut [File]) -> Result<(), Fault> {
    use project::Column;
    type Noted = (Option<NaiveDate>, Option<NaiveDate>, Option<String>);
    let mut noted: BTreeMap<Noted, Vec<Uuid>> = BTreeMap::new();
    for file in files {
        if std::mem::take(&mut file.assessed_anew) {
            let row = file.project.get();
            let key = (
                row.next_change_on,
                row.assessed_for,
                row.assessed_under.clone(),
            );
            noted.entry(key).or_default().push(file.id());
        }
    }
    for ((next_change_on, assessed_for, assessed_under), ids) in noted {
        project::Entity::update_many()
            .col_expr(Column::NextChangeOn, Expr::value(next_change_on))
            .col_expr(Column::AssessedFor, Expr::value(assessed_for))
            .col_expr(Column::AssessedUnder, Expr::value(assessed_under))
            .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
            .filter(Column::Id.is_in(padded(&ids)))
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
    E::Column: Send,
{
    Ok(insert::<E, _>(db, rows, There::Replaced).await?)
}
