use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Everything a sandbox remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct State {
    /// The system's name, so that one sandbox does not take another's file.
    pub(crate) system: String,
    /// Records by stream, in (time, id) order.
    pub(crate) streams: BTreeMap<String, Vec<Value>>,
    /// What the system keeps besides records: applications, secrets.
    pub(crate) extra: Map<String, Value>,
}

/// Where the state is kept: in a file, replaced whole on each change, or in memory only.
#[derive(Debug)]
pub(super) struct Store(Option<PathBuf>);

impl Store {
    pub(super) const fn new(path: Option<PathBuf>) -> Self {
        Self(path)
    }

    /// The stored state, if there is a file.
    pub(super) fn load(&self) -> io::Result<Option<State>> {
        let Some(path) = &self.0 else { return Ok(None) };
        match fs::read(path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes beside the file and renames, so that a crash leaves the old or the new state.
    pub(super) fn save(&self, state: &State) -> io::Result<()> {
        let Some(path) = &self.0 else { return Ok(()) };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = beside(path);
        let file = fs::File::create(&beside)?;
        let mut writer = io::BufWriter::new(file);
        serde_json::to_writer(&mut writer, state)?;
        let file = writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}
