use std::collections::BTreeMap;

use shuniu_entities::source_record;
use uuid::Uuid;

use super::became::Became;
use super::candidate::{self, Linked};
use super::like_name;
use super::matching::{Match, Unmatched, match_all};
use super::merge::{Incoming, Merged, merge};
use super::report::Counts;
use crate::fault::Fault;
use crate::transact::Tx;

/// Finds each record's project and merges it, or lists it for a person. Gives what became of
/// each, with its raw row.
pub(super) async fn place(
    tx: &mut Tx,
    rows: &mut [source_record::Model],
    incoming: Vec<Incoming>,
    counts: &mut Counts,
) -> Result<Vec<(Uuid, Became)>, Fault> {
    let matches = Box::pin(match_all(tx, &incoming)).await?;
    let (mut placed, mut unmatched) = (Vec::new(), Vec::new());
    let mut became = Vec::new();
    let mut at = Vec::new();
    let mut linked = BTreeMap::new();
    for (one, found) in incoming.into_iter().zip(matches) {
        let id = one.source_record;
        let row = rows.iter_mut().find(|row| row.id == id);
        let (project, reason, offered) = match found {
            Match::Project(project) => (project, None, None),
            Match::Alike(offered) => {
                let (project, incoming) = (offered.project, one.clone());
                linked.insert(id, Linked { incoming, offered });
                (project, None, None)
            }
            Match::None(reason) => (Uuid::nil(), Some(reason), None),
            Match::Review(reason, offered) => (Uuid::nil(), Some(reason), Some(offered)),
        };
        if let Some(reason) = reason {
            counts.unmatched += 1;
            became.push((id, Became::Waits(reason.reason())));
            if let Some(row) = row {
                "unmatched".clone_into(&mut row.outcome);
            }
            unmatched.push(Unmatched {
                incoming: one,
                reason,
                offered,
            });
            continue;
        }
        if let Some(row) = row {
            row.project_id = Some(project);
        }
        let file = tx.desk().files.get(&project);
        let entered = file.is_some_and(|file| file.project.get().version == 0);
        at.push(became.len());
        let merged = Became::Merged {
            project,
            entered,
            noted: Vec::new(),
        };
        became.push((id, merged));
        placed.push((project, one));
    }
    let mut like_named = like_name::like_named(tx, &placed).await?;
    for (at, merged) in at.into_iter().zip(merge(tx, placed).await?) {
        let (id, became) = &mut became[at];
        match (merged, &mut *became) {
            (Merged::Known, Became::Merged { project, .. }) => {
                counts.unchanged += 1;
                *became = Became::Unchanged(Some(*project));
            }
            (Merged::Differs(error), _) => {
                counts.quarantined += 1;
                linked.remove(id);
                if let Some(row) = rows.iter_mut().find(|row| row.id == *id) {
                    "quarantined".clone_into(&mut row.outcome);
                }
                *became = Became::Differs(error);
            }
            (Merged::Done(of_record), Became::Merged { project, noted, .. }) => {
                counts.merged += 1;
                noted.extend(like_named.remove(project));
                noted.extend(of_record);
            }
            _ => counts.merged += 1,
        }
    }
    Box::pin(candidate::linked(tx, linked.into_values().collect())).await?;
    Box::pin(candidate::list(tx, unmatched)).await?;
    Ok(became)
}
