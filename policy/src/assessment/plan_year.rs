use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::{
    Obligation, Reason,
    judge::Context,
    judgement::Judgement,
    performed::Stretch,
    scene::{Scene, Whose},
    verdict::Verdict,
};
use crate::{
    condition::Truth,
    pack::{Duty, Performance, PlanDay, PlanYear},
    values::Period,
};

impl Scene<'_> {
    /// One obligation for every plan year: those somebody acted for, and next year's (R11).
    pub(super) fn plan_years(&self, duty: &Duty, plan: &PlanYear) -> Vec<Obligation> {
        let mut years = BTreeSet::new();
        self.acted_for(&duty.performed_by, &mut years);
        let next = self.today.year() + 1;
        let owed = self.still_planned(plan, Some(Period::Year(next)));
        if owed.truth != Truth::False {
            years.insert(next);
            self.changes_next_year();
        }
        let mut found: Vec<Obligation> = Vec::new();
        for year in years {
            let mut obligation = self.plan_year(duty, plan, year);
            if year == next && obligation.days.fulfilled_on.is_none() {
                obligation.rest_on(&owed);
            }
            found.push(obligation);
        }
        found
    }

    /// Whether there is still something to plan for the next year; of others that somebody acted
    /// for them tells it.
    pub(super) fn still_planned(&self, plan: &PlanYear, of: Option<Period>) -> Verdict {
        let next = Period::Year(self.today.year() + 1);
        let asked = plan.next_while.as_ref().filter(|_| of == Some(next));
        asked.map_or_else(|| Verdict::bare(true), |c| self.judge(c, Context::PLAIN))
    }

    fn acted_for(&self, parts: &[Performance], years: &mut BTreeSet<i32>) {
        for part in parts {
            match part {
                Performance::Report(kind) => {
                    years.extend(self.reports(kind).map(|r| r.period.first_day().year()));
                }
                Performance::Record(pattern) => {
                    let fitting = self.fitting(pattern, Whose::Any);
                    years.extend(fitting.filter_map(|r| Some(r.on?.year() + 1)));
                }
                Performance::Any(parts) => self.acted_for(parts, years),
                Performance::Fact(_) => {}
            }
        }
    }

    fn plan_year(&self, duty: &Duty, plan: &PlanYear, year: i32) -> Obligation {
        let mut obligation = Obligation::new();
        let period = Period::Year(year);
        obligation.period = Some(period);
        let day = |PlanDay { month, day }| NaiveDate::from_ymd_opt(year - 1, month, day);
        obligation.days.triggered_on = day(PlanDay { month: 1, day: 1 });
        obligation.days.earliest_on = plan.opens.and_then(day);
        let closes = day(plan.closes);
        obligation.days.last_on = closes;
        match plan.opens {
            Some(_) => obligation.days.latest_on = closes,
            None => obligation.days.due_on = closes,
        }
        let from = obligation.days.earliest_on;
        from.into_iter().for_each(|day| self.changes_on(day));
        if let Some(day) = closes {
            obligation.because.push(Reason::CalendarDay {
                period,
                from,
                day,
                read_by: None,
            });
        }
        let stretch = Stretch {
            from: obligation.days.earliest_on.or(obligation.days.triggered_on),
            until: day(PlanDay { month: 12, day: 31 }),
            period: Some(period),
            whose: Whose::Any,
            named: "",
        };
        let performed = self.performed(&duty.performed_by, stretch, &[]);
        self.settle(&mut obligation, performed);
        obligation
    }
}
