use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::DbErr;
use shuniu_hub::db::Probe;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

type Act = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Has something happen once between two statements, while whoever sends them waits. It needs a
/// runtime of several threads.
pub struct Meanwhile {
    first: &'static str,
    next: &'static str,
    state: Mutex<State>,
}

enum State {
    /// The first statement has not come.
    Before(Act),
    /// It has, and the next one has not.
    Between(Act),
    Happened,
}

impl Meanwhile {
    /// Acts before the first statement that holds `next`, once one that holds `first` was sent.
    pub fn between(
        first: &'static str,
        next: &'static str,
        act: impl Future<Output = ()> + Send + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            first,
            next,
            state: Mutex::new(State::Before(Box::pin(act))),
        })
    }

    /// Whether it came to that.
    #[must_use]
    pub fn happened(&self) -> bool {
        matches!(*self.state(), State::Happened)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Meanwhile({} … {})", self.first, self.next)
    }
}

impl Probe for Meanwhile {
    fn before(&self, sql: &str) -> Result<(), DbErr> {
        let act = {
            let mut state = self.state();
            match std::mem::replace(&mut *state, State::Happened) {
                State::Before(act) if sql.contains(self.first) => {
                    *state = State::Between(act);
                    None
                }
                State::Between(act) if sql.contains(self.next) => Some(act),
                other => {
                    *state = other;
                    None
                }
            }
        };
        if let Some(act) = act {
            block_in_place(|| Handle::current().block_on(act));
        }
        Ok(())
    }

    fn after(&self, _: &str) -> Result<(), DbErr> {
        Ok(())
    }
}
