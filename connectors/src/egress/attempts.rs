use std::{future::Future, sync::Arc, time::Duration};

use super::{
    breaker::Breaker,
    delay::{self, Setback},
    retry,
    settings::ChannelSettings,
};
use crate::{Failure, clock::Clock};

/// The patience that a [`Channel`](super::Channel) has, for what is reached otherwise than by HTTP:
/// a circuit breaker, and further attempts while they may help.
#[derive(Debug)]
pub(crate) struct Attempts {
    settings: ChannelSettings,
    breaker: Breaker,
    clock: Arc<dyn Clock>,
}

impl Attempts {
    pub(crate) fn new(system: &str, settings: &ChannelSettings, clock: Arc<dyn Clock>) -> Self {
        let wait = Duration::from_millis(settings.breaker_wait_ms);
        Self {
            breaker: Breaker::new(system, settings.breaker_failures, wait, clock.now()),
            settings: settings.clone(),
            clock,
        }
    }

    pub(crate) const fn breaker(&self) -> &Breaker {
        &self.breaker
    }

    /// Tries until it succeeds, or trying again cannot help.
    pub(crate) async fn repeat<T, F>(&self, mut act: impl FnMut() -> F + Send) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>> + Send,
        T: Send,
    {
        let mut attempt = 1;
        loop {
            self.breaker.admit(self.clock.now())?;
            let outcome = act().await;
            self.note(outcome.as_ref().err());
            let failure = match outcome {
                Ok(done) => return Ok(done),
                Err(failure) => failure,
            };
            attempt += 1;
            // How far it got is not known of every way.
            let after = Setback::Unanswered;
            let Some((delay, wait)) = retry::wait(&self.settings, &failure, after, attempt) else {
                return Err(failure);
            };
            tracing::debug!(attempt, ?wait, %failure, "trying again");
            delay::pass(&*self.clock, delay, wait).await;
        }
    }

    /// Asks leave for one attempt, to be followed by [`Attempts::note`].
    pub(crate) fn admit(&self) -> Result<(), Failure> {
        self.breaker.admit(self.clock.now())
    }

    /// Keeps how an attempt ended.
    pub(crate) fn note(&self, failure: Option<&Failure>) {
        let now = self.clock.now();
        match failure {
            Some(failure) if failure.is_transient() => self.breaker.failed(now, failure),
            _ => self.breaker.succeeded(now),
        }
    }
}
