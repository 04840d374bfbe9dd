//! Who may see and do what: every question, object, change, subscription and HTTP path, by role.
//!
//! `rights.txt` says which right each of the [`cast`] has over which of four projects; `reads.txt`,
//! `writes.txt`, `follows.txt` and `routes.rs` say which right each thing of the schema takes. What
//! the schema has is read from it, so that a new field without a line fails, and so does a line
//! without a field. Each is asked over the product's own server, with the right and without it.
//!
//! # What fails when a check is taken away
//!
//! Each check of the hub was taken away by itself, and these tests failed (on SQLite; they run on
//! both). Whoever adds a check takes it away once, and adds a line.
//!
//! | check | where | what fails without it |
//! |---|---|---|
//! | the role grants the permission | `Hub::scope` | [`questions`], [`routes`], [`commands`] |
//! | a unit sees its own projects alone | `Hub::scope` | [`questions`], [`routes`] |
//! | a unit without an organization sees none | `Hub::scope` | `questions::a_unit_without_an_organization_sees_nothing` |
//! | the token reaches the place | `Hub::scope_in`, `Hub::reached` | [`writing`], [`commands`]; [`questions`], [`reading`] |
//! | the role, before what was looked up for another right | `View::scope` | [`reading`] |
//! | role and place of a region | `View::jurisdiction`, `View::jurisdictions` | [`reading`] |
//! | the regions that are asked for | `View::scope_in` | `questions::a_region_that_is_asked_for_narrows_what_is_seen` |
//! | the right of each question by keys, and its rows | `hub/src/query`, each `scope(…)` | `questions::a_key_from_elsewhere_opens_nothing` |
//! | the right of each list, count and aggregate, and its rows | `hub/src/query`, each `scope(…)` | `questions::a_list_is_refused_by_itself_and_holds_what_is_seen`, [`reading`] |
//! | the rows of a table: place, unit, project of a unit | `entities/src/scope.rs` | [`confined`] |
//! | contacts are masked | `View::contacts` | [`reading`] |
//! | that a system marks a project is told to those who may declare it, and listed for them | `View::findings_of`, `View::projects` | `graphql::marked` |
//! | the right of each command | `Command::PERMISSION` | `commands::each_command_takes_the_right_of_its_change` |
//! | right and rows of whoever submits | `Hub::submit` | [`commands`], [`writing`] |
//! | a file opens to those who see its project | `desk::open` | [`commands`], [`writing`] |
//! | a file of a state-secret project opens to nobody | `Tx::file` | `graphql::classified` |
//! | what a system reported is withdrawn by those who reconcile | `may_withdraw` | [`writing`] |
//! | a document is attached to what is of its own project | `command/attach.rs` | `graphql::evidence` |
//! | a unit enters projects of its own | `unit_in_scope` | [`writing`] |
//! | trying again what was set aside | `Hub::replay_quarantine`, `Hub::replay_waiting` | [`writing`] |
//! | handing in a ledger, and its template | `Hub::import`, `Hub::template` | [`routes`] |
//! | a unit's ledger: its own records, units and projects, by code and by name | `import/run.rs`, `sync/matching.rs` | `import::whose` |
//! | a unit's ledger marks its own projects alone | `sync/marked.rs` | `graphql::marked` |
//! | uploading: the right, the rows, no state-secret project | `content/receive.rs` | [`routes`]; `documents::nothing_goes_into_a_document_of_a_classified_project` |
//! | fetching | `View::contents` | [`questions`], [`routes`] |
//! | asking the schema about itself | `api/src/service/pipeline.rs` | `introspection` of `api` |
//! | what the bureau hands in is recorded by the bureau | `command/institution.rs` | [`writing`], `graphql::institution` |
//! | a unit's reports are recorded by those who see the unit | `command/institution.rs` | [`writing`], `graphql::institution` |
//! | a calendar is shown to its owner and to administrators | `View::calendars`, `View::calendars_by_key` | [`reading`], `calendar::credential` |
//! | a calendar is revoked by its owner and by administrators | `command/calendar.rs` | [`writing`], `calendar::credential` |
//! | a credential that lapsed, was revoked or never was opens nothing | `Hub::open_calendar` | `calendar::credential` |
//! | a token, over HTTP and on a stream | `api/src/auth` | `routes::a_path_is_closed_without_a_token_that_holds` |
//!
//! Some checks stand behind another and cannot fail alone: a command that finds its row by the
//! scope of whoever submits (`contact.rs`, `discrepancy.rs`, `content/attach.rs`, `hand_over.rs`)
//! opens the file of its project, which is confined; those that open none (`retire.rs`,
//! `settle.rs`, `review.rs`) take a right that no role confined to units has, in a place that
//! `Hub::submit` has looked at; and changes that name a place (`register…`, `startSync`,
//! `retireConnector`) look it up with the right that their command takes again.

mod calendar;
mod cast;
mod commands;
mod confined;
pub(crate) mod coverage;
mod institution;
mod judged;
pub(crate) mod page;
mod questions;
mod reading;
mod routes;
mod rows;
mod waiting;
mod world;
mod writing;
