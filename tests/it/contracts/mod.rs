//! The contracts of the outside systems, held by tools that know nothing of us: a validator, a mock
//! server that serves our client, and a fuzzer that is let loose on each sandbox.
//!
//! The tools and what they must know are in `tests/contracts`; `cargo xtask test` installs them.

mod fuzzed;
mod handed;
mod mock;
mod mocked;
mod tools;
mod validated;
