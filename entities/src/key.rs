use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The identity of a tenant row: its jurisdiction and its id. There is no bare id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The jurisdiction that owns the row.
    pub jurisdiction: Uuid,
    /// UUIDv7 within the jurisdiction.
    pub id: Uuid,
}

impl Key {
    /// Names a row.
    #[must_use]
    pub const fn new(jurisdiction: Uuid, id: Uuid) -> Self {
        Self { jurisdiction, id }
    }
}
