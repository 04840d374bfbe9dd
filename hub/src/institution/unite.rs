use std::collections::BTreeMap;

use uuid::Uuid;

use crate::assess::Owed;

/// A duty of an institution.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Duty {
    pub(super) owed: Owed,
    /// How many projects give rise to it.
    pub(super) projects: i64,
    /// The project whose file performed it.
    pub(super) project: Option<Uuid>,
    /// The institution's own report that performed it.
    pub(super) report: Option<Uuid>,
}

/// Puts together what a unit owes from what each of its projects gives it to do.
///
/// What one project's file shows to be done is done for all; until then it is known only where no
/// file leaves it open, and the earliest day counts.
pub(super) fn unite(shares: Vec<(Uuid, Owed)>) -> Vec<Duty> {
    let mut duties: BTreeMap<[String; 3], Vec<(Uuid, Owed)>> = BTreeMap::new();
    for (project, owed) in shares {
        let of = [&owed.provision, &owed.occurrence, &owed.period].map(Clone::clone);
        duties.entry(of).or_default().push((project, owed));
    }
    let duties = duties.into_values();
    duties.filter_map(of_all).collect()
}

fn of_all(mut shares: Vec<(Uuid, Owed)>) -> Option<Duty> {
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
    let (project, mut owed) = shares.into_iter().next()?;
    owed.triggered_on = started;
    owed.observed_through = seen.filter(|_| owed.fulfilled_on.is_none());
    let done = owed.fulfilled_on.is_some() && !owed.undetermined;
    Some(Duty {
        owed,
        projects,
        project: done.then_some(project),
        report: None,
    })
}

#[cfg(test)]
mod tests;
