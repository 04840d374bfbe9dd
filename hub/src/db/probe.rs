use std::cell::Cell;
use std::future::Future;
use std::sync::Arc;

use sea_orm::DbErr;

/// Watches every statement. Tests use it to record, to fail and to kill at a named point; the
/// product runs without one.
pub trait Probe: Send + Sync + std::fmt::Debug {
    /// Called before a statement goes out; an error takes the statement's place.
    ///
    /// # Errors
    ///
    /// Whatever fault is to be injected.
    fn before(&self, sql: &str) -> Result<(), DbErr>;

    /// Called after a statement came back; an error takes its result's place.
    ///
    /// # Errors
    ///
    /// Whatever fault is to be injected.
    fn after(&self, sql: &str) -> Result<(), DbErr>;
}

tokio::task_local! {
    static STATEMENTS: Cell<u64>;
}

/// Runs the future and tells how many statements it sent from this task.
pub async fn counting<F: Future>(work: F) -> (F::Output, u64) {
    let counted = async {
        let output = work.await;
        (output, STATEMENTS.with(Cell::get))
    };
    STATEMENTS.scope(Cell::new(0), counted).await
}

#[derive(Clone, Debug, Default)]
pub(super) struct Watch(pub(super) Option<Arc<dyn Probe>>);

impl Watch {
    pub(super) fn before(&self, sql: &str) -> Result<(), DbErr> {
        // Outside `counting` nobody asks for the number.
        let _unwatched = STATEMENTS.try_with(|count| count.set(count.get() + 1));
        self.0.as_ref().map_or(Ok(()), |probe| probe.before(sql))
    }

    pub(super) fn after(&self, sql: &str) -> Result<(), DbErr> {
        self.0.as_ref().map_or(Ok(()), |probe| probe.after(sql))
    }
}
