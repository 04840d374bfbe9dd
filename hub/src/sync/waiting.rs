//! Records that were merged into no project, of which a project that becomes state-secret (涉密) may
//! well be the one.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use shuniu_connectors::contract::{RawRecord, Stream};
use shuniu_entities::{Scope, Tenant, connector_instance, source_record};
use uuid::Uuid;

use super::known_by::{KnownBy, digests};
use super::mapped;
use super::shut::Called;
use crate::fault::Fault;
use crate::name::fold;
use crate::transact::Tx;

/// Records read at a time.
const PAGE: u64 = 500;

/// Records that were set aside or wait for a person and hold a code of the project, or bear its name
/// and are none of another unit's: what would be refused if it came now.
pub(super) async fn waiting(
    tx: &Tx,
    systems: &[connector_instance::Model],
    called: &Called,
    keys: &BTreeSet<String>,
) -> Result<BTreeSet<Uuid>, Fault> {
    let folded = |texts: &BTreeSet<String>| texts.iter().map(|text| fold(text)).collect();
    let (codes, names): (BTreeSet<String>, BTreeSet<String>) =
        (folded(&called.codes), folded(&called.names));
    let refused = digests(tx.seal(), keys.iter().cloned());
    let is_refused = |row: &source_record::Model| {
        let system = systems.iter().find(|one| one.id == row.connector_id);
        let known_by = system.and_then(|one| known_by(tx, &one.system, row));
        known_by.is_none_or(|known| !known.is_disjoint(&refused))
    };
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let (mut ids, mut after) = (BTreeSet::new(), Uuid::nil());
    loop {
        let page = source_record::Entity::find_in(&scope)
            .filter(source_record::Column::Outcome.is_in(["quarantined", "unmatched"]))
            .filter(source_record::Column::Id.gt(after))
            .order_by_asc(source_record::Column::Id)
            .limit(PAGE)
            .all(tx.db())
            .await?;
        let Some(last) = page.last() else {
            return Ok(ids);
        };
        after = last.id;
        let of_project = page.iter().filter(|row| {
            let mut spelt = called.codes.iter();
            spelt.any(|code| row.body.contains(code.as_str()))
                || bears(&row.body, &codes)
                || (bears(&row.body, &names) && is_refused(row))
        });
        ids.extend(of_project.map(|row| row.id));
    }
}

/// Whether one of the texts of a record is one of those looked for, however it is spelt.
fn bears(body: &str, folded: &BTreeSet<String>) -> bool {
    fn any(value: &Value, folded: &BTreeSet<String>) -> bool {
        match value {
            Value::String(text) => folded.contains(&fold(text)),
            Value::Array(all) => all.iter().any(|one| any(one, folded)),
            Value::Object(all) => all.values().any(|one| any(one, folded)),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
    if let Ok(said) = serde_json::from_str(body) {
        return any(&said, folded);
    }
    let body = fold(body);
    folded.iter().any(|text| body.contains(text.as_str()))
}

/// By what the record would be known; nothing where that cannot be told any more.
fn known_by(tx: &Tx, system: &str, row: &source_record::Model) -> Option<BTreeSet<String>> {
    let connector = tx.mapping_of(system)?;
    let raw = RawRecord {
        external_id: row.external_id.clone(),
        source_time: row.source_time,
        body: row.body.clone(),
    };
    let stream = Stream::new(row.stream.clone());
    let vocabulary = tx.law().vocabulary();
    let record = mapped::map(connector.as_ref(), &stream, &raw, vocabulary, tx.today()).ok();
    let identity = connector.identity(&stream, &raw);
    if record.is_none() && identity.named.is_none() {
        return None;
    }
    let of = (system, row.stream.as_str());
    let known = KnownBy::of(tx.seal(), of, &identity, record.as_ref());
    Some(known.codes.into_iter().chain(known.names).collect())
}
