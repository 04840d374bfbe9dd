//! The shipped packs: complete, and decided both ways by their own cases.

#[cfg(test)]
mod alternatives;
#[cfg(test)]
mod both_ways;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod claimed;
#[cfg(test)]
mod rulings;
#[cfg(test)]
mod told;
