//! What holds of every fact sheet, whatever stands in it: tried on many that are drawn by chance,
//! always the same ones.

#[cfg(test)]
mod chance;
#[cfg(test)]
mod completeness;
#[cfg(test)]
mod exceptions;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod order;
#[cfg(test)]
mod sheet;
#[cfg(test)]
mod time;
#[cfg(test)]
mod trial;
#[cfg(test)]
mod unknown;
