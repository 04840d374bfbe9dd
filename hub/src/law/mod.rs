//! The packs that are loaded, and how stored values and typed facts turn into each other.

mod value;

pub use value::{ValueError, typed};

use std::sync::Arc;

use shuniu_policy::vocabulary::Vocabulary;

/// The law that the hub applies.
#[derive(Debug)]
pub struct Law {
    vocabulary: Arc<Vocabulary>,
}

impl Law {
    /// All names of facts, events, documents, reports and gates.
    #[must_use]
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    pub(crate) fn takes_exception(&self, _provision: &str) -> Result<(), crate::Fault> {
        Ok(())
    }
}

impl Default for Law {
    fn default() -> Self {
        Self {
            vocabulary: Arc::new(Vocabulary::shared().clone()),
        }
    }
}
