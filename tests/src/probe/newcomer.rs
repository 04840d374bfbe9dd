use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::DbErr;
use shuniu_hub::db::Probe;

use super::Moment;
use super::point::statement;

/// The points at which workers have died, by their names: the first statement of the transaction,
/// the moment, and the statement, as `UPDATE sync_cursor cursor: after INSERT project`.
pub type Tried = Arc<Mutex<BTreeSet<String>>>;

/// Lets a worker die at the first point at which none before it has died. One worker after the
/// other so comes past every point that there is, and the one that meets no new one lives.
#[derive(Debug)]
pub struct Newcomer {
    tried: Tried,
    /// Whether points between which nothing happens, or nothing is written, are points too.
    everywhere: bool,
    armed: AtomicBool,
    dead: AtomicBool,
    transaction: Mutex<Option<String>>,
}

impl Newcomer {
    /// Waits to be armed. Unless `everywhere`, only the edges of transactions and what stands behind
    /// a write are points.
    #[must_use]
    pub fn new(tried: &Tried, everywhere: bool) -> Arc<Self> {
        Arc::new(Self {
            tried: Arc::clone(tried),
            everywhere,
            armed: AtomicBool::new(false),
            dead: AtomicBool::new(false),
            transaction: Mutex::default(),
        })
    }

    /// Begins to look.
    pub fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    /// Whether it has died.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }

    fn transaction(&self) -> MutexGuard<'_, Option<String>> {
        let held = self.transaction.lock();
        held.unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self, moment: Moment, sql: &str) -> Result<(), DbErr> {
        if !self.armed.load(Ordering::SeqCst) {
            return Ok(());
        }
        if self.is_dead() {
            return Err(dead());
        }
        let point = {
            let mut within = self.transaction();
            if moment == Moment::Before && matches!(within.as_deref(), Some("")) {
                *within = Some(kind(sql));
            }
            let outside = "outside".to_owned();
            let place = within.clone().unwrap_or(outside);
            match (moment, sql) {
                (Moment::Before, "BEGIN") => *within = Some(String::new()),
                (Moment::After, "COMMIT" | "ROLLBACK") => *within = None,
                _ => {}
            }
            format!("{place}: {} {}", moment.name(), statement(sql))
        };
        if !self.everywhere && !is_edge(moment, sql) {
            return Ok(());
        }
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if tried.insert(point) {
            self.dead.store(true, Ordering::SeqCst);
            return Err(dead());
        }
        Ok(())
    }
}

impl Probe for Newcomer {
    fn before(&self, sql: &str) -> Result<(), DbErr> {
        self.pass(Moment::Before, sql)
    }

    fn after(&self, sql: &str) -> Result<(), DbErr> {
        self.pass(Moment::After, sql)
    }
}

fn dead() -> DbErr {
    DbErr::Custom("the worker is dead".to_owned())
}

/// What a transaction is about: its first statement, and of an update the first column that it sets.
fn kind(sql: &str) -> String {
    let set = sql
        .split_once(" SET \"")
        .and_then(|(_, rest)| rest.split_once('"'));
    let column = set.map_or_else(String::new, |(column, _)| format!(" {column}"));
    format!("{}{column}", statement(sql))
}

fn is_edge(moment: Moment, sql: &str) -> bool {
    match moment {
        Moment::Before => matches!(sql, "BEGIN" | "COMMIT"),
        Moment::After => {
            let verb = sql.split_whitespace().next().unwrap_or_default();
            matches!(verb, "COMMIT" | "INSERT" | "UPDATE" | "DELETE")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_worker_dies_at_the_first_point_that_is_new() {
        let tried = Tried::default();
        let all = [
            "BEGIN",
            "UPDATE \"sync_cursor\" SET \"cursor\" = ?",
            "COMMIT",
        ];
        let mut died = 0;
        loop {
            let worker = Newcomer::new(&tried, false);
            worker.arm();
            for sql in all {
                let sent = worker.before(sql);
                if sent.is_ok() && sql != "BEGIN" {
                    drop(worker.after(sql));
                }
            }
            if !worker.is_dead() {
                break;
            }
            died += 1;
        }
        assert_eq!(died, 4);
        let names: Vec<String> = tried.lock().unwrap().iter().cloned().collect();
        assert_eq!(
            names,
            [
                "UPDATE sync_cursor cursor: after COMMIT",
                "UPDATE sync_cursor cursor: after UPDATE sync_cursor",
                "UPDATE sync_cursor cursor: before COMMIT",
                "outside: before BEGIN",
            ]
        );
    }
}
