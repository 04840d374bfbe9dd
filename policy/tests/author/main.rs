//! What the author of a pack is told: its rules in words, what follows from a case, what to look
//! at, what changed; and the pack that one begins with.

#[cfg(test)]
mod account;
#[cfg(test)]
mod amendment;
#[cfg(test)]
mod begun;
#[cfg(test)]
mod lint;
#[cfg(test)]
mod lint_derived;
#[cfg(test)]
#[path = "../mutation/mutant/mod.rs"]
mod mutant;
#[cfg(test)]
mod plain_words;
mod template;
#[cfg(test)]
mod words;
