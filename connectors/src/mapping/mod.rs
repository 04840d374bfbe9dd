//! Mapping files: how the fields, units and code lists of one system become the hub's own words.
//!
//! A mapping is data. Each connector ships one; an agency overrides it with a file of its own,
//! and `connector preview` tries it on sample records without a network.

mod apply;
mod asset;
mod catalog;
mod check;
mod convert;
mod drift;
mod file;
mod identity;
mod load;
mod needed;
mod occasion;
mod place;
mod review;
mod source;
mod time;
mod trade;
mod words;

pub use asset::AssetRule;
pub use catalog::CatalogRule;
pub use file::{
    AttributeRule, ClassifiedRule, CodeList, DocumentRule, EventRule, FactRule, HeaderRule, Kind,
    MappingFile, StreamRule, Unknown,
};
pub(crate) use load::load;
pub use load::{Mapping, Names};
pub use review::{AllocationRule, ReviewRule};
pub(crate) use time::{format_instant, parse_instant};
pub use trade::{AmountRule, AwardRule, ContractRule, TenderRule};
