//! Which packs the commands look at.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use shuniu_hub::policy::{Calendars, Pack, PackFiles, Packs, nearest};

use crate::cli::CommandError;

/// The packs in the binary, and those of a folder beside them.
pub(super) fn at_hand(folder: Option<&Path>) -> Result<Packs, CommandError> {
    let shipped = Packs::shipped();
    match folder {
        None => Ok(shipped.clone()),
        Some(folder) => shipped.with_folder(folder).map_err(CommandError::failed),
    }
}

/// The calendars in the binary, with the years of a folder.
pub(super) fn calendars(folder: Option<&Path>) -> Result<Calendars, CommandError> {
    let shipped = Calendars::shipped();
    match folder {
        None => Ok(shipped),
        Some(folder) => shipped.with_folder(folder).map_err(CommandError::failed),
    }
}

/// The files of a pack with the folder that stands before them.
pub(super) struct Folder {
    pub(super) files: PackFiles,
    /// Before the pack's own folder, with the stroke; empty for the current one.
    pub(super) before: String,
}

/// The packs at a path: itself, or those in it.
pub(super) fn folders(path: &Path) -> Result<Vec<Folder>, CommandError> {
    if is_pack(path) {
        return Ok(vec![read(path)?]);
    }
    let entries = fs::read_dir(path)
        .with_context(|| format!("no folder {} can be read; {GIVE}", path.display()))
        .map_err(CommandError::usage)?;
    let mut inside: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_pack(path))
        .collect();
    inside.sort();
    if inside.is_empty() {
        return Err(CommandError::usage(anyhow!(
            "no pack was found in {}; {GIVE}",
            path.display()
        )));
    }
    inside.iter().map(|path| read(path)).collect()
}

const GIVE: &str = "give the folder of a pack (with its pack.toml), or a folder of packs";

fn is_pack(path: &Path) -> bool {
    path.join("pack.toml").is_file()
}

fn read(path: &Path) -> Result<Folder, CommandError> {
    // The folder's name is the pack's id; `.` has none.
    let named = match path.file_name() {
        Some(_) => path.to_owned(),
        None => fs::canonicalize(path).map_err(CommandError::failed)?,
    };
    let parent = named.parent().filter(|parent| *parent != Path::new(""));
    Ok(Folder {
        before: parent.map_or_else(String::new, |parent| format!("{}/", parent.display())),
        files: PackFiles::read_dir(&named).map_err(CommandError::failed)?,
    })
}

/// The pack in a folder, or one at hand by `id` or `id@version`.
pub(super) fn one(name: &str, packs: &Packs) -> Result<Pack, CommandError> {
    let path = Path::new(name);
    if is_pack(path) {
        return Pack::read(&read(path)?.files).map_err(CommandError::failed);
    }
    if path.is_dir() {
        return Err(CommandError::usage(anyhow!(
            "{name} holds no pack.toml; give the folder of a pack, or the id of one at hand"
        )));
    }
    if name.contains(std::path::MAIN_SEPARATOR) {
        return Err(CommandError::usage(anyhow!(
            "there is no folder {name}; give the folder of a pack, or the id of one at hand"
        )));
    }
    let (id, version) = match name.split_once('@') {
        Some((id, version)) => (id, Some(version)),
        None => (name, None),
    };
    let found = match version {
        None => packs.get(id),
        Some(version) => packs.versions(id).find(|pack| pack.version == version),
    };
    if let Some(pack) = found {
        return Ok(pack.clone());
    }
    let versions: Vec<&str> = packs.versions(id).map(|p| p.version.as_str()).collect();
    let known = packs.iter().map(|pack| pack.id.as_str());
    Err(CommandError::usage(match (versions.as_slice(), version) {
        ([_, ..], Some(version)) => anyhow!(
            "unknown version `{version}` of `{id}`; at hand is {}",
            versions.join(", ")
        ),
        _ => anyhow!(
            "unknown pack `{id}`; the nearest known name is `{}`; or give the folder of a pack",
            nearest(id, known).unwrap_or_default()
        ),
    }))
}
