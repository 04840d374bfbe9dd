//! How surely records without a code find their projects: a generated place with labelled records,
//! and pairs made by hand.

mod draw;
mod generated;
mod hard;
mod record;
mod scene;
mod spell;
mod unit;
mod world;
