use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use shuniu_entities::{Keyed, Scope, quarantine, source_record};
use uuid::Uuid;

use super::known::REFUSED;
use crate::fault::Fault;
use crate::ledger::Draft;
use crate::seal::Seal;
use crate::transact::Tx;

/// What stands for the id of a state-secret record, so that it is not reported again.
pub(super) fn nameless(seal: &dyn Seal, external_id: &str) -> String {
    format!("classified:{}", seal.mac(external_id.as_bytes()))
}

/// Drops what a record that was set aside says, once it turns out to be of a state-secret project:
/// its text and that of its other versions that were set aside, and the reasons, which quote them.
/// That there was such a record stays.
pub(super) async fn forget(tx: &mut Tx, record: Uuid, name: &str) -> Result<(), Fault> {
    let scope = Scope::jurisdictions(vec![tx.jurisdiction()]);
    let raw = source_record::Entity::find_key(&scope, tx.key(record));
    let raw = raw.one(tx.db()).await?;
    let raw = raw.ok_or_else(|| Fault::not_found("source record", record))?;
    let ids = [raw.external_id];
    let versions = source_record::Entity::versions(&scope, raw.connector_id, &raw.stream, &ids)
        .filter(source_record::Column::Outcome.eq("quarantined"))
        .all(tx.db())
        .await?;
    for version in &versions {
        source_record::Entity::update(source_record::ActiveModel {
            jurisdiction_id: Set(version.jurisdiction_id),
            id: Set(version.id),
            external_id: Set(name.to_owned()),
            // A hash of the text could be guessed from it.
            hash: Set(format!("-{}", version.id)),
            body: Set(String::new()),
            outcome: Set(REFUSED.to_owned()),
            ..Default::default()
        })
        .exec(tx.db())
        .await?;
    }
    let aside = quarantine::ActiveModel {
        path: Set(String::new()),
        code: Set(Some("classified".to_owned())),
        reason: Set("it is of a state-secret project; its content was dropped".to_owned()),
        reason_zh: Set(Some("属涉密项目，内容已清除".to_owned())),
        mend: Set("nothing is to be done".to_owned()),
        mend_zh: Set(Some("无须处理".to_owned())),
        state: Set("replayed".to_owned()),
        ..Default::default()
    };
    let dropped = versions.iter().map(|version| version.id);
    quarantine::Entity::update_many()
        .set(aside)
        .filter(quarantine::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(quarantine::Column::SourceRecordId.is_in(dropped))
        .exec(tx.db())
        .await?;
    let body = json!({"classified_records_refused": versions.len()});
    tx.record(Draft::general("source_record", None, body));
    Ok(())
}
