use super::{
    Code, Warning,
    place::Place,
    reach::{Reach, warning},
    rules::{Part, always_stands, first_of, named_conditions},
};
use crate::{
    assessment::{Assessment, Scene, Status, evaluate},
    calendar::Calendars,
    cases::{Case, check_text},
    condition::{Condition, Truth},
    pack::{Bearer, Pack, Packs},
    source::Problem,
};

/// Whether some case saw a rule fire, and some case saw it rest.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    firing: bool,
    resting: bool,
}

/// Cases that fail, and rules that no case shows firing or resting.
pub(super) fn look(
    pack: &Pack,
    packs: &Packs,
    calendars: &Calendars,
    reach: &mut Reach<'_>,
) -> Vec<Warning> {
    let mut found = Vec::new();
    let conditions = asked(pack, reach);
    let mut seen = vec![Seen::default(); conditions.len()];
    for (file, text) in pack.cases() {
        let result = check_text(file, text, packs, calendars);
        let failed = result
            .problems
            .iter()
            .map(|Problem { line, message, .. }| (*line, message.clone()))
            .chain(result.differences.iter().map(|d| (0, d.to_string())));
        for (line, message) in failed {
            let place = Place {
                file: file.clone(),
                line,
            };
            found.push(warning(place, Code::CaseFails, &result.name, message));
        }
        let Ok(case) = Case::read(file, text, packs) else {
            continue;
        };
        note(&case, pack, &conditions, calendars, reach, &mut seen);
    }
    found.extend(of_rules(reach, &seen));
    let rules = reach.rules.len();
    let named = conditions[rules..].iter().zip(&seen[rules..]);
    found.extend(of_names(pack, named, reach));
    found
}

/// When each rule fires, each rule of each derived value decides, each named condition holds.
fn asked(pack: &Pack, reach: &Reach<'_>) -> Vec<Condition> {
    let rules = reach.rules.iter().map(|(rule, _)| rule.when.clone());
    let derived = pack.derived.iter().flat_map(|derived| {
        let conditions = derived.rules.iter().map(|rule| rule.when.clone());
        first_of(conditions.collect())
    });
    let named = named_conditions(pack).map(|(_, condition)| condition);
    rules.chain(derived).chain(named).collect()
}

fn note(
    case: &Case,
    pack: &Pack,
    conditions: &[Condition],
    calendars: &Calendars,
    reach: &Reach<'_>,
    seen: &mut [Seen],
) {
    let mut pack = pack.clone();
    for (setting, value) in &case.settings {
        pack.set(setting, *value);
    }
    let ids = case.calendar.as_ref().unwrap_or(&pack.calendars);
    let Ok(calendar) = calendars.working_days(ids) else {
        return;
    };
    let got = evaluate(&[&pack], &calendar, &case.facts, case.today);
    let scene = Scene::new(&pack, &calendar, &case.facts, case.today);
    let mut truths: Vec<Truth> = conditions.iter().map(|one| scene.holds(one)).collect();
    if !pack.in_force_on(case.today) {
        truths.fill(Truth::Unknown);
    }
    for ((rule, _), truth) in reach.rules.iter().zip(&mut truths) {
        let id = &rule.provision.id;
        match &rule.part {
            Part::Duty => *truth = owed(&got, id, *truth),
            // What is not known to be out of scope is in it.
            Part::Gate(close) if *truth == Truth::Unknown && closes(&got, id, close) => {
                *truth = Truth::True;
            }
            Part::Gate(_) => {}
            Part::Finding(code) => {
                let mut reported = got.findings.iter();
                if reported.any(|f| f.provision == *id && f.code == *code) {
                    *truth = Truth::True;
                }
            }
        }
    }
    for (seen, truth) in seen.iter_mut().zip(truths) {
        seen.firing |= truth == Truth::True;
        seen.resting |= truth == Truth::False;
    }
}

/// Whether a provision closes one of some steps, or would but for an exception.
fn closes(got: &Assessment, provision: &str, steps: &[String]) -> bool {
    let mut gates = got.gates.iter().filter(|gate| steps.contains(&gate.gate));
    gates.any(|gate| {
        let mut at = gate.blockers.iter().chain(&gate.opened_by_exception);
        at.any(|blocker| blocker.provision == provision)
    })
}

/// Whether a duty runs or ran; one that waits for its event rests.
fn owed(got: &Assessment, provision: &str, applies: Truth) -> Truth {
    let all = got.obligations.iter();
    let statuses: Vec<Status> = all
        .filter(|owed| owed.provision == provision)
        .map(|owed| owed.status(got.assessed_for))
        .collect();
    let rests = |status: &Status| *status == Status::NotDue;
    let undecided = |status: &Status| *status == Status::Undetermined;
    if statuses.iter().any(|s| !rests(s) && !undecided(s)) {
        Truth::True
    } else if statuses.iter().any(undecided) || (applies == Truth::Unknown && statuses.is_empty()) {
        Truth::Unknown
    } else {
        Truth::False
    }
}

fn of_rules(reach: &Reach<'_>, seen: &[Seen]) -> Vec<Warning> {
    let mut found = Vec::new();
    for ((rule, can), seen) in reach.rules.iter().zip(seen) {
        let part = rule.part.said();
        let mut complain = |code, message| {
            let place = Place::of(rule.provision);
            found.push(warning(place, code, &rule.provision.id, message));
        };
        // A case is of one project; what the bureau owes is owed by none.
        if rule.provision.bearer() == Bearer::Bureau {
            continue;
        }
        if can.hold && !seen.firing {
            complain(
                Code::NoCaseFires,
                format!("there is no case in which {part} fires; add one"),
            );
        }
        let standing =
            rule.part == Part::Duty && rule.provision.duty.as_ref().is_some_and(always_stands);
        let can_rest = can.fail || (rule.part == Part::Duty && !standing);
        if can_rest && !seen.resting {
            complain(
                Code::NoCaseRests,
                format!("there is no case in which {part} does not fire; add one"),
            );
        }
    }
    found
}

/// Derived values and named conditions that provisions rest on.
fn of_names<'a>(
    pack: &Pack,
    mut asked: impl Iterator<Item = (&'a Condition, &'a Seen)>,
    reach: &mut Reach<'_>,
) -> Vec<Warning> {
    let mut found = Vec::new();
    for derived in &pack.derived {
        for (at, (when, seen)) in asked.by_ref().take(derived.rules.len()).enumerate() {
            if !seen.firing && reach.can(when, "").hold {
                found.push(warning(
                    Place::derived(pack, &derived.name),
                    Code::NoCaseDecides,
                    &derived.name,
                    format!("there is no case in which rule {} decides; add one", at + 1),
                ));
            }
        }
    }
    for (name, (when, seen)) in pack.conditions.keys().zip(asked) {
        let can = reach.can(when, "");
        let mut complain = |code, how: &str| {
            found.push(warning(
                Place::condition(pack, name),
                code,
                name,
                format!("there is no case in which the condition {how}; add one"),
            ));
        };
        if can.hold && !seen.firing {
            complain(Code::NoCaseFires, "holds");
        }
        if can.fail && !seen.resting {
            complain(Code::NoCaseRests, "does not hold");
        }
    }
    found
}
