//! `cargo xtask test`: all checks, in the order in which they fail soonest.

use std::path::Path;

use crate::cargo;
use crate::instance::{self, ADDRESS};
use crate::phase::{self, Phase};
use crate::tools;

/// What was asked on the command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    only: Option<String>,
    postgres: Option<String>,
}

impl Options {
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let place = match *word {
                "--only" => &mut options.only,
                "--postgres" => &mut options.postgres,
                other => return Err(format!("test does not know {other:?}; see `cargo xtask`")),
            };
            let value = words.next().ok_or(format!("{word} needs a value"))?;
            *place = Some((*value).to_owned());
        }
        Ok(options)
    }
}

/// Runs the checks; whether all held.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let tools = tools::find_or_install()?;
    let (own, address) = instance::own_or(options.postgres.as_deref())?;
    let phases = match &options.only {
        Some(name) => vec![all_tests(&address, &tools, Some(name))],
        None => everything(&address, &tools),
    };
    drop(own);
    Ok(phase::conclude(&phases))
}

fn everything(address: &str, tools: &Path) -> Vec<Phase> {
    let workspace = ["--workspace", "--all-targets"];
    vec![
        phase::run("format", cargo().args(["fmt", "--all", "--check"])),
        phase::run(
            "lints",
            cargo()
                .arg("clippy")
                .args(workspace)
                .args(["--", "-D", "warnings"]),
        ),
        phase::run("build", cargo().arg("build").args(workspace)),
        all_tests(address, tools, None),
        phase::run(
            "docs",
            cargo()
                .args([
                    "doc",
                    "--workspace",
                    "--no-deps",
                    "--document-private-items",
                ])
                .env("RUSTDOCFLAGS", "-D warnings"),
        ),
    ]
}

/// Documentation examples included; one failing binary does not hide the others.
fn all_tests(address: &str, tools: &Path, only: Option<&str>) -> Phase {
    let mut command = cargo();
    command
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(only)
        .env(ADDRESS, address)
        .env(tools::FOLDER, tools);
    phase::run("tests", &mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_unknown_ones_refused() {
        let options = Options::parse(&["--only", "ledger", "--postgres", "postgres://x"]);
        let expected = Options {
            only: Some("ledger".to_owned()),
            postgres: Some("postgres://x".to_owned()),
        };
        assert_eq!(options, Ok(expected));
        assert!(Options::parse(&["--quick"]).is_err());
        assert!(Options::parse(&["--only"]).is_err());
    }
}
