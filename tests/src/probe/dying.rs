use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sea_orm::DbErr;
use shuniu_hub::db::Probe;

/// Lets a worker die at a point: from there on no statement reaches the database any more, as if
/// its process had been killed. Points are counted before and after each statement.
#[derive(Debug)]
pub struct Dying {
    at: usize,
    counts: Counts,
    armed: AtomicBool,
    passed: AtomicUsize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    /// Before and after each statement.
    Points,
    Commits,
}

impl Dying {
    /// Waits for the point; from [`arm`](Self::arm) on they are counted from 0.
    #[must_use]
    pub fn new(at: usize) -> Arc<Self> {
        Self::counting(Counts::Points, at)
    }

    /// Dies once so many transactions were committed. Whoever dies within one leaves what the one
    /// before left, so that these are all of the states in which a worker can leave a database.
    #[must_use]
    pub fn behind(commits: usize) -> Arc<Self> {
        Self::counting(Counts::Commits, commits)
    }

    fn counting(counts: Counts, at: usize) -> Arc<Self> {
        Arc::new(Self {
            at,
            counts,
            armed: AtomicBool::new(false),
            passed: AtomicUsize::new(0),
        })
    }

    /// Begins to count.
    pub fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    /// How many points, or commits, were passed since.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.passed.load(Ordering::SeqCst)
    }

    fn pass(&self, counts: bool) -> Result<(), DbErr> {
        if !self.armed.load(Ordering::SeqCst) {
            return Ok(());
        }
        let more = usize::from(counts);
        if self.passed.fetch_add(more, Ordering::SeqCst) >= self.at {
            return Err(DbErr::Custom("the worker is dead".to_owned()));
        }
        Ok(())
    }
}

impl Probe for Dying {
    fn before(&self, _: &str) -> Result<(), DbErr> {
        self.pass(self.counts == Counts::Points)
    }

    fn after(&self, sql: &str) -> Result<(), DbErr> {
        self.pass(self.counts == Counts::Points || sql == "COMMIT")
    }
}
