use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sea_orm::DbErr;
use shuniu_hub::db::Probe;

/// Lets a worker die at a point: from there on no statement reaches the database any more, as if
/// its process had been killed. Points are counted before and after each statement.
#[derive(Debug)]
pub struct Dying {
    at: usize,
    armed: AtomicBool,
    passed: AtomicUsize,
}

impl Dying {
    /// Waits for the point; from [`arm`](Self::arm) on they are counted from 0.
    #[must_use]
    pub fn new(at: usize) -> Arc<Self> {
        Arc::new(Self {
            at,
            armed: AtomicBool::new(false),
            passed: AtomicUsize::new(0),
        })
    }

    /// Begins to count.
    pub fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    /// How many points were passed since.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.passed.load(Ordering::SeqCst)
    }

    fn pass(&self) -> Result<(), DbErr> {
        if !self.armed.load(Ordering::SeqCst) {
            return Ok(());
        }
        if self.passed.fetch_add(1, Ordering::SeqCst) >= self.at {
            return Err(DbErr::Custom("the worker is dead".to_owned()));
        }
        Ok(())
    }
}

impl Probe for Dying {
    fn before(&self, _: &str) -> Result<(), DbErr> {
        self.pass()
    }

    fn after(&self, _: &str) -> Result<(), DbErr> {
        self.pass()
    }
}
