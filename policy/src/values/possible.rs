use chrono::{Datelike, NaiveDate};

use super::Fen;

/// Why nothing that is said of a project can be so, whoever says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// An amount or a number below zero.
    #[error("below zero")]
    BelowZero,
    /// An amount above [`Impossible::MOST`], or a number above what a count can be.
    #[error("more than any project can have")]
    TooLarge,
    /// A day outside of [`Impossible::YEARS`]: a slip such as 20226, or what stands for "none".
    #[error("of another age")]
    OfAnotherAge,
}

impl Impossible {
    /// The most that any one amount can be, a trillion yuan: a hundred thousand of them still make
    /// a sum that both databases hold exactly.
    pub const MOST: Fen = Fen::new(100_000_000_000_000);
    /// The years in which the days of projects lie.
    pub const YEARS: std::ops::Range<i32> = 1980..2200;

    /// Of an amount.
    #[must_use]
    pub fn amount(amount: Fen) -> Option<Self> {
        match amount {
            _ if amount < Fen::ZERO => Some(Self::BelowZero),
            _ if amount > Self::MOST => Some(Self::TooLarge),
            _ => None,
        }
    }

    /// Of a number of things, months or people.
    #[must_use]
    pub fn number(number: i64) -> Option<Self> {
        match number {
            ..0 => Some(Self::BelowZero),
            _ if number > i64::from(i32::MAX) => Some(Self::TooLarge),
            _ => None,
        }
    }

    /// Of a day.
    #[must_use]
    pub fn day(day: NaiveDate) -> Option<Self> {
        (!Self::YEARS.contains(&day.year())).then_some(Self::OfAnotherAge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bound_belongs_to_what_is_possible() {
        let most = Impossible::MOST;
        assert_eq!(Impossible::amount(Fen::ZERO), None);
        assert_eq!(Impossible::amount(most), None);
        assert_eq!(
            Impossible::amount(Fen::new(most.get() + 1)),
            Some(Impossible::TooLarge)
        );
        assert_eq!(
            Impossible::amount(Fen::new(-1)),
            Some(Impossible::BelowZero)
        );
        assert_eq!(Impossible::number(0), None);
        assert_eq!(Impossible::number(-1), Some(Impossible::BelowZero));
        assert_eq!(Impossible::number(1 << 31), Some(Impossible::TooLarge));
        let day = |text: &str| Impossible::day(text.parse().unwrap());
        for (text, is) in [
            ("1979-12-31", Some(Impossible::OfAnotherAge)),
            ("1980-01-01", None),
            ("2199-12-31", None),
            ("2200-01-01", Some(Impossible::OfAnotherAge)),
        ] {
            assert_eq!(day(text), is, "{text}");
        }
    }
}
