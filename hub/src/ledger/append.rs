use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use shuniu_entities::{ledger, ledger_head};

use super::chain::{Head, digest_body, hash_entry, head_message};
use super::draft::Draft;
use crate::db::{There, insert};
use crate::fault::Fault;
use crate::seal::Seal;
use crate::transact::Tx;

/// Numbers, chains, signs and writes the drafts of a transaction.
///
/// Called last: from the counter's update to the commit nobody else can append in this
/// jurisdiction, so nothing slow may stand between.
pub(crate) async fn append(tx: &Tx, seal: &dyn Seal, drafts: Vec<Draft>) -> Result<(), Fault> {
    let Ok(count) = i64::try_from(drafts.len()) else {
        return Err(Fault::corrupt("ledger page", "too many entries"));
    };
    if count == 0 {
        return Ok(());
    }
    let entries = drafts.into_iter().map(|draft| written(tx, seal, draft));
    let mut entries: Vec<ledger::Model> = entries.collect::<Result<_, _>>()?;
    let (mut seq, mut hash) = take_numbers(tx, count).await?;
    for entry in &mut entries {
        seq += 1;
        entry.seq = seq;
        entry.previous_hash = hash;
        entry.hash = hash_entry(seal, entry);
        hash = entry.hash.clone();
    }
    insert::<ledger::Entity, _>(tx.db(), entries, There::Never).await?;
    sign(tx, seal, seq, hash).await
}

/// An entry that has no place in the chain yet. Its body is most of the work, and is written out
/// before anybody has to wait.
fn written(tx: &Tx, seal: &dyn Seal, draft: Draft) -> Result<ledger::Model, Fault> {
    let body = serde_json::to_string(&draft.body);
    let body = body.map_err(|error| Fault::corrupt("ledger entry", error))?;
    let salt = hex::encode(rand::random::<[u8; 16]>());
    Ok(ledger::Model {
        jurisdiction_id: tx.jurisdiction(),
        seq: 0,
        recorded_at: tx.now(),
        actor: tx.actor().subject.clone(),
        actor_role: tx.actor().role.to_owned(),
        command: tx.command().to_owned(),
        entity: draft.entity.to_owned(),
        entity_id: draft.entity_id,
        project_id: draft.project_id,
        digest: Some(digest_body(seal, &salt, &body)),
        salt: Some(salt),
        body,
        previous_hash: String::new(),
        hash: String::new(),
    })
}

/// Takes the jurisdiction's counter, which locks its row until the commit.
async fn take_numbers(tx: &Tx, count: i64) -> Result<(i64, String), Fault> {
    let advance = Query::update()
        .table(ledger_head::Entity)
        .value(
            ledger_head::Column::Seq,
            Expr::col(ledger_head::Column::Seq).add(count),
        )
        .and_where(Expr::col(ledger_head::Column::JurisdictionId).eq(tx.jurisdiction()))
        .returning(
            Query::returning().columns([ledger_head::Column::Seq, ledger_head::Column::Hash]),
        )
        .to_owned();
    let row = tx
        .db()
        .query_one(&advance)
        .await?
        .ok_or_else(|| Fault::corrupt("ledger head", "the jurisdiction has none"))?;
    let seq: i64 = row.try_get("", "seq")?;
    Ok((seq - count, row.try_get("", "hash")?))
}

async fn sign(tx: &Tx, seal: &dyn Seal, seq: i64, hash: String) -> Result<(), Fault> {
    let head = Head {
        jurisdiction: tx.jurisdiction(),
        seq,
        hash,
    };
    let signature = seal.sign(&head_message(&head, tx.now()))?;
    ledger_head::Entity::update(ledger_head::ActiveModel {
        jurisdiction_id: Set(head.jurisdiction),
        hash: Set(head.hash),
        signature: Set(signature),
        signed_at: Set(tx.now()),
        ..Default::default()
    })
    .exec(tx.db())
    .await?;
    Ok(())
}
