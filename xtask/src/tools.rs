//! What the contracts are checked with: a validator and a fuzzer in Python, a mock server on Node,
//! in the versions that `tests/contracts` pins, under `target`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::distribution::{self, answers};
use crate::root;

/// Where the tests find them.
pub(crate) const FOLDER: &str = "SHUNIU_TEST_CONTRACT_TOOLS";

/// A language that tools are written in.
struct Language {
    /// Whether one is here that is new enough.
    is_here: fn() -> bool,
    packages: &'static [&'static str],
    by_hand: &'static str,
}

const PYTHON: Language = Language {
    is_here: || {
        let new = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))";
        answers("python3", &["-c", new])
    },
    packages: &["python3", "python3-venv"],
    by_hand: "the contracts are checked with tools in Python (3.10 or newer, with venv), which \
              cannot be installed from here. Run\n\n    \
              sudo apt-get update && sudo apt-get install -y python3 python3-venv\n\n\
              (elsewhere: dnf install python3, brew install python)",
};

const NODE: Language = Language {
    is_here: || {
        let new = "process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)";
        answers("node", &["-e", new]) && answers("npm", &["--version"])
    },
    packages: &["nodejs", "npm"],
    by_hand: "the contracts are checked with a mock server on Node (18 or newer, with npm), which \
              cannot be installed from here. Run\n\n    \
              sudo apt-get update && sudo apt-get install -y nodejs npm\n\n\
              (elsewhere: dnf install nodejs npm, brew install node)",
};

impl Language {
    /// Finds it, or installs the distribution's.
    fn find_or_install(&self) -> Result<(), String> {
        if (self.is_here)() {
            return Ok(());
        }
        distribution::install(self.packages, self.by_hand)?;
        if (self.is_here)() {
            return Ok(());
        }
        let packages = self.packages.join(" ");
        Err(format!(
            "{packages} of this distribution are too old: {}",
            self.by_hand
        ))
    }
}

/// The folder of the tools, installed where they are missing or of other versions.
pub(crate) fn find_or_install() -> Result<PathBuf, String> {
    let pinned = root().join("tests/contracts");
    let folder = root().join("target/contract-tools");
    let python = folder.join("python");
    install(&python, &[pinned.join("requirements.txt")], || {
        PYTHON.find_or_install()?;
        let mut make = Command::new("python3");
        run(make.args(["-m", "venv"]).arg(&python))?;
        let mut pip = Command::new(python.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps"]);
        pip.arg("--disable-pip-version-check").arg("--requirement");
        run(pip.arg(pinned.join("requirements.txt")))
    })?;
    let node = folder.join("node");
    let lists = ["package.json", "package-lock.json", ".npmrc"].map(|name| pinned.join(name));
    install(&node, &lists, || {
        NODE.find_or_install()?;
        for list in &lists {
            let name = list.file_name().unwrap_or_default();
            let copied = std::fs::copy(list, node.join(name));
            copied.map_err(|error| format!("copying {}: {error}", list.display()))?;
        }
        let mut npm = Command::new("npm");
        run(npm
            .args(["ci", "--ignore-scripts", "--loglevel=error"])
            .current_dir(&node))
    })?;
    Ok(folder)
}

/// Installs into a folder, unless what it was installed from last is what is pinned now.
fn install(
    folder: &Path,
    lists: &[PathBuf],
    fill: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let read = |list: &PathBuf| std::fs::read_to_string(list);
    let pinned: Result<String, _> = lists.iter().map(read).collect();
    let pinned = pinned.map_err(|error| format!("reading {}: {error}", lists[0].display()))?;
    let stamp = folder.join("installed-from");
    if std::fs::read_to_string(&stamp).is_ok_and(|last| last == pinned) {
        return Ok(());
    }
    let failed = |error: std::io::Error| format!("making {}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    std::fs::create_dir_all(folder).map_err(failed)?;
    fill()?;
    std::fs::write(&stamp, pinned).map_err(failed)
}

fn run(command: &mut Command) -> Result<(), String> {
    let words = command.get_args().map(|word| word.to_string_lossy());
    let words: Vec<_> = words.collect();
    let program = command.get_program().to_string_lossy().into_owned();
    println!("+ {program} {}", words.join(" "));
    let status = command.status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program} ended with {status}")),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_installed_again_only_for_other_versions() {
        let folder = std::env::temp_dir().join(format!("shuniu-tools-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (list, into) = (folder.join("list"), folder.join("into"));
        let installs = |fails: bool| {
            let mut filled = false;
            let outcome = install(&into, std::slice::from_ref(&list), || {
                filled = true;
                if fails { Err("no".to_owned()) } else { Ok(()) }
            });
            (filled, outcome.is_ok())
        };
        std::fs::write(&list, "one").unwrap();
        assert_eq!(installs(true), (true, false));
        assert_eq!(
            installs(false),
            (true, true),
            "a failed attempt leaves no stamp"
        );
        assert_eq!(installs(false), (false, true));
        std::fs::write(&list, "two").unwrap();
        assert_eq!(installs(false), (true, true));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
