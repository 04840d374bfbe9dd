use super::amount::nearest;
use super::frequency::Frequencies;
use super::profile::Profile;
use super::shared::shared;
use super::sign::{Alike, Doing, Done, Marked, Owned, Sign, Sum};
use super::time::years;
use super::unit::Same;
use super::weight::{amount, weigh};

/// One sign, and what it weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// What agrees or differs.
    pub sign: Sign,
    /// As a power of two by which it makes one project likelier than two, in thousandths.
    pub weight: i32,
}

/// How like two sides are, part by part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// The sum of what the parts weigh.
    pub score: i32,
    /// The name first.
    pub parts: Vec<Part>,
}

impl Likeness {
    /// Whether a sign among the parts is of a kind.
    pub(super) fn has(&self, is: impl Fn(Sign) -> bool) -> bool {
        self.parts.iter().any(|part| is(part.sign))
    }

    /// How much of the names is the same, of a thousand.
    #[must_use]
    pub fn of_names(&self) -> u16 {
        let shares = self.parts.iter().filter_map(|part| match part.sign {
            Sign::Name(alike) => Some(alike.share),
            _ => None,
        });
        shares.max().unwrap_or_default()
    }

    /// What the names weigh.
    pub(super) fn named(&self) -> i32 {
        let named = self
            .parts
            .iter()
            .filter(|part| matches!(part.sign, Sign::Name(_)));
        named.map(|part| part.weight).sum()
    }
}

/// Compares two sides. It is the same whichever is the left one.
#[must_use]
pub fn score(left: &Profile, right: &Profile, frequencies: &impl Frequencies) -> Likeness {
    let (one, other) = (&left.name, &right.name);
    let common = shared(one, other, frequencies);
    // What is written for short is there, in other letters.
    let apart = common.less + common.more;
    let apart = if common.for_short { apart / 4 } else { apart };
    let all = 2 * common.both + apart;
    let share = (2000 * i64::from(common.both))
        .checked_div(i64::from(all))
        .unwrap_or(0);
    let alike = Alike {
        share: u16::try_from(share).unwrap_or_default(),
        both: common.both,
        less: if common.for_short { 0 } else { common.less },
        equal: common.equal,
    };
    let marks = (&one.marks, &other.marks);
    let (span, year) = years(left, right);
    let differ = |one: &[u16], other: &[u16]| {
        !one.is_empty() && !other.is_empty() && !one.iter().any(|number| other.contains(number))
    };
    let money = nearest(&left.amounts, &right.amounts, amount);
    let same = left.unit.same(&right.unit);
    let signs = [
        Some(Sign::Name(alike)),
        marked(&marks.0.phases, &marks.1.phases).map(Sign::Phase),
        marked(&marks.0.lots, &marks.1.lots).map(Sign::Lot),
        span,
        differ(&marks.0.numbers, &marks.1.numbers).then_some(Sign::Number),
        one.subjects.differ(other.subjects).then_some(Sign::Subject),
        work(left, right).map(Sign::Work),
        (same != Same::Unknown).then_some(Sign::Unit(Owned(same))),
        money.map(|(apart, _)| Sign::Amount(Sum(apart))),
        year,
    ];
    let part = |sign| Part {
        sign,
        weight: weigh(sign),
    };
    let parts: Vec<Part> = signs.into_iter().flatten().map(part).collect();
    Likeness {
        score: parts.iter().map(|part| part.weight).sum(),
        parts,
    }
}

fn marked(one: &[u16], other: &[u16]) -> Option<Marked> {
    if one.is_empty() && other.is_empty() {
        return None;
    }
    if one == other {
        return Some(Marked::Same);
    }
    if one.is_empty() || other.is_empty() {
        let first = one.iter().chain(other).all(|number| *number == 1);
        return Some(if first { Marked::OneFirst } else { Marked::One });
    }
    let some = one.iter().any(|number| other.contains(number));
    Some(if some { Marked::Partly } else { Marked::Differ })
}

fn work(left: &Profile, right: &Profile) -> Option<Done> {
    let (left, right) = (left.name.works, right.name.works);
    let (one, other) = (left.but_upgrade(), right.but_upgrade());
    let how = match one == other {
        true if left != right => Doing::Upgrade,
        true if left.is_none() => return None,
        true => Doing::Same,
        false if one.shares_with(other) => Doing::Partly,
        false => Doing::Differ,
    };
    Some(Done { how, left, right })
}
