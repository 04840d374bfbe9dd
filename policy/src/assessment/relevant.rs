//! What is told beside the facts: the rulings that a result rests on, and no other.
//!
//! The numbers from R1 on are those that this engine itself carries out, so it knows when each one
//! speaks. Any other ruling speaks whenever its provision does.

use chrono::NaiveDate;

use super::{
    Bound, Obligation, Reason, Ruled, explain::standing::started_by, judge::Context, scene::Scene,
};
use crate::{
    calendar::Unit,
    condition::{Number, Truth},
    pack::{Choice, Duty, Pack, Provision, Ruling, Shape, Situation, Trigger},
};

/// Adds what has to be said of an obligation besides its facts and days, the rulings last. Of an
/// old project what is not recorded may have happened before anybody looked.
pub(super) fn tell(
    scene: &Scene<'_>,
    (provision, duty): (&Provision, &Duty),
    is_old: bool,
    owed: &mut Obligation,
) {
    if owed.days.triggered_on.is_none() && !owed.days.undetermined {
        let not_started = Reason::NotStarted {
            provision: provision.id.clone(),
            unseen: is_old,
        };
        owed.because.insert(0, not_started);
        if is_old {
            leave_open(&mut owed.because);
        }
    }
    let promptly = provision.rulings.iter().any(|id| id == PROMPTLY);
    if is_open(owed) && !promptly && !duty.is_lasting() {
        owed.because.push(Reason::NoTime {
            periodic: owed.period.is_some(),
        });
    }
    let in_time = owed.days.fulfilled_on.is_some() && !is_late(owed);
    if duty.missed.is_some() && owed.days.triggered_on.is_some() && !in_time {
        owed.because.push(Reason::Missed {
            provision: provision.id.clone(),
        });
    }
    if provision.rulings.iter().any(|id| id == WINDOWS) {
        for reason in &mut owed.because {
            if let Reason::CalendarDay { read_by, .. } = reason {
                *read_by = Some(WINDOWS.to_owned());
            }
        }
    }
    let rulings = provision.rulings.iter().filter(|id| {
        let ends = |steps: bool| steps && owed.days.fulfilled_on.is_none();
        match id.as_str() {
            PROMPTLY => is_open(owed) && !duty.is_lasting(),
            // What closes no step has nothing to which an exception could be made.
            "R5" => ends(!provision.gates.is_empty()),
            _ => speaks(id, owed, scene.today),
        }
    });
    let because = Told {
        because: &owed.because,
        not_in_time: is_not_in_time(owed),
    };
    let told = told(scene, provision, rulings, because);
    owed.because.extend(told);
    each_once(&mut owed.because, scene.pack);
}

/// Says of what is not recorded that it was not seen.
pub(super) fn leave_open(because: &mut [Reason]) {
    for reason in because {
        match reason {
            Reason::Absent { unseen, .. } | Reason::ReportAbsent { unseen, .. } => *unseen = true,
            Reason::NoneOf(each) => leave_open(each),
            _ => {}
        }
    }
}

