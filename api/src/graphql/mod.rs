//! The GraphQL schema, the product's contract with everybody outside.
//!
//! One folder a noun; resolvers are thin: they ask the hub for whole sets through a
//! [`View`](shuniu_hub::query::View) of the caller and hand the rows out as members of a set, so
//! that what one row needs is fetched for all. Names of law are data, never types.

mod aggregate;
mod allocation;
mod asset;
mod budget_quota;
mod calendar;
mod catalog_entry;
mod contact;
mod contract;
mod definition;
mod discrepancy;
mod document;
mod event;
mod exception;
mod fact;
mod follow;
mod gate;
mod hand_over;
pub(crate) mod id;
mod institution;
mod jurisdiction;
mod ledger;
mod mutation;
mod node;
mod obligation;
mod organization;
mod paging;
mod payment;
mod project;
mod provenance;
mod provision;
mod refusal;
mod relation;
mod report;
mod review;
mod scalar;
mod schema;
mod set;
mod sync;
mod tender;
mod what_if;

#[cfg(test)]
mod tests;

pub use follow::Subscription;
pub(crate) use id::{calendar_id, document_key, institution_obligation_id, obligation_id};
pub use mutation::Mutation;
pub use paging::PageBounds;
pub use refusal::Refusal;
pub use schema::{Query, Schema, admit, build, sdl};
