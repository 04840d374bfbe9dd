use std::time::Duration;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlxError};

/// How often a transaction that lost against another, or a read that was cut off, is run.
const ATTEMPTS: u32 = 10;

/// How long to wait after the given attempt. Doubles from five milliseconds, with full jitter,
/// so that two that collided part.
fn pause(attempt: u32) -> Duration {
    let ceiling = 5u64 << attempt.min(7);
    Duration::from_millis(rand::random_range(1..=ceiling))
}

/// How often something that failed runs again.
#[derive(Debug)]
pub(crate) struct Patience {
    attempt: u32,
    /// Connections that may have died together with the one that did: each says so at once when
    /// it is taken out of the pool, and is gone then.
    dead: u32,
}

impl Patience {
    /// For a pool of so many connections at most.
    pub(crate) const fn with(connections: u32) -> Self {
        Self {
            attempt: 1,
            dead: connections,
        }
    }

    /// Which attempt it is, those on dead connections not counted.
    pub(crate) const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Waits before the next attempt; false when it has been tried often enough.
    pub(crate) async fn again(&mut self, lost_connection: bool) -> bool {
        if lost_connection && self.dead > 0 {
            self.dead -= 1;
            return true;
        }
        if self.attempt >= ATTEMPTS {
            return false;
        }
        tokio::time::sleep(pause(self.attempt)).await;
        self.attempt += 1;
        true
    }
}

/// What a failed statement or commit means for the transaction it stood in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Another transaction came first; running again will do.
    Again,
    /// The connection went; running again will do unless the commit had been sent.
    Disconnected,
    /// No connection became free in the time that the pool waits.
    Exhausted,
    /// A unique key was taken; holds the constraint's name or the columns.
    Taken(String),
    /// Nothing that trying again would mend.
    Final,
}

/// Judges by SQLSTATE on PostgreSQL and by result code on SQLite.
pub(crate) fn judge(error: &DbErr) -> Verdict {
    let runtime = match error {
        DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => return Verdict::Exhausted,
        DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => {
            return Verdict::Disconnected;
        }
        _ => return Verdict::Final,
    };
    let RuntimeErr::SqlxError(cause) = runtime else {
        return Verdict::Final;
    };
    match cause.as_ref() {
        SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::WorkerCrashed | SqlxError::PoolClosed => {
            Verdict::Disconnected
        }
        SqlxError::PoolTimedOut => Verdict::Exhausted,
        SqlxError::Database(database) => {
            let code = database.code().unwrap_or_default();
            match code.as_ref() {
                // serialization_failure, deadlock_detected; SQLITE_BUSY and SQLITE_LOCKED with
                // their extended forms.
                "40001" | "40P01" | "5" | "6" | "261" | "262" | "517" => Verdict::Again,
                // admin_shutdown, crash_shutdown, cannot_connect_now.
                "57P01" | "57P02" | "57P03" => Verdict::Disconnected,
                state if state.len() == 5 && state.starts_with("08") => Verdict::Disconnected,
                // unique_violation; SQLITE_CONSTRAINT_PRIMARYKEY and _UNIQUE.
                "23505" | "1555" | "2067" => Verdict::Taken(constraint(database.as_ref())),
                _ => Verdict::Final,
            }
        }
        _ => Verdict::Final,
    }
}

/// Some engines append a shard number to the name; it is cut off.
fn constraint(error: &dyn sea_orm::sqlx::error::DatabaseError) -> String {
    let name = error
        .constraint()
        .map_or_else(|| error.message().to_owned(), ToOwned::to_owned);
    match name.rsplit_once('_') {
        Some((stem, digits)) if digits.bytes().all(|b| b.is_ascii_digit()) => stem.to_owned(),
        _ => name,
    }
}
