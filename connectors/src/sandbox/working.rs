use std::io;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::kernel::Kernel;
use crate::Secret;

/// The n-th working secret of a sandbox, derived from the key that fetches it, so that nothing is
/// left to chance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Working {
    number: i64,
    pub(crate) ends_at: DateTime<Utc>,
}

impl Working {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            number: value.get("number")?.as_i64()?,
            ends_at: value.get("ends_at")?.as_str()?.parse().ok()?,
        })
    }

    fn write(self) -> Value {
        json!({ "number": self.number, "ends_at": self.ends_at.to_rfc3339() })
    }

    /// The secret itself.
    pub(crate) fn text(self, key: &Secret) -> String {
        use sha2::{Digest, Sha256};
        let seed = format!("{}/{}", key.expose(), self.number);
        hex::encode(Sha256::digest(seed.as_bytes()))
    }
}

impl Kernel {
    /// The latest working secret; one that ended long ago when none was ever issued.
    pub(crate) fn working(&self) -> Working {
        let stored = self.read(|state| state.extra.get("secret").and_then(Working::read));
        stored.unwrap_or(Working {
            number: 0,
            ends_at: DateTime::UNIX_EPOCH,
        })
    }

    /// Whether the latest working secret has ended, by its time or on demand.
    pub(crate) fn working_ended(&self) -> bool {
        let told = self.read(|state| state.extra.contains_key("secret_ended"));
        told || self.working().ends_at <= self.clock.now()
    }

    /// Gives the working secret. Until it ends everyone gets the same one, so that several callers
    /// do not take it from each other.
    pub(crate) fn issue_working(&self, life: Duration) -> io::Result<Working> {
        if !self.working_ended() {
            return Ok(self.working());
        }
        let working = Working {
            number: self.working().number + 1,
            ends_at: self.clock.now() + life,
        };
        self.change(|state| {
            state.extra.remove("secret_ended");
            state.extra.insert("secret".to_owned(), working.write());
        })?;
        Ok(working)
    }
}
