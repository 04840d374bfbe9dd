use std::{collections::BTreeSet, sync::Arc};

use chrono::NaiveDate;
use shuniu_policy::{
    Calendars, Facts, Pack, PackFiles, Packs, Provision, Truth,
    cases::check_text,
    evaluate,
    pack::{Bearer, Machine},
};

use crate::claimed::{Claimed, ClaimedValue, Part};

fn parts(provision: &Provision) -> BTreeSet<Part> {
    let duty = provision.has_duty().then_some(Part::Duty);
    let gates = provision.gates().map(|gate| Part::Gate(gate.to_owned()));
    let findings = provision
        .findings()
        .map(|code| Part::Finding(code.to_owned()));
    duty.into_iter().chain(gates).chain(findings).collect()
}

/// Whether the cases claim two values: where it hangs on the project whether the provision applies,
/// one where it does and one where it does not.
fn decides_value(claimed: &Claimed, name: &str, provision: &str) -> bool {
    let all = claimed.derived.get(name).map_or(&[][..], Vec::as_slice);
    let of = |one: &ClaimedValue| one.applies.get(provision).copied();
    let differ = |(one, other): (&ClaimedValue, &ClaimedValue)| one.value != other.value;
    let pairs = || {
        all.iter()
            .flat_map(|one| all.iter().map(move |other| (one, other)))
    };
    let mut by_it = pairs()
        .filter(|(one, other)| (of(one), of(other)) == (Some(Truth::True), Some(Truth::False)));
    match by_it.next() {
        Some(first) => differ(first) || by_it.any(differ),
        None => pairs().any(differ),
    }
}

/// Never pending. To propose a change is to apply for it; whether a project needs approval is
/// undetermined until it is recorded, either way.
const NEVER_PENDING: [&str; 2] = [
    "bayingolin-22-change-double-consent",
    "huoqiu-2-2-3-drc-decides-which-need-approval",
];

/// The duties that a project has before anything happens: they cannot rest, they are done.
fn standing(pack: &Pack) -> BTreeSet<String> {
    let calendar = Calendars::shipped().working_days(&pack.calendars).unwrap();
    let nothing = Facts::new(Arc::clone(pack.vocabulary()));
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let got = evaluate(&[pack], &calendar, &nothing, today);
    let begun = got
        .obligations
        .into_iter()
        .filter(|o| o.days.triggered_on.is_some());
    begun.map(|obligation| obligation.provision).collect()
}

/// What a pack decides without a case that shows it both ways.
fn shown_one_way_only(pack: &Pack) -> Vec<String> {
    let claimed = Claimed::by_cases_of(pack);
    let standing = standing(pack);
    let mut missing = Vec::new();
    // What a bureau owes no case can claim, see `bureau.rs`.
    let of_projects = pack.provisions.iter();
    for provision in of_projects.filter(|one| one.bearer() != Bearer::Bureau) {
        let id = &provision.id;
        let own = parts(provision);
        for part in &own {
            let key = (id.clone(), part.clone());
            let never_pending = NEVER_PENDING.contains(&id.as_str()) && claimed.done.contains(&key);
            if !claimed.fires.contains(&key) && !never_pending {
                missing.push(format!("{id}: no case in which {part:?} fires"));
            }
            let stands = standing.contains(id) && claimed.done.contains(&key);
            if !claimed.rests.contains(&key) && !stands {
                missing.push(format!("{id}: no case in which {part:?} does not fire"));
            }
        }
        let values = pack.derived_values().filter(|(_, by)| by.contains(id));
        let values: Vec<&str> = values.map(|(name, _)| name).collect();
        let shown = values.iter().any(|name| decides_value(&claimed, name, id));
        if own.is_empty() && !values.is_empty() && !shown {
            missing.push(format!("{id}: no two cases claim another of {values:?}"));
        }
    }
    missing
}

#[test]
fn every_provision_that_decides_is_shown_both_ways() {
    let missing: Vec<String> = Packs::shipped()
        .iter()
        .flat_map(shown_one_way_only)
        .collect();
    assert!(
        missing.is_empty(),
        "{} are missing:\n{}",
        missing.len(),
        missing.join("\n")
    );
}

/// Of what is decided in part, the part is there, and so is the name of what a person supplies.
#[test]
fn what_is_decided_in_part_says_what_it_decides_and_what_it_waits_for() {
    for pack in Packs::shipped().iter() {
        let in_part = pack
            .provisions
            .iter()
            .filter(|p| p.machine == Machine::Partial);
        for provision in in_part {
            let id = &provision.id;
            assert!(provision.evidence.is_some(), "{id} waits for nothing");
            let named = pack.derived_values().any(|(_, by)| by.contains(id));
            assert!(
                named || !parts(provision).is_empty(),
                "{id} decides nothing"
            );
        }
    }
}

/// The pack with a named condition that always or never holds.
fn with_condition(files: &PackFiles, name: &str, when: &str) -> PackFiles {
    let text = files.get("derived.yaml").unwrap();
    let mut lines = Vec::new();
    let mut inside = false;
    let mut replaced = false;
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        if depth <= 2 {
            inside = line == format!("  {name}:");
        }
        let skipped = inside && replaced && depth > 4;
        if inside && line.starts_with("    when:") {
            lines.push(format!("    when: {when}"));
            replaced = true;
        } else if !skipped {
            lines.push(line.to_owned());
        }
    }
    assert!(replaced, "{name}");
    let mut changed = files.clone();
    changed.put("derived.yaml", lines.join("\n"));
    changed
}

/// What a condition with a name decides, it decides through the provisions that ask for it: it
/// holds in some case and does not in some other, and either matters.
#[test]
fn every_named_condition_is_shown_both_ways() {
    let calendars = Calendars::shipped();
    for files in Packs::shipped_files() {
        let pack = Packs::shipped().get(files.folder()).unwrap();
        for (name, _) in pack.named_conditions() {
            for when in ["{always: true}", "{not: {always: true}}"] {
                let changed = with_condition(&files, name, when);
                let mut packs = Packs::default();
                packs.add(Pack::read(&changed).unwrap());
                let mut cases = pack.cases().iter();
                let noticed =
                    cases.any(|(file, text)| !check_text(file, text, &packs, &calendars).passed());
                assert!(
                    noticed,
                    "{}: no case notices that {name} is {when}",
                    pack.id
                );
            }
        }
    }
}
