use std::ffi::OsStr;
use std::process::Stdio;
use std::time::Duration;

use shuniu_tests::probe::Killer;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;

/// How long one process may take to come to what is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// The command line of the product in a process of its own, and what it wrote to stderr so far.
pub(crate) struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
    log: Vec<String>,
}

/// How a process ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With exit code 0.
    Well,
    /// By SIGKILL.
    Killed,
}

impl Process {
    pub(crate) fn start<A: AsRef<OsStr>>(arguments: &[A], kill_at: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuniu_under_test"));
        command.args(arguments).env_remove(Killer::AT);
        if let Some(point) = kill_at {
            command.env(Killer::AT, point);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let stderr = child.stderr.take().unwrap();
        Self {
            child,
            lines: BufReader::new(stderr).lines(),
            log: Vec::new(),
        }
    }

    /// Reads on until a line is as wanted; whether one came before the process ended.
    pub(crate) async fn passes(&mut self, mut wanted: impl FnMut(&str) -> bool) -> bool {
        let came = timeout(PATIENCE, async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                self.log.push(line);
                if self.log.last().is_some_and(|line| wanted(line)) {
                    return true;
                }
            }
            false
        });
        let Ok(came) = came.await else {
            panic!("it neither came to it nor ended: {:#?}", self.last());
        };
        came
    }

    /// What it wrote last.
    fn last(&self) -> &[String] {
        &self.log[self.log.len().saturating_sub(12)..]
    }

    /// Reads on to its end.
    pub(crate) async fn end(mut self) -> (End, Vec<String>) {
        assert!(!self.passes(|_| false).await);
        let ended = timeout(PATIENCE, self.child.wait()).await;
        let status = ended.expect("the process ends").unwrap();
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        let end = match (status.success(), signal) {
            (true, _) => End::Well,
            (_, Some(9)) => End::Killed,
            _ => panic!("it ended with {status} at {:#?}", self.last()),
        };
        (end, self.log)
    }

    /// Reads on to its end, with something done at every line; the most memory that it held, in
    /// kilobytes.
    pub(crate) async fn most_held(mut self, at_each: impl Fn()) -> u64 {
        let status = format!("/proc/{}/status", self.child.id().unwrap());
        let mut most = 0;
        let ended = self.passes(|_| {
            at_each();
            // Gone with the process, which may be ahead of what it wrote.
            let told = std::fs::read_to_string(&status).unwrap_or_default();
            let held = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let held = held.and_then(|text| text.trim().strip_suffix(" kB")?.parse().ok());
            most = most.max(held.unwrap_or(0));
            false
        });
        assert!(!ended.await);
        assert_eq!(self.end().await.0, End::Well);
        most
    }

    /// Sends SIGKILL, from outside and wherever it is.
    pub(super) fn kill(&mut self) {
        // It may have ended by itself a moment ago; how it ended is seen by `end`.
        drop(self.child.start_kill());
    }

    /// Asks it to end, as a service manager does.
    pub(crate) async fn terminate(&self) {
        let id = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(sent.unwrap().success());
    }
}
