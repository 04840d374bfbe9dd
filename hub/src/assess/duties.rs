//! The duties of a project as they stand now, each with the identity that it had.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};
use shuniu_entities::obligation;
use shuniu_policy::assessment::Assessment;
use uuid::Uuid;

use super::once::{Likeness, SameEvent};
use super::rows::{obligation_row, same_content, same_duty};
use crate::desk::{self, Duty, Evidenced, File, WHOLE};
use crate::fault::Fault;
use crate::ledger::Draft;

/// Duties by the names that they had, with those that they have now.
pub(super) type Moved = Vec<(Duty, Duty)>;

/// Puts what is owed into the file. A duty stays the same row while its event is the same one,
/// whoever tells it first and whether it is said yet what it is of.
pub(super) fn put_obligations(
    file: &mut File,
    (said, same): (&Assessment, &SameEvent),
    today: NaiveDate,
    changes: &mut Vec<Json>,
) -> Moved {
    let rows = said.obligations.iter();
    let mut rows: Vec<_> = rows.map(|one| obligation_row(file, one, today)).collect();
    let known: Vec<obligation::Model> = file.obligations.iter().cloned().collect();
    for row in &mut rows {
        if let Some(known) = known.iter().find(|known| same_duty(known, row)) {
            row.id = known.id;
        }
    }
    let kept = |id: Uuid, of: &[obligation::Model]| of.iter().any(|row| row.id == id);
    let stale = known.iter().filter(|known| !kept(known.id, &rows));
    let stale: Vec<obligation::Model> = stale.cloned().collect();
    let fresh = rows.iter().filter(|row| !kept(row.id, &known));
    // Of none that is no longer can any be the same one.
    let fresh = fresh.filter(|_| !stale.is_empty());
    let fresh: Vec<obligation::Model> = fresh.cloned().collect();
    let mut moved = Moved::new();
    for was in &stale {
        let Some(is) = surest(&fresh, |row| likeness(same, was, row)) else {
            continue;
        };
        // Where two may have been this one, neither was for certain.
        let likest = surest(&stale, |other| likeness(same, other, is));
        if likest.is_none_or(|likest| likest.id != was.id) {
            continue;
        }
        if let Some(row) = rows.iter_mut().find(|row| row.id == is.id) {
            moved.push((Duty::of(was), Duty::of(is)));
            row.id = was.id;
        }
    }
    name_whole(&mut rows, &known);
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
    let mut waiting = Vec::new();
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
                if is_whole_and_waits(&row) {
                    waiting.push(row.provision.clone());
                } else {
                    changes.push(change_of(&row));
                }
                file.obligations.add(row);
            }
        }
    }
    // Most duties of a new project: each with its own empty days would be most of its ledger.
    if !waiting.is_empty() {
        changes.push(json!({"not_started": waiting}));
    }
    moved
}

/// Gives a duty that a project owes once the id that it has in a set, unless one bears it that was
/// there before, or another provision does.
fn name_whole(rows: &mut [obligation::Model], known: &[obligation::Model]) {
    let mut taken: BTreeSet<Uuid> = known.iter().map(|known| known.id).collect();
    for row in rows {
        let is_whole = [&row.subject, &row.occurrence, &row.period]
            .iter()
            .all(|name| *name == WHOLE);
        let own = desk::own_id(row);
        if is_whole && !taken.contains(&row.id) && taken.insert(own) {
            row.id = own;
        }
    }
}

/// Whether nothing is to be told of a duty but its provision: the project owes it once, and nothing
/// has started it.
fn is_whole_and_waits(row: &obligation::Model) -> bool {
    let named = [&row.subject, &row.occurrence, &row.period];
    let days = [row.triggered_on, row.due_on, row.last_on, row.fulfilled_on];
    named.iter().all(|name| *name == WHOLE) && days.iter().all(Option::is_none)
}

/// How surely a duty is the one that was. One that is known by no row of its event is the same as
/// before anybody said what it is of, while its clock runs from the same day.
fn likeness(same: &SameEvent, was: &obligation::Model, is: &obligation::Model) -> Option<Likeness> {
    let one_provision = (&was.provision, &was.period) == (&is.provision, &is.period);
    let nameless = was.subject == WHOLE || is.subject == WHOLE;
    let one_clock = was.occurrence == WHOLE
        && is.occurrence == WHOLE
        && was.triggered_on.is_some()
        && was.triggered_on == is.triggered_on;
    let told = (one_provision && nameless && one_clock).then_some(Likeness::Told);
    same.is_duty(&Duty::of(was), &Duty::of(is)).max(told)
}

/// Has what is attached to a duty stay with it when it is known by another row of its event.
pub(super) fn lead_attachments(
    file: &mut File,
    (same, moved): (&SameEvent, &Moved),
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
        {
            let followed = moved.iter().find(|(known, _)| known == was);
            let followed = followed.map(|(_, is)| is);
            let is = followed.or_else(|| surest(&duties, |duty| same.is_duty(was, duty)));
            if let Some(is) = is {
                says.to = Evidenced::Duty(is.clone());
            }
        }
        Some(says)
    })
}

/// The one that is most like; nothing where several are.
fn surest<T>(all: &[T], like: impl Fn(&T) -> Option<Likeness>) -> Option<&T> {
    let likeness = all.iter().filter_map(&like).max()?;
    let mut likest = all.iter().filter(|one| like(one) == Some(likeness));
    let first = likest.next()?;
    likest.next().is_none().then_some(first)
}

fn change_of(row: &obligation::Model) -> Json {
    json!({
        "obligation": row.provision, "subject": row.subject, "occurrence": row.occurrence,
        "period": row.period, "triggered_on": row.triggered_on, "due_on": row.due_on,
        "last_on": row.last_on, "fulfilled_on": row.fulfilled_on,
    })
}
