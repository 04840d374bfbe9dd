//! What somebody is told who speaks for one unit alone and hands in a record of another: the same
//! whether its project is unknown here or was declared state-secret, the first time and ever after.

use uuid::Uuid;

use super::became::Became;
use super::known::Known;
use super::land::Land;
use super::landed::Landed;
use super::matching::{Match, match_all};
use super::report::Counts;
use crate::desk::{self, Party};
use crate::fault::Fault;
use crate::transact::Tx;

/// Puts into the place of each answer that would tell it the one that anybody gets.
pub(super) async fn draw(
    tx: &mut Tx,
    land: &Land<'_>,
    records: &[Landed],
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
    let telling: Vec<(usize, &Landed)> = telling.collect();
    if telling.is_empty() {
        return Ok(());
    }
    let units: Vec<Party> = telling
        .iter()
        .filter_map(|(_, one)| one.unit.clone())
        .collect();
    desk::recall(tx, &units).await?;
    let foreign = telling.into_iter().filter(|(_, one)| {
        let unit = one.unit.as_ref().and_then(|unit| desk::known(tx, unit));
        !unit.is_some_and(|unit| tx.scope().sees_unit(tx.key(unit)))
    });
    let nothing = Known::default();
    let (mut understood, mut incoming) = (Vec::new(), Vec::new());
    for (at, one) in foreign.collect::<Vec<_>>() {
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
        if let Match::None(reason) = found {
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
