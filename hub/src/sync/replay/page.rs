use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use shuniu_connectors::contract::{Reason, RecordError};
use shuniu_entities::{Key, Keyed, Scope, quarantine, source_record};
use shuniu_policy::pack::Bilingual;
use uuid::Uuid;

use super::command::Replayed;
use crate::access::{Caller, Permission};
use crate::fault::Fault;
use crate::hub::Hub;
use crate::query::{MAX_PAGE, QuarantineFilter, QuarantineState, Slice, Waiting};
use crate::sync::reasons::{AsideReason, Reasons};

/// Which of the records that were set aside or flagged in a jurisdiction are tried again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplayOrder {
    /// Only what this system sent.
    pub system: Option<String>,
    /// Only what was read from this stream of the system.
    pub stream: Option<String>,
    /// Only for this kind of reason.
    pub code: Option<String>,
    /// Only what this run set aside.
    pub run: Option<Uuid>,
    /// Only what comes after this entry, where a call before ended.
    pub after: Option<Uuid>,
    /// Only what was set aside before this entry; ids tell when.
    pub before: Option<Uuid>,
    /// Most records of one call, at most [`MAX_PAGE`].
    pub most: u32,
    /// Whether all of it is rolled back.
    pub dry_run: bool,
}

/// Why records of a stream are still set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillAside {
    /// Name of the system.
    pub system: String,
    /// The stream.
    pub stream: String,
    /// Why, and how many of them.
    #[serde(flatten)]
    pub why: AsideReason,
}

/// What became of the records of one call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplayedPage {
    /// Records that were tried.
    pub tried: i64,
    /// Records merged into a project.
    pub merged: i64,
    /// Records that are understood, and wait for a person to name their project.
    pub unmatched: i64,
    /// Records of state-secret projects, of which nothing is kept.
    pub refused: i64,
    /// Records that are still set aside or flagged.
    pub still: i64,
    /// Records that could not be tried: somebody else dealt with them meanwhile, no settings here
    /// name their system, or they wait for a person first.
    pub left: i64,
    /// How many wait behind the last one.
    pub remaining: i64,
    /// The last one, for the next call; nothing where none was left to be tried.
    pub last: Option<Uuid>,
    reasons: BTreeMap<(String, String), Reasons>,
}

impl ReplayedPage {
    /// Counts a further call on top.
    pub fn add(&mut self, next: Self) {
        self.tried += next.tried;
        self.merged += next.merged;
        self.unmatched += next.unmatched;
        self.refused += next.refused;
        self.still += next.still;
        self.left += next.left;
        self.remaining = next.remaining;
        self.last = next.last;
        for (of, reasons) in next.reasons {
            self.reasons.entry(of).or_default().add(reasons);
        }
    }

    /// Why records are still set aside or could not be tried: at most ten kinds a stream, the most
    /// frequent first.
    #[must_use]
    pub fn reasons(&self) -> Vec<StillAside> {
        let of = self.reasons.iter().flat_map(|((system, stream), reasons)| {
            reasons.told().into_iter().map(|why| StillAside {
                system: system.clone(),
                stream: stream.clone(),
                why: why.clone(),
            })
        });
        let mut all: Vec<StillAside> = of.collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.why.count));
        all
    }

    /// Records whose kind of reason is not told.
    #[must_use]
    pub fn untold(&self) -> i64 {
        self.reasons.values().map(Reasons::untold).sum()
    }
}

