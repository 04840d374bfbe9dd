use super::{
    Obligation, Reason, Status,
    compare::passes,
    derive::DerivedResult,
    scene::{Scene, Whose},
    verdict::Verdict,
};
use crate::{
    condition::{Condition, DutyState, Number, Operand, Test, Truth},
    facts::{Source, Value},
};

/// What a condition may look at besides the facts.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    pub(super) whose: Whose<'c>,
    /// The state of the duty at hand.
    pub(super) own: &'c [Obligation],
}

impl Context<'_> {
    /// A condition that asks no duty of its own.
    pub(super) const PLAIN: Self = Self {
        whose: Whose::Any,
        own: &[],
    };
}

impl Scene<'_> {
    /// Judges a condition in three values.
    pub(super) fn judge(&self, condition: &Condition, context: Context<'_>) -> Verdict {
        match condition {
            Condition::Always => Verdict::always(),
            Condition::All(parts) => Verdict::all(parts.iter().map(|p| self.judge(p, context))),
            Condition::Any(parts) => Verdict::any(parts.iter().map(|p| self.judge(p, context))),
            Condition::Not(part) => self.judge(part, context).negated(),
            Condition::Named(name) => match self.pack.conditions.get(name) {
                Some(named) => self.judge(named, context),
                None => Verdict::always().negated(),
            },
            Condition::Known(name) => match self.facts.get(name) {
                Some(value) => Verdict::of(true, fact(name, value)),
                None => Verdict::of(false, Reason::UnknownFact { name: name.clone() }),
            },
            Condition::Fact { name, test } => self.compare_fact(name, test),
            Condition::Derived { name, test } => self.compare_derived(name, test),
            Condition::Record(pattern) => self.is_there(pattern, context.whose),
            Condition::Report(kind) => self.report_is_there(kind),
            Condition::Panel {
                kind,
                at_least,
                odd,
                external,
            } => self.panel(kind, at_least, *odd, *external, context.whose),
            Condition::Changes(compare, number) => {
                let kinds = ["change_implemented", "change_decided"];
                let counted = kinds.map(|kind| {
                    let records = self.records(Source::Event, kind, context.whose);
                    records.len()
                });
                let count = counted.iter().sum();
                let wide = i64::try_from(count).unwrap_or(i64::MAX);
                let holds = compare.holds(&wide, &self.pack.number(number));
                match kinds.into_iter().find(|kind| !self.is_observed(kind)) {
                    // More of them may have been.
                    Some(kind) if !(holds && compare.is_lower_bound()) => {
                        Verdict::unknown(kind, self.unobserved(kind))
                    }
                    _ => Verdict::of(holds, Reason::Changes(count)),
                }
            }
            Condition::Exception(id) => {
                let provision = self.pack.provision(id);
                match provision.and_then(|provision| self.exception(provision)) {
                    Some(exception) => Verdict::of(true, exception.into()),
                    None => Verdict::always().negated(),
                }
            }
            Condition::Duty { state, of: None } => duty(*state, None, context.own, self),
            Condition::Duty {
                state,
                of: Some(id),
            } => self.duty_of(id, *state),
        }
    }

    fn compare_fact(&self, name: &str, test: &Test) -> Verdict {
        if let Some(unset) = self.unset(test) {
            return unset;
        }
        match self.facts.get(name) {
            Some(value) => Verdict::of(passes(value, test, self.pack), fact(name, value)),
            None => {
                let name = name.to_owned();
                Verdict::unknown(&name.clone(), Reason::UnknownFact { name })
            }
        }
    }

    fn compare_derived(&self, name: &str, test: &Test) -> Verdict {
        if let Some(unset) = self.unset(test) {
            return unset;
        }
        match self.derive(name) {
            DerivedResult::Unknown(verdict) => verdict,
            DerivedResult::Known { value, .. } => {
                let holds = match (&value, test) {
                    (value, Test::IsNull) => value.is_none(),
                    (Some(value), test) => passes(value, test, self.pack),
                    (None, Test::Compare(crate::condition::Compare::Ne, _)) => true,
                    (None, _) => false,
                };
                let name = name.to_owned();
                Verdict::of(holds, Reason::Derived { name, value })
            }
        }
    }

    /// A comparison with a setting that the jurisdiction has not stated decides nothing.
    fn unset(&self, test: &Test) -> Option<Verdict> {
        match test {
            Test::Compare(_, Operand::Setting(name)) if self.pack.setting(name).is_none() => {
                let reason = Reason::UnknownFact { name: name.clone() };
                Some(Verdict::unknown(name, reason))
            }
            _ => None,
        }
    }

    fn report_is_there(&self, kind: &str) -> Verdict {
        match self.reports(kind).last() {
            Some(report) => Verdict::of(
                true,
                Reason::Report {
                    kind: kind.to_owned(),
                    period: report.period,
                    on: report.on,
                },
            ),
            None if self.is_observed(kind) => Verdict::of(
                false,
                Reason::ReportAbsent {
                    kind: kind.to_owned(),
                    period: None,
                },
            ),
            None => Verdict::unknown(kind, self.unobserved(kind)),
        }
    }

    fn panel(
        &self,
        kind: &str,
        at_least: &Number,
        odd: bool,
        external: Option<bool>,
        whose: Whose<'_>,
    ) -> Verdict {
        let latest = self.records(Source::Event, kind, whose).pop();
        let Some(record) = latest else {
            if !self.is_observed(kind) {
                return Verdict::unknown(kind, self.unobserved(kind));
            }
            let absent = Reason::Absent {
                source: Source::Event,
                kind: kind.to_owned(),
                attributes: Vec::new(),
                parts: Vec::new(),
            };
            return Verdict::of(false, absent);
        };
        let size = match record.attributes.get("panel_size") {
            Some(Value::Int(size)) => *size,
            _ => 0,
        };
        let outside = external
            .is_none_or(|wanted| record.attributes.get("external") == Some(&Value::Bool(wanted)));
        let holds = size >= self.pack.number(at_least) && (!odd || size % 2 == 1) && outside;
        Verdict::of(holds, Reason::Record(Box::new(record.clone())))
    }

    fn duty_of(&self, id: &str, state: DutyState) -> Verdict {
        let Some(provision) = self.pack.provision(id) else {
            return Verdict::always().negated();
        };
        let applies = self.applies(provision);
        let own = self.outcomes(provision);
        Verdict::all([applies, duty(state, Some(id), &own, self)])
    }
}

