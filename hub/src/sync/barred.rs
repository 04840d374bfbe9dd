use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::json;
use shuniu_entities::{Scope, Tenant, match_candidate};
use uuid::Uuid;

use super::merge::Incoming;
use super::no_match::NoMatch;
use crate::fault::Fault;
use crate::transact::Tx;

/// The entry of the review list of a record that a person takes out of a project: open, without
/// projects that it may be of. With all projects that it is not to go to by itself.
pub(super) async fn entry(
    tx: &Tx,
    one: &Incoming,
    (out_of, why): (Uuid, NoMatch),
) -> Result<(match_candidate::Model, BTreeSet<Uuid>), Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let known = match_candidate::Entity::find_in(&scope)
        .filter(match_candidate::Column::SourceRecordId.eq(one.source_record))
        .one(tx.db())
        .await?;
    let before = known.as_ref().and_then(|row| row.barred.clone());
    let mut barred: BTreeSet<Uuid> = match before {
        Some(before) => {
            serde_json::from_value(before).map_err(|error| Fault::corrupt("review entry", error))?
        }
        None => BTreeSet::new(),
    };
    barred.insert(out_of);
    let reason = why.reason();
    let (id, version, created_at) = known.map_or_else(
        || (Uuid::now_v7(), 0, tx.now()),
        |row| (row.id, row.version, row.created_at),
    );
    let row = match_candidate::Model {
        jurisdiction_id: tx.jurisdiction(),
        id,
        source_record_id: one.source_record,
        code: Some(reason.code),
        reason: reason.en,
        reason_zh: Some(reason.zh),
        summary: json!(one),
        candidates: json!([]),
        state: "open".to_owned(),
        project_id: None,
        settled_by: None,
        barred: Some(json!(barred)),
        created_at,
        version: version + 1,
    };
    Ok((row, barred))
}
