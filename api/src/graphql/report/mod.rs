//! 定期报告 reports of projects.

mod mutation;
mod object;

pub(crate) use mutation::ReportMutation;
pub(crate) use object::Report;
