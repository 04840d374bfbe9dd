use std::{fmt, iter::Sum, ops, str::FromStr};

use serde::{Deserialize, Serialize};

/// Money in 分 (a hundredth of a yuan), exact.
///
/// Its text is yuan with two decimals, `1180000.00`; stored and serialised it is the integer.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(i64);

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FenError {
    /// Not a plain decimal number.
    #[error("amount {0:?} is not a decimal number of yuan, such as 1180000 or 1180000.50")]
    NotDecimal(String),
    /// Finer than a 分: rounding money is never done silently.
    #[error("amount {0:?} is finer than one fen (two decimals of a yuan)")]
    TooFine(String),
    /// Beyond what can be held (about ninety-two quadrillion yuan).
    #[error("amount {0:?} is too large")]
    TooLarge(String),
}

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From an integer number of 分.
    #[must_use]
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// The integer number of 分.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Reads decimal yuan, exactly.
    ///
    /// # Errors
    ///
    /// [`FenError`] when the text is no decimal, finer than a 分 or too large.
    pub fn from_yuan(text: &str) -> Result<Self, FenError> {
        Self::from_scaled(text, 2)
    }

    /// Reads decimal 万元 (ten thousand yuan), exactly.
    ///
    /// # Errors
    ///
    /// As [`Fen::from_yuan`].
    pub fn from_wan_yuan(text: &str) -> Result<Self, FenError> {
        Self::from_scaled(text, 6)
    }

    /// Reads a decimal whose unit is 10^`places` 分.
    fn from_scaled(text: &str, places: usize) -> Result<Self, FenError> {
        let not_decimal = || FenError::NotDecimal(text.to_owned());
        let plain = text.trim();
        let (negative, digits) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, plain),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(not_decimal()),
            Some((whole, fraction)) => (whole, fraction),
            None => (digits, ""),
        };
        let all_digits = whole
            .bytes()
            .chain(fraction.bytes())
            .all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits {
            return Err(not_decimal());
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > places {
            return Err(FenError::TooFine(text.to_owned()));
        }
        let joined = format!("{whole}{fraction:0<places$}");
        let fen: i64 = joined
            .parse()
            .map_err(|_| FenError::TooLarge(text.to_owned()))?;
        Ok(Self(if negative { -fen } else { fen }))
    }

    /// The sum, or nothing when it cannot be held.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", magnitude / 100, magnitude % 100)
    }
}

impl FromStr for Fen {
    type Err = FenError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_yuan(text)
    }
}

impl ops::Add for Fen {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl ops::Sub for Fen {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, ops::Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_in_yuan_and_in_wan_yuan() {
        assert_eq!(Fen::from_yuan("999999.99"), Ok(Fen::new(99_999_999)));
        assert_eq!(Fen::from_yuan("1180000"), Ok(Fen::new(118_000_000)));
        assert_eq!(Fen::from_yuan("0.10"), Ok(Fen::new(10)));
        assert_eq!(Fen::from_yuan("-3.5"), Ok(Fen::new(-350)));
        assert_eq!(Fen::from_wan_yuan("118"), Ok(Fen::new(118_000_000)));
        assert_eq!(Fen::from_wan_yuan("99.999999"), Ok(Fen::new(99_999_999)));
    }

    #[test]
    fn what_is_no_amount_is_refused_and_never_rounded() {
        assert!(matches!(Fen::from_yuan("1.005"), Err(FenError::TooFine(_))));
        assert!(matches!(
            Fen::from_wan_yuan("0.0000001"),
            Err(FenError::TooFine(_))
        ));
        for text in ["", "1e6", "1,000", "1.", ".5", "+1", "一万", "NaN"] {
            assert!(
                matches!(Fen::from_yuan(text), Err(FenError::NotDecimal(_))),
                "{text}"
            );
        }
        assert!(matches!(
            Fen::from_yuan("99999999999999999999"),
            Err(FenError::TooLarge(_))
        ));
    }

    #[test]
    fn the_text_is_yuan_with_two_decimals() {
        assert_eq!(Fen::new(99_999_999).to_string(), "999999.99");
        assert_eq!(Fen::new(-5).to_string(), "-0.05");
    }
}
