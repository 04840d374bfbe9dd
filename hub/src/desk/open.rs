use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect};
use shuniu_entities::{
    Key, Keyed, OfProject, Scope, allocation, asset, attachment, budget_quota, catalog_entry,
    contract, discrepancy, document, finding, gate_state, institution_share, obligation, payment,
    policy_exception, project, project_event, project_fact, project_relation, report, review,
    tender,
};
use uuid::Uuid;

use super::{File, Row, unstarted};
use crate::fault::Fault;
use crate::transact::Tx;

/// Opens the files of the projects that the transaction may see, and locks them.
///
/// Locks are taken in the order of the ids, so that two pages cannot wait for each other. A
/// project that is not there or not visible is simply not opened.
pub(crate) async fn open(tx: &mut Tx, projects: &[Uuid]) -> Result<(), Fault> {
    let scope = tx.scope().clone();
    open_within(tx, &scope, projects).await
}

/// The same of projects that the one who acts may not see: the law binds them all the same.
pub(crate) async fn open_whoever_acts(tx: &mut Tx, projects: &[Uuid]) -> Result<(), Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    open_within(tx, &scope, projects).await
}

async fn open_within(tx: &mut Tx, scope: &Scope, projects: &[Uuid]) -> Result<(), Fault> {
    let missing = projects
        .iter()
        .filter(|id| !tx.desk().files.contains_key(id));
    let keys: Vec<Key> = missing.map(|id| tx.key(*id)).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let rows = project::Entity::find_keys(scope, &keys)
        .order_by_asc(project::Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    let files = fill(tx.db(), scope, rows).await?;
    tx.desk_mut().files.extend(files);
    Ok(())
}

/// Reads the files of the projects that the scope sees; they are of one jurisdiction. Nothing is
/// locked: to be read from one state of the database, they are read in one transaction.
pub(crate) async fn look_into<C: ConnectionTrait>(
    db: &C,
    scope: &Scope,
    projects: &[Key],
) -> Result<BTreeMap<Uuid, File>, Fault> {
    let rows = project::Entity::find_keys(scope, projects).all(db).await?;
    fill(db, scope, rows).await
}

async fn fill<C: ConnectionTrait>(
    db: &C,
    scope: &Scope,
    projects: Vec<project::Model>,
) -> Result<BTreeMap<Uuid, File>, Fault> {
    let opened: Vec<Key> = projects.iter().map(project::Model::key).collect();
    let files = projects
        .into_iter()
        .map(|row| (row.id, File::new(Row::stored(row))));
    let mut files: BTreeMap<Uuid, File> = files.collect();
    if opened.is_empty() {
        return Ok(files);
    }
    macro_rules! fill {
        ($($table:ident => $field:ident),+ $(,)?) => {
            $(
                for row in $table::Entity::find_of(scope, &opened).all(db).await? {
                    if let Some(file) = files.get_mut(&row.project_id) {
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
        project_relation => relations,
        obligation => obligations,
        institution_share => shares,
        gate_state => gates,
        finding => findings,
    }
    unstarted::fill(db, scope, &mut files).await?;
    Ok(files)
}
