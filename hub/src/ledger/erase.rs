use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use shuniu_entities::{Scope, Tenant, ledger};
use uuid::Uuid;

use crate::fault::Fault;
use crate::transact::Tx;

/// The command whose entry tells that the bodies of a project before it were erased.
pub(crate) const ERASED_BY: &str = "declare_classified";

/// Erases what the entries of a project say. That there were such entries stays, and the chain
/// holds: it covers their digests.
///
/// # Errors
///
/// [`Fault::Invalid`] where the project has entries of before digests were kept.
pub(crate) async fn erase(tx: &Tx, project: Uuid) -> Result<(), Fault> {
    use ledger::Column;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let whole = ledger::Entity::find_in(&scope)
        .filter(Column::ProjectId.eq(project))
        .filter(Column::Digest.is_null())
        .count(tx.db())
        .await?;
    if whole > 0 {
        let problem = format!(
            "has {whole} ledger entries from before their bodies could be erased; the chain would \
             no longer hold. Archive that ledger outside and start the place in a new database"
        );
        return Err(Fault::invalid("project", problem));
    }
    let erased = ledger::ActiveModel {
        body: Set(String::new()),
        salt: Set(None),
        ..Default::default()
    };
    ledger::Entity::update_many()
        .set(erased)
        .filter(Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(Column::ProjectId.eq(project))
        .exec(tx.db())
        .await?;
    Ok(())
}
