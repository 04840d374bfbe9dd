//! What is set aside: records that were not understood, and those of which another source says
//! something else.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use shuniu_connectors::contract::RecordError;
use shuniu_entities::{match_candidate, padded, quarantine, source_record};
use uuid::Uuid;

use super::null;
use crate::db::{There, insert};
use crate::fault::Fault;
use crate::transact::Tx;

/// Where a record came from that was set aside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whence<'a> {
    /// Name of its system.
    pub(super) system: &'a str,
    /// What it was read from.
    pub(super) stream: &'a str,
    /// The run that set it aside, if one did.
    pub(super) run: Option<Uuid>,
}

/// The entry of something in a record that was left out, so that the record passed: it is tried
/// again like one that was set aside.
pub(super) fn flagged(
    tx: &Tx,
    whence: Whence<'_>,
    source_record: Uuid,
    flag: &RecordError,
) -> quarantine::Model {
    quarantine::Model {
        state: FLAGGED.to_owned(),
        ..entry(tx, whence, source_record, flag)
    }
}

/// The state of an entry whose record passed without what it is about.
pub(super) const FLAGGED: &str = "flagged";

/// The entry of a record that waits for somebody to mend it.
pub(super) fn entry(
    tx: &Tx,
    whence: Whence<'_>,
    source_record: Uuid,
    error: &RecordError,
) -> quarantine::Model {
    let mut entry = quarantine::Model {
        jurisdiction_id: tx.jurisdiction(),
        id: Uuid::now_v7(),
        source_record_id: source_record,
        path: String::new(),
        code: None,
        reason: String::new(),
        reason_zh: None,
        mend: String::new(),
        mend_zh: None,
        state: "open".to_owned(),
        created_at: tx.now(),
        system: Some(whence.system.to_owned()),
        stream: Some(whence.stream.to_owned()),
        run_id: whence.run,
    };
    say(&mut entry, error);
    entry
}

/// Writes into an entry what is wrong with its record.
fn say(entry: &mut quarantine::Model, error: &RecordError) {
    let (reason, mend) = (error.reason.clone(), error.mend.clone());
    // They quote what was received.
    let [en, zh] = [reason.en, reason.zh].map(null::shown);
    entry.path = null::shown(error.path.clone());
    entry.code = Some(reason.code);
    entry.reason = en;
    entry.reason_zh = Some(zh);
    entry.mend = mend.en;
    entry.mend_zh = Some(mend.zh);
}

/// What an entry says once its record was tried again and something else is wrong with it; nothing
/// where it says that already.
pub(super) fn said_anew(
    entry: &quarantine::Model,
    error: &RecordError,
) -> Option<quarantine::Model> {
    let mut anew = entry.clone();
    say(&mut anew, error);
    (anew != *entry).then_some(anew)
}

pub(super) async fn write(tx: &Tx, entries: Vec<quarantine::Model>) -> Result<(), Fault> {
    insert::<quarantine::Entity, _>(tx.db(), entries, There::Never).await?;
    Ok(())
}

/// A newer version takes the place of what was set aside or waited for a person.
pub(super) async fn supersede(tx: &Tx, records: &[Uuid]) -> Result<(), Fault> {
    if records.is_empty() {
        return Ok(());
    }
    quarantine::Entity::update_many()
        .col_expr(quarantine::Column::State, Expr::value("superseded"))
        .filter(quarantine::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(quarantine::Column::SourceRecordId.is_in(padded(records)))
        .filter(quarantine::Column::State.is_in(["open", FLAGGED]))
        .exec(tx.db())
        .await?;
    match_candidate::Entity::update_many()
        .col_expr(match_candidate::Column::State, Expr::value("superseded"))
        .filter(match_candidate::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(match_candidate::Column::SourceRecordId.is_in(padded(records)))
        .filter(match_candidate::Column::State.eq("open"))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Closes what was set aside or flagged of a record that was tried again, and keeps what is flagged
/// of it still.
pub(super) async fn replayed(
    tx: &Tx,
    whence: Whence<'_>,
    record: Uuid,
    flags: &[RecordError],
) -> Result<(), Fault> {
    quarantine::Entity::update_many()
        .col_expr(quarantine::Column::State, Expr::value("replayed"))
        .filter(quarantine::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(quarantine::Column::SourceRecordId.eq(record))
        .filter(quarantine::Column::State.is_in(["open", FLAGGED]))
        .exec(tx.db())
        .await?;
    let flags = flags.iter();
    let flags = flags.map(|flag| flagged(tx, whence, record, flag));
    write(tx, flags.collect()).await
}

/// Sets records aside whose rows are written already.
pub(super) async fn put(tx: &Tx, entries: Vec<quarantine::Model>) -> Result<(), Fault> {
    if entries.is_empty() {
        return Ok(());
    }
    let records: Vec<Uuid> = entries.iter().map(|row| row.source_record_id).collect();
    source_record::Entity::update_many()
        .col_expr(source_record::Column::Outcome, Expr::value("quarantined"))
        .filter(source_record::Column::JurisdictionId.eq(tx.jurisdiction()))
        .filter(source_record::Column::Id.is_in(padded(&records)))
        .exec(tx.db())
        .await?;
    write(tx, entries).await
}
