use std::borrow::Cow;
use std::error::Error;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use sea_orm::{DbErr, RuntimeErr, SqlxError};
use shuniu_hub::db::Probe;

use super::Moment;

/// A failure of the database that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disturbance {
    /// Another transaction came first: 40001, as PostgreSQL says it.
    Serialization,
    /// Two waited for each other: 40P01.
    Deadlock,
    /// Another process holds the file: `SQLITE_BUSY`.
    Busy,
    /// The server ended the connection: 08006.
    ConnectionFailure,
    /// The connection broke.
    Reset,
}

impl Disturbance {
    fn error(self) -> DbErr {
        let cause = match self {
            Self::Serialization => Coded("40001").into(),
            Self::Deadlock => Coded("40P01").into(),
            Self::Busy => Coded("5").into(),
            Self::ConnectionFailure => Coded("08006").into(),
            Self::Reset => SqlxError::Io(io::ErrorKind::ConnectionReset.into()),
        };
        DbErr::Query(RuntimeErr::SqlxError(Arc::new(cause)))
    }
}

/// Fails the statement with the given number, once.
#[derive(Debug)]
pub struct Saboteur {
    disturbance: Disturbance,
    moment: Moment,
    /// Whether commits alone are counted.
    commits: bool,
    number: usize,
    armed: AtomicBool,
    seen: AtomicUsize,
}

impl Saboteur {
    /// Waits for the statement; from [`arm`](Self::arm) on they are counted from 0, before and
    /// after apart.
    #[must_use]
    pub fn new(disturbance: Disturbance, moment: Moment, number: usize) -> Arc<Self> {
        Self::counting(disturbance, moment, false, number)
    }

    /// Has the connection break once the commit with the number was carried out, counted from 0 and
    /// from [`arm`](Self::arm) on: nobody is told that it was.
    #[must_use]
    pub fn losing_commit(number: usize) -> Arc<Self> {
        let disturbance = Disturbance::ConnectionFailure;
        Self::counting(disturbance, Moment::After, true, number)
    }

    fn counting(
        disturbance: Disturbance,
        moment: Moment,
        commits: bool,
        number: usize,
    ) -> Arc<Self> {
        Arc::new(Self {
            disturbance,
            moment,
            commits,
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

    fn look(&self, moment: Moment, sql: &str) -> Result<(), DbErr> {
        let counts = self.armed.load(Ordering::SeqCst) && moment == self.moment;
        let counts = counts && (!self.commits || sql == "COMMIT");
        if counts && self.seen.fetch_add(1, Ordering::SeqCst) == self.number {
            return Err(self.disturbance.error());
        }
        Ok(())
    }
}

impl Probe for Saboteur {
    fn before(&self, sql: &str) -> Result<(), DbErr> {
        self.look(Moment::Before, sql)
    }

    fn after(&self, sql: &str) -> Result<(), DbErr> {
        self.look(Moment::After, sql)
    }
}

/// An error of the database that has nothing but its code.
#[derive(Debug)]
struct Coded(&'static str);

impl std::fmt::Display for Coded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "injected {}", self.0)
    }
}

impl Error for Coded {}

impl DatabaseError for Coded {
    fn message(&self) -> &str {
        "injected"
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.0))
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}
