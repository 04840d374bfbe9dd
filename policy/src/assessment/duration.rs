use chrono::{Days as Span, NaiveDate};

use super::{
    Bound, Lasted, Limit, Obligation, Reason,
    judge::Context,
    performed::Stretch,
    scene::{Scene, Whose},
    trigger::Started,
};
use crate::{
    calendar::Term,
    condition::{Number, Pattern, Truth},
    pack::{Choice, Duration, Duty, Performance},
};

/// From a start to the end that was recorded, if any.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: NaiveDate,
    end: Option<NaiveDate>,
}

impl Scene<'_> {
    /// A state that lasts (R7, R20, R21, R23).
    ///
    /// The latest run is judged, unless an earlier one went past its maximum: that stays
    /// breached for ever.
    pub(super) fn duration(
        &self,
        duty: &Duty,
        duration: &Duration,
        starts: &[Started<'_>],
        whose: Whose<'_>,
    ) -> Obligation {
        let mut obligation = Obligation::new();
        let choice = self.choice(duration, &mut obligation);
        let runs = self.runs(duty, (duration, choice), starts, whose);
        let Some(latest) = runs.last() else {
            return Obligation::new();
        };
        let Some(choice) = choice else {
            obligation.days.triggered_on = Some(latest.start);
            obligation.long_enough = self.always_long_enough(duty, duration, &runs, whose);
            obligation.unseen.end = self.unseen_end((duty, duration), latest, self.today);
            obligation
                .unseen
                .end_by_earliest
                .clone_from(&obligation.unseen.end);
            return obligation;
        };
        let (breached, judged) = (0..runs.len())
            .map(|index| self.run(duty, duration, choice, &runs[..=index], whose))
            .fold((None, None), |(breached, _), run| {
                let over = run.ended_on.or(Some(self.today)) > run.obligation.days.last_on
                    && run.obligation.days.last_on.is_some()
                    && !run.obligation.ended_early;
                let breached = breached.or_else(|| over.then(|| run.obligation.clone()));
                (breached, Some(run.obligation))
            });
        let Some(judged) = judged else {
            return obligation;
        };
        let (long_enough, past_earliest) = (judged.long_enough, judged.past_earliest);
        let unseen = judged.unseen.clone();
        let mut shown = breached.unwrap_or(judged);
        shown.unseen = unseen;
        shown.long_enough = long_enough;
        shown.past_earliest = past_earliest;
        if let Some(started) = starts
            .iter()
            .find(|s| Some(s.on) == shown.days.triggered_on)
        {
            shown.because.splice(0..0, started.because());
        }
        shown
    }

    /// Whether the latest run is long enough by each of the limits that may hold.
    fn always_long_enough(
        &self,
        duty: &Duty,
        duration: &Duration,
        runs: &[Run],
        whose: Whose<'_>,
    ) -> bool {
        for choice in &duration.choices {
            let holds = self.judge::<Truth>(&choice.when, Context::PLAIN);
            let long_enough = || {
                let run = self.run(duty, duration, choice, runs, whose);
                run.obligation.long_enough
            };
            if holds != Truth::False && !long_enough() {
                return false;
            }
            if holds == Truth::True {
                return true;
            }
        }
        // Perhaps none of them holds.
        false
    }

    fn runs(
        &self,
        duty: &Duty,
        (duration, choice): (&Duration, Option<&Choice>),
        starts: &[Started<'_>],
        whose: Whose<'_>,
    ) -> Vec<Run> {
        let mut ends: Vec<NaiveDate> = enders(duty, duration)
            .into_iter()
            .flat_map(|pattern| self.fitting(pattern, whose))
            .filter_map(|record| record.on)
            .collect();
        ends.sort_unstable();
        let max = choice.and_then(|choice| choice.max.as_ref());
        let past = |runs: &[Run], day: NaiveDate| match (runs, max) {
            ([earlier @ .., run], Some(max)) => {
                day > last_day(duration, earlier, run.start, self.limit(duration, max))
            }
            _ => false,
        };
        let mut runs: Vec<Run> = Vec::new();
        for start in starts.iter().map(|started| started.on) {
            let over = |run: &Run| run.end.is_some_and(|end| end <= start && start > run.start);
            let after = match runs.last() {
                Some(run) if over(run) => run.end,
                // It went past its maximum; beginning anew mends nothing (R23).
                Some(_) if past(&runs, start) => None,
                // A start that is restated before the run ended: the latest counts.
                Some(_) => {
                    runs.pop();
                    runs.last()
                        .and_then(|run| run.end.filter(|end| *end <= start))
                }
                None => None,
            };
            let later = |end: &&NaiveDate| **end >= start && after.is_none_or(|day| **end > day);
            runs.push(Run {
                start,
                end: ends.iter().find(later).copied(),
            });
        }
        runs
    }

    /// By what a run may have ended by a day without having been seen.
    fn unseen_end(
        &self,
        (duty, duration): (&Duty, &Duration),
        run: &Run,
        through: NaiveDate,
    ) -> Option<String> {
        if run.end.is_some() {
            return None;
        }
        let unread = |pattern: &&Pattern| !self.is_read_through(&pattern.kind, through);
        let ender = enders(duty, duration).into_iter().find(unread)?;
        Some(ender.kind.to_string())
    }

    /// Whether a run that started on a day would be past its maximum, by any of the limits.
    pub(super) fn may_be_over(&self, duration: &Duration, start: NaiveDate) -> bool {
        let limits = duration.choices.iter().filter_map(|c| c.max.as_ref());
        let mut ends = limits.map(|max| self.limit(duration, max).corresponding_day(start));
        ends.any(|day| day < self.today)
    }

    fn limit(&self, duration: &Duration, number: &Number) -> Term {
        Term {
            amount: self.pack.number(number).try_into().unwrap_or(0),
            unit: duration.unit,
        }
    }

    /// The limits that hold; what cannot be told is needed.
    fn choice<'d>(
        &self,
        duration: &'d Duration,
        obligation: &mut Obligation,
    ) -> Option<&'d Choice> {
        for choice in &duration.choices {
            match self.judge(&choice.when, Context::PLAIN) {
                Truth::True => return Some(choice),
                Truth::False => {}
                Truth::Unknown => {
                    obligation.rest_on(&self.judge(&choice.when, Context::PLAIN));
                    return None;
                }
            }
        }
        None
    }

    fn run(
        &self,
        duty: &Duty,
        duration: &Duration,
        choice: &Choice,
        runs: &[Run],
        whose: Whose<'_>,
    ) -> Judged {
        let mut obligation = Obligation::new();
        let [earlier @ .., run] = runs else {
            return Judged {
                obligation,
                ended_on: None,
            };
        };
        let term = |number: &Number| self.limit(duration, number);
        obligation.days.triggered_on = Some(run.start);
        obligation.days.incurable = true;
        let min = choice.min.as_ref().map(|min| {
            let term = term(min);
            let day = term.corresponding_day(run.start);
            Limit { term, day }
        });
        let max = choice.max.as_ref().map(|max| {
            let term = term(max);
            let day = last_day(duration, earlier, run.start, term);
            Limit { term, day }
        });
        let earliest = min.map(|min| min.day);
        obligation.days.earliest_on = earliest;
        earliest.into_iter().for_each(|day| self.changes_on(day));
        if let Some(max) = max {
            self.latest(&mut obligation, duration, max.day);
        }
        obligation.because.push(Reason::Limits {
            from: run.start,
            min,
            max,
            used: if duration.adds_up { used(earlier) } else { 0 },
        });
        if duty.performed_by.is_empty() {
            // It elapses by itself: the day may lie ahead.
            obligation.days.fulfilled_on = earliest;
        } else {
            // What ended the run before, on the day this one started, does not end this one.
            let restarted = earlier
                .last()
                .is_some_and(|before| before.end == Some(run.start));
            let first_day = Span::new(u64::from(restarted));
            let stretch = Stretch {
                from: run.start.checked_add_days(first_day),
                until: None,
                period: None,
                whose,
                named: "",
            };
            let performed = self.performed(&duty.performed_by, stretch, &[]);
            obligation.days.observed_through = performed.observed_through;
            // What ended a run before this one is no act that came too early.
            let because = performed.because.into_iter();
            let of_this =
                |reason: &Reason| earlier.is_empty() || !matches!(reason, Reason::TooEarly { .. });
            obligation.because.extend(because.filter(of_this));
            obligation.missing = performed.missing;
            let done = performed
                .on
                .filter(|_| performed.done && performed.undated.is_empty());
            let ended = run.end.or(done);
            let early = |day: &NaiveDate| earliest.is_some_and(|earliest| *day < earliest);
            if let Some(day) = ended.filter(early).or(done.filter(early)) {
                obligation.ended_early = true;
                obligation.days.last_on = None;
                if duration.short_breaches {
                    // It was in order until the day before, and nothing is left to be observed.
                    obligation.days.last_on = day.pred_opt();
                    obligation.days.observed_through = None;
                }
                let bound = Bound::Earliest;
                self.tell_end(&mut obligation, (duty, duration), whose, (day, min, bound));
            } else {
                if done.is_some() {
                    obligation.days.fulfilled_on = done;
                    obligation.fulfilled_by = performed.proofs;
                }
                let late = |day: &NaiveDate| max.is_some_and(|max| max.day < *day);
                if let Some(day) = ended.filter(late).or(done.filter(late)) {
                    let bound = Bound::Latest;
                    self.tell_end(&mut obligation, (duty, duration), whose, (day, max, bound));
                }
            }
        }
        let until = run.end.unwrap_or(self.today);
        obligation.past_earliest = earliest.is_none_or(|day| until > day);
        let unseen = |day: Option<NaiveDate>| self.unseen_end((duty, duration), run, day?);
        obligation.unseen.end = unseen(earliest.and_then(|day| day.pred_opt()));
        obligation.unseen.end_by_earliest = unseen(earliest);
        obligation.long_enough =
            !obligation.ended_early && earliest.is_none_or(|earliest| until >= earliest);
        Judged {
            ended_on: run.end.or(obligation.days.fulfilled_on),
            obligation,
        }
    }

    /// Tells what ended a run, how long it was and which limit that breaks, instead of the bare
    /// record of its end.
    fn tell_end(
        &self,
        obligation: &mut Obligation,
        (duty, duration): (&Duty, &Duration),
        whose: Whose<'_>,
        (on, limit, bound): (NaiveDate, Option<Limit>, Bound),
    ) {
        let (Some(from), Some(limit)) = (obligation.days.triggered_on, limit) else {
            return;
        };
        let enders = duration.ends_with.iter().chain(duty.records());
        let mut ended_by = enders.filter(|pattern| {
            let mut records = self.fitting(pattern, whose);
            records.any(|record| record.on == Some(on))
        });
        let Some(ended_by) = ended_by.next() else {
            return;
        };
        obligation.because.retain(|reason| match reason {
            Reason::Record(record) => record.on != Some(on) || record.kind != *ended_by.kind,
            // The one that is broken is told with it.
            Reason::Limits { .. } => false,
            // Of a run that was too short nothing else is waited for.
            Reason::Absent { .. } => bound == Bound::Latest,
            _ => true,
        });
        let lasted = Lasted {
            from,
            ended_by: ended_by.kind.to_string(),
            on,
            limit,
            bound,
            curable: bound == Bound::Earliest && !duration.short_breaches,
        };
        obligation.because.push(Reason::Lasted(Box::new(lasted)));
    }

    fn latest(&self, obligation: &mut Obligation, duration: &Duration, day: NaiveDate) {
        obligation.days.last_on = Some(day);
        let claimed = duration.claim_latest_when.as_ref();
        let claimed = claimed
            .is_none_or(|condition| self.judge::<Truth>(condition, Context::PLAIN) == Truth::True);
        if claimed {
            obligation.days.latest_on = Some(day);
        }
    }
}

struct Judged {
    obligation: Obligation,
    ended_on: Option<NaiveDate>,
}

/// What ends a run.
fn enders<'d>(duty: &'d Duty, duration: &'d Duration) -> Vec<&'d Pattern> {
    let Some(pattern) = &duration.ends_with else {
        let parts = duty.performed_by.iter();
        return parts
            .filter_map(|part| match part {
                Performance::Record(pattern) => Some(pattern),
                _ => None,
            })
            .collect();
    };
    vec![pattern]
}

/// The last day of a run's maximum.
fn last_day(duration: &Duration, earlier: &[Run], start: NaiveDate, max: Term) -> NaiveDate {
    let used = if duration.adds_up { used(earlier) } else { 0 };
    let day = max.corresponding_day(start);
    day.checked_sub_days(Span::new(used)).unwrap_or(day)
}

/// The days that earlier runs took (R20, 东至).
fn used(runs: &[Run]) -> u64 {
    let days = runs
        .iter()
        .filter_map(|run| Some((run.end? - run.start).num_days()));
    days.sum::<i64>().try_into().unwrap_or(0)
}
