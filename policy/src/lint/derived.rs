use std::{collections::BTreeMap, ops::ControlFlow};

use super::{
    Code, Warning,
    atoms::Atoms,
    place::Place,
    reach::{Reach, warning},
    sheets::Sheet,
};
use crate::{
    condition::{Condition, Truth},
    pack::{Derived, Outcome, Pack},
    words::Words,
};

/// Rules of derived values that are never reached, that hold at once, or that leave a gap.
pub(super) fn look(pack: &Pack, reach: &mut Reach<'_>) -> Vec<Warning> {
    let derived = pack.derived.iter();
    derived.flat_map(|one| of_one(pack, one, reach)).collect()
}

fn of_one(pack: &Pack, derived: &Derived, reach: &mut Reach<'_>) -> Vec<Warning> {
    let conditions: Vec<Condition> = derived.rules.iter().map(|rule| rule.when.clone()).collect();
    let mut reached = vec![false; conditions.len()];
    let mut overlaps: BTreeMap<(usize, usize), String> = BTreeMap::new();
    let mut gap = None;
    let complete = reach.visit(&conditions, "", |sheet, truths, atoms| {
        if let Some(first) = first(truths) {
            reached[first] = true;
        }
        if truths.contains(&Truth::Unknown) {
            return ControlFlow::Continue(());
        }
        let holding: Vec<usize> = (0..truths.len())
            .filter(|at| truths[*at] == Truth::True)
            .collect();
        for (left, right) in pairs(&holding) {
            if says_two_things(derived, left, right) {
                let witness = overlaps.entry((left, right));
                witness.or_insert_with(|| said(sheet, atoms, pack));
            }
        }
        if holding.is_empty() {
            gap.get_or_insert_with(|| said(sheet, atoms, pack));
        }
        ControlFlow::Continue(())
    });
    let place = || Place::derived(pack, &derived.name);
    let value = |at: usize| {
        let outcome = &derived.rules[at].value;
        let words = Words::of(pack).outcome(&derived.name, outcome);
        format!("rule {} ({})", at + 1, words.en)
    };
    let mut found = Vec::new();
    for (at, _) in reached.iter().enumerate().filter(|(_, seen)| !**seen) {
        if complete {
            found.push(warning(
                place(),
                Code::NeverReached,
                &derived.name,
                format!(
                    "{} is never reached: whenever it holds, an earlier rule does; mend it or take it out",
                    value(at)
                ),
            ));
        }
    }
    for ((left, right), witness) in overlaps {
        // One that is never reached is told once.
        if reached[right] || !complete {
            let message = format!(
                "{} and {} hold at once and the first one decides; is that meant?",
                value(left),
                value(right)
            );
            found.push(Warning {
                witness: Some(witness),
                ..warning(place(), Code::Overlap, &derived.name, message)
            });
        }
    }
    if let Some(witness) = gap {
        let message = "no rule holds, so there is no value; if that is meant, say so with a last rule {when: {always: true}, value: null}";
        found.push(Warning {
            witness: Some(witness),
            ..warning(place(), Code::Gap, &derived.name, message.to_owned())
        });
    }
    found
}

/// The rule that decides, where none before it is undecided.
fn first(truths: &[Truth]) -> Option<usize> {
    let at = truths.iter().position(|truth| *truth != Truth::False)?;
    (truths[at] == Truth::True).then_some(at)
}

fn pairs(holding: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    let firsts = holding.iter().enumerate();
    firsts.flat_map(|(at, left)| holding[at + 1..].iter().map(move |right| (*left, *right)))
}

/// A last rule that always holds is what remains, and no contradiction.
fn says_two_things(derived: &Derived, left: usize, right: usize) -> bool {
    let (left, right) = (&derived.rules[left], &derived.rules[right]);
    let differ = match (&left.value, &right.value) {
        (Outcome::Literal(left), Outcome::Literal(right)) => left != right,
        (Outcome::Null, Outcome::Null) => false,
        (left, right) => format!("{left:?}") != format!("{right:?}"),
    };
    differ && !matches!(right.when, Condition::Always)
}

/// A sheet of facts in one line.
fn said(sheet: &Sheet<'_>, atoms: &Atoms, pack: &Pack) -> String {
    let facts = sheet.iter().map(|(name, value)| {
        let holds = matches!(value, crate::facts::Value::Bool(true));
        let said = atoms.said(name, holds, pack);
        said.unwrap_or_else(|| format!("{name} = {value}"))
    });
    facts.collect::<Vec<_>>().join("; ")
}
