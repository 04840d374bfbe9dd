//! What every subscription does: it waits for a hint that something was committed, or for its next
//! look, and ends with the caller's token.

use std::time::Duration;

use async_graphql::MergedSubscription;
use shuniu_hub::clock::{Clock, SystemClock};
use shuniu_hub::query::View;
use tokio::sync::broadcast;
use tokio::time::Instant;

use super::ledger::LedgerSubscription;
use super::sync::SyncSubscription;

/// How long a follower waits for a hint before it looks by itself: another replica's commits
/// give no hint here.
const POLL: Duration = Duration::from_secs(2);

/// 订阅 subscriptions.
#[derive(Debug, Default, MergedSubscription)]
pub struct Subscription(LedgerSubscription, SyncSubscription);

/// Wakes a follower.
pub(super) struct Waker {
    hints: broadcast::Receiver<uuid::Uuid>,
    lapses: Option<Instant>,
}

impl Waker {
    /// Listens from now on: to be made before the first look, so that no hint falls in between.
    pub(super) fn new(view: &View) -> Self {
        Self {
            hints: view.hub().commits(),
            lapses: lapses(view),
        }
    }

    /// Whether the caller's token holds no more.
    pub(super) fn lapsed(&self) -> bool {
        self.lapses.is_some_and(|end| end <= Instant::now())
    }

    /// Waits for a hint or for the next look; false when the token lapsed.
    pub(super) async fn wait(&mut self) -> bool {
        let end = self.lapses.unwrap_or_else(far);
        let look = Instant::now() + POLL;
        tokio::select! {
            biased;
            () = tokio::time::sleep_until(end) => false,
            () = tokio::time::sleep_until(look) => true,
            hint = self.hints.recv() => {
                match hint {
                    // Missed hints say the same as one.
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => true,
                    Err(broadcast::error::RecvError::Closed) => false,
                }
            }
        }
    }
}

/// How long the caller's token holds. Tokens are dated by the machine's clock, whatever legal
/// day is pinned.
fn lapses(view: &View) -> Option<Instant> {
    let expires = view.caller().expires_at?;
    let left = expires.signed_duration_since(SystemClock.now());
    let left = left.to_std().unwrap_or(Duration::ZERO);
    Instant::now().checked_add(left)
}

fn far() -> Instant {
    Instant::now() + Duration::from_secs(86_400)
}
