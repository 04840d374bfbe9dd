//! 定期报告 reports of projects.

mod object;

pub(crate) use object::Report;
