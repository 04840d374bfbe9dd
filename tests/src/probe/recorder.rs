use std::sync::{Mutex, PoisonError};

use sea_orm::DbErr;
use shuniu_hub::db::Probe;

/// Keeps the text of every statement.
#[derive(Debug, Default)]
pub struct Recorder {
    statements: Mutex<Vec<String>>,
}

impl Recorder {
    /// What was sent so far, in order.
    #[must_use]
    pub fn statements(&self) -> Vec<String> {
        let kept = self.statements.lock();
        kept.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets what was sent so far.
    pub fn forget(&self) {
        let mut kept = self
            .statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        kept.clear();
    }
}

impl Probe for Recorder {
    fn before(&self, sql: &str) -> Result<(), DbErr> {
        let mut kept = self
            .statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        kept.push(sql.to_owned());
        Ok(())
    }

    fn after(&self, _sql: &str) -> Result<(), DbErr> {
        Ok(())
    }
}
