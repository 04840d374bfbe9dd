use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use super::{Pack, PackError, assemble::assemble};

/// The files of one pack, from wherever they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFiles {
    folder: String,
    files: BTreeMap<String, String>,
}

impl PackFiles {
    /// From texts by path inside the pack's folder, such as `provisions/01-general.yaml`.
    pub fn new<P: Into<String>, T: Into<String>>(
        folder: &str,
        files: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        let files = files
            .into_iter()
            .map(|(path, text)| (path.into(), text.into()));
        Self {
            folder: folder.to_owned(),
            files: files.collect(),
        }
    }

    /// Reads a pack's folder: `pack.toml`, `derived.yaml`, `text.md`, `provisions/*.yaml`,
    /// `cases/*.yaml`.
    ///
    /// # Errors
    ///
    /// [`PackError::Io`] when the folder or one of its files cannot be read.
    pub fn read_dir(path: &Path) -> Result<Self, PackError> {
        let mut files = BTreeMap::new();
        for folder in ["", "provisions", "cases"] {
            let directory = path.join(folder);
            if !folder.is_empty() && !directory.is_dir() {
                continue;
            }
            let io = |source| PackError::Io {
                path: directory.display().to_string(),
                source,
            };
            for entry in fs::read_dir(&directory).map_err(io)? {
                let file = entry.map_err(io)?.path();
                let name = file
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                let wanted = match folder {
                    "" => ["pack.toml", "derived.yaml", "text.md"].contains(&name.as_str()),
                    _ => Path::new(&name).extension().is_some_and(|e| e == "yaml"),
                };
                if wanted {
                    let text = fs::read_to_string(&file).map_err(|source| PackError::Io {
                        path: file.display().to_string(),
                        source,
                    })?;
                    let inside = Path::new(folder).join(&name);
                    files.insert(inside.to_string_lossy().replace('\\', "/"), text);
                }
            }
        }
        let folder = path.file_name().unwrap_or_default();
        Ok(Self {
            folder: folder.to_string_lossy().into_owned(),
            files,
        })
    }

    /// The folder's name, which is the pack's id.
    #[must_use]
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Puts a text in the place of a file; used to try a change before it is adopted.
    pub fn put(&mut self, path: &str, text: String) {
        self.files.insert(path.to_owned(), text);
    }

    /// All files but the scenarios.
    pub(super) fn of_law(&self) -> Arc<[(String, String)]> {
        let files = self.files.iter();
        files
            .filter(|(path, _)| !path.starts_with("cases/"))
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect()
    }

    /// All files of a folder inside the pack, by path.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let inside = move |path: &str| path.split_once('/').is_some_and(|(f, _)| f == folder);
        self.files
            .iter()
            .filter(move |(path, _)| inside(path))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

impl Pack {
    /// Reads and checks a pack.
    ///
    /// # Errors
    ///
    /// [`PackError::Problems`] with everything that is wrong with it, in the order of files.
    pub fn read(files: &PackFiles) -> Result<Self, PackError> {
        assemble(files).map_err(|mut problems| {
            problems.sort();
            PackError::Problems {
                pack: files.folder.clone(),
                problems,
            }
        })
    }

    /// Reads and checks the pack in a folder.
    ///
    /// # Errors
    ///
    /// As [`PackFiles::read_dir`] and [`Pack::read`].
    pub fn load_dir(path: &Path) -> Result<Self, PackError> {
        Self::read(&PackFiles::read_dir(path)?)
    }
}
