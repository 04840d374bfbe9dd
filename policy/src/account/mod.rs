//! What the law says of a case, or a provision by itself, told so that a reader can follow it to
//! the words of the article: quote, rules as sentences, the facts used, what is missing.

mod case;
mod cited;
mod gate;
mod obligation;
mod provision;

pub use case::{CaseAccount, DerivedAccount, FindingAccount};
pub use cited::{Cited, RulingText, Titled};
pub use gate::{GateAccount, ProvisionAtGate};
pub use obligation::{DaysAccount, ObligationAccount};
pub use provision::ProvisionAccount;
