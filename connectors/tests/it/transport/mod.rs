//! Records that come as files or in an exchange database: what holds for both ways, and what is
//! particular to each. SQLite stands for the exchange database here.

mod conformance;
mod exchange;
mod files;
mod outbox;
mod rig;
mod settings;
