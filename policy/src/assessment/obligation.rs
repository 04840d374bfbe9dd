use chrono::NaiveDate;

use super::{
    Days, Part, Proof, Reason, Status, observed::Unseen, relevant, status, verdict::Verdict,
};
use crate::{calendar::NotLoaded, condition::Truth, pack::Bearer, values::Period};

/// A mark on an obligation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// A year of the regional calendar is not loaded; the national one was used (R18).
    RegionalCalendarMissing,
    /// It has been pending for longer than the setting says (R4); a setting and not law.
    Attention,
    /// The trial run ended before its minimum (R20).
    EndedEarly,
}

impl Flag {
    /// All of them.
    pub const ALL: [Self; 3] = [
        Self::RegionalCalendarMissing,
        Self::Attention,
        Self::EndedEarly,
    ];

    /// The word used in scenarios.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RegionalCalendarMissing => "regional_calendar_missing",
            Self::Attention => "attention",
            Self::EndedEarly => "ended_early",
        }
    }
}

/// One thing owed, keyed by provision, subject, occurrence and period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// The pack's id.
    pub pack: String,
    /// The pack's version by which it is judged (R19).
    pub pack_version: String,
    /// The provision's id.
    pub provision: String,
    /// The contract, lot, asset or request; absent for the project.
    pub subject: Option<String>,
    /// Which of several clocks it is: the id or day of its event; empty where only the latest
    /// event counts.
    pub occurrence: String,
    /// The period, for a recurring duty.
    pub period: Option<Period>,
    /// The days its status rests on.
    pub days: Days,
    /// The facts that are missing to tell.
    pub needs: Vec<String>,
    /// The calendar that is missing.
    pub error: Option<NotLoaded>,
    /// The regional calendar does not cover a year that was consulted (R18).
    pub regional_calendar_missing: bool,
    /// The trial run ended before its minimum (R20).
    pub ended_early: bool,
    /// What performs it has no day: `fulfilled_on` is the day of evaluation.
    pub fulfilled_undated: bool,
    /// What performed it; empty until then, and for what elapses by itself.
    pub fulfilled_by: Vec<Proof>,
    /// How each thing stands that performs it, where there are several.
    pub parts: Vec<Part>,
    /// From the day after this one, pending raises the flag `attention` (R4).
    pub attention_on: Option<NaiveDate>,
    /// Who bears it.
    pub bearer: Bearer,
    /// Why, in order.
    pub because: Vec<Reason>,
    /// The kinds of evidence that are not there.
    pub(super) missing: Vec<String>,
    /// The first day on which something performs it; absent: any day.
    pub(super) counts_from: Option<NaiveDate>,
    /// The day on which what it recurs in ended, before the last day of its period.
    pub(super) ended_on: Option<NaiveDate>,
    /// Whether the provision was in force on the day by which it is judged (R19).
    pub(super) bound: bool,
    /// For `{duty: long_enough}` and `{duty: past_earliest}`.
    pub(super) long_enough: bool,
    pub(super) past_earliest: bool,
    pub(super) unseen: Unseen,
}

impl Obligation {
    pub(super) fn new() -> Self {
        Self {
            pack: String::new(),
            pack_version: String::new(),
            provision: String::new(),
            subject: None,
            occurrence: String::new(),
            period: None,
            days: Days::default(),
            needs: Vec::new(),
            error: None,
            regional_calendar_missing: false,
            ended_early: false,
            fulfilled_undated: false,
            fulfilled_by: Vec::new(),
            parts: Vec::new(),
            attention_on: None,
            bearer: Bearer::Project,
            because: Vec::new(),
            missing: Vec::new(),
            counts_from: None,
            ended_on: None,
            bound: true,
            long_enough: false,
            past_earliest: false,
            unseen: Unseen::default(),
        }
    }

    /// How it stands on a day, by what is known now.
    #[must_use]
    pub fn status(&self, today: NaiveDate) -> Status {
        status(&self.days, today)
    }

    /// Its flags on a day.
    #[must_use]
    pub fn flags(&self, today: NaiveDate) -> Vec<Flag> {
        let attention = self.status(today) == Status::Pending
            && self.attention_on.is_some_and(|day| day < today);
        let raised = [self.regional_calendar_missing, attention, self.ended_early];
        let pairs = Flag::ALL.into_iter().zip(raised);
        pairs
            .filter(|(_, raised)| *raised)
            .map(|(flag, _)| flag)
            .collect()
    }

    /// The day whose version of the law judges it (R19): the start of its clock; for a period,
    /// the opening of its window, else its due day, else its end, or before that the end of what
    /// it recurs in.
    pub(super) fn judged_on(&self) -> Option<NaiveDate> {
        let days = &self.days;
        let ends = |period: Period| {
            let day = days.earliest_on.or(days.due_on);
            let day = day.unwrap_or_else(|| period.last_day());
            Some(self.ended_on.map_or(day, |ended| ended.min(day)))
        };
        self.period.map_or(days.triggered_on, ends)
    }

    /// Leaves undetermined what rests on an unknown verdict. What decides whether it is owed at
    /// all is told first.
    pub(super) fn rest_on(&mut self, verdict: &Verdict) {
        if verdict.truth == Truth::Unknown {
            self.days.undetermined = true;
            for need in &verdict.needs {
                self.need(need);
            }
            self.because
                .retain(|reason| !relevant::is_of_no_time(reason));
        }
        self.because
            .retain(|reason| !verdict.reasons.contains(reason));
        self.because.splice(0..0, verdict.reasons.iter().cloned());
    }

    /// Tells what a provision does to its steps, after the days and before how the law is read.
    pub(super) fn tell_steps(&mut self, steps: &[Reason]) {
        if self.days.triggered_on.is_none() {
            return;
        }
        let ruling = |reason: &Reason| matches!(reason, Reason::Ruling(_));
        let at = self.because.iter().position(ruling);
        let at = at.unwrap_or(self.because.len());
        self.because.splice(at..at, steps.iter().cloned());
    }

    pub(super) fn need(&mut self, need: &str) {
        self.days.undetermined = true;
        if !self.needs.iter().any(|n| n == need) {
            self.needs.push(need.to_owned());
        }
    }
}
