//! What the law says of files, without writing anything.

use std::num::NonZero;
use std::thread;

use chrono::{DateTime, NaiveDate, Utc};
use shuniu_entities::finding;
use shuniu_policy::assessment::{Assessment, Obligation};
use uuid::Uuid;

use super::Ground;
use super::doubt::doubts;
use super::facts::facts;
use super::once::{Once, SameEvent};
use super::past_gate::past_closed_gates;
use super::rows::finding_row;
use crate::desk::File;
use crate::fault::Fault;
use crate::law::LocalLaw;

/// From so many files on they are judged on several cores: fewer are done before a thread has
/// started.
const WORTH_A_THREAD: usize = 8;

/// What the law says of one file on a day.
pub(crate) struct Judged {
    pub(crate) said: Assessment,
    /// What it gives its unit to do.
    pub(crate) of_unit: Vec<Obligation>,
    /// The stage that its events have entered; none where no pack has stages.
    pub(crate) stage: Option<String>,
    /// What the law reports by the day, gates that were passed while they were closed among it.
    pub(crate) findings: Vec<finding::Model>,
    /// What of the record as it is now is doubtful.
    pub(crate) doubts: Vec<finding::Model>,
    pub(super) same: SameEvent,
}

fn judge(
    law: &LocalLaw,
    file: &File,
    ground: &Ground,
    (today, now): (NaiveDate, DateTime<Utc>),
) -> Result<Judged, Fault> {
    let once = Once::of(file);
    let facts = facts(law, file, (&once, ground), today)?;
    let (said, of_unit) = law.evaluate_apart(&facts, today);
    let stage = law.stage(&facts, today);
    let mut findings = past_closed_gates(law, file, (&once, &facts), (today, now));
    let by_law = said.findings.iter();
    findings.extend(by_law.map(|one| finding_row(law, file.key(), one, (today, now))));
    Ok(Judged {
        said,
        of_unit,
        stage,
        findings,
        doubts: doubts(law, file, &once, now),
        same: once.into_same(),
    })
}

/// Judges files one after the other, where others work on the other cores.
///
/// # Errors
///
/// [`Fault::Corrupt`] when a stored row does not fit the vocabulary.
pub(super) fn judge_in_turn(
    law: &LocalLaw,
    files: &[&File],
    ground: &Ground,
    day: (NaiveDate, DateTime<Utc>),
) -> Result<Vec<(Uuid, Judged)>, Fault> {
    let judged = files
        .iter()
        .map(|file| Ok((file.id(), judge(law, file, ground, day)?)));
    judged.collect()
}

/// Judges many files, on every core of the machine; the answers are in the order of the files.
///
/// # Errors
///
/// [`Fault::Corrupt`] when a stored row does not fit the vocabulary.
pub(crate) fn judge_all(
    law: &LocalLaw,
    files: &[&File],
    ground: &Ground,
    day: (NaiveDate, DateTime<Utc>),
) -> Result<Vec<(Uuid, Judged)>, Fault> {
    let some = |files: &[&File]| judge_in_turn(law, files, ground, day);
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    if files.len() < WORTH_A_THREAD || cores == 1 {
        return some(files);
    }
    let share = files.len().div_ceil(cores);
    thread::scope(|scope| {
        let (mine, others) = files.split_at(share);
        let others: Vec<_> = others
            .chunks(share)
            .map(|files| scope.spawn(move || some(files)))
            .collect();
        let mut all = some(mine)?;
        for other in others {
            let judged = other.join();
            all.extend(judged.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(all)
    })
}
