//! How surely records without a code find their projects: a generated place with labelled records,
//! and pairs made by hand. `cargo test -p shuniu-hub --test likeness -- --nocapture` prints figures.

mod always;
mod draw;
mod figures;
mod generated;
mod hard;
mod measured;
mod record;
mod scene;
mod spell;
mod unit;
mod world;
