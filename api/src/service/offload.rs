//! Work that would hold up an async worker, done elsewhere.

use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
};

use futures_util::{FutureExt, Stream, StreamExt, future::BoxFuture, stream::BoxStream};
use tokio::{
    sync::Semaphore,
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
        let slot = Arc::clone(&self.slots).acquire_owned().await;
        spawn_blocking(move || {
            let result = work();
            drop(slot);
            result
        })
        .await
    }

    /// Polls a future once elsewhere and hands it back to be awaited. Validation takes place
    /// within the first poll of an execution, and what comes after waits for others: so a thread
    /// is held while there is work, not while there is waiting.
    pub(super) async fn first_poll<T: Send + 'static>(
        &self,
        mut future: BoxFuture<'static, T>,
    ) -> Result<BoxFuture<'static, T>, JoinError> {
        self.run(move || {
            // Wake-ups before the hand-over may be lost: whoever awaits the future polls it again.
            let mut context = Context::from_waker(Waker::noop());
            match future.poll_unpin(&mut context) {
                Poll::Ready(value) => std::future::ready(value).boxed(),
                Poll::Pending => future,
            }
        })
        .await
    }

    /// Does the same for the first item of a stream. A panic ends the stream.
    pub(super) fn first_item<S>(&self, stream: S) -> BoxStream<'static, S::Item>
    where
        S: Stream + Send + Unpin + 'static,
        S::Item: Send + 'static,
    {
        let offload = self.clone();
        let begin = async move {
            match offload.first_poll(stream.into_future().boxed()).await {
                Ok(head) => {
                    let (first, rest) = head.await;
                    futures_util::stream::iter(first).chain(rest).boxed()
                }
                Err(_) => futures_util::stream::empty().boxed(),
            }
        };
        futures_util::stream::once(begin).flatten().boxed()
    }
}
