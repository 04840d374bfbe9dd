//! 台账 the ledger: everything that was changed, in order, without gaps.

mod follow;
mod object;
mod query;

pub(crate) use follow::LedgerSubscription;
pub(crate) use object::LedgerEntry;
pub(crate) use query::LedgerQuery;