/// Leaves each reason where it stands first, and says nothing twice in other words: of a state
/// that has not lasted long enough the day it began with that alone, of what would start a time
/// that it is not there with that alone.
pub(super) fn each_once(because: &mut Vec<Reason>, pack: &Pack) {
    let begins = because.iter().find_map(|reason| match reason {
        Reason::NotYet {
            began_with: Some(kind),
            from,
            ..
        }
        | Reason::Past {
            began_with: Some(kind),
            from,
            ..
        } => Some((kind.clone(), *from)),
        _ => None,
    });
    if let Some((kind, from)) = begins {
        because.retain(|reason| match reason {
            Reason::Record(record) => record.kind != kind || record.on != Some(from),
            _ => true,
        });
    }
    let waits = because.iter().filter_map(|reason| match reason {
        Reason::NotStarted { provision, .. } => pack.provision(provision)?.duty.as_ref(),
        _ => None,
    });
    let waits: Vec<&Trigger> = waits.filter_map(started_by).collect();
    because.retain(|reason| !waits.iter().any(|by| says_so(by, reason)));
    let mut at = 1;
    while at < because.len() {
        if because[..at].contains(&because[at]) {
            because.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Whether that a time has not begun says already that something is not there.
fn says_so(waits_for: &Trigger, reason: &Reason) -> bool {
    let patterns = match waits_for {
        Trigger::One(pattern) => std::slice::from_ref(pattern),
        Trigger::FirstOf(patterns) => patterns,
        Trigger::LatestOf(_) | Trigger::Standing => &[],
    };
    match reason {
        Reason::Absent {
            source,
            kind,
            attributes,
            found: None,
            ..
        } => patterns.iter().any(|pattern| {
            pattern.source == *source
                && *pattern.kind == **kind
                && (attributes.is_empty() || pattern.attributes == *attributes)
        }),
        _ => false,
    }
}

/// The rulings by which a provision closes a step, by the reasons why it does.
pub(super) fn at_gate(
    scene: &Scene<'_>,
    provision: &Provision,
    because: &[Reason],
    own: &[Obligation],
) -> Vec<Reason> {
    let any = |wanted: fn(&Reason) -> bool| because.iter().any(wanted);
    let at_gate = |id: &&String| match id.as_str() {
        PROMPTLY | "R17" | "R21" | "R23" => false,
        "R6" => any(is_counted),
        "R7" => any(has_limits),
        "R10" | WINDOWS => any(|reason| matches!(reason, Reason::CalendarDay { .. })),
        "R18" => any(lacks_calendar),
        "R20" | "R22" => own.iter().any(|owed| speaks(id, owed, scene.today)),
        _ => true,
    };
    told(
        scene,
        provision,
        provision.rulings.iter().filter(at_gate),
        Told {
            because,
            not_in_time: own.iter().any(is_not_in_time),
        },
    )
}

/// What has been told of a case so far.
#[derive(Clone, Copy)]
struct Told<'t> {
    because: &'t [Reason],
    not_in_time: bool,
}

/// The parts of rulings that speak to a case.
fn told<'r>(
    scene: &Scene<'_>,
    provision: &Provision,
    rulings: impl Iterator<Item = &'r String>,
    so_far: Told<'_>,
) -> Vec<Reason> {
    let is_case = |situation| is_case(scene, provision, so_far, situation);
    let rulings = rulings.filter_map(|id| {
        let parts = match scene.pack.ruling(id) {
            Some(ruling) => Ruling::speaking(ruling, provision, is_case)?,
            None => Vec::new(),
        };
        let id = id.clone();
        Some(Reason::Ruling(Ruled { id, parts }))
    });
    rulings.collect()
}

fn is_case(
    scene: &Scene<'_>,
    provision: &Provision,
    so_far: Told<'_>,
    situation: Situation,
) -> bool {
    if situation == Situation::NotInTime {
        return so_far.not_in_time;
    }
    so_far
        .because
        .iter()
        .any(|reason| match (situation, reason) {
            (Situation::Minimum, Reason::Limits { min: Some(_), .. })
            | (Situation::Minimum, Reason::NotYet { .. } | Reason::Past { .. })
            | (Situation::Maximum, Reason::Limits { max: Some(_), .. })
            | (Situation::Window, Reason::Corresponding { .. })
            | (Situation::NoCalendar, Reason::NoCalendar { .. })
            | (Situation::NoRegionalCalendar, Reason::NoRegionalCalendar { .. }) => true,
            (Situation::Minimum, Reason::Lasted(lasted)) => lasted.bound == Bound::Earliest,
            (Situation::Maximum, Reason::Lasted(lasted)) => lasted.bound == Bound::Latest,
            (
                Situation::Workdays,
                Reason::Counted { term, .. } | Reason::NoCalendar { term, .. },
            ) => term.unit == Unit::Workdays,
            (
                Situation::CalendarTerm,
                Reason::Counted { term, .. } | Reason::NoCalendar { term, .. },
            ) => term.unit != Unit::Workdays,
            (Situation::Setting, reason) => has_limits(reason) && is_by_setting(scene, provision),
            _ => false,
        })
}

/// Whether the length of a state is that of a setting.
fn is_by_setting(scene: &Scene<'_>, provision: &Provision) -> bool {
    let Some(Duty {
        shape: Shape::Duration(duration),
        ..
    }) = &provision.duty
    else {
        return false;
    };
    let holds =
        |choice: &&Choice| scene.judge::<Truth>(&choice.when, Context::PLAIN) == Truth::True;
    let chosen = duration.choices.iter().find(holds);
    chosen.is_some_and(|choice| {
        let mut limits = [&choice.min, &choice.max].into_iter().flatten();
        limits.any(|limit| matches!(limit, Number::Setting(_)))
    })
}

/// Whether a reason says that nothing is late because there is no day.
pub(super) fn is_of_no_time(reason: &Reason) -> bool {
    match reason {
        Reason::NoTime { .. } => true,
        Reason::Ruling(ruled) => ruled.id == PROMPTLY,
        _ => false,
    }
}

/// 及时, 定期, 适时: words for a time without a number.
pub(super) const PROMPTLY: &str = "R4";

/// 三季度, 7月底前: words for days that the text does not print.
const WINDOWS: &str = "R11";

fn speaks(id: &str, owed: &Obligation, today: NaiveDate) -> bool {
    let days = &owed.days;
    let any = |wanted: fn(&Reason) -> bool| owed.because.iter().any(wanted);
    let started = days.triggered_on.is_some();
    match id {
        "R6" => any(is_counted),
        "R7" => any(has_limits),
        "R10" | WINDOWS => owed.period.is_some(),
        // Of what is done on its last day it decides; elsewhere it says nothing.
        "R17" => days.last_on.is_some() && days.fulfilled_on == days.last_on,
        "R18" => any(lacks_calendar),
        "R20" => owed.ended_early,
        "R21" => started && !owed.ended_early,
        "R13" | "R22" => is_not_in_time(owed),
        "R23" => owed.because.iter().any(|reason| match reason {
            Reason::Limits { max: Some(max), .. } => days.fulfilled_on.is_none() && max.day < today,
            Reason::Lasted(lasted) => lasted.bound == Bound::Latest,
            _ => false,
        }),
        _ => true,
    }
}

fn is_counted(reason: &Reason) -> bool {
    matches!(reason, Reason::Counted { .. } | Reason::NoCalendar { .. })
}

fn has_limits(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::Limits { .. }
            | Reason::Corresponding { .. }
            | Reason::Lasted(_)
            | Reason::NotYet { .. }
            | Reason::Past { .. }
    )
}

fn lacks_calendar(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::NoCalendar { .. } | Reason::NoRegionalCalendar { .. }
    )
}

/// Whether it waits without a last day.
fn is_open(owed: &Obligation) -> bool {
    let days = &owed.days;
    days.triggered_on.is_some()
        && days.last_on.is_none()
        && days.fulfilled_on.is_none()
        && !days.undetermined
}

/// Whether it stands and is not done, or was done after its last day.
fn is_not_in_time(owed: &Obligation) -> bool {
    let days = &owed.days;
    days.triggered_on.is_some() && (days.fulfilled_on.is_none() || is_late(owed))
}

/// Whether it was done after its last day.
fn is_late(owed: &Obligation) -> bool {
    owed.days.fulfilled_on > owed.days.last_on && owed.days.last_on.is_some()
}
