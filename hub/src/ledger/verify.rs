use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use shuniu_entities::{Scope, Tenant, ledger, ledger_head, project};
use uuid::Uuid;

use super::chain::{GENESIS, Head, digest_body, hash_entry, head_message};
use super::erase::{ERASED_BY, ERASED_ELSEWHERE, TELLS_ELSEWHERE};
use crate::db::Reader;
use crate::fault::Fault;
use crate::seal::Seal;

/// Entries read at once.
const PAGE: u64 = 1000;

/// A signed head kept outside the database, so that a rebuilt tail shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// Whose ledger.
    pub jurisdiction: Uuid,
    /// Position.
    pub seq: i64,
    /// Hash of the entry there.
    pub hash: String,
    /// Signature of the head.
    pub signature: String,
    /// When it was signed (UTC).
    pub signed_at: DateTime<Utc>,
}

/// An anchor file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "anchor file, line {line}: {problem}; each line is one JSON object as `ledger anchor` prints"
)]
pub struct AnchorError {
    /// Line number, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

impl Anchor {
    /// Reads a file of one JSON object a line.
    ///
    /// # Errors
    ///
    /// [`AnchorError`] names the first line that is not understood.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, AnchorError> {
        let lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(index, line)| {
                serde_json::from_str(line).map_err(|error| AnchorError {
                    line: index + 1,
                    problem: error.to_string(),
                })
            })
            .collect()
    }
}

/// The first place where a ledger does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Breach {
    /// The entry's content does not give its hash.
    Altered {
        /// Position of the entry.
        seq: i64,
    },
    /// An entry that must be there is not.
    Missing {
        /// Position of the entry.
        seq: i64,
    },
    /// The entry stands in another's place.
    Reordered {
        /// Position of the entry.
        seq: i64,
    },
    /// The newest entries were removed: the head names a later one.
    CutOff {
        /// First position that is gone.
        seq: i64,
    },
    /// The head does not fit the newest entry, or its signature is not ours.
    HeadForged {
        /// Position that the head claims.
        seq: i64,
    },
    /// The ledger holds something else where the anchor was taken, or no longer reaches it.
    AnchorBroken {
        /// Position of the anchor.
        seq: i64,
    },
}

impl Breach {
    /// Position of the entry concerned.
    #[must_use]
    pub const fn seq(&self) -> i64 {
        match self {
            Self::Altered { seq }
            | Self::Missing { seq }
            | Self::Reordered { seq }
            | Self::CutOff { seq }
            | Self::HeadForged { seq }
            | Self::AnchorBroken { seq } => *seq,
        }
    }
}

/// What the check of one ledger found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whose ledger.
    pub jurisdiction: Uuid,
    /// How many entries were read.
    pub entries: i64,
    /// The first breach, or nothing.
    pub breach: Option<Breach>,
}

/// Reads the whole ledger of a jurisdiction and names the first entry that does not hold.
///
/// # Errors
///
/// [`Fault::Database`] when it cannot be read.
pub async fn verify(
    reader: &Reader,
    seal: &dyn Seal,
    jurisdiction: Uuid,
    anchors: &[Anchor],
) -> Result<Report, Fault> {
    let anchors: Vec<&Anchor> = anchors
        .iter()
        .filter(|a| a.jurisdiction == jurisdiction)
        .collect();
    let mut walk = Walk {
        seal,
        anchors,
        seq: 0,
        hash: GENESIS.to_owned(),
        erased: BTreeMap::new(),
    };
    let report = |walk: &Walk<'_>, breach| Report {
        jurisdiction,
        entries: walk.seq,
        breach,
    };
    // The head is read first and followed up to where it was then: what is appended while this
    // runs belongs to the next check.
    let head = head_of(reader, jurisdiction).await?;
    let until = head.as_ref().map_or(i64::MAX, |head| head.seq);
    while walk.seq < until {
        let page = page_after(reader, jurisdiction, walk.seq, until).await?;
        if page.is_empty() {
            break;
        }
        if let Some(breach) = walk.read(&page) {
            return Ok(report(&walk, Some(breach)));
        }
    }
    let breach = match (&head, last_seq(reader, jurisdiction).await?) {
        // Entries beyond a head that was not moved since were put there by somebody else.
        (Some(head), last) if last > head.seq => {
            let now = head_of(reader, jurisdiction).await?;
            let moved = now.is_some_and(|now| now.seq >= last);
            let beyond = (!moved).then_some(Breach::HeadForged { seq: head.seq });
            walk.finish(Some(head)).or(beyond)
        }
        (head, _) => walk.finish(head.as_ref()),
    };
    if breach.is_none() && walk.seq == 0 && has_projects(reader, jurisdiction).await? {
        // Every project came in by an entry.
        return Ok(report(&walk, Some(Breach::CutOff { seq: 1 })));
    }
    Ok(report(&walk, breach))
}

/// The heads of the jurisdictions, to be kept outside.
///
/// # Errors
///
/// [`Fault::Database`] when they cannot be read.
pub async fn anchors(reader: &Reader, jurisdictions: &[Uuid]) -> Result<Vec<Anchor>, Fault> {
    let scope = Scope::jurisdictions(jurisdictions.to_vec());
    let heads = ledger_head::Entity::find_in(&scope)
        .filter(ledger_head::Column::Seq.gt(0))
        .order_by_asc(ledger_head::Column::JurisdictionId)
        .all(reader)
        .await?;
    let anchor = |head: ledger_head::Model| Anchor {
        jurisdiction: head.jurisdiction_id,
        seq: head.seq,
        hash: head.hash,
        signature: head.signature,
        signed_at: head.signed_at,
    };
    Ok(heads.into_iter().map(anchor).collect())
}

