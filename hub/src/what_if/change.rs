use std::collections::BTreeMap;

use chrono::NaiveDate;
use shuniu_policy::assessment::{Assessment, Gate, GateStatus, Obligation};
use shuniu_policy::{Period, Status};

use crate::assess::Judged;
use crate::query::Key;

/// What of a project would be otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Changed {
    /// Something that it owes.
    Obligation,
    /// Whether a step may be taken.
    Gate,
    /// What the packs derive from its facts.
    Derived,
    /// What is reported without closing anything.
    Finding,
    /// The stage it has reached.
    Stage,
}

/// How something stands under one law.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// A status, `open`, `closed` or `no_rule`, a value, or a stage; of a finding its code.
    pub state: String,
    /// First day on which a duty can be performed.
    pub earliest_on: Option<NaiveDate>,
    /// Last permitted day.
    pub due_on: Option<NaiveDate>,
    /// Last day of a window or duration.
    pub latest_on: Option<NaiveDate>,
    /// The provisions that close a gate, or that something rests on.
    pub by: Vec<String>,
    /// The facts that are missing to tell.
    pub needs: Vec<String>,
}

/// One thing that would be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub what: Changed,
    /// The provision that is owed, the step, the derived value, the provision with a finding, or
    /// `stage`.
    pub name: String,
    /// Contract, lot, asset or happening.
    pub occurrence: Option<String>,
    /// Period of a recurring duty.
    pub period: Option<Period>,
    /// How it stands under the law as it is; nothing where there is no such thing.
    pub was: Option<Standing>,
    /// How it would stand.
    pub is: Option<Standing>,
}

impl Change {
    /// Whether a duty would be late that is not.
    #[must_use]
    pub fn becomes_late(&self) -> bool {
        let late = |standing: &Option<Standing>| {
            let state = standing.as_ref().map(|one| one.state.as_str());
            [Status::Overdue, Status::Breached]
                .iter()
                .any(|status| state == Some(status.as_str()))
        };
        self.what == Changed::Obligation && late(&self.is) && !late(&self.was)
    }
}

/// What would be otherwise for a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectChange {
    /// The project.
    pub project: Key,
    /// All of it, never empty.
    pub changes: Vec<Change>,
}

/// By what a thing is the same under both laws.
type Name = (Changed, String, Option<String>, Option<Period>);

/// Everything that stands otherwise.
pub(super) fn between(was: &Judged, is: &Judged, day: NaiveDate) -> Vec<Change> {
    let (mut before, after) = (standing(was, day), standing(is, day));
    let mut changes = Vec::new();
    for (name, is) in after {
        let was = before.remove(&name);
        if was.as_ref() != Some(&is) {
            changes.push(change(name, was, Some(is)));
        }
    }
    let gone = before
        .into_iter()
        .map(|(name, was)| change(name, Some(was), None));
    changes.extend(gone);
    changes.sort_by(|one, other| {
        let of = |one: &Change| (one.what, one.name.clone(), one.occurrence.clone());
        (of(one), one.period).cmp(&(of(other), other.period))
    });
    changes
}

fn change(name: Name, was: Option<Standing>, is: Option<Standing>) -> Change {
    let (what, name, occurrence, period) = name;
    Change {
        what,
        name,
        occurrence,
        period,
        was,
        is,
    }
}

fn standing(judged: &Judged, day: NaiveDate) -> BTreeMap<Name, Standing> {
    let said: &Assessment = &judged.said;
    let duties = said.obligations.iter().map(|one| owed(one, day));
    let ruled = said
        .gates
        .iter()
        .filter(|gate| gate.status != GateStatus::NoRule);
    let gates = ruled.map(|one| {
        let name = (Changed::Gate, one.gate.clone(), None, None);
        (name, gate(one))
    });
    let derived = said.derived.iter().map(|one| {
        let value = one.value.as_ref().map(ToString::to_string);
        let standing = Standing {
            state: value.unwrap_or_else(|| "null".to_owned()),
            by: one.by.clone(),
            needs: one.needs.clone(),
            ..Standing::default()
        };
        ((Changed::Derived, one.name.clone(), None, None), standing)
    });
    let findings = judged.findings.iter().map(|row| {
        let standing = Standing {
            state: row.code.clone(),
            ..Standing::default()
        };
        let provision = row.provision.clone().unwrap_or_default();
        let name = (Changed::Finding, provision, Some(row.code.clone()), None);
        (name, standing)
    });
    let stage = judged.stage.iter().map(|stage| {
        let standing = Standing {
            state: stage.clone(),
            ..Standing::default()
        };
        ((Changed::Stage, "stage".to_owned(), None, None), standing)
    });
    duties
        .chain(gates)
        .chain(derived)
        .chain(findings)
        .chain(stage)
        .collect()
}

fn owed(one: &Obligation, day: NaiveDate) -> (Name, Standing) {
    let of = [one.subject.as_deref().unwrap_or_default(), &one.occurrence];
    let of: Vec<&str> = of.into_iter().filter(|part| !part.is_empty()).collect();
    let occurrence = (!of.is_empty()).then(|| of.join(" "));
    let standing = Standing {
        state: one.status(day).as_str().to_owned(),
        earliest_on: one.days.earliest_on,
        due_on: one.days.due_on,
        latest_on: one.days.latest_on,
        by: Vec::new(),
        needs: one.needs.clone(),
    };
    let name = (
        Changed::Obligation,
        one.provision.clone(),
        occurrence,
        one.period,
    );
    (name, standing)
}

fn gate(gate: &Gate) -> Standing {
    let state = match gate.status {
        GateStatus::Open => "open",
        GateStatus::Closed => "closed",
        GateStatus::NoRule => "no_rule",
    };
    let blocking = gate.blockers.iter().map(|one| one.provision.clone());
    let mut needs: Vec<String> = gate.needs.iter().map(|need| need.fact.clone()).collect();
    needs.sort();
    needs.dedup();
    Standing {
        state: state.to_owned(),
        by: blocking.collect(),
        needs,
        ..Standing::default()
    }
}
