//! 词汇 the vocabulary: what the names of facts, events, documents, reports, gates and stages
//! mean. Names of law are data, so they are strings with a definition and not types.

mod object;
mod query;
mod value;

pub(crate) use object::{Attribute, Definition, DefinitionFamily, ValueName};
pub(crate) use query::DefinitionQuery;
pub(crate) use value::{DerivedValue, Reason, Stage};
