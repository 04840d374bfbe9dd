//! What the cases of a pack claim of each provision, where it came out so.

use std::collections::{BTreeMap, BTreeSet};

use shuniu_policy::{
    Assessment, Calendars, Pack, Packs, Status, Truth, Value,
    cases::{Case, Claims},
    evaluate,
};

/// One thing that a provision decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// That something is owed.
    Duty,
    /// That a step may not be taken.
    Gate(String),
    /// That something is reported.
    Finding(String),
}

type Parts = BTreeSet<(String, Part)>;

/// A value that a case claims, and which provisions applied there.
pub(crate) struct ClaimedValue {
    pub(crate) value: Option<Value>,
    pub(crate) applies: BTreeMap<String, Truth>,
}

/// The claims of all cases of a pack.
#[derive(Default)]
pub(crate) struct Claimed {
    /// Owed, closed, reported.
    pub(crate) fires: Parts,
    /// Not owed or not yet due, open, not reported.
    pub(crate) rests: Parts,
    /// Done: for a duty that every project has at all times.
    pub(crate) done: Parts,
    /// By the name of the value.
    pub(crate) derived: BTreeMap<String, Vec<ClaimedValue>>,
}

impl Claimed {
    pub(crate) fn by_cases_of(pack: &Pack) -> Self {
        let calendars = Calendars::shipped();
        let mut found = Self::default();
        for (file, text) in pack.cases() {
            let case = Case::read(file, text, Packs::shipped()).unwrap();
            let ids = case.calendar.as_ref().unwrap_or(&pack.calendars);
            let calendar = calendars.working_days(ids).unwrap();
            let mut pack = pack.clone();
            for (setting, value) in &case.settings {
                assert!(pack.set(setting, *value));
            }
            let got = evaluate(&[&pack], &calendar, &case.facts, case.today);
            found.duties(&case.expect, &got);
            found.gates(&pack, &case.expect, &got);
            found.findings(&case.expect, &got);
            found.values(&case.expect, &got);
        }
        found
    }

    fn duties(&mut self, claims: &Claims, got: &Assessment) {
        for claim in &claims.obligations {
            let status = got.obligations.iter().rfind(|o| {
                o.provision == claim.provision
                    && (claim.occurrence.is_none() || claim.occurrence == o.subject)
                    && (claim.period.is_none() || claim.period == o.period)
            });
            let status = status.unwrap().status(got.assessed_for);
            let whole = (claim.provision.clone(), Part::Duty);
            match status {
                Status::NotDue => self.rests.insert(whole),
                Status::Fulfilled | Status::FulfilledLate => self.done.insert(whole),
                Status::Pending | Status::Overdue | Status::Breached => self.fires.insert(whole),
                Status::Undetermined => false,
            };
        }
        for claim in &claims.not_obligations {
            let owed = got.obligations.iter().any(|o| {
                o.provision == claim.provision
                    && (claim.period.is_none() || claim.period == o.period)
            });
            assert!(!owed);
            self.rests.insert((claim.provision.clone(), Part::Duty));
        }
    }

    fn gates(&mut self, pack: &Pack, claims: &Claims, got: &Assessment) {
        for claim in &claims.gates {
            let gate = got.gate(&claim.gate).unwrap();
            let part = || Part::Gate(claim.gate.clone());
            let closed_by = |id: &str| gate.blockers.iter().any(|blocker| blocker.provision == id);
            for id in &claim.blocked_by {
                assert!(closed_by(id));
                self.fires.insert((id.clone(), part()));
            }
            let spared = claim.not_blocked_by.iter();
            let open = claim.open == Some(true);
            let all = pack.provisions.iter().filter(|_| open).map(|p| &p.id);
            for id in spared.chain(all) {
                assert!(!closed_by(id));
                self.rests.insert((id.clone(), part()));
            }
        }
    }

    fn findings(&mut self, claims: &Claims, got: &Assessment) {
        for (listed, reported) in [(&claims.findings, true), (&claims.not_findings, false)] {
            for claim in listed {
                let mut all = got.findings.iter();
                let found = all.any(|f| f.provision == claim.provision && f.code == claim.code);
                assert_eq!(found, reported);
                let part = (claim.provision.clone(), Part::Finding(claim.code.clone()));
                if reported {
                    self.fires.insert(part);
                } else {
                    self.rests.insert(part);
                }
            }
        }
    }

    fn values(&mut self, claims: &Claims, got: &Assessment) {
        for name in claims.derived.keys() {
            let Some(derived) = got.derived(name) else {
                continue;
            };
            let applies = got
                .applicability
                .iter()
                .map(|a| (a.provision.clone(), a.applies));
            self.derived
                .entry(name.clone())
                .or_default()
                .push(ClaimedValue {
                    value: derived.value.clone(),
                    applies: applies.collect(),
                });
        }
    }
}
