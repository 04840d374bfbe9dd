use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use sea_orm::DbErr;
use shuniu_hub::db::Probe;

/// On which side of a statement something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It has not gone out.
    Before,
    /// Its answer is there, but nobody has seen it.
    After,
}

impl Moment {
    /// How the log and the environment write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

impl FromStr for Moment {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "before" => Ok(Self::Before),
            "after" => Ok(Self::After),
            other => bail!("{other:?} is neither before nor after"),
        }
    }
}

/// Ends its own process with SIGKILL at the given statement. Every statement is written down and
/// on the disk before that.
#[derive(Debug)]
pub struct Killer {
    victim: Option<(Moment, usize)>,
    seen: AtomicUsize,
    log: PathBuf,
}

impl Killer {
    /// When to kill, as `before:17`; absent, it only counts.
    pub const WHEN: &str = "SHUNIU_KILL";
    /// Which file to write the statements to.
    pub const LOG: &str = "SHUNIU_KILL_LOG";

    /// Reads the two from the environment.
    ///
    /// # Errors
    ///
    /// Names what is missing or not understood.
    pub fn from_environment() -> Result<Self> {
        let log = std::env::var_os(Self::LOG).context("SHUNIU_KILL_LOG names no file")?;
        let victim = match std::env::var(Self::WHEN) {
            Ok(text) => {
                let (moment, number) = text.split_once(':').context("SHUNIU_KILL=before:17")?;
                Some((moment.parse()?, number.parse()?))
            }
            Err(_) => None,
        };
        Ok(Self {
            victim,
            seen: AtomicUsize::new(0),
            log: log.into(),
        })
    }

    fn look(&self, moment: Moment, number: usize, sql: &str) -> Result<(), DbErr> {
        let hit = self.victim == Some((moment, number));
        if moment == Moment::Before || hit {
            let what = if hit { "killed" } else { "sent" };
            let line = format!("{what} {} {number} {sql}\n", moment.name());
            write_down(&self.log, &line, hit).map_err(|e| DbErr::Custom(e.to_string()))?;
        }
        if hit {
            kill();
        }
        Ok(())
    }
}

impl Probe for Killer {
    fn before(&self, sql: &str) -> Result<(), DbErr> {
        let number = self.seen.fetch_add(1, Ordering::SeqCst);
        self.look(Moment::Before, number, sql)
    }

    fn after(&self, sql: &str) -> Result<(), DbErr> {
        // The statements of a foreground sync come one after the other.
        let number = self.seen.load(Ordering::SeqCst).saturating_sub(1);
        self.look(Moment::After, number, sql)
    }
}

fn write_down(log: &Path, line: &str, to_the_disk: bool) -> std::io::Result<()> {
    let mut file: File = OpenOptions::new().create(true).append(true).open(log)?;
    file.write_all(line.as_bytes())?;
    if to_the_disk {
        file.sync_all()?;
    }
    Ok(())
}

/// No destructor runs and no buffer is flushed, as when the machine's operator does it.
fn kill() -> ! {
    let own = std::process::id().to_string();
    let sent = Command::new("kill").args(["-KILL", &own]).status();
    // Not reached unless there is no `kill`.
    drop(sent);
    exit(86)
}
