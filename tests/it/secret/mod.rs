//! State-secret projects (涉密): every way in, and every way out.
//!
//! | way in | where it is tried |
//! |---|---|
//! | all outside systems, over their own connectors | [`ways_in`] |
//! | receipts of what was handed over | [`ways_in`] |
//! | ledgers of people, XLSX and CSV, for real and rehearsed | [`ways_in`], by the command line [`rehearsed`] |
//! | records that waited or were set aside | [`ways_in`], `graphql/marked.rs`, `graphql/declared.rs` |
//! | each change of the schema | `graphql/classified.rs` |
//! | contents of documents | `graphql/ways_out.rs`, names of their files: `documents/named.rs` |
//! | texts that bear a mark themselves | [`starred`] |
//!
//! There is no other: outside systems call nothing of the hub's.
//!
//! | way out | where it is tried |
//! |---|---|
//! | each question, object and subscription of the schema, each path of HTTP | `graphql/ways_out.rs` |
//! | what is handed over, and asked again about | `graphql/ways_out.rs` |
//! | the ledger, its anchors and its verification | `graphql/ways_out.rs`, `graphql/declared.rs` |
//! | the answer to a ledger and its annotated copy | [`ways_in`], `graphql/ways_out.rs` |
//! | error messages, metrics and logs | [`ways_in`], `graphql/ways_out.rs` |
//!
//! That a declared one is known by the credit code of its unit: [`coded`].
//!
//! That nobody learns by asking what was declared: [`asked`].
//!
//! That a known project is told of a mark: `graphql/marked.rs`. That all rows of a declared one go:
//! `graphql/declared.rs`.

mod asked;
mod coded;
mod rehearsed;
mod starred;
mod ways_in;
