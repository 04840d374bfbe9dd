use std::collections::BTreeSet;

use chrono::{Datelike, Days as Span, NaiveDate};

use super::{
    Instance, Obligation, Proof, Reason,
    performed::Stretch,
    scene::{Scene, Whose},
    trigger::patterns,
};
use crate::{
    calendar::WorkingDays,
    condition::Pattern,
    facts::Facts,
    pack::{Anchor, DueDay, Duty, Pack, Recurring, Trigger},
    values::Period,
};

/// A hundred years of months: no project lasts longer, and no record may make it seem so.
const MAX_PERIODS: usize = 1200;

/// That reports alone performed a duty of a period.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The day on which the last of them was submitted.
    pub on: NaiveDate,
    /// Which they are.
    pub by: Vec<Proof>,
    /// What is to be said of it.
    pub because: Vec<Reason>,
}

/// Whether reports alone perform the duty of a provision for a period: those that a unit or a
/// bureau hands in for itself, whatever its projects' files hold.
#[must_use]
pub fn reported(
    pack: &Pack,
    calendar: &WorkingDays,
    facts: &Facts,
    (provision, period): (&str, Period),
    today: NaiveDate,
) -> Option<Reported> {
    let provision = pack.provision(provision)?;
    let duty = provision.duty.as_ref()?;
    let scene = Scene::new(pack, calendar, facts, today);
    let performed = scene.performed(&duty.performed_by, of_period(duty, period), &[]);
    let on = performed.on.filter(|_| performed.done)?;
    Some(Reported {
        on,
        by: performed.proofs,
        because: performed.because,
    })
}

/// What counts for a period.
fn of_period(duty: &Duty, period: Period) -> Stretch<'static> {
    Stretch {
        // Of a period that has not begun there is nothing to report, but one can apply for it.
        from: (!duty.counts_earlier).then_some(period.first_day()),
        until: Some(period.last_day()),
        period: Some(period),
        whose: Whose::Any,
        named: "",
    }
}

/// What the periods begin and end with, by the kind of event and its day.
struct Between {
    /// The day on which they begin, also where no event begins them.
    started: Option<NaiveDate>,
    first: Option<(String, NaiveDate)>,
    last: Option<(String, Option<NaiveDate>)>,
}

impl Scene<'_> {
    /// One obligation for every period that exists today (R10, R11).
    pub(super) fn recurring(&self, duty: &Duty, recurring: &Recurring) -> Vec<Obligation> {
        let current = Period::containing(recurring.every, self.today);
        let mut periods = BTreeSet::new();
        if recurring.reported || recurring.first.is_none() {
            periods.extend(self.reported(duty));
        }
        let first = match &recurring.first {
            None => Some((current, None)),
            Some(anchor) => self.anchor(anchor, recurring, true),
        };
        let ending = recurring.last.as_ref();
        let last = ending.and_then(|anchor| self.anchor(anchor, recurring, false));
        if let Some((first, _)) = first {
            let mut period = first;
            let goes_on = |p: Period| {
                last.as_ref()
                    .is_none_or(|(last, _)| before_or_same(p, *last))
            };
            while goes_on(period) && period.first_day() <= self.today && periods.len() < MAX_PERIODS
            {
                periods.insert(period.first_day());
                period = period.next();
            }
            // Without a first one, the current one goes when the next begins.
            if goes_on(period) || recurring.first.is_none() {
                self.changes_on(period.first_day());
            }
        }
        if first.is_none() && periods.is_empty() {
            return vec![Obligation::new()];
        }
        let between = Between {
            started: first.and_then(|(_, day)| day),
            first: recurring.first.as_ref().and_then(|anchor| {
                let (_, day) = first?;
                Some((self.anchored_to(anchor)?, day?))
            }),
            last: ending.and_then(|anchor| {
                let day = last.as_ref().and_then(|(_, day)| *day);
                Some((self.anchored_to(anchor)?, day))
            }),
        };
        let days = periods.into_iter();
        days.map(|day| {
            let period = Period::containing(recurring.every, day);
            self.instance(duty, recurring, period, &between)
        })
        .collect()
    }

    /// The kind of event that an anchor rests on; of several, the one that has happened.
    fn anchored_to(&self, anchor: &Anchor) -> Option<String> {
        let patterns = patterns(&anchor.by);
        let happened = |pattern: &&&Pattern| self.latest_day(pattern, Whose::Any).is_some();
        let one = patterns.iter().find(happened).or(patterns.first());
        one.map(|pattern| pattern.kind.to_string())
    }

    /// The first days of the periods somebody reported for.
    fn reported(&self, duty: &Duty) -> Vec<NaiveDate> {
        let kinds = duty.reports().into_iter();
        let reports = kinds.flat_map(|kind| self.reports(kind));
        reports.map(|report| report.period.first_day()).collect()
    }

    /// The period an event points at, with the event's day.
    fn anchor(
        &self,
        anchor: &Anchor,
        recurring: &Recurring,
        first: bool,
    ) -> Option<(Period, Option<NaiveDate>)> {
        let on = self.starts(&anchor.by, Whose::Any).pop()?.on;
        let containing = Period::containing(recurring.every, on);
        let due = due_day(containing, recurring.due).unwrap_or_else(|| containing.last_day());
        let period = match (anchor.by_due_day, first) {
            (true, true) if due < on => containing.next(),
            (true, false) if due >= on => previous(containing),
            _ => containing,
        };
        Some((period, Some(on)))
    }

    fn instance(
        &self,
        duty: &Duty,
        recurring: &Recurring,
        period: Period,
        between: &Between,
    ) -> Obligation {
        let mut obligation = Obligation::new();
        obligation.period = Some(period);
        // A period that somebody reported for before the clock started exists all the same.
        let begins = period.first_day();
        let first = between.first.clone();
        let first = first.filter(|(_, day)| *day <= period.last_day());
        let started = between.started.filter(|day| *day <= period.last_day());
        let last = between.last.clone();
        if let (None, Some(anchor)) = (&first, &recurring.first)
            && matches!(anchor.by, Trigger::Standing)
        {
            obligation.because.extend(self.standing().because());
        }
        obligation.because.push(Reason::Instance(Box::new(Instance {
            period,
            first,
            last,
        })));
        obligation.days.triggered_on = Some(started.map_or(begins, |day| day.max(begins)));
        let ended = between.last.as_ref().and_then(|(_, day)| *day);
        obligation.ended_on = ended.filter(|day| *day <= period.last_day());
        if let Some(day) = due_day(period, recurring.due) {
            obligation.days.due_on = Some(day);
            obligation.days.last_on = Some(day);
            let from = None;
            obligation.because.push(Reason::CalendarDay {
                period,
                from,
                day,
                read_by: None,
            });
        } else {
            let days = Span::new(self.pack.attention_days().try_into().unwrap_or(0));
            obligation.attention_on = period.last_day().checked_add_days(days);
        }
        let performed = self.performed(&duty.performed_by, of_period(duty, period), &[]);
        self.settle(&mut obligation, performed);
        obligation
    }
}

fn due_day(period: Period, due: Option<DueDay>) -> Option<NaiveDate> {
    match due? {
        DueDay::End => Some(period.last_day()),
        DueDay::DayOfMonth(day) => {
            let last = period.last_day();
            NaiveDate::from_ymd_opt(last.year(), last.month(), day)
        }
    }
}

fn previous(period: Period) -> Period {
    let before = period.first_day().pred_opt().unwrap_or(NaiveDate::MIN);
    Period::containing(period.kind(), before)
}

fn before_or_same(left: Period, right: Period) -> bool {
    left.first_day() <= right.first_day()
}
