use chrono::{DateTime, SecondsFormat, Utc};
use shuniu_entities::ledger;
use uuid::Uuid;

use crate::seal::Seal;

/// Stands before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The newest entry of a jurisdiction's ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whose ledger.
    pub jurisdiction: Uuid,
    /// Position of the newest entry.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// SM3 over every field of the entry, the body by its digest, and the hash before it. Fields are written with their
/// length, so that no two entries share their bytes.
#[must_use]
pub fn hash_entry(seal: &dyn Seal, entry: &ledger::Model) -> String {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let fields = [
        entry.previous_hash.clone(),
        entry.jurisdiction_id.to_string(),
        entry.seq.to_string(),
        instant(entry.recorded_at),
        entry.actor.clone(),
        entry.actor_role.clone(),
        entry.command.clone(),
        entry.entity.clone(),
        id(entry.entity_id),
        id(entry.project_id),
        entry.digest.as_ref().unwrap_or(&entry.body).clone(),
    ];
    let mut bytes = Vec::with_capacity(512);
    for field in fields {
        bytes.extend_from_slice(field.len().to_string().as_bytes());
        bytes.push(b':');
        bytes.extend_from_slice(field.as_bytes());
    }
    seal.hash(&bytes)
}

/// SM3 over the salt and the body of an entry. The chain covers it in the body's place, so that a
/// body can be erased and the chain still holds; the salt keeps what was erased from being guessed.
#[must_use]
pub fn digest_body(seal: &dyn Seal, salt: &str, body: &str) -> String {
    seal.hash(format!("{salt}\n{body}").as_bytes())
}

/// The bytes that the signature of a head covers.
#[must_use]
pub fn head_message(head: &Head, signed_at: DateTime<Utc>) -> Vec<u8> {
    let Head {
        jurisdiction,
        seq,
        hash,
    } = head;
    format!(
        "shuniu ledger head\n{jurisdiction}\n{seq}\n{hash}\n{}",
        instant(signed_at)
    )
    .into_bytes()
}

fn instant(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Micros, true)
}
