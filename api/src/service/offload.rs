//! Work that would hold up an async worker, done elsewhere.

use std::sync::Arc;

use tokio::{
    runtime::Handle,
    sync::{Semaphore, oneshot},
    task::{JoinError, spawn_blocking},
};

/// A few blocking threads for big documents; what finds none free waits.
#[derive(Clone)]
pub(super) struct Offload {
    slots: Arc<Semaphore>,
}

impl Offload {
    pub(super) fn new(slots: usize) -> Self {
        Self {
            slots: Arc::new(Semaphore::new(slots)),
        }
    }

    /// Runs a function elsewhere.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        let slot = self.slots.clone().acquire_owned().await;
        spawn_blocking(move || {
            let result = work();
            drop(slot);
            result
        })
        .await
    }

    /// Polls a future elsewhere. When the caller goes away, the future is dropped at its next
    /// point of waiting.
    pub(super) async fn block_on<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Result<Option<T>, JoinError> {
        let (caller, mut gone) = oneshot::channel::<()>();
        let handle = Handle::current();
        let result = self
            .run(move || {
                handle.block_on(async move {
                    tokio::select! {
                        biased;
                        result = future => Some(result),
                        _ = &mut gone => None,
                    }
                })
            })
            .await;
        drop(caller);
        result
    }
}
