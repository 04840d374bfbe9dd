//! The shipped packs: complete, and decided both ways by their own cases.

#[cfg(test)]
mod alternatives;
#[cfg(test)]
mod both_ways;
mod bureau;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod claimed;
#[cfg(test)]
mod independent;
#[cfg(test)]
mod open_questions;
#[cfg(test)]
mod rulings;
#[cfg(test)]
mod stored;
#[cfg(test)]
mod told;
