use chrono::{Datelike, Days as Span, NaiveDate};

use super::{
    Bound, Completed, Obligation, Reason,
    judgement::Judgement,
    performed::{Performed, Stretch},
    relevant,
    scene::{Scene, Whose},
    trigger::{Started, patterns},
    verdict::Verdict,
};
use crate::{
    calendar::{Counted, NotLoaded, Term, Unit},
    condition::Truth,
    facts::Record,
    pack::{Clock, Duty, Length, Provision, Shape, Trigger},
};

/// No holiday lasts longer, in days.
const HOLIDAYS: u64 = 15;

impl Scene<'_> {
    /// The obligations of a provision, as if it applied.
    pub(super) fn outcomes(&self, provision: &Provision) -> Vec<Obligation> {
        let Some(duty) = &provision.duty else {
            return Vec::new();
        };
        let mut found = match &duty.clock {
            Clock::Triggered { by, each } => {
                let keys = self.keys(provision.subject, &patterns(by));
                let runs = keys.into_iter().flat_map(|whose| {
                    let mut clocks = self.clocks(duty, (by, *each), whose);
                    if let Some(pattern) = self.unseen_start(by, whose) {
                        let late = self.may_have_run_out(duty, &pattern.kind);
                        for clock in &mut clocks {
                            clock.unseen.start = Some(pattern.kind.to_string());
                            clock.unseen.late = late;
                        }
                    }
                    clocks
                });
                runs.collect()
            }
            Clock::Recurring(recurring) => self.recurring(duty, recurring),
            Clock::PlanYear(plan) => self.plan_years(duty, plan),
        };
        for obligation in &mut found {
            obligation.pack.clone_from(&self.pack.id);
            obligation.pack_version.clone_from(&self.pack.version);
            obligation.provision.clone_from(&provision.id);
            obligation.bearer = provision.subject.bearer();
            let judged_on = obligation.judged_on().unwrap_or(self.today);
            obligation.bound = self.binds(provision, judged_on);
        }
        let mut found = self.without_what_was_before(provision, duty, found);
        let is_old = self.facts.attested_on().is_some();
        for obligation in &mut found {
            relevant::tell(self, (provision, duty), is_old, obligation);
        }
        found
    }

    fn clocks(
        &self,
        duty: &Duty,
        (by, each): (&Trigger, bool),
        whose: Whose<'_>,
    ) -> Vec<Obligation> {
        let mut starts = self.starts(by, whose);
        let subject = match whose {
            Whose::Of(key) => key.map(str::to_owned),
            Whose::Any => None,
        };
        if let Shape::Duration(duration) = &duty.shape {
            let mut found = self.duration(duty, duration, &starts, whose);
            found.subject = subject;
            return vec![found];
        }
        if starts.is_empty() {
            return vec![Obligation {
                subject,
                because: self.why_not_started(by, whose),
                ..Obligation::new()
            }];
        }
        if !each {
            starts.drain(..starts.len() - 1);
        }
        let keys: Vec<String> = if each {
            starts.iter().map(Started::key).collect()
        } else {
            Vec::new()
        };
        let mut taken = Vec::new();
        let mut found = Vec::new();
        for (place, started) in starts.iter().enumerate() {
            let mut obligation = Obligation::new();
            obligation.subject.clone_from(&subject);
            let mut spent = taken.clone();
            if let Some(key) = keys.get(place) {
                spent.extend(self.naming_another(&keys, key));
                obligation.occurrence.clone_from(key);
            }
            obligation.days.triggered_on = Some(started.on);
            obligation.because = started.because().collect();
            taken.extend(self.shaped(duty, &mut obligation, started.on, whose, &spent));
            found.push(obligation);
        }
        found
    }

    /// Whether a clock that started as soon as the record of its kind ends would be over.
    fn may_have_run_out(&self, duty: &Duty, kind: &str) -> bool {
        let unseen = self.facts.observed_through(kind);
        let Some(start) = unseen.and_then(|day| day.succ_opt()) else {
            return false;
        };
        let over = |length: &Length| {
            let last = self.calendar.last_day(start, self.term(length));
            last.map_or_else(|error| error.provisional, |last| last.day) < self.today
        };
        match &duty.shape {
            Shape::Open => false,
            Shape::Due { within, .. } => over(within),
            Shape::Window { until, .. } => over(until),
            Shape::Duration(duration) => self.may_be_over(duration, start),
        }
    }

    /// The records that name one of the clocks, but not this one: each performs that clock alone.
    fn naming_another(&self, keys: &[String], own: &str) -> Vec<*const Record> {
        let another =
            |record: &&Record| !record.names(own) && keys.iter().any(|key| record.names(key));
        let records = self.facts.records().iter().filter(another);
        records.map(std::ptr::from_ref).collect()
    }

    /// Counts the days of one clock and what performed it, leaving aside what is spent; the records
    /// used.
    fn shaped(
        &self,
        duty: &Duty,
        obligation: &mut Obligation,
        start: NaiveDate,
        whose: Whose<'_>,
        spent: &[*const Record],
    ) -> Vec<*const Record> {
        let mut letter = None;
        match &duty.shape {
            Shape::Open => {
                let days = Span::new(self.pack.attention_days().try_into().unwrap_or(0));
                obligation.attention_on = start.checked_add_days(days);
            }
            Shape::Due {
                within,
                extended_by,
            } => {
                self.last_day(obligation, start, self.term(within));
                obligation.days.due_on = obligation.certain_last();
                letter = extended_by.as_ref();
            }
            Shape::Window { from, until } => {
                self.earliest(obligation, start, self.term(from));
                self.last_day(obligation, start, self.term(until));
                obligation.days.latest_on = obligation.certain_last();
            }
            Shape::Duration(_) => {}
        }
        let from = obligation.days.earliest_on.unwrap_or(start).max(start);
        let named = obligation.occurrence.clone();
        let stretch = Stretch {
            from: (!duty.counts_earlier).then_some(from),
            until: None,
            period: None,
            whose,
            named: &named,
        };
        let performed = self.performed(&duty.performed_by, stretch, spent);
        let used = performed.used.clone();
        if let Some(extension) = letter {
            self.extend(obligation, extension, &performed, start, whose);
        }
        self.settle(obligation, performed);
        used
    }

    /// Takes over what was performed. What has no day is taken as of today; after the last day, and
    /// where there is a first one, its day is needed.
    pub(super) fn settle(&self, obligation: &mut Obligation, performed: Performed) {
        obligation.because.extend(performed.because);
        obligation.missing = performed.missing;
        obligation.counts_from = performed.from;
        obligation.parts = performed.parts;
        let days = &mut obligation.days;
        days.observed_through = performed.observed_through;
        if !performed.needs.is_empty() && !performed.done {
            for need in &performed.needs {
                obligation.need(need);
            }
            return;
        }
        if !performed.done {
            return;
        }
        let done = (performed.on, &performed.undated[..]);
        match Completed::of(days, done, self.today) {
            None => {}
            Some(Completed::On(day)) => {
                days.fulfilled_on = Some(day);
                let begun = days.triggered_on.zip(performed.on);
                if let Some((on, done)) = begun.filter(|(on, done)| done < on) {
                    obligation.because.push(Reason::DoneBefore { on, done });
                }
                obligation.fulfilled_by = performed.proofs;
            }
            Some(Completed::Undated) => {
                days.fulfilled_on = Some(self.today);
                obligation.fulfilled_undated = true;
                obligation.fulfilled_by = performed.proofs;
                days.last_on
                    .into_iter()
                    .for_each(|last| self.changes_after(last));
            }
            Some(Completed::Unclear(kinds)) => {
                for kind in kinds {
                    obligation.need(&format!("{kind}.on"));
                }
            }
        }
    }

    pub(super) fn term(&self, length: &Length) -> Term {
        Term {
            amount: self.pack.number(&length.amount).try_into().unwrap_or(0),
            unit: length.unit,
        }
    }

    pub(super) fn earliest(&self, obligation: &mut Obligation, from: NaiveDate, term: Term) {
        let day = term.corresponding_day(from);
        obligation.days.earliest_on = Some(day);
        obligation.because.push(Reason::Corresponding {
            from,
            term,
            bound: Bound::Earliest,
            day,
        });
        self.changes_on(day);
    }

    fn last_day(&self, obligation: &mut Obligation, from: NaiveDate, term: Term) {
        match self.calendar.last_day(from, term) {
            Ok(Counted {
                day,
                regional_missing,
            }) => {
                obligation.days.last_on = Some(day);
                obligation.regional_calendar_missing |= regional_missing;
                self.tell_count(obligation, from, term, day);
            }
            Err(error) => {
                let NotLoaded { year, provisional } = error;
                obligation.days.last_on = Some(provisional);
                obligation.days.provisional = true;
                obligation.error = Some(error);
                obligation.because.push(Reason::NoCalendar {
                    year,
                    provisional,
                    from,
                    term,
                });
            }
        }
    }

    fn tell_count(&self, obligation: &mut Obligation, from: NaiveDate, term: Term, day: NaiveDate) {
        let unrolled = term.corresponding_day(from);
        let begins = match term.unit {
            Unit::Workdays => from.succ_opt().unwrap_or(from),
            // A holiday may have begun before the day that it moves.
            _ => unrolled
                .checked_sub_days(Span::new(HOLIDAYS))
                .unwrap_or(unrolled),
        };
        let mut departures = self.calendar.departures(begins, day);
        if term.unit != Unit::Workdays {
            departures.retain(|one| one.first <= unrolled && unrolled <= one.last);
        }
        obligation.because.push(Reason::Counted {
            from,
            term,
            unrolled,
            day,
            departures,
        });
        let first = match term.unit {
            Unit::Workdays => begins.year(),
            _ => unrolled.year(),
        };
        let missing = (first..=day.year()).filter(|year| !self.calendar.overlays_cover(*year));
        let missing = missing.map(|year| Reason::NoRegionalCalendar { year });
        obligation.because.extend(missing);
    }

    /// An old project owes nothing before its attested day. What began before it and was not seen
    /// to be done cannot be told where an act from before would count, or where what was not seen
    /// decides whether it is owed at all.
    fn without_what_was_before(
        &self,
        provision: &Provision,
        duty: &Duty,
        mut found: Vec<Obligation>,
    ) -> Vec<Obligation> {
        let Some(since) = self.facts.attested_on() else {
            return found;
        };
        let open_before = |o: &Obligation| {
            o.days.fulfilled_on.is_none() && o.days.triggered_on.is_some_and(|day| day < since)
        };
        found.retain(|o| !(open_before(o) && o.days.last_on.is_some_and(|last| last < since)));
        if !found.iter().any(open_before) {
            return found;
        }
        let recorded = self.silent_before(since);
        let applies: Verdict = recorded.applies(provision);
        for obligation in found.iter_mut().filter(|o| open_before(o)) {
            let unseen =
                duty.is_done_on_file() && obligation.counts_from.is_none_or(|from| from < since);
            if unseen || matches!(duty.shape, Shape::Duration(_)) {
                obligation.days.undetermined = true;
                relevant::leave_open(&mut obligation.because);
                obligation
                    .because
                    .push(Reason::Untracked { since, kind: None });
                continue;
            }
            let owed = match &duty.clock {
                Clock::PlanYear(plan) => recorded.still_planned(plan, obligation.period),
                _ => Verdict::bare(true),
            };
            let owed = Verdict::all([applies.clone(), owed]);
            if owed.truth == Truth::Unknown {
                obligation.days.undetermined = true;
                let reasons = owed.reasons.into_iter().filter(Reason::is_unseen);
                obligation.because.splice(0..0, reasons);
            }
        }
        found
    }
}

impl Obligation {
    /// The last day, unless it was reached without a calendar.
    pub(super) fn certain_last(&self) -> Option<NaiveDate> {
        self.days.last_on.filter(|_| !self.days.provisional)
    }
}
