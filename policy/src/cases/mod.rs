//! Scenarios: one case, readable by a jurist, runnable against the packs.

mod case;
mod check;
mod claim;
mod collection;
mod evaluate;
mod judge;
mod read;
mod read_claims;

pub use case::Case;
pub use check::{CaseResult, CheckError, Report, check, check_file, check_text};
pub use claim::{Claims, Difference, FindingClaim, GateClaim, NotOwed, ObligationClaim};
pub use evaluate::{Outcome, OutcomeError};
