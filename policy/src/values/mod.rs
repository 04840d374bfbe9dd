//! The value types the law and the records speak of: codes, money, periods.
//!
//! Each is checked when it is made, so a value of the type is always well formed. What is merely
//! doubtful (a check digit that does not fit, a region nobody knows) is kept and reported as a
//! [`Doubt`], because a code typed by hand must not stop a record from coming in.

mod credit_code;
mod fen;
mod period;
mod possible;
mod project_code;
mod region_code;

pub use credit_code::{CreditCode, CreditCodeError};
pub use fen::{Fen, FenError};
pub use period::{Period, PeriodError, PeriodKind};
pub use possible::Impossible;
pub use project_code::{ProjectCode, ProjectCodeError, ProjectCodeFormat};
pub use region_code::{RegionCode, RegionCodeError};

use serde::{Deserialize, Serialize};

/// Why a well-formed value should be looked at by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The check digit of an investment project code does not fit (GB/T 17710 MOD 11,10).
    ProjectCodeCheckDigit,
    /// Positions 9–17 of a credit code are no valid organisation code (GB 11714).
    OrganisationCodeCheckDigit,
    /// The first two characters of a credit code are no registered authority and kind.
    UnknownAuthority,
    /// The region digits of a credit code name no administrative division prefix.
    UnknownRegion,
}

/// Brings text that people paste into its plain form: NFKC (full-width to half-width), upper
/// case, without white space. It never repairs a letter into a digit.
fn normalize(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}
