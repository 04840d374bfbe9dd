//! 预算指标 budget quotas of projects.

mod mutation;
mod object;

pub(crate) use mutation::BudgetQuotaMutation;
pub(crate) use object::BudgetQuota;
