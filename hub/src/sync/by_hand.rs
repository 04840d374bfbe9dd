use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde_json::Value as Json;
use shuniu_entities::{Scope, Tenant, match_candidate};
use uuid::Uuid;

use super::rejoin::BY_KEY;
use crate::fault::Fault;
use crate::transact::Tx;

/// Those of the records whose project a person settled in the review list, with the project code
/// that each had.
pub(super) async fn settled_by_hand(
    tx: &Tx,
    records: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, Option<String>>, Fault> {
    if records.is_empty() {
        return Ok(BTreeMap::new());
    }
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let settled = match_candidate::Entity::find_in(&scope)
        .filter(match_candidate::Column::SourceRecordId.is_in(records))
        .filter(match_candidate::Column::State.eq("matched"))
        .filter(match_candidate::Column::SettledBy.ne(BY_KEY))
        .select_only()
        .column(match_candidate::Column::SourceRecordId)
        .column(match_candidate::Column::Summary)
        .into_tuple::<(Uuid, Json)>()
        .all(tx.db())
        .await?;
    let code = |said: &Json| {
        let code = said["record"]["project"]["project_code"].as_str();
        code.map(ToOwned::to_owned)
    };
    let settled = settled.into_iter().map(|(id, said)| (id, code(&said)));
    Ok(settled.collect())
}
