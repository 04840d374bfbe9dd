//! What somebody is told who speaks for one unit alone and hands in a record of another: the same
//! whether its project is unknown here or was declared state-secret, the first time and ever after.

use shuniu_connectors::contract::CanonicalRecord;
use uuid::Uuid;

use super::became::Became;
use super::known::Known;
use super::known_by::{self, KnownBy};
use super::land::Land;
use super::landed::Landed;
use super::matching::{Match, match_all, taken};
use super::report::Counts;
use crate::desk::{self, Party};
use crate::fault::Fault;
use crate::transact::Tx;

/// Puts into the place of each answer that would tell it the one that anybody gets.
pub(super) async fn draw(
    tx: &mut Tx,
    land: &Land<'_>,
    records: &[&Landed],
    (shut, unchanged): (&[bool], &[bool]),
    (became, counts): (&mut [Became], &mut Counts),
) -> Result<(), Fault> {
    if !tx.scope().is_confined_to_units() {
        return Ok(());
    }
    // What waits or was set aside is told as it was at first: of what is shut nothing is kept, so
    // that it can be told no other way.
    let again = |one: &Became| matches!(one, Became::StillWaits | Became::SetAside);
    let telling = records.iter().enumerate();
    let telling = telling.filter(|(at, _)| shut[*at] || (unchanged[*at] && again(&became[*at])));
    let telling: Vec<(usize, &Landed)> = telling.map(|(at, one)| (at, *one)).collect();
    if telling.is_empty() {
        return Ok(());
    }
    let units: Vec<Party> = telling
        .iter()
        .filter_map(|(_, one)| one.unit.clone())
        .collect();
    desk::recall(tx, &units).await?;
    let (own, foreign): (Vec<_>, Vec<_>) = telling.into_iter().partition(|(_, one)| {
        let unit = one.unit.as_ref().and_then(|unit| desk::known(tx, unit));
        unit.is_some_and(|unit| tx.scope().sees_unit(tx.key(unit)))
    });
    let nothing = Known::default();
    // Of a code alone nobody learns that it is that of a state secret: what it is told of is taken,
    // and what cannot be read is to be mended.
    let coded = own.into_iter().filter(|(at, one)| {
        let coded =
            |record: &CanonicalRecord| !record.classified && record.project.project_code.is_some();
        shut[*at] && one.mapped.as_ref().map_or(true, coded)
    });
    let coded: Vec<(usize, &Landed)> = coded.collect();
    let uncoded: Vec<KnownBy> = coded
        .iter()
        .map(|(_, one)| one.known_by.uncoded())
        .collect();
    let by_name = known_by::which(tx, uncoded.iter()).await?;
    let by_code = coded.into_iter().zip(by_name);
    for ((at, one), _) in by_code.filter(|(_, by_name)| !by_name) {
        uncount(&became[at], counts);
        if let Ok(record) = &one.mapped {
            let reason = taken(&land.incoming(Uuid::nil(), one, record, &nothing));
            counts.unmatched += 1;
            became[at] = Became::Waits(reason.reason());
        } else {
            counts.quarantined += 1;
            became[at] = Became::SetAside;
        }
    }
    let (mut understood, mut incoming) = (Vec::new(), Vec::new());
    for (at, one) in foreign {
        match &one.mapped {
            Ok(record) if !record.classified => {
                understood.push(at);
                incoming.push(land.incoming(Uuid::nil(), one, record, &nothing));
            }
            // It is of a state secret by its own word.
            Ok(_) => {}
            Err(_) => {
                uncount(&became[at], counts);
                counts.quarantined += 1;
                became[at] = Became::SetAside;
            }
        }
    }
    let matches = match_all(tx, &incoming).await?;
    for (at, found) in understood.into_iter().zip(matches) {
        if let Match::None(reason) | Match::Review(reason, _) = found {
            uncount(&became[at], counts);
            counts.unmatched += 1;
            became[at] = Became::Waits(reason.reason());
        }
    }
    Ok(())
}

/// Takes back what an answer was counted as.
fn uncount(was: &Became, counts: &mut Counts) {
    match was {
        Became::Refused => counts.refused -= 1,
        _ => counts.unchanged -= 1,
    }
}
