//! One step of the checks, timed, with what it printed counted on the way.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What the tests reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that held.
    pub(crate) passed: u64,
    /// Tests that did not.
    pub(crate) failed: u64,
    /// Tests that were not run.
    pub(crate) ignored: u64,
    /// Processes that tests have killed and said so.
    pub(crate) killed: u64,
}

/// A step that was run.
#[derive(Debug)]
pub(crate) struct Phase {
    name: &'static str,
    took: Duration,
    held: bool,
    tally: Tally,
}

/// Runs the command, lets its output through and counts the tests in it.
pub(crate) fn run(name: &'static str, command: &mut Command) -> Phase {
    println!("== {name}: {}", words(command));
    let begun = Instant::now();
    let (held, tally) = match stream(command) {
        Ok(outcome) => outcome,
        Err(error) => {
            eprintln!("{name}: {error}");
            (false, Tally::default())
        }
    };
    let phase = Phase {
        name,
        took: begun.elapsed(),
        held,
        tally,
    };
    println!("== {}", phase.line());
    phase
}

fn stream(command: &mut Command) -> std::io::Result<(bool, Tally)> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        let mut screen = std::io::stdout();
        // By bytes: what a test prints need not be UTF-8.
        for line in BufReader::new(output).split(b'\n') {
            let line = line?;
            tally.count(&String::from_utf8_lossy(&line));
            screen.write_all(&line)?;
            screen.write_all(b"\n")?;
        }
    }
    Ok((child.wait()?.success(), tally))
}

fn words(command: &Command) -> String {
    let arguments = command.get_args().map(|word| word.to_string_lossy());
    let words: Vec<_> = arguments.collect();
    format!("cargo {}", words.join(" "))
}

impl Tally {
    /// Adds a line of the form `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn count(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else {
            let killed = ["killed at: ", "killed at random"];
            self.killed += u64::from(killed.iter().any(|said| line.contains(said)));
            return;
        };
        let Some((_, counts)) = rest.split_once(". ") else {
            return;
        };
        for count in counts.split("; ") {
            let Some((number, kind)) = count.split_once(' ') else {
                continue;
            };
            let number = number.parse().unwrap_or(0);
            match kind {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl Phase {
    fn line(&self) -> String {
        let verdict = if self.held { "ok" } else { "FAILED" };
        let seconds = self.took.as_millis();
        format!(
            "{:<8} {verdict:<6} {:>4}.{:01} s",
            self.name,
            seconds / 1000,
            seconds % 1000 / 100
        )
    }
}

/// Prints the summary; whether everything held. A step that failed without a failed test, such
/// as a lint, counts as one failure.
pub(crate) fn conclude(phases: &[Phase]) -> bool {
    println!("\n== summary");
    let mut total = Tally::default();
    for phase in phases {
        println!("{}", phase.line());
        total.passed += phase.tally.passed;
        total.ignored += phase.tally.ignored;
        total.killed += phase.tally.killed;
        total.failed += match (phase.held, phase.tally.failed) {
            (false, 0) => 1,
            (_, failed) => failed,
        };
    }
    let took: Duration = phases.iter().map(|phase| phase.took).sum();
    println!("total           {:>4} s", took.as_secs());
    if total.ignored > 0 {
        println!("{} ignored", total.ignored);
    }
    if total.killed > 0 {
        println!("{} processes killed", total.killed);
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    total.failed == 0 && phases.iter().all(|phase| phase.held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_of_all_binaries_are_added() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s",
            "Sqlite sync killed at: run 1 page 1 before COMMIT (31)",
            "Postgres killed at random: SHUNIU_TEST_SEED=1, after 143ms, last outside a run",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s",
        ] {
            tally.count(line);
        }
        let expected = Tally {
            passed: 14,
            failed: 3,
            ignored: 1,
            killed: 2,
        };
        assert_eq!(tally, expected);
    }

    #[test]
    fn a_failed_command_counts_as_one_failure() {
        let phases = [run("false", &mut Command::new("false"))];
        assert!(!conclude(&phases));
        assert!(conclude(&[run("true", &mut Command::new("true"))]));
    }
}
