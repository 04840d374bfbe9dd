use super::{
    Blocker, Gate, GateStatus, Need, Obligation, Reason,
    applies::Applies,
    judge::Context,
    judgement::Judgement,
    relevant,
    scene::{Scene, Whose},
    verdict::Verdict,
};
use crate::{
    condition::Truth,
    facts::Exception,
    pack::{GateRule, Pack, Provision, Strength},
    vocabulary::{Family, Vocabulary},
};

/// The gates of all packs, while they are gathered, by their places in the vocabulary: no pack adds
/// any of its own.
pub(super) struct Gates(Vec<(usize, Gate)>);

impl Gates {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let names = vocabulary.names(Family::Gate).enumerate();
        Self(names.map(|(place, name)| (place, unruled(name))).collect())
    }

    /// Only the gate of that name.
    pub(super) fn only(name: &str, vocabulary: &Vocabulary) -> Self {
        let place = vocabulary.place(Family::Gate, name);
        Self(
            place
                .map(|place| (place, unruled(name)))
                .into_iter()
                .collect(),
        )
    }

    /// Adds what one provision says. Every provision is judged by itself, so that blockers and
    /// needs are complete.
    pub(super) fn add(
        &mut self,
        scene: &Scene<'_>,
        provision: &Provision,
        applies: &Applies<'_, '_>,
        own: &[Obligation],
    ) {
        for rule in &provision.gates {
            let ruled = |place: usize| rule.close.iter().any(|name| name.place() == place);
            let gates = self.0.iter_mut().filter(|(place, _)| ruled(*place));
            let mut gates = gates.map(|(_, gate)| gate).peekable();
            if gates.peek().is_none() {
                continue;
            }
            if closes(scene, rule, applies.truth, own) == Truth::False {
                gates.for_each(rule_on);
                continue;
            }
            let closed = closes(scene, rule, applies.verdict().clone(), own);
            for gate in gates {
                rule_on(gate);
                close(gate, scene, (provision, own), &closed);
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<Gate> {
        for (_, gate) in &mut self.0 {
            if !gate.blockers.is_empty() {
                gate.status = GateStatus::Closed;
            }
        }
        self.0.into_iter().map(|(_, gate)| gate).collect()
    }
}

fn unruled(name: &str) -> Gate {
    Gate {
        gate: name.to_owned(),
        status: GateStatus::NoRule,
        blockers: Vec::new(),
        needs: Vec::new(),
        opened_by_exception: Vec::new(),
    }
}

fn closes<J: Judgement>(scene: &Scene<'_>, rule: &GateRule, applies: J, own: &[Obligation]) -> J {
    if applies.truth() == Truth::False {
        return applies;
    }
    let context = Context {
        whose: Whose::Any,
        own,
    };
    let when = rule
        .when
        .iter()
        .map(|condition| scene.judge(condition, context));
    let unless = rule
        .unless
        .iter()
        .map(|condition| scene.judge::<J>(condition, context).negated());
    let parts = [applies].into_iter().chain(when).chain(unless);
    J::all(parts)
}

/// A pack can close it.
fn rule_on(gate: &mut Gate) {
    if gate.status == GateStatus::NoRule {
        gate.status = GateStatus::Open;
    }
}

/// Closes a gate for certain or for what is needed to tell, unless an exception opens it.
fn close(
    gate: &mut Gate,
    scene: &Scene<'_>,
    (provision, own): (&Provision, &[Obligation]),
    closed: &Verdict,
) {
    let exception = scene.exception(provision);
    if closed.truth == Truth::Unknown && exception.is_none() {
        gate.status = GateStatus::Closed;
        for fact in &closed.needs {
            add_need(&mut gate.needs, fact, &provision.id);
        }
        return;
    }
    let mut blocker = Blocker {
        pack: scene.pack.id.clone(),
        provision: provision.id.clone(),
        because: closed.reasons.clone(),
    };
    let carried_by = exception.map(Reason::from);
    blocker.because.extend(carried_by);
    let rulings = relevant::at_gate(scene, provision, &blocker.because, own);
    blocker.because.extend(rulings);
    relevant::each_once(&mut blocker.because, scene.pack);
    match exception {
        Some(_) => push(&mut gate.opened_by_exception, blocker, scene.pack),
        None => push(&mut gate.blockers, blocker, scene.pack),
    }
}

/// What a provision does to the steps that it can close, as its duty stands; nothing where that
/// cannot be told or an exception opens them.
pub(super) fn steps(
    scene: &Scene<'_>,
    provision: &Provision,
    applies: Truth,
    own: &[Obligation],
) -> Vec<Reason> {
    let mut found: Vec<(&str, bool)> = Vec::new();
    if scene.exception(provision).is_some() {
        return Vec::new();
    }
    for rule in &provision.gates {
        let closed = match closes(scene, rule, applies, own) {
            Truth::Unknown => continue,
            closed => closed == Truth::True,
        };
        for gate in &rule.close {
            match found.iter_mut().find(|(known, _)| *known == &**gate) {
                Some((_, known)) => *known |= closed,
                None => found.push((gate, closed)),
            }
        }
    }
    let step = |(gate, closed): (&str, bool)| Reason::Step {
        gate: gate.to_owned(),
        closed,
    };
    found.into_iter().map(step).collect()
}

fn add_need(needs: &mut Vec<Need>, fact: &str, provision: &str) {
    let is_it = |need: &Need| need.fact == fact && need.provision == provision;
    if !needs.iter().any(is_it) {
        needs.push(Need {
            fact: fact.to_owned(),
            provision: provision.to_owned(),
        });
    }
}

/// One entry a provision, even where several of its rules close the gate.
fn push(list: &mut Vec<Blocker>, blocker: Blocker, pack: &Pack) {
    match list.iter_mut().find(|b| b.provision == blocker.provision) {
        Some(present) => {
            present.because.extend(blocker.because);
            relevant::each_once(&mut present.because, pack);
            // How the law is read comes last.
            let ruling = |reason: &Reason| matches!(reason, Reason::Ruling(_));
            present.because.sort_by_key(ruling);
        }
        None => list.push(blocker),
    }
}

impl<'a> Scene<'a> {
    /// R5: only 原则上 provisions take exceptions.
    pub(super) fn exception(&self, provision: &Provision) -> Option<&'a Exception> {
        let mut recorded = self.facts.exceptions().iter();
        let fits = |e: &&Exception| e.provision == provision.id && e.on <= self.today;
        recorded
            .find(fits)
            .filter(|_| provision.strength == Strength::InPrinciple)
    }
}

impl From<&Exception> for Reason {
    fn from(exception: &Exception) -> Self {
        Self::Exception {
            approved_by: exception.approved_by.clone(),
            on: exception.on,
            reason: exception.reason.clone(),
        }
    }
}
