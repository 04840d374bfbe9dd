//! Mapping files: how the fields, units and code lists of one system become the hub's own words.
//!
//! A mapping is data. Each connector ships one; an agency overrides it with a file of its own,
//! and `connector preview` tries it on sample records without a network.

mod apply;
mod convert;
mod drift;
mod file;
mod load;
mod source;
mod time;
mod trade;

pub use file::{
    AttributeRule, ClassifiedRule, CodeList, DocumentRule, EventRule, FactRule, HeaderRule, Kind,
    MappingFile, StreamRule,
};
pub use load::{Mapping, Names};
pub use trade::{AmountRule, AwardRule, ContractRule, TenderRule};
