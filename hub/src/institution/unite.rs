use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use shuniu_policy::assessment::{Completed, Part, Reason, together};
use uuid::Uuid;

use crate::assess::Owed;

/// A duty of an institution.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Duty {
    pub(super) owed: Owed,
    /// How many projects give rise to it.
    pub(super) projects: i64,
    /// The project whose file decides how it stands.
    pub(super) project: Option<Uuid>,
    /// The institution's own report that performed it.
    pub(super) report: Option<Uuid>,
}

/// Puts together what a unit owes from what each of its projects gives it to do.
///
/// What one project's file shows to be done is done for all; what several show in parts is done by
/// them together; until then it is known only where no file leaves it open, and the earliest day
/// counts.
pub(super) fn unite(shares: Vec<(Uuid, Owed)>, today: NaiveDate) -> Vec<Duty> {
    let mut duties: BTreeMap<[String; 3], Vec<(Uuid, Owed)>> = BTreeMap::new();
    for (project, owed) in shares {
        let of = [&owed.provision, &owed.occurrence, &owed.period].map(Clone::clone);
        duties.entry(of).or_default().push((project, owed));
    }
    let duties = duties.into_values();
    duties.filter_map(|shares| of_all(shares, today)).collect()
}

fn of_all(mut shares: Vec<(Uuid, Owed)>, today: NaiveDate) -> Option<Duty> {
    shares.sort_by_cached_key(|(project, owed)| {
        let done = owed.fulfilled_on.filter(|_| !owed.undetermined);
        (
            (done.is_none(), done),
            !owed.undetermined,
            (owed.last_on.is_none(), owed.last_on),
            (owed.triggered_on.is_none(), owed.triggered_on),
            // Of two that stand alike one tells why, the same in whatever order they came in.
            owed.because.to_string(),
            *project,
        )
    });
    let started = shares.iter().filter_map(|(_, owed)| owed.triggered_on);
    let started = started.min();
    let seen = shares.iter().filter_map(|(_, owed)| owed.observed_through);
    let seen = seen.min();
    let projects = shares.len().try_into().unwrap_or(i64::MAX);
    let mut shares = shares.into_iter();
    let (project, mut owed) = shares.next()?;
    owed.triggered_on = started;
    owed.observed_through = seen.filter(|_| owed.fulfilled_on.is_none());
    if owed.fulfilled_on.is_none() || owed.undetermined {
        put_together(&mut owed, shares.map(|(_, owed)| owed).collect(), today);
    }
    Some(Duty {
        owed,
        projects,
        project: Some(project),
        report: None,
    })
}

/// Papers of one duty need not lie in one file.
fn put_together(owed: &mut Owed, others: Vec<Owed>, today: NaiveDate) {
    let parts = std::mem::take(&mut owed.parts);
    // Reasons that were stored in words are told anew with their project.
    let Ok(mut because) = Vec::<Reason>::deserialize(&owed.because) else {
        return;
    };
    let days = owed.days();
    let elsewhere: Vec<&[Part]> = others.iter().map(|other| &other.parts[..]).collect();
    let completed = together(&parts, &elsewhere, &mut because, (&days, today));
    owed.because = json!(because);
    let needs = match completed {
        None => return,
        Some(Completed::Unclear(kinds)) => {
            let days = kinds.iter().map(|kind| format!("{kind}.on"));
            days.collect()
        }
        Some(Completed::On(day)) => {
            owed.fulfilled_on = Some(day);
            Vec::new()
        }
        Some(Completed::Undated) => {
            owed.fulfilled_on = Some(today);
            owed.undated = true;
            Vec::new()
        }
    };
    owed.undetermined = !needs.is_empty();
    owed.needs = json!(needs);
    owed.observed_through = None;
}

#[cfg(test)]
mod tests;
