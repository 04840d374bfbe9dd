use std::{future::Future, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::channel::Reached;
use crate::clock::Clock;

/// Why a request does not go out at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Delay {
    /// The rate budget is spent, by whoever calls the same platform.
    Budget,
    /// The other side asked to be left alone for so long (`Retry-After`).
    RetryAfter(Again),
    /// A pause of our own between two attempts.
    Retry(Again),
}

/// The attempt that a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// Which one it is; 2 or more.
    pub attempt: u32,
    /// How many there may be in all.
    pub attempts: u32,
    /// How the one before it failed.
    pub after: Setback,
}

/// How an attempt failed, by what the other side had to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setback {
    /// It turned the request away: there were too many.
    Throttled,
    /// It could not be reached.
    Unreached,
    /// It gave no usable answer: an error of its own, silence, or an answer that broke off.
    Unanswered,
}

impl From<Reached> for Setback {
    fn from(reached: Reached) -> Self {
        match reached {
            Reached::Door => Self::Throttled,
            Reached::Nowhere | Reached::Breaker => Self::Unreached,
            Reached::Inside => Self::Unanswered,
        }
    }
}

/// A delay with how long it is to last from the moment on at which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delayed {
    /// Why.
    pub delay: Delay,
    /// For how long at the least.
    pub wait: Duration,
}

tokio::task_local! {
    static TOLD: watch::Sender<Option<Delayed>>;
}

/// Does the work, and tells what its requests wait for while they do: nothing once they go on. The
/// sender is let go of with the end of the work.
pub async fn telling_delays<F: Future>(told: watch::Sender<Option<Delayed>>, work: F) -> F::Output {
    TOLD.scope(told, work).await
}

/// Is told of for as long as it lives, to whoever has the work done that it holds up.
pub(super) struct Waits(());

impl Waits {
    pub(super) fn new(delay: Delay, wait: Duration) -> Self {
        tell(Some(Delayed { delay, wait }));
        Self(())
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        tell(None);
    }
}

fn tell(delayed: Option<Delayed>) {
    // Not everybody asks to be told.
    let _heard = TOLD.try_with(|told| told.send_replace(delayed)).is_ok();
}

/// Waits, and has it told.
pub(super) async fn pass(clock: &dyn Clock, delay: Delay, wait: Duration) {
    let waits = Waits::new(delay, wait);
    clock.sleep(wait).await;
    drop(waits);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use chrono::{DateTime, Utc};

    use super::{
        super::{
            allowance::{Allowance, Claim, Taken},
            budget::Budget,
            settings::ChannelSettings,
        },
        *,
    };
    use crate::{Failure, clock::ManualClock};

    /// A clock that stands still, so that nobody who sleeps wakes up.
    #[derive(Debug)]
    struct Still;

    #[async_trait]
    impl Clock for Still {
        fn now(&self) -> DateTime<Utc> {
            DateTime::UNIX_EPOCH
        }

        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }

        async fn sleep(&self, _: Duration) {
            std::future::pending::<()>().await;
        }
    }

    /// Others spend it all.
    #[derive(Debug)]
    struct Spent;

    #[async_trait]
    impl Allowance for Spent {
        async fn take(&self, _: &str, _: &Claim) -> Result<Taken, Failure> {
            Ok(Taken::Wait(Duration::from_secs(5)))
        }
    }

    #[tokio::test]
    async fn whoever_waits_behind_another_for_the_budget_is_told_of_as_well() {
        let settings = ChannelSettings::default();
        let budget = Budget::new("ggzy".to_owned(), &settings, Arc::new(Still));
        budget.share(Arc::new(Spent));
        let (one, mut of_one) = watch::channel(None);
        let (other, mut of_other) = watch::channel(None);
        let spent = async {
            tokio::join!(
                telling_delays(one, budget.spend()),
                telling_delays(other, budget.spend())
            )
        };
        let delayed = Delayed {
            delay: Delay::Budget,
            wait: Duration::from_secs(5),
        };
        let seen = async {
            for told in [&mut of_one, &mut of_other] {
                let told = told.wait_for(Option::is_some).await.unwrap();
                assert_eq!(*told, Some(delayed));
            }
        };
        tokio::select! {
            _ = spent => panic!("nobody gets anything of it"),
            () = seen => {}
        }
    }

    #[tokio::test]
    async fn once_it_goes_on_nothing_is_told_any_more() {
        let clock = ManualClock::new(DateTime::UNIX_EPOCH);
        let (tell, mut told) = watch::channel(None);
        let wait = Duration::from_secs(5);
        telling_delays(tell, pass(&clock, Delay::Budget, wait)).await;
        assert_eq!(clock.elapsed(), wait);
        assert!(told.changed().await.is_ok());
        assert_eq!(*told.borrow_and_update(), None);
        assert!(told.changed().await.is_err(), "the work has ended");
    }
}
