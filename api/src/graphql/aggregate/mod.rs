//! 汇总 aggregates: counts and sums for reports, grouped by what they ask for.

mod figures;
mod group;
mod query;

pub(crate) use query::AggregateQuery;
