//! `shuniu policy explain`.

mod case;
mod provision;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use clap::Args;
use shuniu_hub::policy::{
    Packs, Problem,
    account::{CaseAccount, ProvisionAccount},
    calendar::Calendars,
    cases::Case,
    nearest,
};

use super::{language::Language, packs};
use crate::cli::{CommandError, Output};

/// Arguments of `policy explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// A case file, which is judged on its day, or the id of a provision.
    pub what: String,
    /// A folder of packs beside those that are built in.
    #[arg(long)]
    pub packs: Option<PathBuf>,
    /// A folder of calendars, as `policy check` takes it.
    #[arg(long)]
    pub calendars: Option<PathBuf>,
    /// The languages to print in; JSON has both.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Language,
    /// Of a case, only what has to do with this provision.
    #[arg(long, value_name = "ID")]
    pub provision: Option<String>,
}

pub(super) fn run(arguments: &ExplainArguments, output: &mut Output) -> Result<(), CommandError> {
    let packs = packs::at_hand(arguments.packs.as_deref())?;
    let path = Path::new(&arguments.what);
    if path.is_file() {
        let calendars = packs::calendars(arguments.calendars.as_deref())?;
        let at_hand = (&packs, &calendars);
        let account = of_case(path, arguments.provision.as_deref(), at_hand)?;
        return if output.is_json() {
            output.value(&account)
        } else {
            let whole = arguments.provision.is_some();
            output.line(&case::text(&account, arguments.lang, whole))
        };
    }
    if path.is_dir() {
        return Err(CommandError::usage(anyhow!(
            "{} is a folder; give one case file, or the id of a provision",
            arguments.what
        )));
    }
    let account = of_provision(&arguments.what, &packs)?;
    if arguments.provision.is_some() {
        return Err(CommandError::usage(anyhow!(
            "--provision goes with a case file; {} is a provision itself",
            arguments.what
        )));
    }
    if output.is_json() {
        output.value(&account)
    } else {
        output.line(&provision::text(&account, arguments.lang))
    }
}

fn of_case(
    path: &Path,
    provision: Option<&str>,
    (packs, calendars): (&Packs, &Calendars),
) -> Result<CaseAccount, CommandError> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path)
        .with_context(|| format!("reading {file} failed; give a case file"))
        .map_err(CommandError::failed)?;
    let case = Case::read(&file, &text, packs).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(Problem::to_string).collect();
        CommandError::failed(anyhow!(
            "{file} is not understood; mend these lines:\n{}",
            problems.join("\n")
        ))
    })?;
    let outcome = case
        .outcome(packs, calendars)
        .map_err(CommandError::failed)?;
    let account = CaseAccount::of(&case, &outcome);
    let Some(id) = provision else {
        return Ok(account);
    };
    let known = outcome.pack.provisions.iter().map(|p| p.id.as_str());
    match outcome.pack.provision(id) {
        Some(_) => Ok(account.only(id)),
        None => Err(unknown(id, known)),
    }
}

fn of_provision(id: &str, packs: &Packs) -> Result<ProvisionAccount, CommandError> {
    let all: Vec<_> = packs.iter().collect();
    // The last version of a pack comes last.
    let mut newest = all.iter().rev();
    let found = newest.find_map(|pack| Some((pack, pack.provision(id)?)));
    if let Some((pack, provision)) = found {
        return Ok(ProvisionAccount::of(pack, provision));
    }
    let is_yaml = Path::new(id)
        .extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml");
    if is_yaml || id.contains(std::path::MAIN_SEPARATOR) {
        return Err(CommandError::usage(anyhow!(
            "there is no file {id}; give a case file, or the id of a provision"
        )));
    }
    let provisions = all.iter().flat_map(|pack| &pack.provisions);
    Err(unknown(id, provisions.map(|p| p.id.as_str())))
}

fn unknown<'a>(id: &str, known: impl Iterator<Item = &'a str>) -> CommandError {
    CommandError::usage(anyhow!(
        "unknown provision `{id}`; the nearest known name is `{}`",
        nearest(id, known).unwrap_or_default()
    ))
}
