//! Records that people take out of projects.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use shuniu_entities::{Scope, Tenant, source_record};
use shuniu_hub::sync::{RecordName, SplitProject, UnlinkRecord};
use shuniu_tests::journey::Desk;

/// What was procured is of another project than people took it to be of.
pub(super) async fn split(desk: &Desk<'_>) {
    let scope = Scope::jurisdictions(vec![desk.jurisdiction]);
    let merged = source_record::Entity::find_in(&scope)
        .filter(source_record::Column::Stream.is_in(["tenders", "awards", "contracts"]))
        .filter(source_record::Column::Outcome.eq("merged"))
        .order_by_asc(source_record::Column::Id)
        .all(&desk.hub.reader())
        .await
        .unwrap();
    // Where the last version of each is: that of an earlier one may hold it no longer.
    let named = |row: &source_record::Model| (row.stream.clone(), row.external_id.clone());
    let last: BTreeMap<_, _> = merged.iter().map(|row| (named(row), row.id)).collect();
    let merged: Vec<_> = merged
        .into_iter()
        .filter(|row| last[&named(row)] == row.id)
        .collect();
    let project = merged[0].project_id.unwrap();
    let other = merged.iter().find(|row| row.project_id != Some(project));
    let own = merged.iter().filter(|row| row.project_id == Some(project));
    let records: BTreeSet<RecordName> = own
        .map(|row| RecordName {
            system: "trading_centre".to_owned(),
            stream: row.stream.clone(),
            external_id: row.external_id.clone(),
        })
        .collect();
    let split = SplitProject {
        project,
        expected_version: None,
        records: records.into_iter().collect(),
        into: other.unwrap().project_id,
        reason: "采购属于另一项目".to_owned(),
    };
    desk.ask(None, &split).await.unwrap();
}

/// A procurement that its system says is of another project than people do.
pub(super) async fn unlink(desk: &Desk<'_>) {
    let scope = Scope::jurisdictions(vec![desk.jurisdiction]);
    let reader = desk.hub.reader();
    let merged = source_record::Entity::find_in(&scope)
        .filter(source_record::Column::Stream.eq("tenders"))
        .filter(source_record::Column::Outcome.eq("merged"))
        // The last version of one of them: where an earlier one is, the record may be no longer.
        .order_by_desc(source_record::Column::Id)
        .one(&reader);
    let merged = merged.await.unwrap().unwrap();
    let unlink = UnlinkRecord {
        project: merged.project_id.unwrap(),
        system: "trading_centre".to_owned(),
        stream: merged.stream,
        external_id: merged.external_id,
        reason: "属于另一项目".to_owned(),
    };
    desk.ask(None, &unlink).await.unwrap();
}
