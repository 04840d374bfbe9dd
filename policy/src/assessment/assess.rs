use chrono::NaiveDate;

use super::{
    Applicability, Assessment, DerivedValue, FindingReport, Gate, GateStatus, Obligation, Status,
    applies::Applies,
    gate::{Gates, steps},
    judge::Context,
    judgement::Judgement,
    scene::{Scene, Whose},
    verdict::Verdict,
};
use crate::{
    calendar::WorkingDays,
    condition::Truth,
    facts::Facts,
    pack::{Bearer, Bilingual, Duty, Pack, Provision},
    vocabulary::Vocabulary,
};

/// How the engine reads packs, as a number. It is raised with every change by which the same
/// packs, calendars and facts are answered otherwise, explanations included: whoever keeps
/// answers knows by it that they are out of date.
pub const READING: u32 = 12;

/// Judges a project on a day: pure, without I/O and without a clock.
///
/// `packs` are the layers of the law, national first, then local; of one pack there may be
/// several versions, and each clock is judged by the version in force on the day it started
/// (R19), gates and classifications by the version in force today.
#[must_use]
pub fn evaluate(
    packs: &[&Pack],
    calendar: &WorkingDays,
    facts: &Facts,
    today: NaiveDate,
) -> Assessment {
    let vocabulary = packs
        .first()
        .map_or(Vocabulary::shared(), |pack| pack.vocabulary());
    let mut result = Assessment {
        assessed_for: today,
        obligations: Vec::new(),
        gates: Vec::new(),
        derived: Vec::new(),
        findings: Vec::new(),
        applicability: Vec::new(),
        next_change_on: None,
    };
    let mut gates = Gates::new(vocabulary);
    for pack in packs {
        let scene = Scene::new(pack, calendar, facts, today);
        note_future(&scene);
        for provision in &pack.provisions {
            assess(&scene, provision, &mut gates, &mut result);
        }
        if pack.in_force_on(today) {
            for derived in scene.derived_values() {
                later_layer_wins(&mut result.derived, derived);
            }
        }
        let changes = [result.next_change_on, scene.next_change()];
        result.next_change_on = changes.into_iter().flatten().min();
    }
    result.gates = gates.finish();
    result
}

/// Judges what the bureau of a place owes on a day, by its own reports alone: pure, as
/// [`evaluate`]. Gives the duties and the next day on which something new comes into being.
#[must_use]
pub fn evaluate_bureau(
    packs: &[&Pack],
    calendar: &WorkingDays,
    facts: &Facts,
    today: NaiveDate,
) -> (Vec<Obligation>, Option<NaiveDate>) {
    let (mut owed, mut next_change) = (Vec::new(), None);
    for pack in packs {
        let scene = Scene::new(pack, calendar, facts, today);
        note_future(&scene);
        for provision in pack.provisions.iter().filter(|one| of_bureau(one)) {
            let bound = scene.outcomes(provision).into_iter();
            owed.extend(bound.filter(|one| one.bound));
        }
        next_change = [next_change, scene.next_change()]
            .into_iter()
            .flatten()
            .min();
    }
    (owed, next_change)
}

fn of_bureau(provision: &Provision) -> bool {
    provision.subject.bearer() == Bearer::Bureau
}

/// Judges one gate on a day as [`evaluate`] does, and nothing that does not close it: for whoever
/// asks about many days. None where no pack closes such a gate.
#[must_use]
pub fn evaluate_gate(
    packs: &[&Pack],
    calendar: &WorkingDays,
    facts: &Facts,
    today: NaiveDate,
    gate: &str,
) -> Option<Gate> {
    let mut gates = Gates::only(gate, packs.first()?.vocabulary());
    for pack in packs {
        let scene = Scene::new(pack, calendar, facts, today);
        for provision in pack
            .provisions
            .iter()
            .filter(|one| one.gates().any(|name| name == gate))
        {
            if !scene.binds(provision, today) {
                continue;
            }
            let applies = scene.whether_applies(provision);
            if applies.truth != Truth::False {
                gates.add(&scene, provision, &applies, &scene.outcomes(provision));
            } else if !scene.is_out_of_scope() {
                gates.add(&scene, provision, &applies, &[]);
            }
        }
    }
    let mut judged = gates.finish();
    judged.retain(|gate| gate.status != GateStatus::NoRule);
    judged.pop()
}

