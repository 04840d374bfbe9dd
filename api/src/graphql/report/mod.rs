//! 定期报告 reports of projects.

mod object;

pub use object::Report;
