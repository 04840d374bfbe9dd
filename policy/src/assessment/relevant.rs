//! What is told beside the facts: the rulings that a result rests on, and no other.
//!
//! The numbers from R1 on are those that this engine itself carries out, so it knows when each one
//! speaks. Any other ruling speaks whenever its provision does.

use super::{Obligation, Reason};
use crate::pack::{Duty, Provision, Shape};

/// Adds what has to be said of an obligation besides its facts and days, the rulings last. Of an
/// old project what is not recorded may have happened before anybody looked.
pub(super) fn tell(provision: &Provision, duty: &Duty, is_old: bool, owed: &mut Obligation) {
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
    if is_open(owed) && !promptly && !matches!(duty.shape, Shape::Duration(_)) {
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
    let lasting = matches!(duty.shape, Shape::Duration(_));
    let speaks = |id: &&String| speaks(id, owed, lasting);
    let rulings = provision.rulings.iter().filter(speaks).cloned();
    let rulings: Vec<Reason> = rulings.map(Reason::Ruling).collect();
    owed.because.extend(rulings);
    each_once(&mut owed.because);
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

/// Leaves each reason where it stands first, and of a state that has not lasted long enough the
/// day it began with that alone.
pub(super) fn each_once(because: &mut Vec<Reason>) {
    let begins = because.iter().find_map(|reason| match reason {
        Reason::NotYet {
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
    let mut at = 1;
    while at < because.len() {
        if because[..at].contains(&because[at]) {
            because.remove(at);
        } else {
            at += 1;
        }
    }
}

/// The rulings by which a provision closes a step.
pub(super) fn at_gate(provision: &Provision, own: &[Obligation]) -> Vec<Reason> {
    let lasting = provision.duty.as_ref().is_some_and(Duty::is_lasting);
    let at_gate = |id: &&String| match id.as_str() {
        PROMPTLY | "R17" | "R21" | "R23" => false,
        "R6" | "R7" | "R10" | "R11" | "R18" | "R20" | "R22" => {
            own.iter().any(|owed| speaks(id, owed, lasting))
        }
        _ => true,
    };
    let rulings = provision.rulings.iter().filter(at_gate).cloned();
    rulings.map(Reason::Ruling).collect()
}

/// Whether a reason says that nothing is late because there is no day.
pub(super) fn is_of_no_time(reason: &Reason) -> bool {
    match reason {
        Reason::NoTime { .. } => true,
        Reason::Ruling(id) => id == PROMPTLY,
        _ => false,
    }
}

/// 及时, 定期, 适时: words for a time without a number.
pub(super) const PROMPTLY: &str = "R4";

fn speaks(id: &str, owed: &Obligation, lasting: bool) -> bool {
    let days = &owed.days;
    let any = |wanted: fn(&Reason) -> bool| owed.because.iter().any(wanted);
    let started = days.triggered_on.is_some();
    match id {
        PROMPTLY => is_open(owed) && !lasting,
        "R6" => any(|reason| matches!(reason, Reason::Counted { .. })),
        "R7" => any(|reason| {
            matches!(
                reason,
                Reason::Limits { .. } | Reason::Corresponding { .. } | Reason::Lasted(_)
            )
        }),
        "R10" | "R11" => owed.period.is_some(),
        "R17" => {
            let Some(last) = days.last_on else {
                return false;
            };
            days.fulfilled_on.is_none_or(|done| done == last)
        }
        "R18" => owed.error.is_some() || owed.regional_calendar_missing,
        "R20" => owed.ended_early,
        "R21" => started && !owed.ended_early,
        "R22" => started && (days.fulfilled_on.is_none() || is_late(owed)),
        "R23" => {
            let limited = any(|reason| {
                matches!(
                    reason,
                    Reason::Limits { max: Some(_), .. } | Reason::Lasted(_)
                )
            });
            limited && !owed.ended_early && (days.fulfilled_on.is_none() || is_late(owed))
        }
        _ => true,
    }
}

/// Whether it waits without a last day.
fn is_open(owed: &Obligation) -> bool {
    let days = &owed.days;
    days.triggered_on.is_some()
        && days.last_on.is_none()
        && days.fulfilled_on.is_none()
        && !days.undetermined
}

/// Whether it was done after its last day.
fn is_late(owed: &Obligation) -> bool {
    owed.days.fulfilled_on > owed.days.last_on && owed.days.last_on.is_some()
}
