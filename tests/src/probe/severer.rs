use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sea_orm::DbErr;
use shuniu_hub::db::Probe;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::Moment;
use crate::postgres;

/// Has the server end every connection to the database at the given statement, once.
#[derive(Debug)]
pub struct Severer {
    address: String,
    moment: Moment,
    number: usize,
    armed: AtomicBool,
    seen: AtomicUsize,
}

impl Severer {
    /// Waits for the statement; from [`arm`](Self::arm) on they are counted from 0, before and
    /// after apart.
    #[must_use]
    pub fn new(address: &str, moment: Moment, number: usize) -> Arc<Self> {
        Arc::new(Self {
            address: address.to_owned(),
            moment,
            number,
            armed: AtomicBool::new(false),
            seen: AtomicUsize::new(0),
        })
    }

    /// Begins to count.
    pub fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    /// Whether the statement came.
    #[must_use]
    pub fn struck(&self) -> bool {
        self.seen.load(Ordering::SeqCst) > self.number
    }

    fn look(&self, moment: Moment) -> Result<(), DbErr> {
        let counts = self.armed.load(Ordering::SeqCst) && moment == self.moment;
        if counts && self.seen.fetch_add(1, Ordering::SeqCst) == self.number {
            let end = postgres::disconnect(&self.address);
            block_in_place(|| Handle::current().block_on(end))
                .map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        Ok(())
    }
}

impl Probe for Severer {
    fn before(&self, _sql: &str) -> Result<(), DbErr> {
        self.look(Moment::Before)
    }

    fn after(&self, _sql: &str) -> Result<(), DbErr> {
        self.look(Moment::After)
    }
}
