use std::fmt::Display;

use super::{Case, Difference, FindingClaim, GateClaim, NotOwed, ObligationClaim};
use crate::{
    assessment::{Assessment, Flag, GateStatus, Obligation},
    condition::Truth,
    pack::{Pack, Provision},
};

/// Every claim that did not come true.
pub(super) fn differences(case: &Case, pack: &Pack, got: &Assessment) -> Vec<Difference> {
    let mut judge = Judge {
        pack,
        got,
        found: Vec::new(),
    };
    case.expect
        .obligations
        .iter()
        .for_each(|claim| judge.obligation(claim));
    case.expect
        .not_obligations
        .iter()
        .for_each(|claim| judge.not_owed(claim));
    case.expect.gates.iter().for_each(|claim| judge.gate(claim));
    for claim in &case.expect.findings {
        judge.finding(claim, true);
    }
    for claim in &case.expect.not_findings {
        judge.finding(claim, false);
    }
    for (name, expected) in &case.expect.derived {
        let derived = got.derived(name);
        let needs = derived.map_or(&[][..], |d| d.needs.as_slice());
        let value = derived.and_then(|d| d.value.as_ref());
        if value != expected.as_ref() || !needs.is_empty() {
            let shown = match value {
                Some(value) => value.to_string(),
                None if needs.is_empty() => "null".to_owned(),
                None => format!("unknown, needs {}", needs.join(", ")),
            };
            let expected = expected
                .as_ref()
                .map_or("null".to_owned(), ToString::to_string);
            judge.add(format!("derived {name}"), expected, shown);
        }
    }
    judge.found
}

struct Judge<'a> {
    pack: &'a Pack,
    got: &'a Assessment,
    found: Vec<Difference>,
}

impl Judge<'_> {
    fn add(&mut self, what: String, expected: impl Display, got: impl Display) {
        self.found.push(Difference {
            what,
            expected: expected.to_string(),
            got: got.to_string(),
        });
    }

    fn obligation(&mut self, claim: &ObligationClaim) {
        let period = claim.period.map(|period| period.to_string());
        let parts = [
            Some(claim.provision.clone()),
            claim.occurrence.clone(),
            period,
        ];
        let what = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let fits = |o: &&Obligation| {
            o.provision == claim.provision
                && (claim.occurrence.is_none() || claim.occurrence == o.subject)
                && (claim.period.is_none() || claim.period == o.period)
        };
        let Some(got) = self.got.obligations.iter().rfind(fits) else {
            self.add(what, "an obligation", "none");
            return;
        };
        let days = &got.days;
        for (field, expected, day) in [
            ("due", claim.due, days.due_on),
            ("earliest", claim.earliest, days.earliest_on),
            ("latest", claim.latest, days.latest_on),
        ] {
            if expected.is_some() && expected != day {
                self.add(format!("{what} {field}"), shown(expected), shown(day));
            }
        }
        let status = got.status(self.got.assessed_for);
        if claim.status.is_some_and(|expected| expected != status) {
            let needs = match got.needs.as_slice() {
                [] => status.to_string(),
                needs => format!("{status}, needs {}", needs.join(", ")),
            };
            self.add(format!("{what} status"), shown(claim.status), needs);
        }
        let error = got.error.map(|error| error.to_string());
        if claim.error.is_some() && claim.error != error {
            self.add(
                format!("{what} error"),
                shown(claim.error.as_deref()),
                shown(error),
            );
        }
        if let Some(expected) = &claim.flags {
            let mut expected = expected.clone();
            expected.sort_unstable();
            let flags = got.flags(self.got.assessed_for);
            if expected != flags {
                self.add(format!("{what} flags"), words(&expected), words(&flags));
            }
        }
        for fact in claim.needs.iter().filter(|fact| !got.needs.contains(fact)) {
            self.add(format!("{what} needs"), fact, list(&got.needs));
        }
    }

    fn not_owed(&mut self, claim: &NotOwed) {
        let mut owed = self
            .got
            .obligations
            .iter()
            .filter(|o| o.provision == claim.provision);
        if let Some(period) = claim.period {
            if owed.any(|o| o.period == Some(period)) {
                let what = format!("{} {period}", claim.provision);
                self.add(what, "no obligation", "an obligation");
            }
            return;
        }
        if owed.next().is_none()
            && self
                .pack
                .provision(&claim.provision)
                .is_some_and(Provision::has_duty)
        {
            return;
        }
        let applies = self
            .got
            .applicability
            .iter()
            .find(|a| a.provision == claim.provision);
        match applies {
            Some(applies) if applies.applies != Truth::False => {
                let got = match applies.applies {
                    Truth::Unknown => format!("unknown, needs {}", applies.needs.join(", ")),
                    _ => "it applies".to_owned(),
                };
                self.add(claim.provision.clone(), "does not apply", got);
            }
            _ => {}
        }
    }

    fn finding(&mut self, claim: &FindingClaim, expected: bool) {
        let FindingClaim { provision, code } = claim;
        let mut found = self.got.findings.iter();
        let got = found.any(|f| f.provision == *provision && f.code == *code);
        if got != expected {
            let words = |there| if there { "reported" } else { "not reported" };
            self.add(format!("{provision} {code}"), words(expected), words(got));
        }
    }

    fn gate(&mut self, claim: &GateClaim) {
        let Some(gate) = self.got.gate(&claim.gate) else {
            self.add(format!("gate {}", claim.gate), "a gate", "none");
            return;
        };
        let what = |field: &str| format!("gate {} {field}", claim.gate);
        let blockers: Vec<&str> = gate.blockers.iter().map(|b| b.provision.as_str()).collect();
        let needs: Vec<String> = gate
            .needs
            .iter()
            .map(|n| format!("{} ({})", n.fact, n.provision))
            .collect();
        let open = gate.status != GateStatus::Closed;
        if claim.open.is_some_and(|expected| expected != open) {
            let got = if open {
                "open".to_owned()
            } else {
                format!(
                    "closed by [{}], needs [{}]",
                    blockers.join(", "),
                    needs.join(", ")
                )
            };
            self.add(what("open"), shown(claim.open), got);
        }
        for provision in &claim.blocked_by {
            if !blockers.contains(&provision.as_str()) {
                self.add(what("blocked_by"), provision, list(&blockers));
            }
        }
        for provision in &claim.not_blocked_by {
            if blockers.contains(&provision.as_str()) {
                self.add(what("not_blocked_by"), provision, "it blocks");
            }
        }
        for fact in &claim.needs {
            if !gate.needs.iter().any(|need| need.fact == *fact) {
                self.add(what("needs"), fact, list(&needs));
            }
        }
        let opened: Vec<&str> = gate
            .opened_by_exception
            .iter()
            .map(|b| b.provision.as_str())
            .collect();
        for provision in &claim.opened_by_exception {
            if !opened.contains(&provision.as_str()) {
                self.add(what("opened_by_exception"), provision, list(&opened));
            }
        }
    }
}

fn shown<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

fn words(flags: &[Flag]) -> String {
    let words: Vec<&str> = flags.iter().map(|flag| flag.as_str()).collect();
    format!("[{}]", words.join(", "))
}

fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    format!("[{}]", items.join(", "))
}
