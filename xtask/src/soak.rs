//! `cargo xtask soak`: what takes too long for every change. Kills at every point, at many moments
//! and in every worker, and many writers at once, on both databases; the whole matrix of the
//! conformance kit; contracts with many requests.

use crate::cargo;
use crate::instance::{self, ADDRESS};
use crate::phase;
use crate::tools;

/// Has the tests try everything instead of some.
const SOAK: &str = "SHUNIU_SOAK";
/// Draws the moments of random kills.
const SEED: &str = "SHUNIU_TEST_SEED";

/// What is run, each by the name that its tests begin with.
const PARTS: [(&str, &str); 7] = [
    ("kills", "kill::"),
    ("conformance", "conformance::"),
    ("delivery", "delivery::"),
    ("rivals", "rivals::"),
    ("writers", "writers::"),
    ("faults", "disturbance::"),
    ("contracts", "contracts::"),
];

/// What was asked on the command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    postgres: Option<String>,
    seed: Option<String>,
    only: Option<String>,
}

impl Options {
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let place = match *word {
                "--postgres" => &mut options.postgres,
                "--seed" => &mut options.seed,
                "--only" => &mut options.only,
                other => return Err(format!("soak does not know {other:?}; see `cargo xtask`")),
            };
            let value = words.next().ok_or(format!("{word} needs a value"))?;
            *place = Some((*value).to_owned());
        }
        let known = |name: &String| PARTS.iter().any(|(part, _)| part == name);
        match &options.only {
            Some(name) if !known(name) => {
                let known = PARTS.map(|(part, _)| part).join(", ");
                Err(format!("there is no part {name:?}; known: {known}"))
            }
            _ => Ok(options),
        }
    }
}

/// Runs it; whether everything held.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    let tools = tools::find_or_install()?;
    let (own, address) = instance::own_or(options.postgres.as_deref())?;
    let wanted = |name: &str| options.only.as_deref().is_none_or(|only| only == name);
    let parts = PARTS.iter().filter(|(name, _)| wanted(name));
    let phases = parts.map(|(name, tests)| {
        let mut command = cargo();
        command
            // As `test` builds them: of one package alone the features of its libraries differ.
            .args(["test", "--workspace", "--test", "it", tests])
            .args(["--", "--nocapture"])
            .env(ADDRESS, &address)
            .env(tools::FOLDER, &tools)
            .env(SOAK, "1");
        if let Some(seed) = &options.seed {
            command.env(SEED, seed);
        }
        phase::run(name, &mut command)
    });
    let phases: Vec<_> = phases.collect();
    drop(own);
    Ok(phase::conclude(&phases))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_unknown_ones_refused() {
        let options = Options::parse(&["--only", "kills", "--seed", "7"]).unwrap();
        assert_eq!(options.only.as_deref(), Some("kills"));
        assert_eq!(options.seed.as_deref(), Some("7"));
        assert!(Options::parse(&["--only", "naps"]).is_err());
        assert!(Options::parse(&["--hours"]).is_err());
    }
}
