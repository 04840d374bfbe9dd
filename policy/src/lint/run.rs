use super::{Warning, coverage, derived, reach::Reach, untitled, unused};
use crate::{
    calendar::Calendars,
    pack::{Pack, PackError, PackFiles, Packs},
    source::Problem,
};

/// What is to be said of one pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linted {
    /// The folder's name, which is the pack's id.
    pub pack: String,
    /// The version, where it loads.
    pub version: Option<String>,
    /// Why it does not load; then there are no warnings.
    pub errors: Vec<Problem>,
    /// What a reviewer should look at, in the order of files and lines.
    pub warnings: Vec<Warning>,
}

/// Reads a pack and looks it over. Its cases are run; those of other packs at hand are not.
///
/// # Errors
///
/// [`PackError::Io`] only; what the loader refuses is part of the answer.
pub fn lint(files: &PackFiles, packs: &Packs, calendars: &Calendars) -> Result<Linted, PackError> {
    let mut linted = Linted {
        pack: files.folder().to_owned(),
        version: None,
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    let pack = match Pack::read(files) {
        Ok(pack) => pack,
        Err(PackError::Problems { problems, .. }) => {
            linted.errors = problems;
            return Ok(linted);
        }
        Err(error) => return Err(error),
    };
    linted.version = Some(pack.version.clone());
    linted.warnings = warnings(&pack, packs, calendars);
    Ok(linted)
}

fn warnings(pack: &Pack, packs: &Packs, calendars: &Calendars) -> Vec<Warning> {
    let mut packs = packs.clone();
    packs.add(pack.clone());
    let mut reach = Reach::of(pack, calendars);
    let mut found = reach.never_fire();
    found.extend(derived::look(pack, &mut reach));
    found.extend(coverage::look(pack, &packs, calendars, &mut reach));
    found.extend(unused::look(pack));
    found.extend(untitled::look(pack));
    found.sort();
    found.dedup();
    found
}
