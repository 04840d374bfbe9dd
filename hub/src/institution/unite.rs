use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

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

/// By which duties are told apart: provision, happening, period.
type Name = [String; 3];

/// What a unit owes, put together from what each of its projects gives it to do, one share after the
/// other: of none is more kept than decides.
///
/// What one project's file shows to be done is done for all; what several show in parts is done by
/// them together; until then it is known only where no file leaves it open, and the earliest day
/// counts.
#[derive(Debug, Default)]
pub(super) struct United(BTreeMap<Name, Together>);

impl United {
    /// Takes in what a project gives the unit to do. In whatever order they come, the same is owed.
    pub(super) fn take(&mut self, project: Uuid, owed: Owed) {
        let name = [&owed.provision, &owed.occurrence, &owed.period].map(Clone::clone);
        let weight = Weight::of(project, &owed);
        match self.0.entry(name) {
            Entry::Vacant(free) => {
                free.insert(Together::of(weight, owed));
            }
            Entry::Occupied(mut known) => known.get_mut().take(weight, owed),
        }
    }

    /// All that the unit owes, by provision, happening and period.
    pub(super) fn duties(self, today: NaiveDate) -> Vec<Duty> {
        let all = self.0.into_values();
        all.map(|one| one.into_duty(today)).collect()
    }
}

/// Which of the shares in a duty decides how it stands: the least.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    done: (bool, Option<NaiveDate>),
    known: bool,
    last: (bool, Option<NaiveDate>),
    started: (bool, Option<NaiveDate>),
    /// Of two that stand alike one tells why, the same in whatever order they came in.
    because: String,
    project: Uuid,
}

impl Weight {
    fn of(project: Uuid, owed: &Owed) -> Self {
        let done = owed.fulfilled_on.filter(|_| !owed.undetermined);
        Self {
            done: (done.is_none(), done),
            known: !owed.undetermined,
            last: (owed.last_on.is_none(), owed.last_on),
            started: (owed.triggered_on.is_none(), owed.triggered_on),
            because: owed.because.to_string(),
            project,
        }
    }
}

/// A duty to which several projects give rise.
#[derive(Debug)]
struct Together {
    weight: Weight,
    owed: Owed,
    projects: i64,
    started: Option<NaiveDate>,
    seen: Option<NaiveDate>,
    /// Of each part the one that was done first in another file.
    elsewhere: Vec<Option<(Weight, Part)>>,
}

impl Together {
    fn of(weight: Weight, owed: Owed) -> Self {
        Self {
            projects: 1,
            started: owed.triggered_on,
            seen: owed.observed_through,
            elsewhere: Vec::new(),
            weight,
            owed,
        }
    }

    fn take(&mut self, mut weight: Weight, mut owed: Owed) {
        self.projects = self.projects.saturating_add(1);
        self.started = [self.started, owed.triggered_on]
            .into_iter()
            .flatten()
            .min();
        self.seen = [self.seen, owed.observed_through]
            .into_iter()
            .flatten()
            .min();
        if weight < self.weight {
            std::mem::swap(&mut self.weight, &mut weight);
            std::mem::swap(&mut self.owed, &mut owed);
        }
        for (at, part) in owed.parts.into_iter().enumerate() {
            if self.elsewhere.len() <= at {
                self.elsewhere.push(None);
            }
            let day = |part: &Part| (part.on.is_none(), part.on);
            let first = self.elsewhere[at].as_ref();
            let sooner = first.is_none_or(|(of, known)| (day(&part), &weight) < (day(known), of));
            if part.done && sooner {
                self.elsewhere[at] = Some((weight.clone(), part));
            }
        }
    }

    fn into_duty(self, today: NaiveDate) -> Duty {
        let mut owed = self.owed;
        owed.triggered_on = self.started;
        owed.observed_through = self.seen.filter(|_| owed.fulfilled_on.is_none());
        if owed.fulfilled_on.is_none() || owed.undetermined {
            let elsewhere = self.elsewhere.into_iter();
            let elsewhere = elsewhere.map(|one| one.map(|(_, part)| part)).collect();
            put_together(&mut owed, elsewhere, today);
        }
        Duty {
            owed,
            projects: self.projects,
            project: Some(self.weight.project),
            report: None,
        }
    }
}

/// Papers of one duty need not lie in one file.
fn put_together(owed: &mut Owed, elsewhere: Vec<Option<Part>>, today: NaiveDate) {
    let parts = std::mem::take(&mut owed.parts);
    // Reasons that were stored in words are told anew with their project.
    let Ok(mut because) = Vec::<Reason>::deserialize(&owed.because) else {
        return;
    };
    let days = owed.days();
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
