use std::borrow::Cow;

use super::{
    Against, Obligation, Reason,
    compare::passes,
    duty_state::duty,
    judgement::Judgement,
    scene::{Scene, Whose},
};
use crate::{
    condition::{Compare, Condition, DutyState, Held, Number, Operand, Test, Truth, told},
    facts::{Source, Value},
    vocabulary::{Family, Name},
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
    /// Whether a condition holds that asks no duty of its own.
    pub(crate) fn holds(&self, condition: &Condition) -> Truth {
        self.judge(condition, Context::PLAIN)
    }

    /// Judges a condition in three values: its truth alone, or a verdict with what it rests on.
    ///
    /// Most parts of conditions compare one attribute. What takes more is kept out of line, so that
    /// those stay cheap.
    pub(super) fn judge<J: Judgement>(&self, condition: &Condition, context: Context<'_>) -> J {
        match condition {
            Condition::Always => J::bare(true),
            Condition::All(parts) => J::all(parts.iter().map(|p| self.judge(p, context))),
            Condition::Any(parts) => J::any(parts.iter().map(|p| self.judge(p, context))),
            Condition::Not(part) => self.judge::<J>(part, context).negated(),
            Condition::Named(name) => self.named(name, context),
            Condition::Known(name) => {
                let known = self.sheet.held(name).is_some();
                J::of(known, || fact(name, self.sheet.value(name), None))
            }
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
                self.changes(*compare, self.pack.number(number), context.whose)
            }
            Condition::Exception(id) => self.exception_is_there(id),
            Condition::Duty { state, of: None } => duty(*state, None, context.own, self),
            Condition::Duty {
                state,
                of: Some(id),
            } => self.duty_of(id, *state),
        }
    }

    /// No named condition asks for the duty at hand, so that it is the same wherever it is asked of
    /// all records.
    fn named<J: Judgement>(&self, name: &Name, context: Context<'_>) -> J {
        let Some(named) = self.sheet.condition(name) else {
            return J::bare(false);
        };
        match (context.whose, self.named.get(name.place())) {
            (Whose::Any, Some(known)) => J::once(known, || self.judge(named, context)),
            _ => self.judge(named, context),
        }
    }

    fn compare_fact<J: Judgement>(&self, name: &Name, test: &Test) -> J {
        if let Some(unset) = self.unset(test) {
            return unset;
        }
        match self.sheet.held(name) {
            Some(held) => {
                let holds = passes(held, self.sheet.words(), test, self.pack);
                J::of(holds, || {
                    let against = self.against(name, test, holds);
                    fact(name, self.sheet.value(name), against)
                })
            }
            None => J::unknown(name, || unknown_fact(name)),
        }
    }

    #[inline(never)]
    fn compare_derived<J: Judgement>(&self, name: &Name, test: &Test) -> J {
        if let Some(unset) = self.unset(test) {
            return unset;
        }
        let derived = self.sheet.derived(name);
        let value = match derived.and_then(|derived| self.first_rule::<J>(derived)) {
            Some((_, judgement)) if judgement.truth() == Truth::Unknown => return judgement,
            Some((rule, _)) => self.outcome(rule),
            None => None,
        };
        let holds = match (value.as_deref(), test) {
            (value, Test::IsNull) => value.is_none(),
            (Some(value), test) => {
                let of = &self.pack.vocabulary().all(Family::Derived)[name.place()];
                let mut words = Vec::new();
                let held = Held::of(value, of, &mut words);
                passes(held, &words, test, self.pack)
            }
            (None, Test::Compare(Compare::Ne, _)) => true,
            (None, _) => false,
        };
        J::of(holds, || Reason::Derived {
            name: name.to_string(),
            value: value.map(Cow::into_owned),
        })
    }

    /// What an attribute is compared with that is more or less; otherwise its value tells all.
    #[inline(never)]
    fn against(&self, name: &Name, test: &Test, holds: bool) -> Option<Against> {
        let Test::Compare(compare, operand) = test else {
            return None;
        };
        let number = match operand {
            Operand::Held(number) => *number,
            Operand::Setting { name, unit } => self.pack.setting(name)?.saturating_mul(*unit),
        };
        let of = &self.pack.vocabulary().all(Family::Fact)[name.place()];
        compare.is_ordered().then_some(Against {
            compare: if holds { *compare } else { compare.opposite() },
            than: told(number, of)?,
        })
    }

    /// A comparison with a setting that the jurisdiction has not stated decides nothing.
    fn unset<J: Judgement>(&self, test: &Test) -> Option<J> {
        match test {
            Test::Compare(_, Operand::Setting { name, .. }) => self.unstated(name),
            _ => None,
        }
    }

    #[inline(never)]
    fn unstated<J: Judgement>(&self, setting: &str) -> Option<J> {
        let stated = self.pack.setting(setting).is_some();
        (!stated).then(|| J::unknown(setting, || unknown_fact(setting)))
    }

    #[inline(never)]
    fn report_is_there<J: Judgement>(&self, kind: &str) -> J {
        match self.reports(kind).next_back() {
            Some(report) => J::of(true, || Reason::Report {
                kind: kind.to_owned(),
                period: report.period,
                on: report.on,
            }),
            None if self.is_observed(kind) => J::of(false, || Reason::ReportAbsent {
                kind: kind.to_owned(),
                period: None,
                unseen: false,
            }),
            None => J::unknown(kind, || self.unobserved(kind)),
        }
    }

    #[inline(never)]
    fn panel<J: Judgement>(
        &self,
        kind: &Name,
        at_least: &Number,
        odd: bool,
        external: Option<bool>,
        whose: Whose<'_>,
    ) -> J {
        let Some(record) = self.records(Source::Event, kind, whose).next_back() else {
            if !self.is_observed(kind) {
                return J::unknown(kind, || self.unobserved(kind));
            }
            return J::of(false, || Reason::Absent {
                source: Source::Event,
                kind: kind.to_string(),
                attributes: Vec::new(),
                parts: Vec::new(),
                found: None,
                unseen: false,
            });
        };
        let size = match record.attributes.get("panel_size") {
            Some(Value::Int(size)) => *size,
            _ => 0,
        };
        let outside = external
            .is_none_or(|wanted| record.attributes.get("external") == Some(&Value::Bool(wanted)));
        let holds = size >= self.pack.number(at_least) && (!odd || size % 2 == 1) && outside;
        if holds && !self.is_read_through(kind, self.today) {
            // A later one takes its place.
            return J::unknown(kind, || self.unobserved(kind));
        }
        J::of(holds, || {
            let record = Box::new(record.clone());
            if holds {
                return Reason::Record(record);
            }
            Reason::Panel {
                record,
                at_least: self.pack.number(at_least),
                odd,
                external,
            }
        })
    }

    #[inline(never)]
    fn exception_is_there<J: Judgement>(&self, id: &str) -> J {
        let provision = self.pack.provision(id);
        match provision.and_then(|provision| self.exception(provision)) {
            Some(exception) => J::of(true, || exception.into()),
            None => J::bare(false),
        }
    }

    /// R25: what was decided and what was implemented both count.
    #[inline(never)]
    fn changes<J: Judgement>(&self, compare: Compare, number: i64, whose: Whose<'_>) -> J {
        let kinds = ["change_implemented", "change_decided"];
        let counted = kinds.map(|kind| self.records_called(Source::Event, kind, whose).count());
        let count: usize = counted.iter().sum();
        let wide = i64::try_from(count).unwrap_or(i64::MAX);
        let holds = compare.holds(&wide, &number);
        match kinds.into_iter().find(|kind| !self.is_observed(kind)) {
            // More of them may have been.
            Some(kind) if !(holds && compare.is_lower_bound()) => {
                J::unknown(kind, || self.unobserved(kind))
            }
            _ => J::of(holds, || Reason::Changes(count)),
        }
    }

    #[inline(never)]
    fn duty_of<J: Judgement>(&self, id: &str, state: DutyState) -> J {
        let Some(provision) = self.pack.provision(id) else {
            return J::bare(false);
        };
        let applies = self.applies(provision);
        let own = self.outcomes(provision);
        J::all([applies, duty(state, Some(id), &own, self)])
    }
}

fn fact(name: &str, value: Option<&Value>, against: Option<Against>) -> Reason {
    value.map_or_else(
        || unknown_fact(name),
        |value| Reason::Fact {
            name: name.to_owned(),
            value: value.clone(),
            against,
        },
    )
}

fn unknown_fact(name: &str) -> Reason {
    Reason::UnknownFact {
        name: name.to_owned(),
    }
}
