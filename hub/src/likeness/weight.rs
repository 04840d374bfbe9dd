//! What each sign weighs: how much likelier it is between two papers of one project than between
//! papers of two that were looked up together, as a power of two, in thousandths. Set by judgement,
//! and moved where the tuned half of the generated place showed them off.

use super::amount::Apart;
use super::sign::{Alike, Doing, Marked, Sign, Sum, Years};
use super::unit::Same;

/// Least share of what both names say, of a thousand, and what it weighs where the names tell
/// enough.
const NAMES: &[(u16, i32)] = &[
    (950, 10_000),
    (880, 9000),
    (800, 7500),
    (720, 6000),
    (620, 4000),
    (520, 2000),
    (420, 500),
    (300, -1500),
    (0, -4000),
];
/// Names of the same letters; lots of projects are called 机房改造.
const SAME_NAME: i32 = 11_000;
/// What names must have in common to weigh all they can: three or four rare pairs of characters.
const TELLING: i32 = 22_000;
/// A name that only leaves things out is no worse than this.
const LEFT_OUT: i32 = 3000;
/// Each bit of what both say that the other does not, of eight.
const EACH_SAYS: i32 = 2;
/// Most that is taken off for it.
const EACH_SAYS_MOST: i32 = 3000;

pub(super) fn weigh(sign: Sign) -> i32 {
    match sign {
        Sign::Name(alike) => name(alike),
        // Nobody writes another phase, lot or year by mistake.
        Sign::Phase(how) => match how {
            Marked::Same => 2000,
            Marked::OneFirst => -500,
            Marked::Partly => -1500,
            // The plain name is mostly the first phase.
            Marked::One => -3500,
            Marked::Differ => -16_000,
        },
        Sign::Lot(how) => match how {
            Marked::Same => 1500,
            Marked::OneFirst | Marked::One => 0,
            Marked::Partly => -1000,
            Marked::Differ => -16_000,
        },
        Sign::Span(how) => match how {
            Years::Same => 2500,
            Years::Fits | Years::FitsYearly => 1500,
            Years::One | Years::YearlySame | Years::YearlyUnknown => -500,
            Years::Partly => -2000,
            Years::Near => -1500,
            Years::Yearly => -5000,
            Years::Differ => -16_000,
        },
        Sign::Number => -6000,
        Sign::Subject => -5000,
        Sign::Work(done) => match done.how {
            Doing::Same => 1000,
            Doing::Upgrade => -2500,
            Doing::Partly => -2000,
            Doing::Differ => -13_000,
        },
        Sign::Unit(owned) => match owned.0 {
            Same::Code => 5000,
            Same::Name => 4500,
            Same::Office => 4000,
            Same::Unknown => 0,
            // Others sign for it, and centres are bought for by their bureau.
            Same::No => -4000,
        },
        Sign::Amount(Sum(apart)) => amount(apart),
        Sign::Year(0) => 2000,
        Sign::Year(1) => 0,
        Sign::Year(2) => -1000,
        Sign::Year(3) => -2500,
        Sign::Year(_) => -4000,
    }
}

fn name(alike: Alike) -> i32 {
    let level = NAMES.iter().find(|(least, _)| alike.share >= *least);
    let mut full = level.map_or(0, |(_, weight)| *weight);
    if alike.equal {
        full = SAME_NAME;
    }
    if alike.less == 0 {
        full = full.max(LEFT_OUT);
    }
    if full > 0 {
        full = full * alike.both.min(TELLING) / TELLING;
    }
    full - (alike.less * EACH_SAYS / 8).min(EACH_SAYS_MOST)
}

pub(super) fn amount(apart: Apart) -> i32 {
    match apart {
        Apart::Equal => 9000,
        Apart::EqualRound => 5000,
        Apart::EqualVeryRound => 4000,
        Apart::Alike(0..=10) => 3000,
        Apart::Alike(11..=50) => 1500,
        Apart::Alike(51..=200) => 0,
        Apart::Alike(201..=500) => -2000,
        Apart::Alike(_) => -3500,
        Apart::Share(950..=1000) => 3500,
        Apart::Share(820..=949) => 2500,
        Apart::Share(700..=819) => 500,
        // A part of it, a lot.
        Apart::Share(300..=699) => -500,
        Apart::Share(0..=299) => -2000,
        Apart::Share(1001..=1050) => -1500,
        Apart::Share(_) => -4000,
    }
}
