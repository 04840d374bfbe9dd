//! What a run waits for within a request: told at once, and on record for others meanwhile.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shuniu_connectors::egress::{Delay, Delayed, Setback, telling_delays};
use shuniu_entities::sync_run::{self, Column};
use tokio::sync::watch;
use uuid::Uuid;

use super::report::Progress;
use super::run::Run;
use crate::fault::Fault;
use crate::transact::{Tx, Work};

/// What is shorter is told to nobody.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// What a run waits for within a request, and until when at the earliest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingFor {
    /// Why.
    #[serde(flatten)]
    pub delay: Delay,
    /// Until when (UTC).
    pub until: DateTime<Utc>,
}

impl WaitingFor {
    /// What a run waits for now: nothing once it has ended, and once that moment has passed.
    ///
    /// # Errors
    ///
    /// [`Fault`] when what is stored cannot be read.
    pub fn of(run: &sync_run::Model, now: DateTime<Utc>) -> Result<Option<Self>, Fault> {
        let Some(stored) = run.waiting_for.clone() else {
            return Ok(None);
        };
        let stored: Self = serde_json::from_value(stored)
            .map_err(|error| Fault::corrupt("what a run waits for", error))?;
        Ok(Some(stored).filter(|one| run.state == "running" && one.until > now))
    }
}

impl fmt::Display for WaitingFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = self.until.format("%Y-%m-%d %H:%M:%S UTC");
        let (why, again) = match self.delay {
            Delay::Budget => {
                return write!(
                    f,
                    "waits until {until}: the request budget is spent; it is shared by all who call the platform"
                );
            }
            Delay::RetryAfter(again) => ("the other side asked for it (Retry-After)", again),
            Delay::Retry(again) => ("a pause before it is tried again", again),
        };
        let after = match again.after {
            Setback::Throttled => "the one before was turned away",
            Setback::Unreached => "the one before did not reach it",
            Setback::Unanswered => "the one before brought no usable answer",
        };
        let (attempt, attempts) = (again.attempt, again.attempts);
        write!(
            f,
            "waits until {until}: {why}; attempt {attempt} of {attempts} comes next, {after}"
        )
    }
}

/// What was told of the request so far.
#[derive(Default)]
struct Told {
    /// How long it has waited for the budget, by turns that each may be short.
    budget: Duration,
    until: Option<DateTime<Utc>>,
}

impl Told {
    /// What is worth telling of a delay that begins now.
    fn next(&mut self, delayed: Delayed, now: DateTime<Utc>) -> Option<WaitingFor> {
        let until = now + TimeDelta::from_std(delayed.wait).ok()?;
        let waited = if delayed.delay == Delay::Budget {
            self.budget += delayed.wait;
            self.budget
        } else {
            self.budget = Duration::ZERO;
            delayed.wait
        };
        let told = self.until.map(|told| told + WORTH_TELLING);
        if waited < WORTH_TELLING || told.is_some_and(|told| until < told) {
            return None;
        }
        self.until = Some(until);
        Some(WaitingFor {
            delay: delayed.delay,
            until,
        })
    }
}

/// Has on record what a run waits for, as long as it goes on.
struct Note {
    run: Uuid,
    waiting_for: WaitingFor,
}

#[async_trait::async_trait]
impl Work for Note {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        // A run whose stream was taken over has failed by then, and says nothing any more.
        let note = Query::update()
            .table(sync_run::Entity)
            .value(Column::WaitingFor, json!(self.waiting_for))
            .and_where(Expr::col(Column::JurisdictionId).eq(tx.jurisdiction()))
            .and_where(Expr::col(Column::Id).eq(self.run))
            .and_where(Column::State.eq("running"))
            .to_owned();
        tx.db().execute(&note).await?;
        Ok(())
    }
}

impl Run {
    /// Asks the other side, and tells meanwhile what its requests wait for. It is taken back by the
    /// page that they bring, and by the end of the run.
    pub(super) async fn asking<T: Send>(
        &self,
        progress: &dyn Progress,
        ask: impl Future<Output = T> + Send,
    ) -> T {
        let (tell, told) = watch::channel(None);
        let asked = Box::pin(telling_delays(tell, ask));
        let (answer, ()) = tokio::join!(asked, self.note_delays(told, progress));
        answer
    }

    async fn note_delays(
        &self,
        mut delays: watch::Receiver<Option<Delayed>>,
        progress: &dyn Progress,
    ) {
        let mut told = Told::default();
        while delays.changed().await.is_ok() {
            let delayed = *delays.borrow_and_update();
            let now = self.hub.clock().now();
            let Some(waiting_for) = delayed.and_then(|one| told.next(one, now)) else {
                continue;
            };
            progress.waits(&self.system, self.stream.as_str(), &waiting_for);
            let note = Note {
                run: self.id,
                waiting_for,
            };
            // Whoever cannot be told is no reason to give the page up.
            if let Err(error) = self.transact("note_delay", &note).await {
                tracing::warn!(%error, "what a run waits for cannot be put on record");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use shuniu_connectors::egress::Again;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-06-30T10:00:00Z".parse().unwrap()
    }

    fn budget(millis: u64) -> Delayed {
        Delayed {
            delay: Delay::Budget,
            wait: Duration::from_millis(millis),
        }
    }

    fn retry(millis: u64) -> Delayed {
        let again = Again {
            attempt: 2,
            attempts: 3,
            after: Setback::Throttled,
        };
        Delayed {
            delay: Delay::RetryAfter(again),
            wait: Duration::from_millis(millis),
        }
    }

    #[test]
    fn what_is_short_is_told_to_nobody() {
        let mut told = Told::default();
        assert_eq!(told.next(retry(999), now()), None);
        assert_eq!(told.next(budget(999), now()), None);
        assert_eq!(told.next(retry(999), now()), None);
    }

    #[test]
    fn short_turns_of_one_wait_add_up_and_are_told_once_a_second() {
        let (mut told, mut now, mut times) = (Told::default(), now(), 0);
        for _ in 0..100 {
            times += u32::from(told.next(budget(100), now).is_some());
            now += TimeDelta::milliseconds(100);
        }
        assert_eq!(times, 10);
    }

    #[test]
    fn a_wait_is_told_with_what_follows_it() {
        let told = Told::default().next(retry(30_000), now()).unwrap();
        assert_eq!(
            told.to_string(),
            "waits until 2026-06-30 10:00:30 UTC: the other side asked for it (Retry-After); attempt 2 of 3 comes next, the one before was turned away"
        );
        let told = Told::default().next(budget(2_500), now()).unwrap();
        assert_eq!(
            told.to_string(),
            "waits until 2026-06-30 10:00:02 UTC: the request budget is spent; it is shared by all who call the platform"
        );
    }

    #[test]
    fn what_is_stored_is_read_again() {
        for delayed in [retry(2_000), budget(2_000)] {
            let told = Told::default().next(delayed, now()).unwrap();
            let read: WaitingFor = serde_json::from_value(json!(told)).unwrap();
            assert_eq!(read, told);
        }
    }
}
