use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde_json::Value as Json;
use shuniu_entities::{Scope, Tenant, match_candidate};
use uuid::Uuid;

use super::alike::BY_LIKENESS;
use super::known_by;
use super::merge::Incoming;
use super::rejoin::BY_KEY;
use crate::fault::Fault;
use crate::transact::Tx;

/// A person's word on which project a record belongs to.
#[derive(Clone, Debug)]
pub(super) struct ByHand {
    /// The project code that the record bore.
    pub(super) code: Option<String>,
    /// The project.
    pub(super) project: Uuid,
}

/// Those of the records, by their raw rows, whose project a person settled in the review list.
pub(super) async fn settled_by_hand(
    tx: &Tx,
    records: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, ByHand>, Fault> {
    use match_candidate::Column;
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let mut settled = BTreeMap::new();
    for records in known_by::chunks(records) {
        let rows = match_candidate::Entity::find_in(&scope)
            .filter(Column::SourceRecordId.is_in(records))
            .filter(Column::State.eq("matched"))
            .filter(Column::SettledBy.is_not_in([BY_KEY, BY_LIKENESS]))
            .select_only()
            .columns([Column::SourceRecordId, Column::ProjectId, Column::Summary])
            .into_tuple::<(Uuid, Option<Uuid>, Json)>()
            .all(tx.db())
            .await?;
        for (id, project, said) in rows {
            let Some(project) = project else { continue };
            let code = said["record"]["project"]["project_code"].as_str();
            let code = code.map(ToOwned::to_owned);
            settled.insert(id, ByHand { code, project });
        }
    }
    Ok(settled)
}

/// Out of which projects a person took records before, by those of their versions that are kept.
/// Nothing is asked where no record came before.
pub(super) async fn barred(
    tx: &Tx,
    incoming: &[Incoming],
) -> Result<BTreeMap<Uuid, BTreeSet<Uuid>>, Fault> {
    use match_candidate::Column;
    let versions = incoming.iter().flat_map(|one| one.versions.iter().copied());
    let versions: BTreeSet<Uuid> = versions.collect();
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let mut barred = BTreeMap::new();
    for versions in known_by::chunks(&versions) {
        let rows = match_candidate::Entity::find_in(&scope)
            .filter(Column::SourceRecordId.is_in(versions))
            .filter(Column::Barred.is_not_null())
            .select_only()
            .columns([Column::SourceRecordId, Column::Barred])
            .into_tuple::<(Uuid, Json)>()
            .all(tx.db())
            .await?;
        for (record, projects) in rows {
            let projects = serde_json::from_value(projects)
                .map_err(|error| Fault::corrupt("review entry", error))?;
            barred.insert(record, projects);
        }
    }
    Ok(barred)
}
