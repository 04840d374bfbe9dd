use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{PackTemplate, TemplateError};

impl PackTemplate {
    /// Writes the pack as a folder inside another, all of it or nothing, and tells where.
    ///
    /// # Errors
    ///
    /// [`TemplateError::Exists`] when there is something of that name, else as
    /// [`PackTemplate::files`], or [`TemplateError::Io`].
    pub fn write_in(&self, folder: &Path) -> Result<PathBuf, TemplateError> {
        let files = self.files()?;
        let target = folder.join(self.id());
        let exists = || TemplateError::Exists(target.display().to_string());
        if target.symlink_metadata().is_ok() {
            return Err(exists());
        }
        let failed = |path: &Path| {
            let path = path.display().to_string();
            move |source| TemplateError::Io { path, source }
        };
        fs::create_dir_all(folder).map_err(failed(folder))?;
        // Beside it and not elsewhere: only within one file system is a folder moved at once.
        let beside = folder.join(format!(".{}.{}.new", self.id(), std::process::id()));
        match written(&beside, &target, &files) {
            Ok(()) => Ok(target),
            Err(_) if target.symlink_metadata().is_ok() => Err(exists()),
            Err(error) => Err(failed(&target)(error)),
        }
    }
}

/// Writes files into a new folder and moves it; what fails leaves no folder.
fn written(beside: &Path, target: &Path, files: &[(&str, String)]) -> io::Result<()> {
    fs::create_dir(beside)?;
    let moved = filled(beside, files).and_then(|()| fs::rename(beside, target));
    if moved.is_err() {
        // What failed is told; that its rest could not be cleared away tells nothing more.
        drop(fs::remove_dir_all(beside));
    }
    moved
}

fn filled(folder: &Path, files: &[(&str, String)]) -> io::Result<()> {
    for (path, text) in files {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_to_its_end_leaves_nothing() {
        let home = std::env::temp_dir().join(format!("shuniu-write-{}", std::process::id()));
        fs::create_dir_all(&home).unwrap();
        let (beside, target) = (home.join(".a"), home.join("a"));
        let text = |path| (path, "x".to_owned());
        let no_name = [text("good.md"), text("provisions/bad\0.yaml")];
        assert!(written(&beside, &target, &no_name).is_err());
        assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
        fs::create_dir_all(target.join("full")).unwrap();
        assert!(written(&beside, &target, &[text("good.md")]).is_err());
        assert!(!beside.exists() && target.join("full").exists());
        fs::remove_dir_all(home).unwrap();
    }
}
