use serde::{Deserialize, Serialize};

/// What an amount is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// What may be spent: an estimate, a budget, the highest price of a tender.
    Budget,
    /// What the winner offered.
    Award,
    /// What was agreed on.
    Contract,
}

/// An amount of a project or record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Amount {
    /// What it is of.
    pub of: Of,
    /// In fen; one that is not positive says nothing.
    pub fen: i64,
}

/// How two amounts agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apart {
    /// To the fen, where the sum is not round.
    Equal,
    /// To the fen, and a multiple of 10,000 yuan.
    EqualRound,
    /// To the fen, and a multiple of 100,000 yuan.
    EqualVeryRound,
    /// Both are spent, or both may be; apart by so many of a thousand of the greater.
    Alike(u16),
    /// What was spent is so many of a thousand of what may be; over a thousand where it is more.
    Share(u16),
}

const WAN: i64 = 1_000_000;

impl Amount {
    /// Whether it was agreed on or offered, and not only allowed.
    fn is_spent(self) -> bool {
        self.of != Of::Budget
    }

    fn apart(self, other: Self) -> Apart {
        let (less, more) = (self.fen.min(other.fen), self.fen.max(other.fen));
        if less == more {
            return match less {
                fen if fen % (10 * WAN) == 0 => Apart::EqualVeryRound,
                fen if fen % WAN == 0 => Apart::EqualRound,
                _ => Apart::Equal,
            };
        }
        match (self.is_spent(), other.is_spent()) {
            (true, false) => Apart::Share(permille(self.fen, other.fen)),
            (false, true) => Apart::Share(permille(other.fen, self.fen)),
            _ => Apart::Alike(1000 - permille(less, more)),
        }
    }
}

/// So many of a thousand, at most 9999.
fn permille(part: i64, of: i64) -> u16 {
    let permille = i128::from(part) * 1000 / i128::from(of);
    u16::try_from(permille.min(9999)).unwrap_or_default()
}

/// Of all that two sides say of money what agrees best, by what it weighs.
pub(super) fn nearest(
    these: &[Amount],
    those: &[Amount],
    weigh: impl Fn(Apart) -> i32,
) -> Option<(Apart, i32)> {
    let pairs = these
        .iter()
        .flat_map(|one| those.iter().map(|other| one.apart(*other)));
    let weighed = pairs.map(|apart| (apart, weigh(apart)));
    weighed.max_by_key(|(apart, weight)| (*weight, rank(*apart)))
}

/// So that which of several is told does not depend on their order.
fn rank(apart: Apart) -> (u8, u16) {
    match apart {
        Apart::Equal => (4, 0),
        Apart::EqualRound => (3, 0),
        Apart::EqualVeryRound => (2, 0),
        Apart::Alike(permille) => (1, u16::MAX - permille),
        Apart::Share(permille) => (0, permille),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(of: Of, fen: i64) -> Amount {
        Amount { of, fen }
    }

    #[test]
    fn what_was_spent_is_a_share_of_what_may_be() {
        let (budget, contract) = (
            amount(Of::Budget, 200 * WAN),
            amount(Of::Contract, 190 * WAN),
        );
        assert_eq!(budget.apart(contract), Apart::Share(950));
        assert_eq!(contract.apart(budget), Apart::Share(950));
        assert_eq!(
            contract.apart(amount(Of::Award, 190 * WAN)),
            Apart::EqualVeryRound
        );
        assert_eq!(
            budget.apart(amount(Of::Budget, 100 * WAN)),
            Apart::Alike(500)
        );
        let odd = amount(Of::Budget, 1_234_567);
        assert_eq!(odd.apart(odd), Apart::Equal);
    }

    #[test]
    fn of_several_amounts_those_are_told_that_agree_best() {
        let these = [
            amount(Of::Budget, 300 * WAN),
            amount(Of::Contract, 90 * WAN + 5),
        ];
        let those = [
            amount(Of::Contract, 200 * WAN),
            amount(Of::Contract, 90 * WAN + 5),
        ];
        let weigh = super::super::weight::amount;
        let nearest = nearest(&these, &those, weigh).map(|(apart, _)| apart);
        assert_eq!(nearest, Some(Apart::Equal));
        assert_eq!(super::nearest(&these, &[], weigh), None);
    }
}
