use std::collections::HashMap;
use std::io::Write;
use std::process::{Command, exit};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::DbErr;
use shuniu_hub::db::Probe;
use tokio::task;

use super::Moment;
use super::point::{Place, statement};

/// Ends its own process with SIGKILL at the named point. Every point that is passed is written to
/// stderr before anything else happens; a pipe keeps it when the process is gone.
#[derive(Debug)]
pub struct Killer {
    victim: Option<String>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    runs: usize,
    /// The workers of a server send their statements side by side, each one after the other.
    places: HashMap<Option<task::Id>, Place>,
}

impl Killer {
    /// The variable that names the point, as `run 1 page 2 before INSERT ledger (23)`; absent,
    /// points are written down only.
    pub const AT: &str = "SHUNIU_KILL_AT";
    /// What a line begins with that names a point that was passed.
    pub const PASSED: &str = "probe: ";
    /// What the last line begins with.
    pub const KILLED: &str = "killed at: ";

    /// Reads the point from the environment of the test binary.
    #[must_use]
    pub fn from_environment() -> Self {
        Self {
            victim: std::env::var(Self::AT).ok(),
            seen: Mutex::default(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self, point: &str) -> Result<(), DbErr> {
        let hit = self.victim.as_deref() == Some(point);
        let what = if hit { Self::KILLED } else { Self::PASSED };
        // One write, so that lines of several workers do not mix.
        let line = format!("{what}{point}\n");
        let written = std::io::stderr().lock().write_all(line.as_bytes());
        written
            .map_err(|error| DbErr::Custom(format!("writing the point down failed: {error}")))?;
        if hit {
            kill();
        }
        Ok(())
    }
}

impl Probe for Killer {
    fn before(&self, sql: &str) -> Result<(), DbErr> {
        let (answered, point) = {
            let mut seen = self.seen();
            let Seen { runs, places } = &mut *seen;
            let place = places.entry(task::try_id()).or_default();
            // The product shows BEGIN before it goes out alone. This is the first it does after.
            let answered = place.is_begun().then(|| place.name(Moment::After, "BEGIN"));
            place.enter(sql, runs);
            (answered, place.name(Moment::Before, &statement(sql)))
        };
        if let Some(answered) = answered {
            self.pass(&answered)?;
        }
        self.pass(&point)
    }

    fn after(&self, sql: &str) -> Result<(), DbErr> {
        let point = {
            let mut seen = self.seen();
            let place = seen.places.entry(task::try_id()).or_default();
            let point = place.name(Moment::After, &statement(sql));
            place.leave(sql);
            point
        };
        self.pass(&point)
    }
}

/// No destructor runs and no buffer is flushed, as when the machine's operator does it.
fn kill() -> ! {
    let own = std::process::id().to_string();
    let sent = Command::new("kill").args(["-KILL", &own]).status();
    // Not reached unless there is no `kill`.
    drop(sent);
    exit(86)
}
