//! Records that turn out to be of a project that was declared state-secret (涉密), after earlier
//! versions of them came in as those of another or were set aside.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SubsecRound as _, Utc};
use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::json;
use shuniu_entities::{Scope, source_record};
use uuid::Uuid;

use super::elsewhere;
use super::known::REFUSED;
use super::landed::Landed;
use super::merge::{Incoming, take_back};
use super::shut;
use crate::desk::{self, File};
use crate::fault::Fault;
use crate::ledger::{Draft, ERASED_ELSEWHERE};
use crate::transact::Tx;

/// By which ids records of a stream are known in their system, and when each was last changed there.
pub(super) type Turned<'a> = BTreeMap<&'a str, DateTime<Utc>>;

/// The refused records of a page; of several versions the newest.
pub(super) fn refused<'a>(records: impl Iterator<Item = &'a Landed>) -> Turned<'a> {
    let mut turned = Turned::new();
    for landed in records {
        let known = turned.entry(&landed.external_id);
        let known = known.or_insert(landed.source_time);
        *known = landed.source_time.max(*known);
    }
    turned
}

/// Takes back what earlier versions of the records brought to projects, and drops these versions
/// with what waits or was set aside of them, and what the ledger says of them.
pub(super) async fn drop_earlier(
    tx: &mut Tx,
    (connector, system, stream): (Uuid, &str, &str),
    turned: &Turned<'_>,
) -> Result<(), Fault> {
    if turned.is_empty() {
        return Ok(());
    }
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let names: Vec<String> = turned.keys().map(|&name| name.to_owned()).collect();
    let kept = source_record::Entity::versions(&scope, connector, stream, &names)
        // Of these nothing is kept but that there were such.
        .filter(source_record::Column::Outcome.ne(REFUSED))
        .all(tx.db())
        .await?;
    let mut records: BTreeMap<String, Vec<source_record::Model>> = BTreeMap::new();
    for row in kept {
        let versions = records.entry(row.external_id.clone());
        versions.or_default().push(row);
    }
    for (name, versions) in &records {
        let Some((&changed, last)) = turned.get(name.as_str()).zip(versions.last()) else {
            continue;
        };
        if last.source_time.trunc_subsecs(6) > changed {
            // Its system has it elsewhere again.
            continue;
        }
        // Nothing of what it says now is heard.
        let Some(one) = Incoming::silent((system, stream), versions, changed) else {
            continue;
        };
        let ids = one.versions.clone();
        if let Some(project) = one.earlier {
            take_out(tx, one, project).await?;
        }
        shut::remove(tx, &ids).await?;
    }
    Ok(())
}

/// Takes what a record brought out of a project, and leaves nothing of it there.
async fn take_out(tx: &mut Tx, one: Incoming, project: Uuid) -> Result<(), Fault> {
    let records: BTreeSet<Uuid> = one.versions.iter().copied().collect();
    let from = tx.recorded();
    take_back(tx, one).await?;
    let file = tx.desk_mut().files.get_mut(&project);
    for draft in file.map(File::drop_unsaid).unwrap_or_default() {
        tx.record(draft);
    }
    tx.hush(from, project);
    tx.forget_sets();
    // What is to be erased has to be stored as what counts no more.
    desk::put_back(tx).await?;
    let erased = elsewhere::erase(tx, &records, (None, Some(project))).await?;
    if !erased.is_empty() {
        let body = json!({ERASED_ELSEWHERE: erased});
        tx.record(Draft::general("source_record", None, body));
    }
    Ok(())
}
