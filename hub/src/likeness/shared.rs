use super::frequency::{Frequencies, rarity};
use super::name::{Bigram, Name};

/// What two names have in common, in thousandths of a bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shared {
    pub(super) both: i32,
    /// What only the one says that says less.
    pub(super) less: i32,
    /// What only the other says.
    pub(super) more: i32,
    /// Whether what only one says may be what only the other says, written for short.
    pub(super) for_short: bool,
    /// Whether the letters are the same.
    pub(super) equal: bool,
}

/// Most that two letters tell of words that others put in or leave out at will, and most that it
/// costs if one of them is of such a word.
const LOOSE: i32 = 1200;

/// Compares the letters of two names. What stands in another order is in common.
pub(super) fn shared(left: &Name, right: &Name, frequencies: &impl Frequencies) -> Shared {
    let projects = frequencies.projects();
    let rarity = |one: &Bigram| rarity(projects, frequencies.holding(one.key), one.common);
    let tells = |one: &Bigram, empty: bool| {
        if empty {
            rarity(one).min(LOOSE)
        } else {
            rarity(one)
        }
    };
    let in_both = |one: &Bigram| {
        let other = right.find(one.key)?;
        Some(tells(one, one.empty || other.empty))
    };
    let both = left.sorted.iter().filter_map(in_both).sum();
    if left.letters == right.letters {
        return Shared {
            both,
            equal: true,
            ..Shared::default()
        };
    }
    let costs = |one: &Bigram| tells(one, one.loose);
    let (only_left, only_right) = (Only::of(left, right), Only::of(right, left));
    let left = only_left.bigrams(left).map(costs).sum::<i32>();
    let right = only_right.bigrams(right).map(costs).sum::<i32>();
    let (one, other) = (&only_left.letters, &only_right.letters);
    let for_short = !one.is_empty()
        && !other.is_empty()
        && (is_within(one, other) || is_within(other, one) || is_astray(one, other));
    Shared {
        both,
        less: left.min(right),
        more: left.max(right),
        for_short,
        equal: false,
    }
}

/// What one name has and the other does not.
pub(super) struct Only {
    /// For each letter, whether it stands beside none that it stands beside in the other name.
    uncovered: Vec<bool>,
    pub(super) letters: Vec<char>,
}

impl Only {
    pub(super) fn of(name: &Name, other: &Name) -> Self {
        let mut uncovered = vec![true; name.letters.len()];
        for (at, bigram) in name.bigrams.iter().enumerate() {
            if other.find(bigram.key).is_some() {
                uncovered[at] = false;
                uncovered[at + 1] = false;
            }
        }
        let letters = name.letters.iter().zip(&uncovered);
        let letters = letters
            .filter(|(_, only)| **only)
            .map(|(letter, _)| *letter)
            .collect();
        Self { uncovered, letters }
    }

    /// The letters that stand side by side and that only this name has, or that both have.
    pub(super) fn runs(&self, name: &Name, only: bool) -> Vec<String> {
        let mut runs: Vec<String> = Vec::new();
        let mut going = false;
        for (letter, uncovered) in name.letters.iter().zip(&self.uncovered) {
            let held = *uncovered == only;
            match runs.last_mut().filter(|_| held && going) {
                Some(run) => run.push(*letter),
                None if held => runs.push(letter.to_string()),
                None => {}
            }
            going = held;
        }
        runs
    }

    /// The pairs that one of these letters is in.
    fn bigrams<'a>(&'a self, name: &'a Name) -> impl Iterator<Item = &'a Bigram> {
        let pairs = self.uncovered.windows(2).zip(&name.bigrams);
        pairs
            .filter(|(only, _)| only[0] || only[1])
            .map(|(_, bigram)| bigram)
    }
}

/// Whether one is the other with letters left out.
fn is_within(short: &[char], long: &[char]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|letter| rest.any(|one| one == letter))
}

/// Whether the same letters stand in another order: a slip of the pen.
fn is_astray(one: &[char], other: &[char]) -> bool {
    let sorted = |letters: &[char]| {
        let mut letters = letters.to_vec();
        letters.sort_unstable();
        letters
    };
    one.len() == other.len() && sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests {
    use super::super::{Corpus, Places};
    use super::*;

    fn compare(one: &str, other: &str) -> Shared {
        let places = Places::default();
        let (one, other) = (Name::of(one, &places), Name::of(other, &places));
        shared(&one, &other, &Corpus::<u8>::default())
    }

    #[test]
    fn what_is_short_or_astray_is_told_from_what_differs() {
        assert!(compare("渣土车综管", "渣土车综合管理").for_short);
        assert!(compare("渣土车辆督查", "渣土车辆查督").for_short);
        assert!(!compare("渣土车监测", "渣土车执法").for_short);
        assert!(compare("渣土车平台", "渣土车　平台").equal);
        assert!(!compare("渣土车平台", "平台渣土车").equal);
    }

    #[test]
    fn another_order_costs_nothing_and_other_loose_words_little() {
        let order = compare("渣土车泵站", "泵站渣土车");
        assert_eq!((order.less, order.more), (0, 0));
        let (loose, other) = (
            compare("渣土车系统", "渣土车平台"),
            compare("渣土车执法", "渣土车督查"),
        );
        assert!(
            loose.less < 3000 && other.less > 15_000,
            "{loose:?} {other:?}"
        );
        assert_eq!(loose.both, other.both);
    }
}
