//! The five regulations against the catalogue of their provisions.

use std::collections::{BTreeMap, BTreeSet};

use shuniu_policy::{
    Pack, Packs, Provision,
    pack::{Layer, Machine},
};

/// `provision,machine,answer`: what each one is graded, and how it is answered: `decided`,
/// `in_part`, `undecided` (for a reason, wholly or in a limb) or `none`.
const CATALOGUE: &str = include_str!("catalogue.csv");

fn catalogue() -> BTreeMap<&'static str, (&'static str, &'static str)> {
    let lines = CATALOGUE.lines().skip(1);
    let rows = lines.map(|line| {
        let (id, rest) = line.split_once(',').unwrap();
        (id, rest.split_once(',').unwrap())
    });
    rows.collect()
}

fn local() -> impl Iterator<Item = &'static Pack> {
    let packs = Packs::shipped().iter();
    packs.filter(|pack| pack.layer == Layer::Local)
}

fn provisions() -> impl Iterator<Item = (&'static Pack, &'static Provision)> {
    local().flat_map(|pack| {
        pack.provisions
            .iter()
            .map(move |provision| (pack, provision))
    })
}

fn decides(pack: &Pack, provision: &Provision) -> bool {
    let values = pack.derived_values().chain(pack.named_conditions());
    let named = values.flat_map(|(_, by)| by).any(|id| *id == provision.id);
    let acts = provision
        .gates()
        .chain(provision.findings())
        .next()
        .is_some();
    named || acts || provision.has_duty()
}

#[test]
fn every_provision_of_the_catalogue_is_there_with_its_grade_and_no_other() {
    let catalogue = catalogue();
    let listed: BTreeSet<&str> = catalogue.keys().copied().collect();
    let shipped: BTreeSet<&str> = provisions().map(|(_, p)| p.id.as_str()).collect();
    assert_eq!(shipped, listed);
    assert_eq!(provisions().count(), 411);
    for (_, provision) in provisions() {
        let grade = match provision.machine {
            Machine::Full => "full",
            Machine::Partial => "partial",
            Machine::None => "none",
        };
        assert_eq!(
            grade,
            catalogue[provision.id.as_str()].0,
            "{}",
            provision.id
        );
    }
    let graded = |wanted: &str| {
        catalogue
            .values()
            .filter(|(grade, _)| *grade == wanted)
            .count()
    };
    assert_eq!(
        [graded("full"), graded("partial"), graded("none")],
        [262, 123, 26]
    );
}

#[test]
fn each_is_answered_as_it_is_listed() {
    let catalogue = catalogue();
    let mut counts = BTreeMap::<&str, usize>::new();
    for (pack, provision) in provisions() {
        let id = provision.id.as_str();
        let answer = catalogue[id].1;
        *counts.entry(answer).or_default() += 1;
        match answer {
            "decided" => {
                assert!(decides(pack, provision), "{id} decides nothing");
                assert_eq!(provision.undecided, None, "{id}");
            }
            "in_part" => {
                assert!(decides(pack, provision), "{id} decides nothing");
                assert!(provision.evidence.is_some(), "{id} waits for nothing");
            }
            "undecided" => assert!(provision.undecided.is_some(), "{id} does not say why"),
            _ => assert_eq!(provision.machine, Machine::None, "{id}"),
        }
    }
    let expected = [
        ("decided", 231),
        ("in_part", 123),
        ("none", 26),
        ("undecided", 31),
    ];
    assert_eq!(counts, expected.into());
}

/// The loader refuses a quote that is not in the text and an article that nobody covers
/// (`tests/engine/loader.rs`); what is not covered by a provision says why, in words.
#[test]
fn what_is_not_actionable_has_a_reason() {
    for pack in Packs::shipped().iter() {
        for article in &pack.not_actionable {
            assert!(
                article.reason.chars().count() >= 4,
                "{} {}",
                pack.id,
                article.article
            );
        }
    }
}