struct Walk<'a> {
    seal: &'a dyn Seal,
    anchors: Vec<&'a Anchor>,
    seq: i64,
    hash: String,
    /// Erased bodies that no entry has accounted for yet, with their projects.
    erased: BTreeMap<i64, Uuid>,
}

impl Walk<'_> {
    fn read(&mut self, page: &[ledger::Model]) -> Option<Breach> {
        for entry in page {
            let expected = self.seq + 1;
            if entry.seq != expected {
                return Some(Breach::Missing { seq: expected });
            }
            if entry.previous_hash != self.hash {
                let elsewhere = page
                    .iter()
                    .any(|other| other.seq != expected && other.hash == entry.previous_hash);
                let seq = expected;
                return Some(if elsewhere {
                    Breach::Reordered { seq }
                } else {
                    Breach::Altered { seq }
                });
            }
            if hash_entry(self.seal, entry) != entry.hash || !self.body_holds(entry) {
                return Some(Breach::Altered { seq: expected });
            }
            if self
                .anchors
                .iter()
                .any(|a| a.seq == entry.seq && a.hash != entry.hash)
            {
                return Some(Breach::AnchorBroken { seq: entry.seq });
            }
            self.seq = entry.seq;
            self.hash.clone_from(&entry.hash);
        }
        None
    }

    /// Whether the body is what was written, or was erased, for which a later entry accounts.
    fn body_holds(&mut self, entry: &ledger::Model) -> bool {
        let Some(digest) = &entry.digest else {
            return true;
        };
        match (&entry.salt, entry.project_id) {
            (Some(salt), project) => {
                if let Some(project) = project
                    && entry.command == ERASED_BY
                    && entry.entity == "project"
                {
                    self.erased.retain(|_, of| *of != project);
                }
                self.account_elsewhere(entry);
                digest_body(self.seal, salt, &entry.body) == *digest
            }
            (None, Some(project)) => {
                self.erased.insert(entry.seq, project);
                entry.body.is_empty()
            }
            (None, None) => false,
        }
    }

    /// Notes which bodies of other projects the entry says were erased.
    fn account_elsewhere(&mut self, entry: &ledger::Model) {
        if self.erased.is_empty() || !TELLS_ELSEWHERE.contains(&&*entry.entity) {
            return;
        }
        let body: Option<serde_json::Value> = serde_json::from_str(&entry.body).ok();
        let positions = body
            .as_ref()
            .and_then(|body| body[ERASED_ELSEWHERE].as_array());
        for seq in positions
            .into_iter()
            .flatten()
            .filter_map(serde_json::Value::as_i64)
        {
            self.erased.remove(&seq);
        }
    }

    fn finish(&self, head: Option<&ledger_head::Model>) -> Option<Breach> {
        if let Some((seq, _)) = self.erased.first_key_value() {
            return Some(Breach::Altered { seq: *seq });
        }
        let Some(head) = head else {
            return Some(Breach::HeadForged { seq: self.seq });
        };
        if head.seq > self.seq {
            return Some(Breach::CutOff { seq: self.seq + 1 });
        }
        let claimed = Head {
            jurisdiction: head.jurisdiction_id,
            seq: head.seq,
            hash: head.hash.clone(),
        };
        let signed = head.seq == 0
            || self
                .seal
                .verify(&head_message(&claimed, head.signed_at), &head.signature);
        if head.seq != self.seq || head.hash != self.hash || !signed {
            return Some(Breach::HeadForged { seq: head.seq });
        }
        let beyond = self.anchors.iter().find(|anchor| anchor.seq > self.seq);
        let unsigned = self.anchors.iter().find(|anchor| {
            let head = Head {
                jurisdiction: anchor.jurisdiction,
                seq: anchor.seq,
                hash: anchor.hash.clone(),
            };
            !self
                .seal
                .verify(&head_message(&head, anchor.signed_at), &anchor.signature)
        });
        beyond
            .or(unsigned)
            .map(|anchor| Breach::AnchorBroken { seq: anchor.seq })
    }
}

async fn page_after(
    reader: &Reader,
    jurisdiction: Uuid,
    seq: i64,
    until: i64,
) -> Result<Vec<ledger::Model>, Fault> {
    let scope = Scope::jurisdictions(vec![jurisdiction]);
    Ok(ledger::Entity::find_in(&scope)
        .filter(ledger::Column::Seq.gt(seq))
        .filter(ledger::Column::Seq.lte(until))
        .order_by_asc(ledger::Column::Seq)
        .limit(PAGE)
        .all(reader)
        .await?)
}

async fn has_projects(reader: &Reader, jurisdiction: Uuid) -> Result<bool, Fault> {
    let scope = Scope::jurisdictions(vec![jurisdiction]);
    let any = project::Entity::find_in(&scope)
        .select_only()
        .column(project::Column::Id)
        .limit(1)
        .into_tuple::<Uuid>();
    Ok(any.one(reader).await?.is_some())
}

async fn last_seq(reader: &Reader, jurisdiction: Uuid) -> Result<i64, Fault> {
    let scope = Scope::jurisdictions(vec![jurisdiction]);
    let last = ledger::Entity::find_in(&scope)
        .select_only()
        .column(ledger::Column::Seq)
        .order_by_desc(ledger::Column::Seq)
        .limit(1)
        .into_tuple::<i64>()
        .one(reader)
        .await?;
    Ok(last.unwrap_or(0))
}

async fn head_of(reader: &Reader, jurisdiction: Uuid) -> Result<Option<ledger_head::Model>, Fault> {
    let scope = Scope::jurisdictions(vec![jurisdiction]);
    Ok(ledger_head::Entity::find_in(&scope).one(reader).await?)
}