fn assess<'a>(
    scene: &Scene<'a>,
    provision: &'a Provision,
    gates: &mut Gates,
    result: &mut Assessment,
) {
    let today = scene.today;
    let applies = scene.whether_applies(provision);
    let in_force = scene.binds(provision, today);
    provision
        .in_force_from
        .into_iter()
        .for_each(|day| scene.changes_on(day));
    if in_force {
        result.applicability.push(Applicability {
            pack: scene.pack.id.clone(),
            provision: provision.id.clone(),
            applies: applies.truth,
            needs: match applies.truth {
                Truth::Unknown => applies.verdict().needs.iter().cloned().collect(),
                _ => Vec::new(),
            },
        });
    }
    if applies.truth == Truth::False {
        if in_force && !scene.is_out_of_scope() {
            gates.add(scene, provision, &applies, &[]);
        }
        return;
    }
    // What the bureau owes is no project's.
    if of_bureau(provision) {
        return;
    }
    let own = scene.outcomes(provision);
    if in_force {
        gates.add(scene, provision, &applies, &own);
        result
            .findings
            .extend(findings(scene, provision, &applies, &own));
    }
    let lasting = provision.duty.as_ref().is_some_and(Duty::is_lasting);
    let steps = if in_force && lasting {
        steps(scene, provision, applies.truth, &own)
    } else {
        Vec::new()
    };
    for mut obligation in own {
        if !obligation.bound {
            continue;
        }
        obligation.tell_steps(&steps);
        obligation.rest_on(applies.verdict());
        if obligation.status(today) == Status::Breached {
            result.findings.push(breach(scene, provision, &obligation));
        }
        result.obligations.push(obligation);
    }
}

/// Facts that lie ahead and versions that begin or end are new things to come.
fn note_future(scene: &Scene<'_>) {
    let records = scene.facts.records().iter().filter_map(|record| record.on);
    let reports = scene.facts.reports().iter().map(|report| report.on);
    let exceptions = scene
        .facts
        .exceptions()
        .iter()
        .map(|exception| exception.on);
    let from = scene.pack.in_force_from;
    for day in records.chain(reports).chain(exceptions).chain(from) {
        scene.changes_on(day);
    }
    if let Some(until) = scene.pack.in_force_until {
        scene.changes_after(until);
    }
}

fn findings(
    scene: &Scene<'_>,
    provision: &Provision,
    applies: &Applies<'_, '_>,
    own: &[Obligation],
) -> Vec<FindingReport> {
    // What began under another law is not measured by this one (R19).
    let begun = || own.iter().filter(|one| one.days.triggered_on.is_some());
    if begun().next().is_some() && begun().all(|one| !one.bound) {
        return Vec::new();
    }
    let context = Context {
        whose: Whose::Any,
        own,
    };
    let rules = provision.findings.iter().filter_map(|rule| {
        let when: Truth = scene.judge(&rule.when, context);
        if Truth::all([applies.truth, when]) != Truth::True {
            return None;
        }
        let (applies, when) = (applies.verdict(), scene.judge(&rule.when, context));
        let found = scene.is_found((provision, rule), (applies, &when), own);
        found.then(|| FindingReport {
            code: rule.code.clone(),
            pack: scene.pack.id.clone(),
            provision: provision.id.clone(),
            subject: None,
            text: rule.text.clone(),
            because: Verdict::all([applies.clone(), when]).reasons,
        })
    });
    rules.collect()
}

fn breach(scene: &Scene<'_>, provision: &Provision, obligation: &Obligation) -> FindingReport {
    let (zh, en) = if obligation.ended_early {
        (
            "未满最短期间即已结束，构成违反，不能补救",
            "it ended before its minimum: breached, and it cannot be cured",
        )
    } else {
        (
            "超过最长期间，构成违反，不能补救",
            "it went past its maximum: breached, and it cannot be cured",
        )
    };
    FindingReport {
        code: "breached".to_owned(),
        pack: scene.pack.id.clone(),
        provision: provision.id.clone(),
        subject: obligation.subject.clone(),
        text: Bilingual {
            zh: format!("{}：{zh}", provision.article),
            en: format!(
                "{}: {en}",
                scene.pack.article_in_english(&provision.article)
            ),
        },
        because: obligation.because.clone(),
    }
}

fn later_layer_wins(list: &mut Vec<DerivedValue>, derived: DerivedValue) {
    list.retain(|present| present.name != derived.name);
    list.push(derived);
}
