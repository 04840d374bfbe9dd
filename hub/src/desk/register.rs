use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shuniu_entities::{Key, project_code};
use uuid::Uuid;

use crate::fault::Fault;
use crate::transact::Tx;

/// Which projects bear the codes, in whatever jurisdiction; one statement.
pub(crate) async fn bearers(tx: &Tx, codes: &[String]) -> Result<BTreeMap<String, Key>, Fault> {
    if codes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = project_code::Entity::of_codes(codes).all(tx.db()).await?;
    let pairs = rows
        .into_iter()
        .map(|row| (row.code, Key::new(row.jurisdiction_id, row.project_id)));
    let mut bearers: BTreeMap<String, Key> = pairs.collect();
    // Those of this transaction are not written yet.
    let new = tx
        .desk()
        .codes
        .iter()
        .filter(|row| codes.contains(&row.code));
    bearers.extend(new.map(|row| {
        let key = Key::new(row.jurisdiction_id, row.project_id);
        (row.code.clone(), key)
    }));
    Ok(bearers)
}

/// Has the code entered in the register of all jurisdictions with the transaction.
pub(crate) fn register(tx: &mut Tx, code: &str, project: Uuid) {
    let row = project_code::Model {
        code: code.to_owned(),
        jurisdiction_id: tx.jurisdiction(),
        project_id: project,
        registered_at: tx.now(),
    };
    let codes = &mut tx.desk_mut().codes;
    if !codes.iter().any(|known| known.code == row.code) {
        codes.push(row);
    }
}

/// Takes a code that its project no longer bears out of the register.
pub(crate) async fn unregister(tx: &Tx, code: &str, project: Uuid) -> Result<(), Fault> {
    project_code::Entity::delete_many()
        .filter(project_code::Column::Code.eq(code))
        .filter(project_code::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(project_code::Column::ProjectId.eq(project))
        .exec(tx.db())
        .await?;
    Ok(())
}
