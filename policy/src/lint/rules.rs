use super::atoms::named;
use crate::{
    condition::Condition,
    pack::{Clock, Duty, Pack, Provision, Shape, Trigger},
    vocabulary::Name,
};

/// A part of a provision that can fire: its duty, a rule that closes steps, a finding.
#[derive(Clone, Debug)]
pub(super) struct Firing<'a> {
    pub(super) provision: &'a Provision,
    pub(super) part: Part,
    /// When it fires, as far as conditions say; for a duty, when it applies.
    pub(super) when: Condition,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Duty,
    /// The steps it closes.
    Gate(Vec<String>),
    /// The code it reports.
    Finding(String),
}

impl Part {
    pub(super) fn said(&self) -> String {
        match self {
            Self::Duty => "its duty".to_owned(),
            Self::Gate(close) => format!("the rule that closes {}", close.join(", ")),
            Self::Finding(code) => format!("the finding `{code}`"),
        }
    }
}

/// Every part of every provision that can fire.
pub(super) fn firing(pack: &Pack) -> Vec<Firing<'_>> {
    let mut found = Vec::new();
    for provision in &pack.provisions {
        let mut add = |part, more: Vec<Condition>| {
            let scope = pack.scope.iter().filter(|_| !provision.beyond_scope);
            let scope = scope.cloned();
            let parts = scope.chain([provision.applies.clone()]).chain(more);
            let parts = parts.map(|part| named(&part, &provision.id));
            let parts = parts.filter(|part| !matches!(part, Condition::Always));
            found.push(Firing {
                provision,
                part,
                when: Condition::All(parts.collect()),
            });
        };
        if provision.duty.is_some() {
            add(Part::Duty, Vec::new());
        }
        for rule in &provision.gates {
            let unless = rule.unless.iter().cloned();
            let unless = unless.map(|unless| Condition::Not(Box::new(unless)));
            let when = rule.when.iter().cloned().chain(unless).collect();
            add(
                Part::Gate(rule.close.iter().map(ToString::to_string).collect()),
                when,
            );
        }
        for rule in &provision.findings {
            add(Part::Finding(rule.code.clone()), vec![rule.when.clone()]);
        }
    }
    found
}

/// Each named condition of a pack, as it is asked for.
pub(super) fn named_conditions(pack: &Pack) -> impl Iterator<Item = (&String, Condition)> {
    let names = pack.conditions.keys().enumerate();
    names.map(|(at, name)| (name, Condition::Named(Name::at(at, name))))
}

/// The choices of a duration: each holds where none before it does.
pub(super) fn choices(provision: &Provision) -> Vec<Condition> {
    let Some(Duty {
        shape: Shape::Duration(duration),
        ..
    }) = &provision.duty
    else {
        return Vec::new();
    };
    let conditions = duration.choices.iter().map(|choice| choice.when.clone());
    first_of(conditions.collect())
}

/// When each of several conditions is the first that holds.
pub(super) fn first_of(conditions: Vec<Condition>) -> Vec<Condition> {
    let before = |at: usize| Condition::Not(Box::new(Condition::Any(conditions[..at].to_vec())));
    let firsts = conditions
        .iter()
        .enumerate()
        .map(|(at, own)| Condition::All(vec![own.clone(), before(at)]));
    firsts.collect()
}

/// Whether a duty is there from the start, whatever happens, once its provision applies.
pub(super) fn always_stands(duty: &Duty) -> bool {
    match &duty.clock {
        Clock::Triggered { by, .. } => matches!(by, Trigger::Standing),
        Clock::Recurring(recurring) => recurring.first.is_none(),
        Clock::PlanYear(plan) => plan.next_while.is_none(),
    }
}
