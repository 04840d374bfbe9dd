//! Idempotency keys on their way into an address.

use crate::Failure;

/// A key becomes part of an address, so nothing in it may mean anything there.
pub(crate) fn fit_for_a_path(key: &str) -> Result<(), Failure> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if (1..=64).contains(&key.len()) && key.bytes().all(plain) {
        return Ok(());
    }
    Err(Failure::config(format!(
        "idempotency key {key:?} must be 1 to 64 letters, digits, - and _"
    )))
}
