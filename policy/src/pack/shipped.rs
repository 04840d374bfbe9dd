use std::sync::OnceLock;

use super::{Pack, PackError, PackFiles};

include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// A version as numbers, by which the higher one is known; nothing where it is no such version.
#[must_use]
pub fn version_numbers(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|part| part.parse().ok()).collect()
}

/// The packs at hand.
#[derive(Clone, Debug, Default)]
pub struct Packs {
    list: Vec<Pack>,
}

impl Packs {
    /// The packs inside the binary.
    ///
    /// # Panics
    ///
    /// Never: a test reads every shipped pack.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static PACKS: OnceLock<Packs> = OnceLock::new();
        PACKS.get_or_init(|| {
            let read = Self::shipped_files()
                .into_iter()
                .map(|files| Pack::read(&files));
            Self {
                list: read
                    .map(|pack| pack.expect("every shipped pack is read by a test"))
                    .collect(),
            }
        })
    }

    /// The files of the packs inside the binary, unread.
    #[must_use]
    pub fn shipped_files() -> Vec<PackFiles> {
        let folders = SHIPPED.iter();
        folders
            .map(|(folder, files)| PackFiles::new(folder, files.iter().copied()))
            .collect()
    }

    /// Reads every folder under `path` that holds a `pack.toml`.
    ///
    /// # Errors
    ///
    /// [`PackError`] of the first folder that does not load.
    pub fn load_dir(path: &std::path::Path) -> Result<Self, PackError> {
        let io = |source| PackError::Io {
            path: path.display().to_string(),
            source,
        };
        let mut folders = Vec::new();
        for entry in std::fs::read_dir(path).map_err(io)? {
            let folder = entry.map_err(io)?.path();
            if folder.join("pack.toml").is_file() {
                folders.push(folder);
            }
        }
        folders.sort();
        let list = folders.iter().map(|folder| Pack::load_dir(folder));
        Ok(Self {
            list: list.collect::<Result<_, _>>()?,
        })
    }

    /// The same with the packs of a folder beside them.
    ///
    /// # Errors
    ///
    /// As [`Packs::load_dir`].
    pub fn with_folder(&self, path: &std::path::Path) -> Result<Self, PackError> {
        let mut packs = self.clone();
        for pack in Self::load_dir(path)?.list {
            packs.add(pack);
        }
        Ok(packs)
    }

    /// Adds a pack; one of the same id and version is replaced.
    pub fn add(&mut self, pack: Pack) {
        self.list
            .retain(|p| (&p.id, &p.version) != (&pack.id, &pack.version));
        self.list.push(pack);
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Pack> {
        self.list.iter()
    }

    /// All versions of a pack, in the order in which they were added.
    pub fn versions<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Pack> {
        self.list.iter().filter(move |pack| pack.id == id)
    }

    /// The highest version of a pack.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Pack> {
        let versions = self.list.iter().filter(|pack| pack.id == id);
        versions.max_by_key(|pack| version_numbers(&pack.version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_pack_loads() {
        let read = Packs::shipped_files()
            .into_iter()
            .map(|files| Pack::read(&files));
        let errors: Vec<String> = read
            .filter_map(Result::err)
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
    }
}
