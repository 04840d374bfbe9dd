use sea_orm::{QueryOrder, QuerySelect};
use shuniu_entities::{
    Key, Keyed, OfProject, allocation, asset, attachment, budget_quota, catalog_entry, contract,
    discrepancy, document, finding, gate_state, obligation, payment, policy_exception, project,
    project_event, project_fact, report, review, tender,
};
use uuid::Uuid;

use super::{File, Row};
use crate::fault::Fault;
use crate::transact::Tx;

/// Opens the files of the projects that the transaction may see, and locks them.
///
/// Locks are taken in the order of the ids, so that two pages cannot wait for each other. A
/// project that is not there or not visible is simply not opened.
pub(crate) async fn open(tx: &mut Tx, projects: &[Uuid]) -> Result<(), Fault> {
    let missing = projects
        .iter()
        .filter(|id| !tx.desk().files.contains_key(id));
    let keys: Vec<Key> = missing.map(|id| tx.key(*id)).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let scope = tx.scope().clone();
    let rows = project::Entity::find_keys(&scope, &keys)
        .order_by_asc(project::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    let opened: Vec<Key> = rows.iter().map(project::Model::key).collect();
    for row in rows {
        tx.desk_mut()
            .files
            .insert(row.id, File::new(Row::stored(row)));
    }
    if opened.is_empty() {
        return Ok(());
    }
    macro_rules! fill {
        ($($table:ident => $field:ident),+ $(,)?) => {
            $(
                let rows = $table::Entity::find_of(&scope, &opened).all(tx.db()).await?;
                for row in rows {
                    if let Some(file) = tx.desk_mut().files.get_mut(&row.project_id) {
                        file.$field.hold(row);
                    }
                }
            )+
        };
    }
    fill! {
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
        obligation => obligations,
        gate_state => gates,
        finding => findings,
    }
    Ok(())
}
