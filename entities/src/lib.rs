#![doc = include_str!("../README.md")]

mod key;
mod scope;

pub mod allocation;
pub mod assessment_day;
pub mod asset;
pub mod attachment;
pub mod budget_quota;
pub mod catalog_entry;
pub mod classified_key;
pub mod connector_instance;
pub mod contract;
pub mod discrepancy;
pub mod document;
pub mod document_content;
pub mod finding;
pub mod gate_state;
pub mod idempotency_key;
pub mod jurisdiction;
pub mod jurisdiction_pack;
pub mod law_in_force;
pub mod lease;
pub mod ledger;
pub mod ledger_head;
pub mod match_candidate;
pub mod match_key;
pub mod obligation;
pub mod organization;
pub mod outbox;
pub mod payment;
pub mod person;
pub mod policy_exception;
pub mod project;
pub mod project_bigram;
pub mod project_code;
pub mod project_event;
pub mod project_fact;
pub mod quarantine;
pub mod report;
pub mod review;
pub mod source_record;
pub mod sync_cursor;
pub mod sync_run;
pub mod tender;

pub use key::Key;
pub use scope::{Keyed, OfProject, Scope, Tenant, among};