fn fact(name: &str, value: &Value) -> Reason {
    Reason::Fact {
        name: name.to_owned(),
        value: value.clone(),
    }
}

/// The state of a duty with its occurrences.
fn duty(state: DutyState, of: Option<&str>, own: &[Obligation], scene: &Scene<'_>) -> Verdict {
    let statuses: Vec<Status> = own.iter().map(|o| o.status(scene.today)).collect();
    let any = |wanted: &[Status]| statuses.iter().any(|s| wanted.contains(s));
    let done = [Status::Fulfilled, Status::FulfilledLate];
    let holds = match state {
        DutyState::Triggered => own.iter().any(|o| o.days.triggered_on.is_some()),
        DutyState::Fulfilled => !own.is_empty() && statuses.iter().all(|s| done.contains(s)),
        DutyState::Overdue => any(&[Status::Overdue]),
        DutyState::Breached => any(&[Status::Breached]),
        DutyState::LongEnough => own.last().is_some_and(|o| o.long_enough),
        DutyState::PastEarliest => own.last().is_some_and(|o| o.past_earliest),
    };
    if matches!(state, DutyState::Overdue | DutyState::Breached) {
        for last in own.iter().filter_map(|o| o.days.last_on) {
            scene.changes_after(last);
        }
    }
    let word = DutyState::WORDS
        .iter()
        .find(|(_, s)| *s == state)
        .map_or("", |(word, _)| word);
    let mut verdict = Verdict::of(
        holds,
        Reason::Duty {
            provision: of.map(str::to_owned),
            state: word,
            holds,
        },
    );
    // What is undetermined could be the one thing that decides otherwise.
    let decided = match state {
        DutyState::Fulfilled => any(&[Status::Pending, Status::Overdue, Status::NotDue]),
        _ => holds,
    };
    // Where the file may have left something out, so could a clock that nobody saw start or end.
    let left_out = scene.silent_before.is_some()
        && (own.is_empty()
            || own.iter().any(|o| o.days.triggered_on.is_none())
            || any(&[Status::Undetermined]));
    let undecided = !decided && any(&[Status::Undetermined]) && state != DutyState::Triggered;
    if undecided || (left_out && !(holds && state == DutyState::Triggered)) {
        verdict.truth = Truth::Unknown;
        verdict.needs = own.iter().flat_map(|o| o.needs.iter().cloned()).collect();
        if verdict.needs.is_empty() {
            // What was not observed: the evidence that would decide it is asked for.
            verdict.needs = own.iter().flat_map(|o| o.missing.iter().cloned()).collect();
        }
        verdict
            .reasons
            .extend(own.iter().flat_map(|o| o.because.iter().cloned()));
    } else if let Some(last) = own.last() {
        verdict.reasons.extend(last.because.iter().cloned());
    }
    verdict
}
