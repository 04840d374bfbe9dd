//! What the engine can do beyond the shipped packs, on a small pack of its own.

#[cfg(test)]
mod completeness;
#[cfg(test)]
mod durations;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod law;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod loader;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod occurrences;
#[cfg(test)]
mod old_projects;
#[cfg(test)]
mod periods;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod unseen;
