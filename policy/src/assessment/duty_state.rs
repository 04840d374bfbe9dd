//! What a condition may ask of a duty: `{duty: fulfilled}` and the like.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    Obligation, Reason, Status,
    judgement::{Grounds, Judgement},
    scene::Scene,
};
use crate::condition::{DutyState, Truth};

/// The state of a duty with its occurrences.
#[inline(never)]
pub(super) fn duty<J: Judgement>(
    state: DutyState,
    of: Option<&str>,
    own: &[Obligation],
    scene: &Scene<'_>,
) -> J {
    if matches!(state, DutyState::Overdue | DutyState::Breached) {
        for last in own.iter().filter_map(|o| o.days.last_on) {
            scene.changes_after(last);
        }
    }
    let truth = truth(state, own, scene);
    let unknown = truth == Truth::Unknown;
    J::made(truth, || {
        if let Some(reasons) = own.last().and_then(|last| by_limit(state, truth, last)) {
            return Grounds {
                needs: BTreeSet::new(),
                reasons,
            };
        }
        let asked = Reason::Duty {
            provision: of.map(str::to_owned),
            state,
            timed: own.iter().any(counts_days),
            holds: (!unknown).then_some(truth == Truth::True),
        };
        // What has not begun can be neither done nor undone; that it has not is told below.
        let begun = own
            .last()
            .is_none_or(|last| last.days.triggered_on.is_some());
        let asked = (unknown || begun || state == DutyState::Triggered).then_some(asked);
        // Undecided, every occurrence tells what is missing; else the last one why it stands so.
        let telling = if unknown {
            own
        } else {
            own.last().map_or(&own[..0], std::slice::from_ref)
        };
        let because = telling.iter().flat_map(told);
        let mut reasons: Vec<Reason> = asked.into_iter().chain(because).collect();
        if unknown {
            let unseen = own.iter().flat_map(|o| unseen(state, o));
            reasons.extend(unseen.map(|kind| scene.unobserved(kind)));
        }
        Grounds {
            needs: if unknown {
                needs(state, own)
            } else {
                BTreeSet::new()
            },
            reasons,
        }
    })
}

fn truth(state: DutyState, own: &[Obligation], scene: &Scene<'_>) -> Truth {
    let status = |o: &Obligation| o.status(scene.today);
    let undetermined = own.iter().any(|o| status(o) == Status::Undetermined);
    // What the law does not demand of somebody cannot have been missed.
    let missed = |missed| own.iter().any(|o| o.bound && status(o) == missed);
    let done = |o: &Obligation| matches!(status(o), Status::Fulfilled | Status::FulfilledLate);
    let started = |o: &Obligation| o.days.triggered_on.is_some();
    let unseen_start = own.iter().any(|o| o.unseen.start.is_some());
    let last = own.last();
    let (holds, unknown) = match state {
        DutyState::Triggered => {
            let holds = own.iter().any(started);
            (holds, !holds && unseen_start)
        }
        DutyState::Fulfilled => {
            let holds = !own.is_empty() && own.iter().all(done);
            // One that is known to be open decides, whatever else there may be.
            let open = own.is_empty() || own.iter().any(|o| is_open(o, scene.today));
            (holds, !open && (!holds || unseen_start))
        }
        DutyState::Overdue | DutyState::Breached => {
            let holds = missed(match state {
                DutyState::Overdue => Status::Overdue,
                _ => Status::Breached,
            });
            let late = own.iter().any(|o| o.unseen.late);
            (holds, !holds && (undetermined || late))
        }
        DutyState::LongEnough | DutyState::PastEarliest => {
            let holds = last.is_some_and(|o| match state {
                DutyState::LongEnough => o.long_enough,
                _ => o.past_earliest,
            });
            let ended = last.is_some_and(|o| unseen_end(state, o).is_some());
            // A run that nobody saw start takes the place of the last one.
            let unknown = match holds {
                true => unseen_start || ended,
                false => undetermined || (unseen_start && !last.is_some_and(started)),
            };
            (holds, unknown)
        }
    };
    // Where the file may have left something out, so could a clock that nobody saw start or end.
    let left_out = scene.silent_before.is_some()
        && (own.is_empty() || !own.iter().all(started) || undetermined);
    if unknown || (left_out && !(holds && state == DutyState::Triggered)) {
        Truth::Unknown
    } else {
        holds.into()
    }
}

/// Whether it is undone as far as is known. That it may have been done unseen opens nothing.
fn is_open(obligation: &Obligation, today: NaiveDate) -> bool {
    match obligation.status(today) {
        Status::NotDue => obligation.unseen.start.is_none(),
        Status::Pending | Status::Overdue | Status::Breached => true,
        Status::Fulfilled | Status::FulfilledLate | Status::Undetermined => false,
    }
}

/// The kinds by which it may stand otherwise than is recorded.
fn unseen(state: DutyState, obligation: &Obligation) -> impl Iterator<Item = &str> {
    let start = obligation.unseen.start.as_deref();
    start.into_iter().chain(unseen_end(state, obligation))
}

fn unseen_end(state: DutyState, obligation: &Obligation) -> Option<&str> {
    match state {
        DutyState::LongEnough => obligation.unseen.end.as_deref(),
        DutyState::PastEarliest => obligation.unseen.end_by_earliest.as_deref(),
        _ => None,
    }
}

/// What a duty tells whoever asks how it stands: all but how the law is read, which the asking
/// provision says itself.
fn told(owed: &Obligation) -> impl Iterator<Item = Reason> {
    let because = owed.because.iter();
    because
        .filter(|reason| !matches!(reason, Reason::Ruling(_) | Reason::NoTime { .. }))
        .cloned()
}

/// Whether it has a last or first day, so that one may speak of its time.
fn counts_days(owed: &Obligation) -> bool {
    owed.days.last_on.is_some() || owed.days.earliest_on.is_some()
}

/// How a state stands to its minimum, where that alone decides.
fn by_limit(state: DutyState, truth: Truth, last: &Obligation) -> Option<Vec<Reason>> {
    let short = match (state, truth) {
        (DutyState::LongEnough, Truth::False) => true,
        (DutyState::PastEarliest, Truth::True) => false,
        _ => return None,
    };
    let limit = last.because.iter().find_map(|reason| match reason {
        Reason::Limits { from, min, .. } => Some((*from, (*min)?)),
        _ => None,
    });
    let Some((from, limit)) = limit else {
        // It has not begun, or ended before.
        return short.then(|| told(last).collect());
    };
    let began_with = last.because.iter().find_map(|reason| match reason {
        Reason::Record(record) if record.on == Some(from) => Some(record.kind.clone()),
        _ => None,
    });
    Some(vec![if short {
        Reason::NotYet {
            began_with,
            from,
            limit,
        }
    } else {
        Reason::Past {
            began_with,
            from,
            limit,
        }
    }])
}

/// What an undecided duty needs. Where it is nothing by itself, what was not observed: the
/// evidence that would decide it is asked for.
fn needs(state: DutyState, own: &[Obligation]) -> BTreeSet<String> {
    let asked = own.iter().flat_map(|o| o.needs.iter().map(String::as_str));
    let unseen = own.iter().flat_map(|o| unseen(state, o));
    let needs: BTreeSet<String> = asked.chain(unseen).map(str::to_owned).collect();
    if needs.is_empty() {
        return own.iter().flat_map(|o| o.missing.iter().cloned()).collect();
    }
    needs
}
