use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::DbErr;
use shuniu_hub::db::Probe;

/// Keeps each statement once, and lets another probe see it too.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    seen: Arc<Mutex<BTreeSet<String>>>,
    other: Option<Arc<dyn Probe>>,
}

impl Witness {
    /// Keeps its statements with those of this one; the probe may disturb them.
    #[must_use]
    pub fn beside(&self, other: Arc<dyn Probe>) -> Self {
        Self {
            seen: self.seen.clone(),
            other: Some(other),
        }
    }

    /// Everything that was sent so far.
    #[must_use]
    pub fn statements(&self) -> BTreeSet<String> {
        let seen = self.seen.lock();
        seen.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Probe for Witness {
    fn before(&self, sql: &str) -> Result<(), DbErr> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.contains(sql) {
            seen.insert(sql.to_owned());
        }
        drop(seen);
        self.other
            .as_ref()
            .map_or(Ok(()), |other| other.before(sql))
    }

    fn after(&self, sql: &str) -> Result<(), DbErr> {
        self.other.as_ref().map_or(Ok(()), |other| other.after(sql))
    }
}
