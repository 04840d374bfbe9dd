use std::{ops::ControlFlow, sync::Arc};

use chrono::NaiveDate;

use super::{
    Code, Warning,
    atoms::Atoms,
    place::Place,
    rules::{Firing, choices, firing, named_conditions},
    sheets::{Sheet, Sheets},
};
use crate::{
    assessment::Scene,
    calendar::{Calendars, WorkingDays},
    condition::{Condition, Truth},
    pack::Pack,
};

/// Which rules can matter, found by trying the facts on each side of everything that they ask.
pub(super) struct Reach<'a> {
    pack: &'a Pack,
    calendar: WorkingDays,
    pub(super) atoms: Atoms,
    skeleton: Pack,
    /// The rules, with what each can come to.
    pub(super) rules: Vec<(Firing<'a>, Can)>,
}

/// What a condition can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Can {
    pub(super) hold: bool,
    pub(super) fail: bool,
}

impl<'a> Reach<'a> {
    pub(super) fn of(pack: &'a Pack, calendars: &Calendars) -> Self {
        let own = calendars.working_days(&pack.calendars);
        let shipped = Calendars::shipped();
        let calendar = own
            .or_else(|_| shipped.working_days(&["cn"]))
            .expect("the base calendar is among the shipped ones");
        let mut atoms = Atoms::beside(pack.vocabulary());
        let skeleton = atoms.skeleton(pack);
        let mut reach = Self {
            pack,
            calendar,
            atoms,
            skeleton,
            rules: Vec::new(),
        };
        reach.rules = firing(pack)
            .into_iter()
            .map(|rule| {
                let can = reach.can(&rule.when, &rule.provision.id);
                (rule, can)
            })
            .collect();
        reach
    }

    /// Calls `visit` with every sheet of facts on which the conditions differ, and how each of
    /// them was judged, until it breaks off. Tells whether all combinations were tried.
    pub(super) fn visit(
        &mut self,
        conditions: &[Condition],
        own: &str,
        mut visit: impl FnMut(&Sheet<'_>, &[Truth], &Atoms) -> ControlFlow<()>,
    ) -> bool {
        let conditions: Vec<Condition> = conditions
            .iter()
            .map(|condition| self.atoms.replaced(condition, own))
            .collect();
        let mut vocabulary = self.skeleton.vocabulary().as_ref().clone();
        self.atoms.define(&mut vocabulary);
        self.skeleton.vocabulary = Arc::new(vocabulary);
        let sheets = Sheets::for_conditions(&conditions, &self.skeleton);
        for sheet in sheets.each(&self.atoms) {
            let facts = sheets.facts(&sheet);
            let scene = Scene::new(&self.skeleton, &self.calendar, &facts, DAY);
            let truths: Vec<Truth> = conditions.iter().map(|one| scene.holds(one)).collect();
            if visit(&sheet, &truths, &self.atoms).is_break() {
                break;
            }
        }
        sheets.complete
    }

    /// What a condition can come to. Where not everything was tried, it can do what was not seen.
    pub(super) fn can(&mut self, condition: &Condition, own: &str) -> Can {
        let mut can = Can {
            hold: false,
            fail: false,
        };
        let complete = self.visit(std::slice::from_ref(condition), own, |_, truths, _| {
            can.hold |= truths == [Truth::True];
            can.fail |= truths == [Truth::False];
            if can.hold && can.fail {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        Can {
            hold: can.hold || !complete,
            fail: can.fail || !complete,
        }
    }

    /// The rules that no facts make fire, and the choices that are never reached.
    pub(super) fn never_fire(&mut self) -> Vec<Warning> {
        let mut found = Vec::new();
        for (rule, can) in &self.rules {
            if !can.hold {
                let part = rule.part.said();
                found.push(warning(
                    Place::of(rule.provision),
                    Code::NeverFires,
                    &rule.provision.id,
                    format!(
                        "{part} can never fire: no facts fulfil its conditions together; mend `applies`, `when` or `unless`, or take it out"
                    ),
                ));
            }
        }
        for provision in &self.pack.provisions {
            for (at, choice) in choices(provision).iter().enumerate() {
                if !self.can(choice, &provision.id).hold {
                    found.push(warning(
                        Place::of(provision),
                        Code::NeverReached,
                        &provision.id,
                        format!(
                            "choice {} of its duration is never reached: whenever it holds, an earlier one does",
                            at + 1
                        ),
                    ));
                }
            }
        }
        for (name, condition) in named_conditions(self.pack) {
            let can = self.can(&condition, "");
            if !can.hold {
                found.push(warning(
                    Place::condition(self.pack, name),
                    Code::NeverFires,
                    name,
                    "the condition can never hold: its parts contradict each other".to_owned(),
                ));
            }
        }
        found
    }
}

pub(super) fn warning(place: Place, code: Code, about: &str, message: String) -> Warning {
    Warning {
        file: place.file,
        line: place.line,
        code,
        about: about.to_owned(),
        message,
        witness: None,
    }
}

/// Any day: the conditions that are tried ask facts alone.
const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day of the calendar");
