//! Tries a property on many sheets; where it fails, tells the smallest sheet on which it does.

use std::{
    fmt::Debug,
    panic::{AssertUnwindSafe, catch_unwind},
};

use chrono::NaiveDate;
use shuniu_policy::{
    Assessment, Calendars, Facts, Obligation, Pack, Packs, WorkingDays,
    assessment::{Gate, GateStatus},
    evaluate,
};

use crate::{
    chance::Chance,
    sheet::{Drawer, Sheet},
};

/// How many sheets are drawn for each pack.
const SHEETS: u64 = 120;

pub(crate) type Held = Result<(), String>;

/// A pack with its calendar.
pub(crate) struct Judge<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) calendar: WorkingDays,
}

impl Judge<'_> {
    pub(crate) fn of(&self, sheet: &Sheet) -> Assessment {
        self.on(sheet, sheet.today)
    }

    pub(crate) fn on(&self, sheet: &Sheet, today: NaiveDate) -> Assessment {
        self.judged(&sheet.facts(self.pack), today)
    }

    pub(crate) fn judged(&self, facts: &Facts, today: NaiveDate) -> Assessment {
        evaluate(&[self.pack], &self.calendar, facts, today)
    }
}

/// Tries it on the sheets of every pack. What it draws itself comes from the same chance for
/// every smaller sheet.
pub(crate) fn holds(property: impl Fn(&Judge<'_>, &Sheet, &mut Chance) -> Held) {
    let calendars = Calendars::shipped();
    for pack in Packs::shipped().iter() {
        let calendar = calendars.working_days(&pack.calendars).unwrap();
        let judge = Judge { pack, calendar };
        let drawer = Drawer::of(pack);
        for seed in 0..SHEETS {
            let tried = |sheet: &Sheet| {
                let tried = AssertUnwindSafe(|| property(&judge, sheet, &mut Chance::new(!seed)));
                catch_unwind(tried).unwrap_or_else(|_| Err("it panics".to_owned()))
            };
            let mut sheet = drawer.sheet(&mut Chance::new(seed));
            let Err(mut said) = tried(&sheet) else {
                continue;
            };
            while let Some((smaller, why)) = sheet
                .with_one_thing_less()
                .into_iter()
                .find_map(|smaller| tried(&smaller).err().map(|why| (smaller, why)))
            {
                (sheet, said) = (smaller, why);
            }
            panic!("{}, sheet {seed}: {said}\n{sheet:#?}", pack.id);
        }
    }
}

/// Which obligation it is, whatever its state.
pub(crate) fn key(obligation: &Obligation) -> (String, Option<String>, String, Option<String>) {
    let period = obligation.period.map(|period| period.to_string());
    let Obligation {
        provision,
        subject,
        occurrence,
        ..
    } = obligation;
    (
        provision.clone(),
        subject.clone(),
        occurrence.clone(),
        period,
    )
}

/// The obligation of another assessment that is the same one.
pub(crate) fn same_in<'a>(other: &'a Assessment, one: &Obligation) -> Option<&'a Obligation> {
    let mut all = other.obligations.iter();
    all.find(|obligation| key(obligation) == key(one))
}

pub(crate) fn may_pass(gate: &Gate) -> bool {
    gate.status != GateStatus::Closed
}

/// Both say the same, explanations included; only what is to come may differ.
pub(crate) fn same(one: &Assessment, other: &Assessment) -> Held {
    equal("obligations", &one.obligations, &other.obligations)?;
    equal("findings", &one.findings, &other.findings)?;
    equal("derived values", &one.derived, &other.derived)?;
    equal("applicability", &one.applicability, &other.applicability)?;
    for (gate, same) in one.gates.iter().zip(&other.gates) {
        equal_gates(gate, same)?;
    }
    Ok(())
}

pub(crate) fn equal_gates(one: &Gate, other: &Gate) -> Held {
    equal(
        "status of a gate",
        &(&one.gate, one.status),
        &(&other.gate, other.status),
    )?;
    equal("blockers", &one.blockers, &other.blockers)?;
    equal("needs", &one.needs, &other.needs)?;
    equal(
        "exceptions",
        &one.opened_by_exception,
        &other.opened_by_exception,
    )
}

fn equal<T: PartialEq + Debug>(what: &str, one: &T, other: &T) -> Held {
    if one == other {
        return Ok(());
    }
    let (one, other) = (format!("{one:#?}"), format!("{other:#?}"));
    let differs = one.lines().zip(other.lines()).position(|(a, b)| a != b);
    let from = differs.unwrap_or_default().saturating_sub(12);
    let part = |text: &str| {
        text.lines()
            .skip(from)
            .take(30)
            .collect::<Vec<_>>()
            .join("\n")
    };
    Err(format!(
        "other {what}:\n{}\n-- and --\n{}",
        part(&one),
        part(&other)
    ))
}
