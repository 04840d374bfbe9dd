//! Tasks of the workspace: `cargo xtask test` sets up what the tests need and runs them.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task speaks to the person at the terminal"
)]

mod check;
mod distribution;
mod instance;
mod phase;
mod schema;
mod server;
mod soak;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  test [--only NAME] [--postgres URL]
        Runs every check: format, lints, build, all tests on SQLite and PostgreSQL, documents.
        Finds PostgreSQL on this machine or installs it, runs a private instance on a free port
        and removes it afterwards. Installs what the contracts are checked with (Python, Node) under
        target.
          --only NAME       only the tests whose name contains NAME, without the other checks
          --postgres URL    use this server (a role that may create databases) instead of one
                            of our own
  soak [--only PART] [--seed N] [--postgres URL]
        Runs what takes too long for every change, on SQLite and PostgreSQL, and says how long it
        took and how often a process was killed. The usual tests try a part of it.
          --only PART       kills, conformance, delivery, rivals, writers, faults or contracts
          --seed N          draws the moments of random kills; a failure names its own
  schema
        Rewrites schema.graphql from the code.
  help
        Prints this.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(true)
        }
        ["test", options @ ..] => check::Options::parse(options).and_then(|o| check::run(&o)),
        ["soak", options @ ..] => soak::Options::parse(options).and_then(|o| soak::run(&o)),
        ["schema"] => schema::rewrite().map(|()| true),
        [other, ..] => Err(format!("{other:?} is not a task\n\n{HELP}")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::from(2)
        }
    }
}

/// The root of the workspace, wherever the task was called from.
fn root() -> &'static std::path::Path {
    let xtask = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Cargo as the person called it, so that the pinned toolchain is kept.
fn cargo() -> std::process::Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(program);
    command.current_dir(root());
    command
}
