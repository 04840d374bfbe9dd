//! The PostgreSQL programs of this machine: found, or installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::distribution;

const BY_HAND: &str = "PostgreSQL is needed for the tests and cannot be installed from here. Run\n\n    \
                       sudo apt-get update && sudo apt-get install -y postgresql\n\n\
                       (elsewhere: dnf install postgresql-server, brew install postgresql), or \
                       give a server with `--postgres URL`";

/// Where the programs of one PostgreSQL are.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    bin: PathBuf,
}

impl Server {
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// Whether the statement statistics came with it.
    pub(crate) fn has_statement_statistics(&self) -> bool {
        let said = Command::new(self.program("pg_config"))
            .arg("--pkglibdir")
            .output();
        let stated = said
            .ok()
            .map(|out| PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()));
        [stated, self.bin.parent().map(|home| home.join("lib"))]
            .into_iter()
            .flatten()
            .any(|folder| folder.join("pg_stat_statements.so").is_file())
    }
}

/// Finds the newest PostgreSQL, or installs the distribution's.
pub(crate) fn find_or_install() -> Result<Server, String> {
    if let Some(server) = find() {
        return Ok(server);
    }
    distribution::install(&["postgresql"], BY_HAND)?;
    find().ok_or_else(|| {
        "PostgreSQL was installed, yet its `initdb` is not found; give a server with \
         `--postgres URL`"
            .to_owned()
    })
}

fn find() -> Option<Server> {
    let mut folders = versions(Path::new("/usr/lib/postgresql"));
    let said = Command::new("pg_config").arg("--bindir").output();
    if let Ok(out) = said {
        let text = String::from_utf8_lossy(&out.stdout);
        folders.push(PathBuf::from(text.trim()));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let complete = |folder: &PathBuf| {
        ["initdb", "pg_ctl", "postgres"]
            .iter()
            .all(|program| folder.join(program).is_file())
    };
    folders.into_iter().find(complete).map(|bin| Server { bin })
}

/// Debian keeps each major version in a folder of its own; the newest first.
fn versions(home: &Path) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir(home)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, bin)| bin).collect()
}
