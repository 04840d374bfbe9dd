use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value as Json, json};
use shuniu_entities::{Scope, Tenant, match_candidate};
use uuid::Uuid;

use crate::desk;
use crate::fault::Fault;
use crate::transact::Tx;

/// Entries read at a time.
const PAGE: u64 = 500;

/// Takes a project that becomes state-secret (涉密) off the lists of those that records may be of:
/// the reasons beside it tell of its name.
pub(super) async fn unoffer(tx: &Tx, project: Uuid) -> Result<(), Fault> {
    use match_candidate::Column;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let secret = json!(project);
    let mut after = Uuid::nil();
    loop {
        let page = match_candidate::Entity::find_in(&scope)
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(PAGE)
            .all(tx.db())
            .await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.id;
        let offers = |row: &match_candidate::Model| {
            let offered = row.candidates.as_array();
            offered.is_some_and(|all| all.iter().any(|one| one["project"] == secret))
        };
        let mut rows: Vec<match_candidate::Model> = page.into_iter().filter(offers).collect();
        for row in &mut rows {
            if let Json::Array(offered) = &mut row.candidates {
                offered.retain(|one| one["project"] != secret);
            }
            row.version += 1;
        }
        desk::write::<match_candidate::Entity>(tx.db(), rows).await?;
    }
}
