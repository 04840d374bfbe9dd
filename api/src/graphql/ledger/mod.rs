//! 台账 the ledger: everything that was changed, in order, without gaps.

mod follow;
mod object;
mod query;

pub use follow::LedgerSubscription;
pub use object::LedgerEntry;
pub use query::LedgerQuery;
