//! 采购 tenders of projects.

mod object;

pub use object::Tender;
