use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use shuniu_entities::{Scope, Tenant, match_candidate};
use uuid::Uuid;

use super::rejoin::BY_KEY;
use crate::fault::Fault;
use crate::transact::Tx;

/// Those of the records whose project a person settled in the review list.
pub(super) async fn settled_by_hand(tx: &Tx, records: Vec<Uuid>) -> Result<BTreeSet<Uuid>, Fault> {
    if records.is_empty() {
        return Ok(BTreeSet::new());
    }
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let settled = match_candidate::Entity::find_in(&scope)
        .filter(match_candidate::Column::SourceRecordId.is_in(records))
        .filter(match_candidate::Column::State.eq("matched"))
        .filter(match_candidate::Column::SettledBy.ne(BY_KEY))
        .select_only()
        .column(match_candidate::Column::SourceRecordId)
        .into_tuple::<Uuid>()
        .all(tx.db())
        .await?;
    Ok(settled.into_iter().collect())
}