impl Hub {
    /// Tries records that were set aside or flagged again, the oldest first, without asking the
    /// outside systems. Each is a transaction of its own, so that what was done before a crash stays
    /// done and is not done again; one that is still wrong stays set aside, with what is wrong with
    /// it now.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the caller may not, or the database fails: what was done before stays.
    pub async fn replay_waiting(
        &self,
        caller: &Caller,
        jurisdiction: Uuid,
        order: &ReplayOrder,
    ) -> Result<ReplayedPage, Fault> {
        let scope = self
            .scope_in(caller, Permission::Reconcile, jurisdiction)
            .await?;
        let filter = QuarantineFilter {
            states: QuarantineState::WAITING.to_vec(),
            system: order.system.clone(),
            stream: order.stream.clone(),
            run: order.run.map(|run| Key::new(jurisdiction, run)),
            code: order.code.clone(),
            ..QuarantineFilter::default()
        };
        filter.check()?;
        let place = |id: Option<Uuid>| id.map(|id| Key::new(jurisdiction, id));
        // What a replay itself flags is not tried once more.
        let before = order.before.unwrap_or_else(Uuid::now_v7);
        let slice = Slice {
            size: order.most.clamp(1, MAX_PAGE),
            from_end: false,
            after: place(order.after).map(Waiting::mark),
            before: place(Some(before)).map(Waiting::mark),
        };
        let page = filter.page(&scope, &slice, &self.reader()).await?;
        let mut done = ReplayedPage::default();
        let mut settled = BTreeSet::new();
        for row in page.rows {
            done.last = Some(row.id);
            // A record may have several entries, which its replay closes together.
            if settled.contains(&row.source_record_id) {
                continue;
            }
            let is_settled = self
                .replay_one((caller, &scope), &row, order.dry_run, &mut done)
                .await?;
            if is_settled {
                settled.insert(row.source_record_id);
            }
        }
        let last = done.last.or(order.after);
        let until = Some(Key::new(jurisdiction, before));
        let remaining = filter
            .count_between(&scope, (place(last), until), &self.reader())
            .await?;
        done.remaining = i64::try_from(remaining).unwrap_or(i64::MAX);
        Ok(done)
    }

    /// Gives whether the record is settled.
    async fn replay_one(
        &self,
        (caller, scope): (&Caller, &Scope),
        row: &quarantine::Model,
        dry_run: bool,
        done: &mut ReplayedPage,
    ) -> Result<bool, Fault> {
        let place = row.jurisdiction_id;
        // Boxed: a command holds the transaction whole.
        let replayed = if dry_run {
            Box::pin(self.rehearse_replay((caller, scope), place, row.id)).await
        } else {
            Box::pin(self.replay_quarantine(caller, place, None, row.id)).await
        };
        done.tried += 1;
        let wrong = match replayed {
            Ok(Replayed::Merged { .. }) => {
                done.merged += 1;
                return Ok(true);
            }
            Ok(Replayed::Unmatched) => {
                done.unmatched += 1;
                return Ok(true);
            }
            Ok(Replayed::Refused) => {
                done.refused += 1;
                return Ok(true);
            }
            Ok(Replayed::Still { path, reason, mend }) => {
                done.still += 1;
                RecordError {
                    path,
                    reason,
                    mend: Box::new(mend),
                    withhold: false,
                }
            }
            // It stands against this record alone.
            Err(fault @ (Fault::Invalid { .. } | Fault::NotFound { .. } | Fault::Taken { .. })) => {
                done.left += 1;
                left(&fault)
            }
            Err(fault) => return Err(fault),
        };
        let raw = source_record::Entity::find_key(scope, Key::new(place, row.source_record_id));
        let raw = raw.one(&self.reader()).await?;
        let named = raw.map_or_else(String::new, |raw| raw.external_id);
        let of = |part: &Option<String>| part.clone().unwrap_or_default();
        done.reasons
            .entry((of(&row.system), of(&row.stream)))
            .or_default()
            .note(&named, &wrong);
        Ok(false)
    }
}

/// Why a record could not be tried.
fn left(fault: &Fault) -> RecordError {
    RecordError {
        path: String::new(),
        reason: Reason {
            code: "not_tried".to_owned(),
            zh: format!("未能重试：{fault}"),
            en: format!("could not be tried: {fault}"),
        },
        mend: Box::new(Bilingual {
            zh: "若其系统未在本处设置中，请在设置了该系统的进程中重试；若已由他人处理，则无需再做"
                .to_owned(),
            en: "where no settings here name its system, replay it where they do; where somebody \
                 dealt with it meanwhile, nothing is left to be done"
                .to_owned(),
        }),
        withhold: false,
    }
}
