//! 采购 tenders of projects.

mod object;

pub(crate) use object::Tender;
