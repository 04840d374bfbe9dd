//! Who still works when the server shuts down.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

/// Tells all parts that the server shuts down, and waits for those that hold it.
#[derive(Clone)]
pub struct Lifecycle {
    draining: Arc<watch::Sender<bool>>,
    held: watch::Sender<()>,
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self::new()
    }
}

impl Lifecycle {
    /// Makes the lifecycle of a server that runs.
    #[must_use]
    pub fn new() -> Self {
        Self {
            draining: Arc::new(watch::Sender::new(false)),
            held: watch::Sender::new(()),
        }
    }

    /// Begins the shutdown.
    pub fn drain(&self) {
        self.draining.send_replace(true);
    }

    /// Tells whether the shutdown has begun.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        *self.draining.borrow()
    }

    /// Returns a view that waits for the shutdown to begin.
    #[must_use]
    pub fn draining(&self) -> Draining {
        Draining(self.draining.subscribe())
    }

    /// Keeps [`Lifecycle::finished`] waiting until the result is dropped.
    #[must_use]
    pub fn hold(&self) -> Held {
        Held {
            _receiver: self.held.subscribe(),
        }
    }

    /// Runs a task that is nobody's request; [`Lifecycle::finished`] waits for it. It should end
    /// soon once [`Lifecycle::is_draining`].
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let held = self.hold();
        tokio::spawn(async move {
            task.await;
            drop(held);
        });
    }

    /// Waits until nothing holds the server any more, at most `limit`; tells whether it came so.
    pub async fn finished(&self, limit: Duration) -> bool {
        tokio::time::timeout(limit, self.held.closed())
            .await
            .is_ok()
    }
}

/// Waits for the shutdown to begin.
#[derive(Clone)]
pub struct Draining(watch::Receiver<bool>);

impl Draining {
    /// Returns when the shutdown has begun; may be asked again and again.
    pub async fn wait(&mut self) {
        if self.0.wait_for(|draining| *draining).await.is_err() {
            // The lifecycle is gone without a shutdown: nothing will ever begin.
            std::future::pending::<()>().await;
        }
    }
}

/// Keeps the server waiting.
pub struct Held {
    _receiver: watch::Receiver<()>,
}
