//! The duties of a project as they stand now, each with the identity that it had.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};
use shuniu_entities::obligation;
use shuniu_policy::assessment::Assessment;

use super::once::SameEvent;
use super::rows::{obligation_row, same_content, same_duty};
use crate::desk::{self, Duty, Evidenced, File};
use crate::fault::Fault;
use crate::law::LocalLaw;
use crate::ledger::Draft;

/// Puts what is owed into the file. A duty stays the same row while its event is the same one,
/// whoever tells it first and whether it is said yet what it is of.
pub(super) fn put_obligations(
    law: &LocalLaw,
    file: &mut File,
    (said, same): (&Assessment, &SameEvent),
    today: NaiveDate,
    changes: &mut Vec<Json>,
) {
    let rows = said.obligations.iter();
    let mut rows: Vec<_> = rows
        .map(|one| obligation_row(law, file, one, today))
        .collect();
    let known: Vec<obligation::Model> = file.obligations.iter().cloned().collect();
    let mut fresh = Vec::new();
    for row in &mut rows {
        match known.iter().find(|known| same_duty(known, row)) {
            Some(known) => row.id = known.id,
            None => fresh.push(Duty::of(row)),
        }
    }
    let stale = known
        .iter()
        .filter(|known| !rows.iter().any(|row| row.id == known.id));
    let stale: Vec<obligation::Model> = stale.cloned().collect();
    for was in &stale {
        let Some(is) = only(&fresh, |duty| same.is_duty(&Duty::of(was), duty)) else {
            continue;
        };
        // Where two may have been this one, neither was for certain.
        if only(&stale, |other| same.is_duty(&Duty::of(other), is)).is_none() {
            continue;
        }
        if let Some(row) = rows.iter_mut().find(|row| Duty::of(row) == *is) {
            row.id = was.id;
        }
    }
    let gone = |known: &obligation::Model| !rows.iter().any(|row| row.id == known.id);
    let mut gone = file.obligations.remove(gone);
    // The ledger tells the same whatever order the database gave the rows in.
    gone.sort_by(|one, other| {
        let of = |row: &obligation::Model| {
            [&row.provision, &row.subject, &row.occurrence, &row.period].map(Clone::clone)
        };
        of(one).cmp(&of(other))
    });
    for row in gone {
        changes.push(json!({"obligation": row.provision, "period": row.period, "gone": true}));
        file.gone.obligations.push(row.id);
    }
    for row in rows {
        match known.iter().find(|known| known.id == row.id) {
            Some(known) if same_content(known, &row) => {}
            Some(known) => {
                let mut change = change_of(&row);
                if !same_duty(known, &row) {
                    change["was"] =
                        json!({"subject": known.subject, "occurrence": known.occurrence});
                }
                changes.push(change);
                if let Some(stored) = file.obligations.change(|one| one.id == row.id) {
                    *stored = row;
                }
            }
            None => {
                changes.push(change_of(&row));
                file.obligations.add(row);
            }
        }
    }
}

/// Has what is attached to a duty stay with it when it is known by another row of its event.
pub(super) fn lead_attachments(
    file: &mut File,
    same: &SameEvent,
    by: (&str, DateTime<Utc>),
) -> Result<Vec<Draft>, Fault> {
    if file.attachments.iter().next().is_none() {
        return Ok(Vec::new());
    }
    let duties: Vec<Duty> = file.obligations.iter().map(Duty::of).collect();
    desk::lead(file, by, |says| {
        let mut says = says.clone();
        if let Evidenced::Duty(was) = &says.to
            && !duties.contains(was)
            && let Some(is) = only(&duties, |duty| same.is_duty(was, duty))
        {
            says.to = Evidenced::Duty(is.clone());
        }
        Some(says)
    })
}

/// The only one that fits.
fn only<T>(all: &[T], fits: impl Fn(&T) -> bool) -> Option<&T> {
    let mut fitting = all.iter().filter(|one| fits(one));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

fn change_of(row: &obligation::Model) -> Json {
    json!({
        "obligation": row.provision, "subject": row.subject, "occurrence": row.occurrence,
        "period": row.period, "triggered_on": row.triggered_on, "due_on": row.due_on,
        "last_on": row.last_on, "fulfilled_on": row.fulfilled_on,
    })
}
