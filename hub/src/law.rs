//! The packs and the jurisdictions that apply them.

/// The law that the hub applies.
#[derive(Debug, Default)]
pub struct Law {}
